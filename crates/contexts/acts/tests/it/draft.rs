//! Drafts: saved by themselves, on any machine, never over one another.

use anyhow::Result;
use http::StatusCode;
use testing::{Answer, TestApp};

use super::{Scene, written};

async fn save(scene: &Scene<'_>, version: &str, writer: &str, text: &str) -> Answer {
    let fields = [("version", version), ("writer", writer), ("conclusion", text)];
    scene.doctor.browser.post_as_program(&scene.path("brouillon"), &fields).await
}

#[tokio::test]
async fn a_draft_is_saved_as_it_is_typed_and_opens_the_same_on_another_machine() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let answer = save(&scene, "0", "a", "Baisse de tension").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(answer.says("\"version\":1") && answer.says("Enregistré à 9:00:"), "{}", answer.text());
    let elsewhere =
        scene.world.join(scene.doctor.account, access::Role::Doctor, "Nérondes · médecin").await?;
    let page = elsewhere.browser.get(&scene.path("")).await;
    assert!(page.says("Baisse de tension"), "{}", page.text());
    assert!(page.text().contains("name=\"version\" value=\"1\""));
    Ok(())
}

#[tokio::test]
async fn of_two_tabs_the_second_to_write_is_told_and_overwrites_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    save(&scene, "0", "a", "Le premier onglet").await;
    let second = save(&scene, "0", "b", "Le second onglet").await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.says("Rien n’a été écrasé"), "{}", second.text());
    let page = scene.page().await;
    assert!(page.says("Le premier onglet") && !page.says("Le second onglet"));
    Ok(())
}

#[tokio::test]
async fn of_two_tabs_that_race_exactly_one_is_saved() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    for round in 0..10_u32 {
        let version = round.to_string();
        let (first, second) =
            tokio::join!(save(&scene, &version, "a", "un"), save(&scene, &version, "b", "deux"));
        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::OK, StatusCode::CONFLICT], "round {round}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_may_be_one_version_behind_itself_and_no_more() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    save(&scene, "0", "a", "un").await;
    assert_eq!(save(&scene, "1", "a", "deux").await.status, StatusCode::OK);
    assert_eq!(
        save(&scene, "1", "a", "trois").await.status,
        StatusCode::OK,
        "it left while a save was in flight"
    );
    assert_eq!(save(&scene, "1", "a", "quatre").await.status, StatusCode::CONFLICT);
    assert_eq!(save(&scene, "2", "", "cinq").await.status, StatusCode::CONFLICT, "no name is nobody's name");
    Ok(())
}

#[tokio::test]
async fn a_form_written_on_an_old_version_is_shown_again_with_its_text() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    save(&scene, "0", "a", "Le premier onglet").await;
    let mut fields = written(&[("sans", "office")]);
    fields[1] = ("writer", "b");
    let answer = scene.post("signature", &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.says("Baisse de tension au lever."), "what was typed is on the page");
    assert!(answer.text().contains("name=\"version\" value=\"0\""), "and cannot be saved over the other");
    assert_eq!(scene.count("select count(*) from acts.report where act_id = $1").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_tab_that_is_still_open_after_signing_changes_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let signed = scene.post("signature", &written(&[("sans", "office")])).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
    let late = save(&scene, "1", "a", "Trop tard").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.says("Ce compte rendu est signé."), "{}", late.text());
    assert_eq!(scene.count("select count(*) from acts.draft where act_id = $1").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_with_a_sentence() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let long = "é".repeat(20_001);
    let answer = scene.post("brouillon", &[("version", "0"), ("constat", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("joignez le reste en document"));
    let answer = save(&scene, "0", "a", &long).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    Ok(())
}

#[tokio::test]
async fn hostile_text_is_kept_and_shown_as_text() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let hostile = "</textarea><script>alert(1)</script> ' or 1=1 -- {{ 7*7 }} \u{202e}";
    assert_eq!(save(&scene, "0", "a", hostile).await.status, StatusCode::OK);
    let page = scene.page().await;
    assert!(!page.says("<script>alert(1)"));
    assert!(page.says("{{ 7*7 }}"));
    let broken = save(&scene, "1", "a", "a\u{0}b").await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    Ok(())
}

#[tokio::test]
async fn a_new_report_begins_with_the_patient_s_words_and_today_s_measures() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let mut tx = scene.world.system().await?;
    let measure = record::NoteMeasure {
        patient: scene.patient,
        kind: record::MeasureKind::BloodPressure,
        value: 101,
        second: Some(62),
        posture: Some(record::Posture::Standing),
        said_by: record::SaidBy::Patient,
        measured_at: tx.now(),
    };
    record::note_measure(&mut tx, &measure).await?;
    tx.commit().await?;
    let page = scene.page().await;
    assert!(page.says(">\nJ’ai la tête qui tourne quand je me lève.</textarea>"), "{}", page.text());
    assert!(page.says("Tension\u{a0}: 101/62 debout."));
    assert_eq!(
        scene.count("select count(*) from acts.draft where act_id = $1").await?,
        0,
        "nothing is saved yet"
    );
    Ok(())
}
