//! The first times that can be given.

use agenda::{Audience, FirstTimes, book, first_times};
use anyhow::Result;
use jiff::civil::date;
use jiff::tz::TimeZone;
use kernel::PatientId;
use testing::{TestApp, World};

use crate::on_site;

fn wanted(app: &TestApp, patient: PatientId) -> Result<FirstTimes> {
    Ok(FirstTimes {
        patient: Some(patient),
        zone: TimeZone::get("Europe/Paris")?,
        modality: None,
        professional: None,
        after: app.clock.now(),
        days: 14,
        most: 3,
    })
}

#[tokio::test]
async fn the_own_gp_comes_first_then_the_soonest_of_the_territory() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let own = world.doctor("Hélène", "Marchais").await?;
    let other = world.doctor("Paul", "Verdier").await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let identity = testing::world::identity("Simone", "Martin", date(1944, 3, 12))?;
    let simone = world.register(identity, own.professional).await?;
    let mut tx = world.tx(&desk).await?;
    // the own GP's first time is taken: hers comes later than the other's, and first all the same
    book(&mut tx, &on_site(simone, &own, world.site, date(2026, 11, 24).at(9, 20, 0, 0))).await?;
    let times = first_times(&mut tx, &wanted(&app, simone)?).await?;
    let told: Vec<_> =
        times.iter().map(|time| (time.slot.professional, time.with_own_gp, time.slot.start)).collect();
    assert_eq!(
        told,
        [
            (own.professional.expect("a row"), true, date(2026, 11, 24).at(9, 40, 0, 0)),
            (other.professional.expect("a row"), false, date(2026, 11, 24).at(9, 20, 0, 0)),
        ]
    );
    Ok(())
}

#[tokio::test]
async fn hours_kept_for_own_patients_are_not_given_to_others() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let reserved = world.doctor_for("Hélène", "Marchais", Audience::OwnPatients).await?;
    let stranger = world.patient("Paule", "Léger", date(1951, 6, 7)).await?;
    let identity = testing::world::identity("Simone", "Martin", date(1944, 3, 12))?;
    let own = world.register(identity, reserved.professional).await?;
    let mut tx = world.tx(&desk).await?;
    assert!(first_times(&mut tx, &wanted(&app, stranger)?).await?.is_empty());
    assert_eq!(first_times(&mut tx, &wanted(&app, own)?).await?.len(), 1);
    let start = date(2026, 11, 26).at(9, 0, 0, 0);
    assert!(book(&mut tx, &on_site(stranger, &reserved, world.site, start)).await.is_err());
    Ok(())
}
