//! Which deliveries count for the act: those of its last version, each at its last address.

use acts::model::Sending;
use anyhow::{Context as _, Result, anyhow};
use exchange::double::Behaviour;
use exchange::take_in;
use jiff::SignedDuration;
use kernel::ActId;
use testing::{Member, TestApp, World};

use crate::scene::{at, corrected, delivery, double, post_of, secure, sign, signed, work, worker};

const READER: &str = "n.ferrand@medecin.mssante.example";
const OTHER: &str = "l.petit@medecin.mssante.example";

/// How far the act is, as a day of acts says it, and as its own page says it, with the lines beneath.
async fn on_its_way(world: &World<'_>, doctor: &Member, act: ActId) -> Result<(Sending, String)> {
    let caller = world.caller(doctor).await?;
    let mut tx = world.tx(doctor).await?;
    let shown = exchange::fragments::deliveries(&mut tx, &caller, act).await;
    let shown = shown.map_err(|problem| anyhow!("{}", problem.says))?.context("it is signed")?;
    assert_eq!(exchange::sendings(&mut tx, &[act]).await?, [(act, shown.sending)]);
    Ok((shown.sending, shown.lines.to_string()))
}

#[tokio::test]
async fn what_was_sent_to_another_address_counts_there_and_no_longer_at_the_first() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&READER.parse()?, Behaviour::Full);
    let post = post_of(&operator);
    let worker = worker(&app, &post);
    work(&worker).await;
    let (sending, lines) = on_its_way(&world, &doctor, act).await?;
    assert!(sending == Sending::Failed && lines.contains(READER), "{sending:?} {lines}");

    let elsewhere = format!("/envois/{}/adresse", delivery(&world, act).await?.id);
    assert_eq!(doctor.browser.post(&elsewhere, &[("adresse", OTHER)]).await.status, 303);
    work(&worker).await;
    take_in(app.db(), &post).await?;
    let (sending, lines) = on_its_way(&world, &doctor, act).await?;
    assert_eq!(sending, Sending::Arrived);
    assert!(lines.contains(OTHER) && lines.matches("<li>").count() == 1, "{lines}");
    Ok(())
}

#[tokio::test]
async fn what_failed_of_a_version_that_is_replaced_holds_the_next_back_no_more() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&READER.parse()?, Behaviour::Full);
    let post = post_of(&operator);
    let worker = worker(&app, &post);
    work(&worker).await;

    app.clock.set(app.clock.now() + SignedDuration::from_mins(1));
    corrected(&world, &doctor, act, &[at(OTHER)]).await?;
    sign(&world, &doctor, act).await?;
    let (sending, lines) = on_its_way(&world, &doctor, act).await?;
    assert!(sending == Sending::Pending && lines.contains("version 2"), "{sending:?} {lines}");
    work(&worker).await;
    take_in(app.db(), &post).await?;
    assert_eq!(on_its_way(&world, &doctor, act).await?.0, Sending::Arrived);
    Ok(())
}
