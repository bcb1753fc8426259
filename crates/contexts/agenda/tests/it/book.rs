//! Booking: nothing is sold twice, across territories, by anybody.

use agenda::{BookAppointment, BookError, book};
use anyhow::Result;
use jiff::civil::date;
use testing::{TestApp, World};

use crate::on_site;

#[tokio::test]
async fn two_patients_cannot_take_the_same_time() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let (simone, paul) = (
        world.patient("Simone", "Martin", date(1944, 3, 12)).await?,
        world.patient("Paule", "Léger", date(1951, 6, 7)).await?,
    );
    let start = date(2026, 11, 26).at(11, 0, 0, 0);
    let (mut first, mut second) = (world.tx(&desk).await?, world.tx(&desk).await?);
    book(&mut first, &on_site(simone, &doctor, world.site, start)).await?;
    first.commit().await?;
    let refused = book(&mut second, &on_site(paul, &doctor, world.site, start)).await;
    assert!(matches!(refused, Err(BookError::Taken)), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn of_sixteen_desks_asking_at_once_exactly_one_wins() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let command = on_site(simone, &doctor, world.site, date(2026, 11, 26).at(9, 0, 0, 0));
    let tries = (0..16).map(|_| async {
        let mut tx = world.tx(&desk).await?;
        let booked = book(&mut tx, &command).await;
        if booked.is_ok() {
            tx.commit().await?;
        }
        anyhow::Ok(booked.is_ok())
    });
    let wins = futures_util::future::try_join_all(tries).await?;
    assert_eq!(wins.into_iter().filter(|won| *won).count(), 1);
    Ok(())
}

#[tokio::test]
async fn one_doctor_in_two_territories_is_never_promised_twice_for_the_same_minute() -> Result<()> {
    let app = TestApp::own().await?;
    let (here, there) = (World::found(&app).await?, World::found(&app).await?);
    let (doctor, desk) = (here.doctor("Hélène", "Marchais").await?, here.secretary("Nadège Courtin").await?);
    let other_desk = there.secretary("Odile Perrin").await?;
    there.receives(doctor.professional.expect("a row"), agenda::Audience::Territory).await?;
    let start = date(2026, 11, 26).at(14, 0, 0, 0);

    let simone = here.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = here.tx(&desk).await?;
    book(&mut tx, &on_site(simone, &doctor, here.site, start)).await?;
    tx.commit().await?;

    let luc = there.patient("Lucie", "Godard", date(1960, 1, 2)).await?;
    let mut tx = there.tx(&other_desk).await?;
    let refused = book(&mut tx, &on_site(luc, &doctor, there.site, start)).await;
    assert!(matches!(refused, Err(BookError::TakenElsewhere)), "{refused:?}");
    let mut tx = there.tx(&other_desk).await?;
    let (from, to) = ("2026-11-26T00:00:00Z".parse()?, "2026-11-27T00:00:00Z".parse()?);
    let seen = agenda::taken_between(&mut tx, &[doctor.professional.expect("a row")], from, to).await?;
    assert_eq!((seen.len(), seen[0].here), (1, false), "the time is seen as taken, and nothing more");
    assert!(agenda::appointments_between(&mut tx, None, from, to).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_time_that_no_rule_gives_needs_a_reason() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let at_noon = on_site(simone, &doctor, world.site, date(2026, 11, 26).at(12, 30, 0, 0));
    let mut tx = world.tx(&desk).await?;
    assert!(matches!(book(&mut tx, &at_noon).await, Err(BookError::NotOpen)));
    let extra = BookAppointment { overbook_reason: Some("son taxi repart à 16:00".into()), ..at_noon };
    assert!(book(&mut tx, &extra).await.is_ok());
    let yesterday = on_site(simone, &doctor, world.site, date(2026, 11, 23).at(9, 0, 0, 0));
    assert!(matches!(book(&mut tx, &yesterday).await, Err(BookError::Past)));
    Ok(())
}

#[tokio::test]
async fn booking_puts_the_doctor_in_the_circle_until_ninety_days_after() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.tx(&desk).await?;
    book(&mut tx, &on_site(simone, &doctor, world.site, date(2026, 11, 26).at(9, 0, 0, 0))).await?;
    tx.commit().await?;
    let mut tx = world.tx(&doctor).await?;
    let circle = patients::circle_of(&mut tx, simone).await?;
    assert_eq!(circle.len(), 1);
    assert_eq!(
        (circle[0].basis.as_str(), circle[0].until.to_string().as_str()),
        ("care", "2027-02-24T08:20:00Z")
    );
    Ok(())
}

#[tokio::test]
async fn an_appointment_across_the_change_of_clocks_keeps_its_civil_hour() -> Result<()> {
    let app = TestApp::own().await?;
    app.clock.set("2026-10-20T08:00:00Z".parse()?);
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.tx(&desk).await?;
    let before =
        book(&mut tx, &on_site(simone, &doctor, world.site, date(2026, 10, 23).at(9, 0, 0, 0))).await?;
    let after =
        book(&mut tx, &on_site(simone, &doctor, world.site, date(2026, 10, 26).at(9, 0, 0, 0))).await?;
    assert_eq!(before.starts_at.to_string(), "2026-10-23T07:00:00Z");
    assert_eq!(after.starts_at.to_string(), "2026-10-26T08:00:00Z");
    Ok(())
}
