//! The hours of a call and what is said in it.

use anyhow::Result;
use http::StatusCode;
use jiff::SignedDuration;
use testing::TestApp;

use super::{Scene, by_telephone};

#[tokio::test]
async fn the_hours_of_a_call_are_stamped_and_add_up() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    for (minutes, what) in [(5, "no_answer"), (4, "answers"), (11, "ends"), (7, "answers"), (3, "ends")] {
        app.clock.set(app.clock.now() + SignedDuration::from_mins(minutes));
        let answer = scene.post("appel", &[("quoi", what)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let page = scene.page().await;
    assert!(page.says("02 61 91 18 61"));
    for words in ["9:05", "Pas de réponse", "9:09", "Il répond", "Nouvel appel", "14\u{202f}min en tout"] {
        assert!(page.says(words), "{words}: {}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn an_hour_out_of_turn_changes_nothing() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::remote(&app).await?;
    let early = scene.post("appel", &[("quoi", "ends")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    scene.post("appel", &[("quoi", "answers")]).await;
    let twice = scene.post("appel", &[("quoi", "answers")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let unknown = scene.post("appel", &[("quoi", "sings")]).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert_eq!(scene.count("select count(*) from acts.stamp where act_id = $1").await?, 1);
    Ok(())
}

#[tokio::test]
async fn consent_says_what_was_told_how_and_who_collected_it() -> Result<()> {
    let app = TestApp::shared().await?;
    let scene = Scene::begun(&app, by_telephone).await?;
    let page = scene.page().await;
    assert!(page.says("À dire au patient"), "{}", page.text());
    assert!(page.says("vous serez soigné sur place"), "the notice is there to be read aloud");
    let fields = [("reponse", "given"), ("comment", "oral"), ("par", "carer")];
    let answer = scene.post("accord", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = scene.page().await;
    assert!(page.says("Informé, d’accord par un proche, de vive voix"), "{}", page.text());
    assert!(!page.says("À dire au patient"));
    let told = "select count(*) from acts.consent where act_id = $1 and answer = 'given' and how = 'oral'
                   and given_by = 'carer' and notice_version = 1 and collected_by is not null";
    assert_eq!(scene.count(told).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_telephone_act_says_that_it_is_not_reimbursed_and_since_when() -> Result<()> {
    let app = TestApp::shared().await?;
    let page = Scene::remote(&app).await?.page().await;
    assert!(page.says("il y faut la vidéo depuis le 15 septembre 2018"), "{}", page.text());
    let page = Scene::on_site(&app).await?.page().await;
    assert!(!page.says("remboursé"), "{}", page.text());
    Ok(())
}
