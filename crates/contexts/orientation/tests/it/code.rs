//! The code of the mail: ten minutes, five tries, and no guessing.

use anyhow::{Context as _, Result};
use futures_util::{StreamExt as _, stream};
use http::StatusCode;
use jiff::SignedDuration;
use orientation::{CodeError, LinkToken};
use testing::TestApp;

use super::{booked, digits, letters, open_portal};

#[tokio::test]
async fn the_code_of_the_mail_opens_name_reason_doctor_and_who_looked() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let page = booked(&world, "telephone").await?;
    let code = digits(&letters(&app).await?[0]).context("six digits")?;
    let browser = app.anonymous();
    let closed = browser.get(&page).await;
    for secret in ["Vautrincourt", "Renouveler", "Marchais", "Qui a regardé", "06 39 98 00 61"] {
        assert!(!closed.says(secret), "without the code: {secret}");
    }
    let desk = world.secretary("Nadège Courtin").await?;
    let mut tx = world.tx(&doctor).await?;
    let (from, to) = ("2026-11-24T00:00:00Z".parse()?, "2026-11-25T00:00:00Z".parse()?);
    let known = agenda::appointments_between(&mut tx, None, from, to).await?.remove(0);
    drop(tx);
    desk.browser.get(&format!("/rendez-vous/{}", known.id)).await;
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let opened = browser.post(&format!("{page}/ouverture"), &[("code", &spaced)]).await;
    assert_eq!(
        (opened.status, opened.location()),
        (StatusCode::SEE_OTHER, Some(page.as_str())),
        "{}",
        opened.text()
    );
    let cookie = opened.headers["set-cookie"].to_str()?;
    assert!(cookie.contains("HttpOnly") && cookie.contains(&format!("Path={page}")), "{cookie}");
    let inside = browser.taking(&opened).get(&page).await;
    for words in [
        "Mme Jeanne Vautrincourt",
        "Renouveler mon traitement",
        "Dr Hélène Marchais",
        "Nadège Courtin",
        "06 39 98 00 61",
    ] {
        assert!(inside.says(words), "{words}: {}", inside.text());
    }
    app.clock.set(app.clock.now() + SignedDuration::from_mins(31));
    assert!(!browser.taking(&opened).get(&page).await.says("Vautrincourt"), "it closes by itself");
    Ok(())
}

#[tokio::test]
async fn a_code_serves_once_for_ten_minutes_and_a_new_one_takes_its_place() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let page = booked(&world, "telephone").await?;
    let (open, send) = (format!("{page}/ouverture"), format!("{page}/code"));
    let browser = app.anonymous();
    let first = digits(&letters(&app).await?[0]).context("six digits")?;
    let asked = browser.post(&send, &[]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text());
    let second = digits(&letters(&app).await?[0]).context("six digits")?;
    if first != second {
        let old = browser.post(&open, &[("code", &first)]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY, "the first code is taken back");
    }
    assert_eq!(browser.post(&open, &[("code", &second)]).await.status, StatusCode::SEE_OTHER);
    let again = browser.post(&open, &[("code", &second)]).await;
    assert!(again.says("Ce code ne sert plus"), "{}", again.text());
    browser.post(&send, &[]).await;
    let third = digits(&letters(&app).await?[0]).context("six digits")?;
    app.clock.set(app.clock.now() + SignedDuration::from_mins(11));
    assert!(browser.post(&open, &[("code", &third)]).await.says("Ce code ne sert plus"));
    Ok(())
}

#[tokio::test]
async fn a_wrong_code_is_said_beside_the_field_with_the_tries_left() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let page = booked(&world, "telephone").await?;
    let right = digits(&letters(&app).await?[0]).context("six digits")?;
    let wrong = if right == "000000" { "000001" } else { "000000" };
    let browser = app.anonymous();
    let open = format!("{page}/ouverture");
    for malformed in ["", "12345", "abcdef", "1234567", "<b>"] {
        let answer = browser.post(&open, &[("code", malformed)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.says("Un code a six chiffres"), "{malformed}: {}", answer.text());
    }
    for left in [
        "il reste 4 essais",
        "il reste 3 essais",
        "il reste 2 essais",
        "il reste un essai",
        "Demandez un nouveau code",
    ] {
        assert!(browser.post(&open, &[("code", wrong)]).await.says(left), "{left}");
    }
    assert!(browser.post(&open, &[("code", &right)]).await.says("ne sert plus"), "five tries are five");
    Ok(())
}

#[tokio::test]
async fn ten_thousand_guesses_let_nobody_in() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let page = booked(&world, "telephone").await?;
    let token = page.strip_prefix("/m/").and_then(LinkToken::parse).context("a link")?;
    let (_, link) = orientation::open_link(app.db(), &token).await?.context("the link")?;
    let send = format!("{page}/code");
    let tried = stream::iter(0..10_000_u32)
        .map(|guess| {
            let (browser, send, link, db) = (app.anonymous(), &send, &link, app.db());
            async move {
                if guess % 500 == 0 {
                    browser.post(send, &[]).await;
                }
                orientation::check_code(db, link, &format!("{guess:06}")).await
            }
        })
        .buffer_unordered(4)
        .collect::<Vec<_>>()
        .await;
    let entered = tried.iter().filter(|answer| answer.is_ok()).count();
    let weighed = tried.iter().filter(|answer| matches!(answer, Err(CodeError::Wrong(_)))).count();
    // the first code and four more of the hour, five tries each: 25 chances in a million
    assert!(entered == 0 && weighed <= 25, "{entered} in, {weighed} weighed");
    let more = app.anonymous().post_as_program(&send, &[]).await;
    assert_eq!(more.status, StatusCode::TOO_MANY_REQUESTS);
    Ok(())
}

#[tokio::test]
async fn another_links_code_and_a_forged_proof_open_nothing() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let (mine, theirs) = (booked(&world, "telephone").await?, booked(&world, "telephone").await?);
    let mails = letters(&app).await?;
    let codes: Vec<_> = mails.iter().filter_map(digits).collect();
    let my_mail = mails.iter().position(|letter| letter.text.contains(&mine)).context("my mail")?;
    let browser = app.anonymous();
    if codes[0] != codes[1] {
        let crossed = browser.post(&format!("{theirs}/ouverture"), &[("code", &codes[my_mail])]).await;
        assert_eq!(crossed.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let opened = browser.post(&format!("{mine}/ouverture"), &[("code", &codes[my_mail])]).await;
    assert!(browser.taking(&opened).get(&mine).await.says("Vautrincourt"));
    assert!(!browser.taking(&opened).get(&theirs).await.says("Vautrincourt"), "a proof is of one link");
    for forged in ["suivi=9999999999.AAAA", "suivi=9999999999.", "suivi=.", "suivi=x.y"] {
        let request = http::Request::builder()
            .uri(&mine)
            .header("host", "localhost:8080")
            .header("accept", "text/html")
            .header("cookie", forged)
            .body(axum::body::Body::empty())?;
        assert!(!browser.raw(request).await.says("Vautrincourt"), "{forged}");
    }
    Ok(())
}
