//! The floor under the rules: who sees no act, whatever the pages say.

use anyhow::Result;
use db::Tx;
use http::StatusCode;
use jiff::SignedDuration;
use testing::{Member, TestApp, World};

use super::{Scene, written};

/// How many rows of each table of an act a person can read.
async fn seen(tx: &mut Tx, scene: &Scene<'_>) -> Result<Vec<i64>> {
    let mut counts = Vec::new();
    for query in [
        "select count(*) from acts.act where id = $1",
        "select count(*) from acts.stamp where act_id = $1",
        "select count(*) from acts.consent where act_id = $1",
        "select count(*) from acts.draft where act_id = $1",
        "select count(*) from acts.participant where act_id = $1",
    ] {
        counts.push(sqlx::query_scalar(query).bind(scene.act.uuid()).fetch_one(tx.conn()).await?);
    }
    Ok(counts)
}

async fn with_draft(app: &TestApp) -> Result<Scene<'_>> {
    let scene = Scene::remote(app).await?;
    scene.post("appel", &[("quoi", "answers")]).await;
    scene.post("brouillon", &written(&[])).await;
    Ok(scene)
}

#[tokio::test]
async fn only_the_circle_and_who_takes_part_see_an_act_and_only_its_holder_the_draft() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = with_draft(&app).await?;
    let desk = scene.world.secretary("Nadège Courtin").await?;
    let stranger = scene.world.doctor("Paul", "Verdier").await?;
    let colleague = scene.world.doctor("Luc", "Perrin").await?;
    let mut tx = scene.world.system().await?;
    let tomorrow = tx.now() + SignedDuration::from_hours(24);
    patients::join_circle(&mut tx, scene.patient, colleague.account, "gp", tomorrow).await?;
    tx.commit().await?;
    for (member, expected) in [
        (&scene.doctor, [1, 1, 1, 1, 1]),
        (&colleague, [1, 1, 1, 0, 1]),
        (&desk, [0, 0, 0, 0, 0]),
        (&stranger, [0, 0, 0, 0, 0]),
    ] {
        let mut tx = scene.world.tx(member).await?;
        assert_eq!(seen(&mut tx, &scene).await?, expected);
    }
    assert_eq!(desk.browser.get(&scene.path("")).await.status, StatusCode::FORBIDDEN);
    Ok(())
}

#[tokio::test]
async fn who_left_the_territory_sees_no_care_even_in_the_circle() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = with_draft(&app).await?;
    let colleague = scene.world.doctor("Luc", "Perrin").await?;
    let mut tx = scene.world.system().await?;
    let circle = tx.now() + SignedDuration::from_hours(2000);
    patients::join_circle(&mut tx, scene.patient, colleague.account, "care", circle).await?;
    sqlx::query("update territory.membership set until = $2 where account_id = $1")
        .bind(colleague.account.uuid())
        .bind(tx.now_sql())
        .execute(tx.conn())
        .await?;
    tx.commit().await?;
    app.clock.set(app.clock.now() + SignedDuration::from_secs(5));
    let mut tx = scene.world.tx(&colleague).await?;
    assert_eq!(seen(&mut tx, &scene).await?, [0, 0, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn another_territory_sees_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = with_draft(&app).await?;
    let there = World::found(&app).await?;
    let elsewhere = there.doctor("Ada", "Morin").await?;
    let mut tx = there.tx(&elsewhere).await?;
    assert_eq!(seen(&mut tx, &scene).await?, [0, 0, 0, 0, 0]);
    assert_eq!(elsewhere.browser.get(&scene.path("")).await.status, StatusCode::NOT_FOUND);
    Ok(())
}

/// Somebody from elsewhere who takes part in this act.
async fn intervenant(scene: &Scene<'_>, there: &World<'_>) -> Result<Member> {
    let elsewhere = there.doctor("Ada", "Morin").await?;
    let mut tx = scene.world.system().await?;
    sqlx::query(
        "insert into acts.participant (territory_id, act_id, account_id, role, since) values ($1, $2, $3, 'intervenant', $4)",
    )
    .bind(scene.world.territory.uuid())
    .bind(scene.act.uuid())
    .bind(elsewhere.account.uuid())
    .bind(tx.now_sql())
    .execute(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(elsewhere)
}

#[tokio::test]
async fn an_intervenant_sees_their_act_and_nothing_else_of_the_territory() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = with_draft(&app).await?;
    let mut tx = scene.world.system().await?;
    let other = super::by_telephone(scene.patient, &scene.doctor, scene.world.site);
    let other = acts::request(&mut tx, &other).await?;
    let words =
        record::NoteAllergy { patient: scene.patient, substance: "Sulfamides".into(), reaction: None };
    record::note_allergy(&mut tx, &words).await?;
    tx.commit().await?;
    let there = World::found(&app).await?;
    let elsewhere = intervenant(&scene, &there).await?;
    let page = elsewhere.browser.get(&scene.path("")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.says("MARTIN") && page.says("J’ai la tête qui tourne"));
    assert!(!page.says("Sulfamides"), "the record stays with the circle");
    let path = format!("/actes/{other}");
    assert_eq!(elsewhere.browser.get(&path).await.status, StatusCode::NOT_FOUND);
    let mut tx = app.db().begin(scene.world.territory, db::Actor::Account(elsewhere.account)).await?;
    let acts: i64 = sqlx::query_scalar("select count(*) from acts.act").fetch_one(tx.conn()).await?;
    let people: i64 =
        sqlx::query_scalar("select count(*) from patients.patient").fetch_one(tx.conn()).await?;
    assert_eq!((acts, people), (1, 1));
    Ok(())
}

#[tokio::test]
async fn nobody_seats_themself_in_an_act() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = with_draft(&app).await?;
    let stranger = scene.world.doctor("Paul", "Verdier").await?;
    let mut tx = scene.world.tx(&stranger).await?;
    sqlx::query("select acts.seat_holder($1)").bind(scene.act.uuid()).execute(tx.conn()).await?;
    let forced = sqlx::query(
        "insert into acts.participant (territory_id, act_id, account_id, role, since) values ($1, $2, $3, 'assistant', $4)",
    )
    .bind(scene.world.territory.uuid())
    .bind(scene.act.uuid())
    .bind(stranger.account.uuid())
    .bind(tx.now_sql())
    .execute(tx.conn())
    .await;
    assert!(forced.is_err_and(|error| error.to_string().contains("row-level security")));
    Ok(())
}

#[tokio::test]
async fn every_view_of_an_act_is_recorded_once() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    scene.page().await;
    scene.page().await;
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let (since, before) =
        (tx.now() - SignedDuration::from_hours(1), tx.now() + SignedDuration::from_hours(1));
    let looks = audit::who_looked(&mut tx, scene.patient, since, before).await?;
    assert_eq!(looks.iter().filter(|look| look.page == "act").count(), 1);
    Ok(())
}
