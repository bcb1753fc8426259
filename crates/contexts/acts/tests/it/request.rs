//! An act is born with the need.

use acts::{Outcome, Relation, RelationWhy};
use agenda::{AskedBy, BookAppointment, CancelledBy, Modality};
use anyhow::Result;
use http::StatusCode;
use jiff::civil::{DateTime, date};
use kernel::PatientId;
use testing::{Member, TestApp, World};

use super::by_telephone;

fn plan(patient: PatientId, doctor: &Member, world: &World<'_>, start: DateTime) -> BookAppointment {
    BookAppointment {
        patient,
        professional: doctor.professional.expect("a doctor is in the directory"),
        site: world.site,
        modality: Modality::Telephone,
        start,
        zone: "Europe/Paris".into(),
        minutes: 20,
        asked_by: AskedBy::DaughterOrSon,
        note: None,
        overbook_reason: None,
        walks_in: false,
    }
}

#[tokio::test]
async fn opening_an_appointment_makes_its_act_once() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.system().await?;
    let at_ten = date(2026, 11, 24).at(10, 0, 0, 0);
    let booked = agenda::book(&mut tx, &plan(patient, &doctor, &world, at_ten)).await?;
    tx.commit().await?;
    let path = format!("/rendez-vous/{}/acte", booked.id);
    let first = doctor.browser.post(&path, &[]).await;
    let again = doctor.browser.post(&path, &[]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    assert_eq!(first.location(), again.location());
    let page = doctor.browser.get(first.location().unwrap_or_default()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("MARTIN"), "{}", page.text());
    Ok(())
}

#[tokio::test]
async fn an_act_follows_its_appointment_until_somebody_opens_it() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.tx(&desk).await?;
    let at_ten = date(2026, 11, 24).at(10, 0, 0, 0);
    let old = agenda::book(&mut tx, &plan(patient, &doctor, &world, at_ten)).await?;
    let act = acts::act_of_appointment(&mut tx, old.id).await?;
    let at_eleven = date(2026, 11, 24).at(11, 0, 0, 0);
    let new = agenda::move_appointment(&mut tx, old.id, &plan(patient, &doctor, &world, at_eleven)).await?;
    acts::follow_appointment(&mut tx, new.id, patient, acts::Happened::Planned).await?;
    assert_eq!(acts::act_of_appointment(&mut tx, new.id).await?, act, "the same act, for its new hour");
    agenda::cancel(&mut tx, new.id, CancelledBy::Patient).await?;
    acts::follow_appointment(&mut tx, new.id, patient, acts::Happened::Cancelled(CancelledBy::Patient))
        .await?;
    tx.commit().await?;
    let mut tx = world.tx(&doctor).await?;
    let known = acts::act(&mut tx, act).await?.expect("its holder sees it");
    assert_eq!((known.appointment, known.outcome), (Some(new.id), Some(Outcome::CancelledByPatient)));
    assert_eq!(known.asked_by, AskedBy::DaughterOrSon);
    Ok(())
}

#[tokio::test]
async fn an_act_that_was_opened_no_longer_follows() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let caller = world.caller(&doctor).await?;
    let mut tx = world.tx(&doctor).await?;
    let at_ten = date(2026, 11, 24).at(10, 0, 0, 0);
    let booked = agenda::book(&mut tx, &plan(patient, &doctor, &world, at_ten)).await?;
    let act = acts::act_of_appointment(&mut tx, booked.id).await?;
    acts::open_act(&mut tx, &caller, act).await?;
    acts::follow_appointment(&mut tx, booked.id, patient, acts::Happened::Absent).await?;
    assert_eq!(acts::act(&mut tx, act).await?.and_then(|known| known.outcome), None);
    Ok(())
}

#[tokio::test]
async fn the_relation_to_the_patient_is_told_by_what_is_known() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let other = world.doctor("Paul", "Verdier").await?;
    let alone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let followed = testing::world::identity("Jeanne", "Dupuis", date(1950, 1, 2))?;
    let followed = world.register(followed, doctor.professional).await?;
    let mut tx = world.system().await?;
    for (patient, holder, relation, why) in [
        (followed, &doctor, Relation::OwnGp, None),
        (followed, &other, Relation::Other, Some(RelationWhy::Unplanned)),
        (alone, &other, Relation::Other, Some(RelationWhy::NoOwnGp)),
    ] {
        let act = acts::request(&mut tx, &by_telephone(patient, holder, world.site)).await?;
        let known = acts::act(&mut tx, act).await?.expect("the server sees it");
        assert_eq!((known.relation, known.relation_why), (relation, why));
    }
    Ok(())
}

#[tokio::test]
async fn what_the_patient_said_is_sealed() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.system().await?;
    let act = acts::request(&mut tx, &by_telephone(patient, &doctor, world.site)).await?;
    let sealed: Vec<u8> = sqlx::query_scalar("select reason_words from acts.act where id = $1")
        .bind(act.uuid())
        .fetch_one(tx.conn())
        .await?;
    assert!(!sealed.windows(5).any(|window| window == b"tourn"));
    let known = acts::act(&mut tx, act).await?.expect("the server sees it");
    let words = acts::words_of(&mut tx, &known).await?;
    assert_eq!(words.as_deref(), Some("J’ai la tête qui tourne quand je me lève."));
    Ok(())
}

#[tokio::test]
async fn a_colleague_cannot_open_an_act_that_is_not_theirs() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let colleague = world.doctor("Paul", "Verdier").await?;
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.system().await?;
    let act = acts::request(&mut tx, &by_telephone(patient, &doctor, world.site)).await?;
    let tomorrow = tx.now() + jiff::SignedDuration::from_hours(24);
    patients::join_circle(&mut tx, patient, colleague.account, "care", tomorrow).await?;
    tx.commit().await?;
    let page = colleague.browser.get(&format!("/actes/{act}")).await;
    assert_eq!(page.status, StatusCode::OK, "the circle sees it");
    assert!(!page.says("Commencer l’acte"));
    let answer = colleague.browser.post(&format!("/actes/{act}/ouverture"), &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    Ok(())
}

#[tokio::test]
async fn an_act_that_does_not_exist_is_not_found() -> Result<()> {
    let app = TestApp::shared().await?;
    let world = World::found(&app).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    for path in [
        "/actes/019ab7c2-4a10-7c11-8f2e-3d5a9b6c7e01",
        "/comptes-rendus/019ab7c2-4a10-7c11-8f2e-3d5a9b6c7e01",
    ] {
        assert_eq!(doctor.browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(doctor.browser.get("/actes/nothing").await.status, StatusCode::BAD_REQUEST);
    Ok(())
}
