//! Moving, cancelling, arriving, keeping time.

use agenda::{
    BlockError, BlockTime, BookAppointment, BookError, CancelError, CancelledBy, book, cancel,
    move_appointment,
};
use anyhow::Result;
use jiff::civil::date;
use testing::{TestApp, World};

use crate::on_site;

#[tokio::test]
async fn moving_makes_a_new_appointment_that_replaces_the_old_and_frees_its_time() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let (eleven, noon) = (date(2026, 11, 26).at(11, 0, 0, 0), date(2026, 11, 26).at(11, 20, 0, 0));
    let mut tx = world.tx(&desk).await?;
    let old = book(&mut tx, &on_site(simone, &doctor, world.site, eleven)).await?;
    let new = move_appointment(&mut tx, old.id, &on_site(simone, &doctor, world.site, noon)).await?;
    let (was, is) = (
        agenda::appointment(&mut tx, old.id).await?.expect("kept"),
        agenda::appointment(&mut tx, new.id).await?.expect("made"),
    );
    assert_eq!(was.cancelled_by.as_deref(), Some("moved"));
    assert_eq!((is.replaces, is.calendar_uid, is.sequence), (Some(old.id), was.calendar_uid, 1));
    assert!(
        book(&mut tx, &on_site(simone, &doctor, world.site, eleven)).await.is_ok(),
        "the old time is free again"
    );
    Ok(())
}

#[tokio::test]
async fn a_move_onto_a_taken_time_changes_nothing() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let (nine, ten) = (date(2026, 11, 26).at(9, 0, 0, 0), date(2026, 11, 26).at(10, 0, 0, 0));
    let mut tx = world.tx(&desk).await?;
    let old = book(&mut tx, &on_site(simone, &doctor, world.site, nine)).await?;
    book(&mut tx, &on_site(simone, &doctor, world.site, ten)).await?;
    tx.commit().await?;
    let mut tx = world.tx(&desk).await?;
    let refused = move_appointment(&mut tx, old.id, &on_site(simone, &doctor, world.site, ten)).await;
    assert!(matches!(refused, Err(BookError::Taken)), "{refused:?}");
    drop(tx);
    let mut tx = world.tx(&desk).await?;
    assert!(agenda::appointment(&mut tx, old.id).await?.expect("kept").cancelled_at.is_none());
    Ok(())
}

#[tokio::test]
async fn an_overbooking_takes_the_place_that_a_cancellation_leaves() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let usual = on_site(simone, &doctor, world.site, date(2026, 11, 26).at(15, 0, 0, 0));
    let extra = BookAppointment { overbook_reason: Some("fièvre".into()), ..usual.clone() };
    let mut tx = world.tx(&desk).await?;
    let firm = book(&mut tx, &usual).await?;
    book(&mut tx, &extra).await?;
    cancel(&mut tx, firm.id, CancelledBy::Patient).await?;
    assert!(matches!(book(&mut tx, &usual).await, Err(BookError::Taken)), "no third takes the place");
    Ok(())
}

#[tokio::test]
async fn what_is_cancelled_or_held_cannot_be_cancelled_again() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut tx = world.tx(&desk).await?;
    let booked =
        book(&mut tx, &on_site(simone, &doctor, world.site, date(2026, 11, 26).at(15, 0, 0, 0))).await?;
    agenda::mark_arrived(&mut tx, booked.id).await?;
    assert!(matches!(cancel(&mut tx, booked.id, CancelledBy::Us).await, Err(CancelError::Over)));
    agenda::undo_arrival(&mut tx, booked.id).await?;
    cancel(&mut tx, booked.id, CancelledBy::Us).await?;
    assert!(matches!(cancel(&mut tx, booked.id, CancelledBy::Us).await, Err(CancelError::Over)));
    assert!(agenda::mark_absent(&mut tx, booked.id).await.is_err());
    Ok(())
}

#[tokio::test]
async fn kept_time_cannot_be_booked_and_booked_time_cannot_be_kept() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let simone = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let start = date(2026, 11, 26).at(16, 0, 0, 0);
    let keep = BlockTime {
        professional: doctor.professional.expect("a row"),
        start,
        zone: "Europe/Paris".into(),
        minutes: 60,
        label: "visites à Cornusse".into(),
    };
    let mut tx = world.tx(&doctor).await?;
    let block = agenda::block_time(&mut tx, &keep).await?;
    tx.commit().await?;
    let mut tx = world.tx(&desk).await?;
    assert!(matches!(
        book(&mut tx, &on_site(simone, &doctor, world.site, start)).await,
        Err(BookError::Taken)
    ));
    drop(tx);
    let mut tx = world.tx(&doctor).await?;
    agenda::unblock(&mut tx, block).await?;
    book(&mut tx, &on_site(simone, &doctor, world.site, start)).await?;
    assert!(matches!(agenda::block_time(&mut tx, &keep).await, Err(BlockError::Taken)));
    Ok(())
}

#[tokio::test]
async fn only_those_without_mail_and_mobile_are_called_the_day_before() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    let (doctor, desk) =
        (world.doctor("Hélène", "Marchais").await?, world.secretary("Nadège Courtin").await?);
    let out_of_reach = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let mut connected = testing::world::identity("Sonia", "Lambert", date(1988, 5, 1))?;
    connected.phones = vec!["06 39 98 00 61".parse()?];
    let connected = world.register(connected, None).await?;
    let mut tx = world.tx(&desk).await?;
    let booked =
        book(&mut tx, &on_site(out_of_reach, &doctor, world.site, date(2026, 11, 25).at(9, 0, 0, 0))).await?;
    book(&mut tx, &on_site(connected, &doctor, world.site, date(2026, 11, 25).at(9, 20, 0, 0))).await?;
    let (from, to) = ("2026-11-24T23:00:00Z".parse()?, "2026-11-25T23:00:00Z".parse()?);
    let waiting: Vec<_> =
        agenda::to_remind(&mut tx, from, to).await?.into_iter().map(|known| known.id).collect();
    assert_eq!(waiting, [booked.id]);
    agenda::mark_reminded(&mut tx, booked.id).await?;
    assert!(agenda::to_remind(&mut tx, from, to).await?.is_empty());
    Ok(())
}
