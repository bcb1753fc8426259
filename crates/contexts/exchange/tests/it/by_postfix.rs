//! The whole way with two real Postfix operators and Dovecot: signature, sending, reports, states.

use std::time::Duration;

use anyhow::Result;
use exchange::mail::SignIn;
use exchange::mail::intake::Mailbox;
use exchange::mail::smtp::Route;
use exchange::mail::tls::trusting;
use exchange::model::{Cause, Said, State};
use exchange::{Post, take_in};
use jiff::SignedDuration;
use testing::mail::{INTAKE, MailServers, PASSWORD, recipient};
use testing::{TestApp, World};

use crate::cutting::{Cut, line};
use crate::scene::{at, deliveries, delivery, secure, signed, through, work, worker};

const SECURE: [&str; 3] = ["theirs.test", "nodsn.test", "lmtp.test"];

fn post_of(servers: &MailServers) -> Post {
    let tls = trusting(servers.authority_pem(), None).unwrap();
    let sign_in = SignIn::Password { user: INTAKE.into(), password: PASSWORD.into() };
    let host = "maillage.ours.test".to_owned();
    Post {
        route: Route {
            host: servers.host().into(),
            port: servers.submission(),
            tls: tls.clone(),
            sign_in: sign_in.clone(),
            hello: host.clone(),
            patience: Post::PATIENCE,
        },
        mailbox: Mailbox {
            host: servers.host().into(),
            port: servers.imap(),
            tls,
            sign_in,
            patience: Duration::from_secs(30),
        },
        sender: INTAKE.parse().unwrap(),
        host,
    }
}

/// Reads the mailbox as the server does, until `settled`.
async fn follow(app: &TestApp, post: &Post, settled: impl AsyncFn() -> bool) {
    let reading = Box::pin(exchange::intake(app.db().clone(), post.clone(), async {
        while !settled().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }));
    tokio::time::timeout(Duration::from_secs(30), reading).await.expect("the reports come within 30 seconds");
}

#[tokio::test]
async fn each_reader_is_told_apart_by_what_real_operators_prove() -> Result<()> {
    let servers = MailServers::start()?;
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let expected = [
        (recipient::DELIVERED, State::Acknowledged, None, None),
        (recipient::RELAYED, State::Sent, Some(Said::Relayed), None),
        (recipient::BY_LMTP, State::Sent, Some(Said::Relayed), None),
        (recipient::GROUP, State::Sent, Some(Said::Expanded), None),
        (recipient::REFUSED, State::Failed, None, Some(Cause::Address)),
        (recipient::FULL, State::Failed, None, Some(Cause::Full)),
        (recipient::UNKNOWN, State::Failed, None, Some(Cause::Address)),
        (recipient::GREYLISTED, State::Queued, None, None),
    ];
    let readers: Vec<_> = expected.iter().map(|(address, ..)| at(address)).collect();
    let act = signed(&world, &doctor, &readers).await?;
    let post = post_of(&servers);
    work(&worker(&app, &post)).await;
    follow(&app, &post, async || {
        let known = deliveries(&world, act).await.unwrap();
        expected.iter().all(|(address, state, said, _)| {
            known.iter().any(|one| {
                one.address.0 == *address && one.state == *state && one.said.map(|(said, _)| said) == *said
            })
        })
    })
    .await;
    for known in deliveries(&world, act).await? {
        let (_, state, said, cause) =
            expected.iter().find(|(address, ..)| *address == known.address.0).expect("a reader of ours");
        assert_eq!((known.state, known.said.map(|(said, _)| said), known.cause), (*state, *said, *cause));
    }
    assert_eq!(servers.mailbox(recipient::DELIVERED)?.len(), 2, "his own, and the group's");
    let mut tx = world.tx(&doctor).await?;
    assert_eq!(exchange::stray_notices(&mut tx, 10).await?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn a_line_cut_in_the_middle_of_the_message_ends_with_one_message_and_one_acknowledgement() -> Result<()>
{
    let servers = MailServers::start()?;
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(recipient::DELIVERED)]).await?;
    let post = post_of(&servers);
    let (door, cut) = line(servers.submission(), [Cut::After(15_000)]).await;
    work(&worker(&app, &through(&post, door))).await;
    cut.await?;
    assert_eq!(delivery(&world, act).await?.state, State::Unknown);

    app.clock.set(app.clock.now() + SignedDuration::from_mins(16));
    work(&worker(&app, &post)).await;
    follow(&app, &post, async || delivery(&world, act).await.unwrap().state == State::Acknowledged).await;
    assert_eq!(servers.mailbox(recipient::DELIVERED)?.len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_operator_without_notifications_gets_no_parameter_and_a_bounce_still_fails() -> Result<()> {
    let servers = MailServers::start()?;
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(recipient::FULL), at(recipient::DELIVERED)]).await?;
    let post = through(&post_of(&servers), servers.submission_without_notifications());
    work(&worker(&app, &post)).await;
    for known in deliveries(&world, act).await? {
        assert_eq!((known.state, known.notified), (State::Sent, Some(false)));
    }
    follow(&app, &post, async || {
        deliveries(&world, act).await.unwrap().iter().any(|known| known.state == State::Failed)
    })
    .await;
    let known = deliveries(&world, act).await?;
    let failed = known.iter().find(|one| one.state == State::Failed).unwrap();
    assert_eq!((&*failed.address.0, failed.cause), (recipient::FULL, Some(Cause::Full)));
    assert!(known.iter().any(|one| one.state == State::Sent));
    Ok(())
}

#[tokio::test]
async fn with_no_operator_at_all_everything_waits() -> Result<()> {
    let servers = MailServers::start()?;
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(recipient::DELIVERED)]).await?;
    let post = post_of(&servers);
    tokio::task::spawn_blocking(move || drop(servers)).await?;
    work(&worker(&app, &post)).await;
    assert_eq!(delivery(&world, act).await?.state, State::Queued);
    assert!(take_in(app.db(), &post).await.is_err());
    assert!(doctor.browser.get("/etat").await.says("1 en attente"));
    Ok(())
}
