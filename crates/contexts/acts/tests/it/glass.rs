//! A doctor outside the circle: a reason, four hours, and the patient sees it.

use anyhow::Result;
use http::StatusCode;
use jiff::SignedDuration;
use testing::TestApp;

use super::{Scene, written};

#[tokio::test]
async fn a_stranger_is_led_to_give_a_reason_and_then_sees_for_four_hours() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    scene.post("signature", &written(&[("sans", "office")])).await;
    let stranger = scene.world.doctor("Paul", "Verdier").await?;
    let led = stranger.browser.get(&scene.path("")).await;
    let place = format!("/personnes/{}/acces?acte={}", scene.patient, scene.act);
    assert_eq!(led.location(), Some(&*place));
    let page = stranger.browser.get(&place).await;
    assert!(page.says("MARTIN") && page.says("Pourquoi avez-vous besoin de ce dossier"), "{}", page.text());
    assert!(!page.says("Vertiges"), "no care is shown yet");
    let glass = format!("/personnes/{}/acces", scene.patient);
    let act = scene.act.to_string();
    for empty in ["", "  ", "ab", &"x".repeat(201)] {
        let refused = stranger.browser.post(&glass, &[("motif", empty), ("acte", &act)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{empty:?}");
        assert!(refused.says("la personne le lira"), "{}", refused.text());
    }
    let reason = "De garde, appelé pour des vertiges";
    let opened = stranger.browser.post(&glass, &[("motif", reason), ("acte", &act)]).await;
    assert_eq!(opened.location(), Some(&*scene.path("")), "{}", opened.text());
    let page = stranger.browser.get(&scene.path("")).await;
    assert!(page.says("Vertiges au lever"), "{}", page.text());
    assert!(!page.says("Corriger"), "seeing is not signing");
    // whoever is in the circle sees who broke the glass, and why
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let circle = patients::circle_of(&mut tx, scene.patient).await?;
    let broken = circle.iter().find(|line| line.basis == "break_glass").expect("a line of the circle");
    assert_eq!((broken.account, broken.reason.as_deref()), (stranger.account, Some(reason)));
    drop(tx);
    app.clock.set(app.clock.now() + SignedDuration::from_hours(4) + SignedDuration::from_mins(1));
    let closed = stranger.browser.get(&scene.path("")).await;
    assert_eq!(closed.location(), Some(&*place), "the glass is whole again");
    let again = stranger.browser.post(&glass, &[("motif", "Encore de garde"), ("acte", &act)]).await;
    assert_eq!(again.location(), Some(&*scene.path("")), "{}", again.text());
    assert_eq!(stranger.browser.get(&scene.path("")).await.status, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_doctor_on_duty_reads_what_is_known_and_begins_an_act() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let mut tx = scene.world.system().await?;
    let words =
        record::NoteAllergy { patient: scene.patient, substance: "Sulfamides".into(), reaction: None };
    record::note_allergy(&mut tx, &words).await?;
    tx.commit().await?;
    let stranger = scene.world.doctor("Paul", "Verdier").await?;
    let care = format!("/personnes/{}/soins", scene.patient);
    let glass = format!("/personnes/{}/acces", scene.patient);
    assert_eq!(stranger.browser.get(&care).await.location(), Some(&*glass));
    let opened = stranger.browser.post(&glass, &[("motif", "De garde")]).await;
    assert_eq!(opened.location(), Some(&*care));
    let page = stranger.browser.get(&care).await;
    assert!(page.says("Sulfamides") && page.says("Commencer un acte sur place"), "{}", page.text());
    let begin = format!("/personnes/{}/actes", scene.patient);
    let answer = stranger.browser.post(&begin, &[("modalite", "telephone")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = stranger.browser.get(answer.location().unwrap_or_default()).await;
    assert!(page.says("À dire au patient"), "it is open: {}", page.text());
    let video = stranger.browser.post(&begin, &[("modalite", "video")]).await;
    assert_eq!(video.status, StatusCode::BAD_REQUEST);
    Ok(())
}

#[tokio::test]
async fn a_secretary_breaks_no_glass() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let desk = scene.world.secretary("Nadège Courtin").await?;
    let glass = format!("/personnes/{}/acces", scene.patient);
    assert_eq!(desk.browser.get(&glass).await.status, StatusCode::FORBIDDEN);
    let tried = desk.browser.post(&glass, &[("motif", "Par curiosité")]).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    let care = format!("/personnes/{}/soins", scene.patient);
    assert_eq!(desk.browser.get(&care).await.status, StatusCode::FORBIDDEN);
    Ok(())
}
