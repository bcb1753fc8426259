//! A remote act that must go on at the cabinet.

use acts::{Modality, Outcome};
use anyhow::Result;
use http::StatusCode;
use kernel::ActId;
use testing::TestApp;

use super::Scene;

async fn replaced(scene: &Scene<'_>, location: Option<&str>) -> Result<(acts::Act, acts::Act)> {
    let id: ActId = location.and_then(|path| path.rsplit('/').next()).unwrap_or_default().parse()?;
    let mut tx = scene.world.tx(&scene.doctor).await?;
    let old = acts::act(&mut tx, scene.act).await?.expect("the remote act");
    let new = acts::act(&mut tx, id).await?.expect("the act on site");
    Ok((old, new))
}

#[tokio::test]
async fn one_action_converts_to_on_site_now() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let fields = [("quand", "maintenant"), ("pourquoi", "À examiner.")];
    let answer = scene.post("presentiel", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let (old, new) = replaced(&scene, answer.location()).await?;
    assert_eq!(old.outcome, Some(Outcome::Converted));
    assert_eq!((new.modality, new.replaces), (Modality::OnSite, Some(scene.act)));
    assert!(new.opened_at.is_some());
    let page = scene.doctor.browser.get(answer.location().unwrap_or_default()).await;
    assert!(page.says("J’ai la tête qui tourne"), "the need goes along: {}", page.text());
    assert!(scene.page().await.says("À examiner."));
    Ok(())
}

#[tokio::test]
async fn or_books_the_time_that_was_chosen() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let text = scene.page().await.text();
    let time =
        text.split("value=\"").find_map(|part| part.split('"').next().filter(|value| value.contains("|20|")));
    let time = time.expect("a time is proposed").to_owned();
    let answer = scene.post("presentiel", &[("quand", &time)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let (_, new) = replaced(&scene, answer.location()).await?;
    assert!(new.appointment.is_some() && new.opened_at.is_none());
    Ok(())
}

#[tokio::test]
async fn a_time_that_is_gone_changes_nothing_and_says_so() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    for gone in ["2026-11-24T03:00:00|20|019ab7c2-4a10-7c11-8f2e-3d5a9b6c7e01", "tomorrow", ""] {
        let answer = scene.post("presentiel", &[("quand", gone), ("pourquoi", "À examiner.")]).await;
        assert!(answer.status.is_client_error(), "{gone}: {}", answer.status);
        assert_eq!(scene.count("select count(*) from acts.act where id = $1 and outcome is null").await?, 1);
    }
    Ok(())
}

#[tokio::test]
async fn an_act_on_site_is_not_converted() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::on_site(&app).await?;
    assert!(!scene.page().await.says("Convertir en présentiel"));
    let answer = scene.post("presentiel", &[("quand", "maintenant")]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    Ok(())
}
