//! The fold: each event once, whatever stops, doubles or comes late.

use acts::Modality;
use anyhow::Result;
use db::Role;
use exchange::double::Behaviour;
use sqlx::PgConnection;
use testing::{TestApp, World};

use crate::scene::{Scene, count, fold, number, numbers};

/// Both tables as text, in a fixed order.
async fn tables(connection: &mut PgConnection) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(
        "select to_jsonb(a)::text from indicators.act a union all select to_jsonb(d)::text from indicators.delivery d
          order by 1",
    )
    .fetch_all(connection)
    .await?)
}

async fn busy(app: &TestApp) -> Result<Scene<'_>> {
    let scene = Scene::new(app).await?;
    let act = scene.sent("arrive", Behaviour::Deliver).await?;
    scene.sent("refuse", Behaviour::Full).await?;
    scene.held(scene.patient(Some("18160")).await?, Modality::OnSite).await?;
    scene.exchange_mail().await?;
    scene.evaluate(act, acts::Solved::Partly, 7).await?;
    Ok(scene)
}

#[tokio::test]
async fn events_that_are_read_twice_change_nothing_and_a_rebuild_gives_the_same_tables() -> Result<()> {
    let app = TestApp::own().await?;
    let _scene = busy(&app).await?;
    count(&app).await?;
    let mut owner = app.database.behind(Role::Owner).await?;
    let once = tables(&mut owner).await?;
    assert_eq!(once.len(), 5, "three acts, two deliveries: {once:?}");
    sqlx::query("update indicators.progress set seq = 0").execute(&mut owner).await?;
    fold(&app).await?;
    assert_eq!(tables(&mut owner).await?, once, "read twice");
    sqlx::query("update indicators.progress set shape = 0").execute(&mut owner).await?;
    sqlx::query("update indicators.act set reach = 'posted'").execute(&mut owner).await?;
    fold(&app).await?;
    assert_eq!(tables(&mut owner).await?, once, "another shape folds the log again");
    Ok(())
}

#[tokio::test]
async fn a_fold_that_was_stopped_catches_up() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = busy(&app).await?;
    number(&app).await?;
    let mut first = indicators::Fold::new(app.database.address(Role::Indicators)).with_batch(2);
    assert_eq!(first.step().await?, 2);
    drop(first);
    let board = scene.coordinator.browser.get("/tableau").await;
    assert!(board.status.is_success() && !board.says("3 actes"), "half a log is half a count");
    let board = scene.board("").await?;
    assert!(board.says("n = 1 sur 3"), "{}", board.text());
    Ok(())
}

#[tokio::test]
async fn an_event_that_commits_late_is_not_skipped() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let patient = scene.patient(None).await?;
    let (early, late) =
        (scene.asked(patient, Modality::OnSite).await?, scene.asked(patient, Modality::OnSite).await?);
    let caller = scene.world.caller(&scene.doctor).await?;
    let close = |act| acts::CloseAct { act, without_it: None, transport: None, km: None };
    let mut slow = scene.world.tx(&scene.doctor).await?;
    acts::open_act(&mut slow, &caller, late).await?;
    acts::close(&mut slow, &caller, close(late)).await?;
    let mut quick = scene.world.tx(&scene.doctor).await?;
    acts::open_act(&mut quick, &caller, early).await?;
    acts::close(&mut quick, &caller, close(early)).await?;
    quick.commit().await?;
    count(&app).await?;
    assert_eq!(scene.acts("tous").await?, numbers(&[early]));
    slow.commit().await?;
    count(&app).await?;
    assert_eq!(scene.acts("tous").await?, numbers(&[early, late]));
    Ok(())
}

#[tokio::test]
async fn acts_of_another_territory_are_never_counted() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let elsewhere = Scene::new(&app).await?;
    let own = scene.held(scene.patient(None).await?, Modality::OnSite).await?;
    elsewhere.held(elsewhere.patient(None).await?, Modality::OnSite).await?;
    elsewhere.sent("ailleurs", Behaviour::Full).await?;
    let board = scene.board("").await?;
    assert!(board.says("n = 0 sur 1"), "{}", board.text());
    assert_eq!(scene.acts("tous").await?, numbers(&[own]));
    assert!(scene.acts("distance").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn the_role_that_counts_reads_no_table_of_care_and_the_server_writes_no_figure() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let mut counting = app.database.behind(Role::Indicators).await?;
    for table in ["acts.act", "patients.patient", "exchange.delivery", "audit.access", "territory.commune"] {
        let statement = sqlx::AssertSqlSafe(format!("select 1 from {table}"));
        let refused = sqlx::raw_sql(statement).execute(&mut counting).await;
        let code =
            refused.err().and_then(|e| e.as_database_error().and_then(|e| e.code().map(|c| c.into_owned())));
        assert_eq!(code.as_deref(), Some("42501"), "{table}");
    }
    for statement in [
        "insert into indicators.act (act_id, territory_id) values (gen_random_uuid(), gen_random_uuid())",
        "delete from indicators.act",
        "update indicators.progress set seq = 0",
        "select 1 from indicators.delivery",
    ] {
        let mut tx = world.system().await?;
        assert!(sqlx::query(statement).execute(tx.conn()).await.is_err(), "{statement}");
    }
    Ok(())
}
