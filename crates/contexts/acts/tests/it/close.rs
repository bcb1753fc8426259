//! How an act ends.

use acts::{Outcome, WithoutIt};
use anyhow::Result;
use http::StatusCode;
use jiff::SignedDuration;
use testing::TestApp;

use super::{Scene, by_telephone, written};

async fn ended(scene: &Scene<'_>) -> Result<acts::Act> {
    let mut tx = scene.world.tx(&scene.doctor).await?;
    Ok(acts::act(&mut tx, scene.act).await?.expect("its holder sees it"))
}

#[tokio::test]
async fn a_remote_act_asks_what_would_have_happened_without_it_and_suggests_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let page = scene.page().await;
    assert!(page.says("Sans cet acte, le patient aurait…"));
    assert!(!page.text().contains("value=\"office\" checked"), "nothing is preselected");
    let answer = scene.post("fin", &written(&[])).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("sont des réponses"), "{}", answer.text());
    assert!(answer.says("Tension 101/62 debout."), "what was typed is still there");
    assert_eq!(ended(&scene).await?.outcome, None);
    Ok(())
}

#[tokio::test]
async fn not_knowing_and_passing_are_answers_and_are_counted() -> Result<()> {
    let app = TestApp::shared().await?;
    for (typed, counted) in [("unknown", WithoutIt::Unknown), ("skipped", WithoutIt::Skipped)] {
        let scene = Scene::remote(&app).await?;
        let fields = written(&[("sans", typed), ("trajet", "relative"), ("km", "40")]);
        let answer = scene.post("fin", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let known = ended(&scene).await?;
        assert_eq!(
            (known.outcome, known.without_it, known.km),
            (Some(Outcome::Closed), Some(counted), Some(40))
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_act_on_site_is_asked_nothing_and_counts_its_minutes_from_its_opening() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::on_site(&app).await?;
    assert!(!scene.page().await.says("Sans cet acte"));
    app.clock.set(app.clock.now() + SignedDuration::from_mins(17));
    let answer = scene.post("fin", &written(&[])).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let known = ended(&scene).await?;
    assert_eq!((known.minutes, known.without_it, known.km), (Some(17), None, None));
    Ok(())
}

#[tokio::test]
async fn a_remote_act_is_not_closed_before_the_patient_agreed() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::begun(&app, by_telephone).await?;
    let answer = scene.post("fin", &written(&[("sans", "office")])).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.says("L’accord du patient n’est pas noté."), "{}", answer.text());
    scene.post("accord", &[("reponse", "refused"), ("comment", "oral"), ("par", "patient")]).await;
    let answer = scene.post("fin", &[("version", "1"), ("writer", "a"), ("sans", "office")]).await;
    assert!(answer.says("Le patient a refusé cet acte à distance."), "{}", answer.text());
    assert_eq!(ended(&scene).await?.outcome, None);
    Ok(())
}

#[tokio::test]
async fn an_interrupted_act_has_no_report() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let answer = scene.post("interruption", &[("incident", "La ligne a coupé.")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = scene.page().await;
    assert!(page.says("Acte interrompu") && page.says("La ligne a coupé."), "{}", page.text());
    let answer = scene.post("signature", &written(&[("sans", "office")])).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(scene.count("select count(*) from acts.report where act_id = $1").await?, 0);
    Ok(())
}

#[tokio::test]
async fn somebody_who_does_not_answer_is_absent() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    scene.post("appel", &[("quoi", "no_answer")]).await;
    assert!(scene.page().await.says("Noter absent"));
    scene.post("absence", &[]).await;
    assert_eq!(ended(&scene).await?.outcome, Some(Outcome::Absent));
    let twice = scene.post("absence", &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    Ok(())
}

#[tokio::test]
async fn a_wrong_number_of_kilometres_is_said_beside_its_field() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    for km in ["loin", "-3", "2001", "99999"] {
        let answer = scene.post("fin", &written(&[("sans", "office"), ("km", km)])).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{km}");
        assert!(answer.says("Écrivez un nombre entier de kilomètres"), "{km}");
    }
    let answer = scene.post("fin", &written(&[("sans", "holidays")])).await;
    assert!(answer.says("Choisissez une des réponses proposées."));
    Ok(())
}

#[tokio::test]
async fn no_report_is_written_of_an_act_that_is_not_closed_whatever_the_code_does() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let forced = sqlx::query(
        "insert into acts.report (territory_id, id, act_id, version, content, content_sha256, author_id, signed_at,
                                  signed_by, signed_with, proved_at)
         values ($1, $2, $2, 1, 'x', sha256('x'), $3, now(), $4, 'passkey', now())",
    )
    .bind(scene.world.territory.uuid())
    .bind(scene.act.uuid())
    .bind(scene.doctor.professional.expect("a doctor").uuid())
    .bind(scene.doctor.account.uuid())
    .execute(tx.conn())
    .await;
    let refused = forced.expect_err("an act that is open has no report").to_string();
    assert!(refused.contains("report_is_of_a_closed_act"), "{refused}");
    Ok(())
}
