//! R08: the perimeter changes from a day; figures of the days before do not move, those after follow.

use access::Role;
use acts::Modality;
use anyhow::Result;
use jiff::SignedDuration;
use jiff::civil::date;
use testing::TestApp;

use crate::scene::{Scene, count};

const PAGE: &str = "/territoire/communes";
const REMOVAL: &str = "/territoire/communes/retrait";

async fn in_nerondes(app: &TestApp) -> Result<Scene<'_>> {
    let scene = Scene::new(app).await?;
    let mut tx = scene.world.system().await?;
    territory::add_commune(&mut tx, "18160", "Nérondes", date(2025, 1, 1)).await?;
    tx.commit().await?;
    Ok(scene)
}

/// What the dashboard says of one day, figures only.
async fn figures(scene: &Scene<'_>, day: &str) -> Result<(Vec<String>, usize)> {
    count(scene.app).await?;
    let communes = scene.file(&format!("/tableau/fichiers/communes?du={day}&au={day}")).await?;
    let inside = scene.file(&format!("/tableau/actes.csv?du={day}&au={day}&residence=inside")).await?;
    Ok((communes.iter().map(|line| line.replace('"', "")).collect(), inside.len()))
}

#[tokio::test]
async fn figures_before_the_change_do_not_move_and_those_after_follow() -> Result<()> {
    let app = TestApp::own().await?;
    let mut scene = in_nerondes(&app).await?;
    let (start, today) = (app.clock.now(), "2026-11-24");
    let day = SignedDuration::from_hours(24);
    let (nerondes, sancerre) = (scene.patient(Some("18160")).await?, scene.patient(Some("18241")).await?);
    scene.held(nerondes, Modality::OnSite).await?;
    scene.held(sancerre, Modality::OnSite).await?;
    scene.held(scene.patient(None).await?, Modality::OnSite).await?;
    let before = figures(&scene, today).await?;
    assert_eq!(before.1, 1);
    assert_eq!(before.0, ["Hors du territoire;1", "Commune inconnue;1", "Nérondes;1"]);

    let browser = &scene.coordinator.browser;
    let added = browser.post(PAGE, &[("commune", "sancerre"), ("des", "2026-11-25")]).await;
    assert_eq!(added.location(), Some(PAGE), "{}", added.text());
    let removed = browser.post(REMOVAL, &[("commune", "18160"), ("des", "2026-11-26")]).await;
    assert_eq!(removed.location(), Some(PAGE), "{}", removed.text());
    let page = browser.get(PAGE).await;
    assert!(
        page.says("1 commune aujourd’hui") && page.says("Sancerre") && page.says("sort le 26 nov."),
        "{}",
        page.text()
    );
    assert_eq!(figures(&scene, today).await?, before, "a day that is over keeps its perimeter");

    scene.at(start + day).await?;
    scene.held(nerondes, Modality::OnSite).await?;
    scene.held(sancerre, Modality::OnSite).await?;
    assert_eq!(figures(&scene, "2026-11-25").await?.0, ["Nérondes;1", "Sancerre;1"]);
    scene.at(start + day + day).await?;
    scene.held(nerondes, Modality::OnSite).await?;
    scene.held(sancerre, Modality::OnSite).await?;
    assert_eq!(figures(&scene, "2026-11-26").await?.0, ["Hors du territoire;1", "Sancerre;1"]);
    assert_eq!(figures(&scene, today).await?, before);
    assert_eq!(scene.acts("tous").await?.len(), 7);
    Ok(())
}

#[tokio::test]
async fn a_change_that_would_move_figures_or_that_names_no_commune_is_refused_beside_its_field() -> Result<()>
{
    let app = TestApp::own().await?;
    let scene = in_nerondes(&app).await?;
    let browser = &scene.coordinator.browser;
    for (path, commune, from, says) in [
        (PAGE, "Atlantide", "2026-12-01", "Aucune commune n’a ce nom"),
        (PAGE, "", "2026-12-01", "Aucune commune n’a ce nom"),
        (PAGE, "'; drop table --", "2026-12-01", "Aucune commune n’a ce nom"),
        (PAGE, "Sainte-Colombe", "2026-12-01", "Plusieurs communes portent ce nom : tapez le code INSEE"),
        (PAGE, "Sancerre", "2026-11-23", "une date passée déplacerait des chiffres déjà publiés"),
        (PAGE, "Sancerre", "", "Choisissez une date."),
        (PAGE, "Sancerre", "2026-02-30", "Choisissez une date."),
        (PAGE, "18160", "2026-12-01", "Cette commune est déjà dans le territoire"),
        (REMOVAL, "18160", "2026-11-23", "une date passée déplacerait des chiffres déjà publiés"),
        (REMOVAL, "18241", "2026-12-01", "n’est pas dans le territoire à cette date"),
        (REMOVAL, "", "2026-12-01", "Choisissez une commune de la liste."),
    ] {
        let answer = browser.post(path, &[("commune", commune), ("des", from)]).await;
        assert_eq!(answer.status, 422, "{path} {commune} {from}");
        assert!(answer.says(says), "{commune} {from}: {}", answer.text());
    }
    let mut tx = scene.world.system().await?;
    assert_eq!(territory::perimeter(&mut tx).await?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn only_a_coordinator_changes_the_perimeter_and_the_floor_agrees() -> Result<()> {
    let app = TestApp::own().await?;
    let scene = in_nerondes(&app).await?;
    let evaluator = scene.world.member("Agathe Vernet", Role::Evaluator, "évaluatrice").await?;
    for member in [&scene.doctor, &evaluator] {
        assert_eq!(member.browser.get(PAGE).await.status, 403);
        let fields = [("commune", "Sancerre"), ("des", "2026-12-01")];
        assert_eq!(member.browser.post(PAGE, &fields).await.status, 403);
        assert_eq!(
            member.browser.post(REMOVAL, &[("commune", "18160"), ("des", "2026-12-01")]).await.status,
            403
        );
        let mut tx = scene.world.tx(member).await?;
        assert!(territory::add_commune(&mut tx, "18241", "Sancerre", date(2026, 12, 1)).await.is_err());
        drop(tx);
        let mut tx = scene.world.tx(member).await?;
        assert!(territory::remove_commune(&mut tx, "18160", date(2026, 12, 1)).await.is_err());
    }
    Ok(())
}
