//! The floor under the rules: what row-level security refuses, whatever the pages say.

use anyhow::Result;
use jiff::civil::date;
use patients::Search;
use testing::{TestApp, World};

#[tokio::test]
async fn another_territory_sees_nobody_from_here() -> Result<()> {
    let app = TestApp::shared().await?;
    let (here, there) = (World::found(&app).await?, World::found(&app).await?);
    let simone = here.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let desk = there.secretary("Odile Perrin").await?;
    let mut tx = there.tx(&desk).await?;
    assert!(patients::person(&mut tx, simone).await?.is_none());
    let answer = desk.browser.get(&format!("/appels/{simone}")).await;
    assert_eq!(answer.status, http::StatusCode::NOT_FOUND);
    let answer = desk.browser.post("/appels", &[("q", "mar 12/03/44")]).await;
    assert!(!answer.says("MARTIN"), "{}", answer.text());
    Ok(())
}

#[tokio::test]
async fn names_are_ciphertext_and_tokens_cannot_be_read() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.tx(&desk).await?;
    let identity: Vec<u8> = sqlx::query_scalar("select identity from patients.patient where id = $1")
        .bind(simone.uuid())
        .fetch_one(tx.conn())
        .await?;
    assert!(!identity.windows(6).any(|window| window.eq_ignore_ascii_case(b"martin")));
    let read = sqlx::query("select token from patients.token").fetch_all(tx.conn()).await;
    assert!(read.is_err_and(|error| error.to_string().contains("permission denied")));
    Ok(())
}

#[tokio::test]
async fn whoever_does_not_work_here_finds_nobody_even_with_the_right_token() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let evaluator = world.member("Agathe Vernet", access::Role::Evaluator, "évaluatrice").await?;
    let mut tx = world.tx(&evaluator).await?;
    let key = tx.territory_key().await?;
    let token = key.token("birth+letters", &["1944-03-12", "MAR"]);
    let found: Vec<uuid::Uuid> =
        sqlx::query_scalar("select patients.find($1)").bind(vec![token.clone()]).fetch_all(tx.conn()).await?;
    assert!(found.is_empty());
    let desk = world.secretary("Nadège Courtin").await?;
    let mut tx = world.tx(&desk).await?;
    let found: Vec<uuid::Uuid> =
        sqlx::query_scalar("select patients.find($1)").bind(vec![token]).fetch_all(tx.conn()).await?;
    assert_eq!(found.len(), 1, "the same token finds for who works here");
    Ok(())
}

#[tokio::test]
async fn the_circle_is_seen_by_whoever_is_in_it() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let (doctor, other) = (world.doctor("Hélène", "Marchais").await?, world.doctor("Paul", "Verdier").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.tx(&doctor).await?;
    let until = tx.now() + jiff::SignedDuration::from_hours(24);
    patients::join_circle(&mut tx, simone, doctor.account, "care", until).await?;
    assert_eq!(patients::circle_of(&mut tx, simone).await?.len(), 1);
    tx.commit().await?;
    let mut tx = world.tx(&other).await?;
    assert!(patients::circle_of(&mut tx, simone).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn nobody_breaks_glass_for_somebody_else_or_for_longer_than_four_hours() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let (doctor, other) = (world.doctor("Hélène", "Marchais").await?, world.doctor("Paul", "Verdier").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    for (account, hours, allowed) in
        [(doctor.account, 4, true), (doctor.account, 5, false), (other.account, 4, false)]
    {
        let mut tx = world.tx(&doctor).await?;
        let now = tx.now_sql();
        let written = sqlx::query(
            "insert into patients.circle (territory_id, patient_id, account_id, basis, reason, since, until)
             values ($1, $2, $3, 'break_glass', 'malaise sur la route', $4, $4 + make_interval(hours => $5))",
        )
        .bind(world.territory.uuid())
        .bind(simone.uuid())
        .bind(account.uuid())
        .bind(now)
        .bind(hours)
        .execute(tx.conn())
        .await;
        assert_eq!(written.is_ok(), allowed, "{hours} h: {written:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_search_reads_no_list() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    for rank in 0..25 {
        let name = format!("Mar{}", char::from(b'a' + rank));
        world.patient("Simone", &name, date(1944, 3, 12)).await?;
    }
    let answer = desk.browser.post("/appels", &[("q", "mar 12/03/44")]).await;
    assert_eq!(answer.text().matches("href=\"/appels/").count(), 20);
    assert!(answer.says("plus de vingt"));
    assert!(Search::read("m 12/03/44", date(2026, 11, 24)).is_err());
    Ok(())
}
