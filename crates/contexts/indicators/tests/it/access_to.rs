//! Who sees what: figures for those who steer, lists for who runs the acts, nothing for others.

use access::Role;
use acts::Modality;
use anyhow::Result;
use testing::TestApp;

use crate::scene::{Scene, count};

#[tokio::test]
async fn a_doctor_and_a_secretary_get_a_problem_page_and_the_floor_holds() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    scene.held(scene.patient(None).await?, Modality::OnSite).await?;
    count(&app).await?;
    let secretary = scene.world.secretary("Nadège Courtin").await?;
    for member in [&scene.doctor, &secretary] {
        for page in [
            "/tableau",
            "/tableau/actes",
            "/tableau/actes.csv",
            "/tableau/fichiers/volumes",
            "/tableau/definitions",
        ] {
            let answer = member.browser.get(page).await;
            assert_eq!(answer.status, 403, "{page}");
            assert!(answer.says("Votre rôle n’ouvre pas cette page."), "{}", answer.text());
        }
        let mut tx = scene.world.tx(member).await?;
        let seen: i64 =
            sqlx::query_scalar("select count(*) from indicators.act").fetch_one(tx.conn()).await?;
        assert_eq!(seen, 0);
    }
    let nobody = app.anonymous().get("/tableau").await;
    assert_eq!(nobody.location(), Some("/connexion"));
    Ok(())
}

#[tokio::test]
async fn an_evaluator_sees_no_small_count_and_no_list() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let patient = scene.patient(Some("18160")).await?;
    for _ in 0..12 {
        scene.held(patient, Modality::OnSite).await?;
    }
    for _ in 0..3 {
        scene.held(patient, Modality::Telephone).await?;
    }
    count(&app).await?;
    let evaluator = scene.world.member("Agathe Vernet", Role::Evaluator, "évaluatrice").await?;
    let board = evaluator.browser.get("/tableau").await;
    assert!(board.says("15") && board.says("n = < 11 sur 15") && board.says("masqué"), "{}", board.text());
    assert!(!board.says("n = 3 sur") && !board.says("/tableau/actes?"));
    let volumes = evaluator.browser.get("/tableau/fichiers/volumes").await.text();
    assert!(
        !volumes.contains(";3") && !volumes.contains(";12"),
        "the one that is left would tell the other: {volumes}"
    );
    assert_eq!(evaluator.browser.get("/tableau/actes?actes=distance").await.status, 403);
    assert_eq!(evaluator.browser.get("/tableau?residence=18160").await.status, 403);
    assert!(evaluator.browser.get("/tableau/definitions").await.says("Continuité des données"));
    Ok(())
}

#[tokio::test]
async fn who_steers_is_led_to_the_figures() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = Scene::new(&app).await?;
    let evaluator = scene.world.member("Agathe Vernet", Role::Evaluator, "évaluatrice").await?;
    for member in [&scene.coordinator, &evaluator] {
        assert_eq!(member.browser.get("/").await.location(), Some("/tableau"));
    }
    let board = scene.coordinator.browser.get("/tableau").await;
    assert!(
        board.says("Aucun fait du journal n’est encore compté") && board.says("inconnu"),
        "{}",
        board.text()
    );
    Ok(())
}
