//! The secretary on the phone.

use anyhow::Result;
use http::StatusCode;
use jiff::civil::date;
use testing::{TestApp, World, world::identity};

/// The values that the page offers as times, in order.
fn offered(page: &str) -> Vec<String> {
    page.split("name=\"temps\"")
        .skip(1)
        .filter_map(|part| part.split("value=\"").nth(1)?.split('"').next().map(ToOwned::to_owned))
        .collect()
}

#[tokio::test]
async fn a_secretary_books_one_of_three_doctors_and_reads_one_sentence_aloud() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let own = world.doctor("Hélène", "Marchais").await?;
    world.doctor("Paul", "Verdier").await?;
    world.doctor("Luc", "Raffestin").await?;
    let simone = world.register(identity("Simone", "Martin", date(1944, 3, 12))?, own.professional).await?;

    let page = desk.browser.get(&format!("/appels/{simone}")).await;
    let times = offered(&page.text());
    assert_eq!(times.len(), 3, "{}", page.text());
    assert!(page.says("son médecin") && page.says("82 ans"));

    let booked = desk
        .browser
        .post(
            &format!("/appels/{simone}"),
            &[("temps", &times[0]), ("demande", "daughter_or_son"), ("savoir", "vient en taxi")],
        )
        .await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text());
    let sheet = desk.browser.get(booked.location().expect("the appointment")).await;
    for words in [
        "Mardi 24 novembre 2026 à 9 h 20",
        "avec le Dr Hélène Marchais",
        "vient en taxi",
        "votre médecin",
        "carte Vitale",
    ] {
        assert!(
            sheet.says(&words.replace("9 h 20", "9\u{a0}h\u{a0}20")) || sheet.says(words),
            "{words}: {}",
            sheet.text()
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_time_that_was_taken_meanwhile_is_said_beside_the_field_and_what_was_typed_stays() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    world.doctor("Hélène", "Marchais").await?;
    let (simone, paule) = (
        world.patient("Simone", "Martin", date(1944, 3, 12)).await?,
        world.patient("Paule", "Léger", date(1951, 6, 7)).await?,
    );
    let times = offered(&desk.browser.get(&format!("/appels/{simone}")).await.text());
    let form = [("temps", times[0].as_str()), ("demande", "self"), ("savoir", "marche avec une canne")];
    assert_eq!(desk.browser.post(&format!("/appels/{paule}"), &form).await.status, StatusCode::SEE_OTHER);
    let refused = desk.browser.post(&format!("/appels/{simone}"), &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("vient d’être pris") && refused.says("marche avec une canne"), "{}", refused.text());
    Ok(())
}

#[tokio::test]
async fn a_family_is_booked_in_a_row() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    world.doctor("Hélène", "Marchais").await?;
    let mut ids = Vec::new();
    for name in ["Odile", "Claire"] {
        let mut one = identity(name, "Perrin", date(1980, 1, 1))?;
        one.phones = vec!["02 61 91 18 44".parse()?];
        ids.push(world.register(one, None).await?);
    }
    let times = offered(&desk.browser.get(&format!("/appels/{}", ids[0])).await.text());
    let booked =
        desk.browser.post(&format!("/appels/{}", ids[0]), &[("temps", &times[0]), ("demande", "self")]).await;
    let sheet = desk.browser.get(booked.location().expect("the appointment")).await.text();
    let next = sheet
        .split(&format!("/appels/{}?apres=", ids[1]))
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("à la suite");
    let page = desk.browser.get(&format!("/appels/{}?apres={next}", ids[1])).await.text();
    let first = &offered(&page)[0];
    assert!(first.contains("2026-11-24T09:40:00"), "right after 9:20: {first}");
    Ok(())
}

#[tokio::test]
async fn arrivals_absences_and_their_undoing_show_on_the_day() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    world.doctor("Hélène", "Marchais").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let times = offered(&desk.browser.get(&format!("/appels/{simone}")).await.text());
    let booked =
        desk.browser.post(&format!("/appels/{simone}"), &[("temps", &times[0]), ("demande", "self")]).await;
    let place = booked.location().expect("the appointment").to_owned();
    for (step, words) in [("arrivee", "est là"), ("retour", "sur place"), ("absence", "pas venu")] {
        let answer = desk.browser.post(&format!("{place}/{step}"), &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{step}: {}", answer.text());
        assert!(desk.browser.get("/appels").await.says(words), "{step}");
    }
    let again = desk.browser.post_as_program(&format!("{place}/absence"), &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.says("\"type\":\"agenda/marked\""), "{}", again.text());
    Ok(())
}

#[tokio::test]
async fn somebody_new_is_written_down_and_every_wrong_field_says_what_to_do() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let right = [
        ("nom", "Léger"),
        ("prenom", "Paule"),
        ("naissance", "07/06/1951"),
        ("sexe", "F"),
        ("telephone", "06 39 98 00 61"),
    ];
    for (field, wrong, advice) in [
        ("nom", "", "nom"),
        ("naissance", "32/13/1951", "jour, mois, année"),
        ("naissance", "12/03/2090", "année"),
        ("sexe", "X", "trois réponses"),
        ("telephone", "06 39", "10 chiffres"),
    ] {
        let typed: Vec<(&str, &str)> = right
            .iter()
            .map(|&(name, value)| if name == field { (name, wrong) } else { (name, value) })
            .collect();
        let answer = desk.browser.post("/personnes/nouvelle", &typed).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.says(advice), "{field}: {}", answer.text());
        assert!(field == "prenom" || answer.says("value=\"Paule\""), "{field}: the others stay");
    }
    let done = desk.browser.post("/personnes/nouvelle", &right).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let card = desk.browser.get(done.location().expect("the person")).await;
    assert!(card.says("LÉGER Paule") && card.says("Identité à vérifier"), "{}", card.text());
    Ok(())
}

#[tokio::test]
async fn the_desk_shows_no_care_and_opens_to_those_who_book_only() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let coordinator = world.coordinator("Émilie Perrault").await?;
    assert_eq!(coordinator.browser.get("/appels").await.status, StatusCode::FORBIDDEN);
    let nobody = app.anonymous().get("/appels").await;
    assert_eq!((nobody.status, nobody.location()), (StatusCode::SEE_OTHER, Some("/connexion")));
    let program = app.anonymous().post_as_program("/appels", &[("q", "mar 12/03/44")]).await;
    assert_eq!(program.status, StatusCode::UNAUTHORIZED);
    Ok(())
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let request = http::Request::builder()
        .method("POST")
        .uri("/appels")
        .header("host", "localhost:8080")
        .header("sec-fetch-site", "cross-site")
        .header("origin", "https://ailleurs.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from("q=mar+12/03/44"))?;
    assert_eq!(desk.browser.raw(request).await.status, StatusCode::FORBIDDEN);
    Ok(())
}
