//! Mails leave by real SMTP, to the demonstration's operator.

use anyhow::{Context as _, Result};
use exchange::double::{Behaviour, Double};
use exchange::mail::Address;
use mail_parser::MessageParser;
use orientation::SmtpMailer;
use testing::TestApp;

use super::{JEANNE, booked, open_portal, work};

#[tokio::test]
async fn the_mail_of_a_booking_arrives_readable_at_the_patients_mailbox() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let clock = app.clock.clone();
    let operator = Double::start(move || clock.now()).await?;
    let from: Address = "rendez-vous@maillage.example".parse()?;
    let page = booked(&world, "telephone").await?;
    work(&app, SmtpMailer::new(operator.route(&from)?, from.clone(), "Votre rendez-vous")).await?;
    let arrived = operator.arrived();
    assert_eq!(arrived.len(), 1);
    assert_eq!(arrived[0].to, JEANNE[5].1);
    let message = MessageParser::default().parse(&arrived[0].bytes[..]).context("a message")?;
    assert_eq!(message.subject(), Some("Votre rendez-vous du mardi 24 novembre 2026"));
    let text = message.body_text(0).context("a text")?;
    assert!(text.contains(&page) && text.contains("Appelez le 15"), "{text}");
    Ok(())
}

#[tokio::test]
async fn a_mailbox_that_refuses_for_good_is_said_on_the_page() -> Result<()> {
    let app = TestApp::own().await?;
    let (world, _) = open_portal(&app).await?;
    let clock = app.clock.clone();
    let operator = Double::start(move || clock.now()).await?;
    operator.behave_always(Behaviour::Refuse);
    let from: Address = "rendez-vous@maillage.example".parse()?;
    let page = booked(&world, "telephone").await?;
    work(&app, SmtpMailer::new(operator.route(&from)?, from.clone(), "Votre rendez-vous")).await?;
    assert!(operator.arrived().is_empty());
    let shown = app.anonymous().get(&page).await;
    assert!(shown.says("n’a pas pu être remis"), "{}", shown.text());
    Ok(())
}
