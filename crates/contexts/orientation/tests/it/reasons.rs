//! Reasons are written, validated by a doctor of the territory, replaced; the portal opens with the first.

use anyhow::Result;
use http::StatusCode;
use territory::{ValidateReasonError, Versions};
use testing::world::renewal;
use testing::{TestApp, World};

use super::{Asking, open_portal};

#[tokio::test]
async fn before_a_doctor_has_validated_a_reason_the_portal_says_the_telephone() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let mut tx = world.system().await?;
    territory::write_reason(&mut tx, &renewal()).await?;
    tx.commit().await?;
    let home = format!("/rdv/{}", world.slug());
    let closed = app.anonymous().get(&home).await;
    assert!(
        closed.says("pas encore ouverte") && closed.text().contains("tel:+33261911800"),
        "{}",
        closed.text()
    );
    assert!(!closed.says("Renouveler mon traitement"));
    let path = Asking::new(&world).path;
    assert_eq!(app.anonymous().get(&path).await.status, StatusCode::NOT_FOUND);
    let review = doctor.browser.get("/motifs").await;
    assert!(review.says("Non validé") && review.says("J’ai pris trop de médicaments"), "{}", review.text());
    let action = review
        .text()
        .split("action=\"/motifs/")
        .nth(1)
        .and_then(|part| part.split('"').next().map(ToOwned::to_owned));
    let validated = doctor.browser.post(&format!("/motifs/{}", action.expect("a button")), &[]).await;
    assert_eq!(validated.status, StatusCode::SEE_OTHER, "{}", validated.text());
    assert!(app.anonymous().get(&home).await.says("Renouveler mon traitement"));
    assert!(!app.anonymous().get(&home).await.says("non validé"));
    Ok(())
}

#[tokio::test]
async fn the_demonstration_shows_its_examples_and_says_so() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let mut tx = world.system().await?;
    territory::write_reason(&mut tx, &renewal()).await?;
    tx.commit().await?;
    let demo = app.in_demo();
    for place in [format!("/rdv/{}", world.slug()), Asking::new(&world).path] {
        let page = demo.anonymous().get(&place).await;
        assert!(page.says("Exemple, non validé par un médecin"), "{place}: {}", page.text());
    }
    Ok(())
}

#[tokio::test]
async fn only_a_doctor_of_the_territory_validates_once() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let elsewhere = World::found(&app).await?;
    let stranger = elsewhere.doctor("Paul", "Verdier").await?;
    let mut tx = world.tx(&desk).await?;
    let id = territory::write_reason(&mut tx, &renewal()).await?;
    tx.commit().await?;
    for (name, mut tx) in [
        ("a secretary", world.tx(&desk).await?),
        ("the server", world.system().await?),
        ("a doctor from elsewhere", world.tx(&stranger).await?),
        ("a doctor in the other territory", elsewhere.tx(&stranger).await?),
    ] {
        let refused = territory::validate_reason(&mut tx, id).await;
        assert!(matches!(refused, Err(ValidateReasonError::NotYours)), "{name}");
    }
    assert_eq!(desk.browser.get("/motifs").await.status, StatusCode::FORBIDDEN);
    let mut tx = world.tx(&doctor).await?;
    territory::validate_reason(&mut tx, id).await?;
    assert!(matches!(territory::validate_reason(&mut tx, id).await, Err(ValidateReasonError::NotYours)));
    let known = territory::reason(&mut tx, id).await?.expect("it is here");
    assert_eq!((known.author, known.reviewed_by), (Some(desk.account), Some(doctor.account)));
    assert!(known.reviewed_at.is_some());
    Ok(())
}

#[tokio::test]
async fn a_new_version_waits_until_a_doctor_puts_it_in_place_of_the_old() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, doctor) = open_portal(&app).await?;
    let mut tx = world.tx(&doctor).await?;
    let better = territory::WriteReason { words: "Refaire mon ordonnance".into(), ..renewal() };
    let second = territory::write_reason(&mut tx, &better).await?;
    tx.commit().await?;
    let home = format!("/rdv/{}", world.slug());
    assert!(app.anonymous().get(&home).await.says("Renouveler mon traitement"));
    let mut tx = world.tx(&doctor).await?;
    territory::validate_reason(&mut tx, second).await?;
    let in_use = territory::reasons(&mut tx, Versions::InUse).await?;
    assert_eq!(
        in_use.iter().map(|one| (one.version, one.words.as_str())).collect::<Vec<_>>(),
        [(2, "Refaire mon ordonnance")]
    );
    tx.commit().await?;
    let page = app.anonymous().get(&home).await;
    assert!(page.says("Refaire mon ordonnance") && !page.says("Renouveler mon traitement"));
    Ok(())
}

#[tokio::test]
async fn a_reason_without_red_flag_or_way_is_refused() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    for wrong in [
        territory::WriteReason { red_flags: vec![], ..renewal() },
        territory::WriteReason { modalities: vec![], ..renewal() },
        territory::WriteReason { modalities: vec!["pigeon".into()], ..renewal() },
        territory::WriteReason { slug: "Avec Espaces".into(), ..renewal() },
        territory::WriteReason { words: String::new(), ..renewal() },
        territory::WriteReason { delay_hours: 0, ..renewal() },
    ] {
        let mut tx = world.tx(&doctor).await?;
        let refused = territory::write_reason(&mut tx, &wrong).await;
        assert!(matches!(refused, Err(territory::WriteReasonError::Wrong(_))), "{wrong:?}: {refused:?}");
    }
    Ok(())
}
