//! « Envois » : who sees what, what the status bar says, and what the database itself refuses.

use std::borrow::Cow;

use access::Role;
use anyhow::Result;
use exchange::double::Behaviour;
use exchange::model::{Cause, Resumed, Said, State};
use exchange::{Became, ImportDelivery, ImportDispatch};
use jiff::SignedDuration;
use kernel::DeliveryId;
use testing::{TestApp, World};

use crate::scene::{at, deliveries, delivery, double, post_of, secure, signed, work, worker, written};

const READER: &str = "n.ferrand@medecin.mssante.example";

#[tokio::test]
async fn with_the_worker_stopped_the_status_bar_says_since_when_they_wait() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    for _ in 0..3 {
        signed(&world, &doctor, &[at(READER)]).await?;
    }
    app.clock.set(app.clock.now() + SignedDuration::from_mins(2));
    assert!(doctor.browser.get("/etat").await.says("3 en attente depuis 2\u{202f}min"));
    let page = doctor.browser.get("/envois?vue=en-attente").await;
    assert!(page.says("En file depuis 2\u{202f}min"), "{}", page.text());

    let operator = double(&app).await;
    work(&worker(&app, &post_of(&operator))).await;
    let status = doctor.browser.get("/etat").await;
    assert!(!status.says("en attente") && status.says("3 envoyés aujourd’hui"), "{}", status.text());
    let other = world.doctor("Paul", "Renard").await?;
    assert!(!other.browser.get("/etat").await.says("envoyés"));
    Ok(())
}

#[tokio::test]
async fn a_secretary_sees_to_whom_and_how_far_for_those_who_delegated_and_never_the_report() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let desk = world.secretary("Nadège Courtin").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&READER.parse()?, Behaviour::Full);
    work(&worker(&app, &post_of(&operator))).await;
    let one = format!("/envois/{}", delivery(&world, act).await?.id);
    let printing = format!("{one}/impression");

    assert_eq!(desk.browser.get(&one).await.status, 404);
    assert_eq!(desk.browser.post(&printing, &[]).await.status, 404);
    let mut tx = world.system().await?;
    territory::delegate(&mut tx, desk.account, doctor.account).await?;
    tx.commit().await?;
    let page = desk.browser.get(&one).await;
    assert!(page.says(READER) && page.says("Sa boîte est pleine."), "{}", page.text());
    assert!(!page.says("Vertiges") && !page.says("MARTIN"));
    assert!(desk.browser.get("/etat").await.says("1 échec, à reprendre"));
    let mut tx = world.tx(&desk).await?;
    assert!(acts::act(&mut tx, act).await?.is_none());
    let messages: i64 =
        sqlx::query_scalar("select count(*) from exchange.message").fetch_one(tx.conn()).await?;
    assert_eq!(messages, 0, "not before she writes that she prints");
    drop(tx);

    // The paper leaves by post; the leaf says who saw it, and nothing waits for anybody any more.
    let paper = desk.browser.post(&printing, &[]).await;
    assert_eq!((paper.status.as_u16(), &paper.bytes[..5]), (200, &b"%PDF-"[..]));
    let known = delivery(&world, act).await?;
    assert_eq!((known.state, known.resumed), (State::Failed, Some(Resumed::Printed)));
    let mut owner = app.database.behind(db::Role::Owner).await?;
    let leaves: i64 =
        sqlx::query_scalar("select count(*) from audit.access where page = 'exchange/print' and actor = $1")
            .bind(desk.account.uuid())
            .fetch_one(&mut owner)
            .await?;
    assert_eq!(leaves, 1);
    assert!(!desk.browser.get("/etat").await.says("échec"));
    Ok(())
}

#[tokio::test]
async fn a_report_that_nobody_else_reads_is_listed_apart() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[]).await?;
    let page = doctor.browser.get("/envois?vue=sans-destinataire").await;
    assert!(page.says(&acts::number(act)), "{}", page.text());
    let mut tx = world.tx(&doctor).await?;
    assert_eq!(exchange::sendings(&mut tx, &[act]).await?, [(act, acts::model::Sending::NoReader)]);
    Ok(())
}

#[tokio::test]
async fn the_database_refuses_what_must_never_happen() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    work(&worker(&app, &post_of(&double(&app).await))).await;
    let id = delivery(&world, act).await?.id.uuid();
    for refused in [
        "update exchange.delivery set state = 'queued' where id = $1",
        "update exchange.attempt set begun_at = now() where delivery_id = $1",
        "delete from exchange.attempt where delivery_id = $1",
        "update exchange.message set bytes = '' where delivery_id = $1",
    ] {
        let mut tx = world.system().await?;
        let error = sqlx::query(refused).bind(id).execute(tx.conn()).await.expect_err(refused);
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code).map(Cow::into_owned);
        assert_eq!(code.as_deref(), Some("42501"), "{refused}: {error}");
    }
    // Its own way goes forward only, and is the server's.
    let advance = "select exchange.advance($1, $2, null, null, null)";
    let mut tx = world.system().await?;
    let moved: bool = sqlx::query_scalar(advance).bind(id).bind("queued").fetch_one(tx.conn()).await?;
    assert!(!moved);
    let mut tx = world.tx(&doctor).await?;
    let moved: bool = sqlx::query_scalar(advance).bind(id).bind("acknowledged").fetch_one(tx.conn()).await?;
    assert!(!moved);
    Ok(())
}

#[tokio::test]
async fn who_has_no_part_in_it_finds_no_delivery() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let id = delivery(&world, act).await?.id;
    let stranger = world.doctor("Paul", "Renard").await?;
    let coordinator = world.member("Ève Morel", Role::Coordinator, "coordinatrice").await?;
    let elsewhere = World::found(&app).await?.doctor("Luc", "Petit").await?;
    for other in [&stranger, &coordinator, &elsewhere] {
        assert_eq!(other.browser.get(&format!("/envois/{id}")).await.status, 404);
        assert_eq!(other.browser.post(&format!("/envois/{id}/reprise"), &[]).await.status, 404);
        assert_eq!(
            other.browser.post(&format!("/envois/{id}/adresse"), &[("adresse", READER)]).await.status,
            404
        );
        assert_eq!(other.browser.post(&format!("/envois/{id}/impression"), &[]).await.status, 404);
    }
    assert_eq!(doctor.browser.post(&format!("/envois/{id}/reprise"), &[]).await.status, 409, "it only waits");
    assert_eq!(doctor.browser.get("/envois/x").await.status, 400);
    Ok(())
}

#[tokio::test]
async fn what_was_sent_before_comes_in_with_what_became_of_it_and_what_waits_leaves() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &["medecin.mssante.example"]).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = written(&world, &doctor, &[]).await?;
    let caller = world.caller(&doctor).await?;
    let mut tx = world.tx(&doctor).await?;
    let report = acts::sign(&mut tx, &caller, act).await?;
    let patient = acts::act(&mut tx, act).await?.expect("an act").patient;
    tx.commit().await?;
    let signed_at = app.clock.now();
    let after = |seconds| signed_at + SignedDuration::from_secs(seconds);
    let sent = (after(2), Became::Sent { notified: true });
    let pasts = [
        vec![sent, (after(9), Became::Acknowledged)],
        vec![sent, (after(9), Became::Said(Said::Relayed))],
        vec![sent, (after(9), Became::Failed(Cause::Full))],
        vec![(after(2), Became::Refused(Cause::Address))],
        vec![],
    ];
    let import = |(rank, steps): (usize, &Vec<_>)| ImportDelivery {
        id: DeliveryId::at(signed_at),
        professional: None,
        recipient: format!("Lecteur {rank}"),
        address: format!("l{rank}@medecin.mssante.example"),
        why: acts::Why::Other,
        queued_at: signed_at,
        steps: steps.clone(),
        resumes: None,
        resumed: None,
        printed: None,
    };
    let dispatch = ImportDispatch {
        report,
        act,
        patient,
        version: 1,
        author: doctor.professional.expect("a doctor is in the directory"),
        signed_by: doctor.account,
        signed_at,
        replaced: None,
        deliveries: pasts.iter().enumerate().map(import).collect(),
    };
    let mut tx = world.system().await?;
    exchange::import(&mut tx, &[dispatch]).await?;
    tx.commit().await?;

    let operator = double(&app).await;
    work(&worker(&app, &post_of(&operator))).await;
    let mut known = deliveries(&world, act).await?;
    known.sort_by(|one, other| one.recipient.0.cmp(&other.recipient.0));
    let states: Vec<State> = known.iter().map(|one| one.state).collect();
    assert_eq!(states, [State::Acknowledged, State::Sent, State::Failed, State::Failed, State::Sent]);
    assert_eq!(known[1].said.map(|(said, _)| said), Some(Said::Relayed));
    assert_eq!(known[2].cause, Some(Cause::Full));
    assert_eq!(operator.arrived().len(), 1, "only what waited");
    let page = doctor.browser.get(&format!("/envois/{}", known[2].id)).await;
    assert!(page.says("Notre opérateur l’a accepté") && page.says("Avis\u{a0}: échec"), "{}", page.text());
    Ok(())
}
