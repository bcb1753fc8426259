//! A doctor who reports to other doctors, a post that carries, and what the product knows of it.

use acts::{
    CloseAct, ConsentAnswer, ConsentHow, DraftContent, GivenBy, Kind, Modality, ReaderChoice, RecordConsent,
    RequestAct, RequestedFrom, SaveDraft, Why, WithoutIt,
};
use agenda::AskedBy;
use anyhow::{Context as _, Result};
use exchange::double::Double;
use exchange::mail::smtp::{Patience, Route};
use exchange::mail::{Address, EnvelopeId};
use exchange::{Delivery, Post};
use jiff::SignedDuration;
use jiff::civil::date;
use jobs::Worker;
use kernel::{ActId, ProfessionalId};
use testing::{Member, TestApp, World};

/// The application mailbox of these tests.
pub(crate) const SENDER: &str = "maillage@cabinet.example";

/// A post that goes through the double.
pub(crate) fn post_of(double: &Double) -> Post {
    let sender: Address = SENDER.parse().unwrap();
    Post {
        route: double.route(&sender).unwrap(),
        mailbox: double.mailbox(&sender).unwrap(),
        sender,
        host: "maillage.cabinet.example".into(),
    }
}

pub(crate) async fn double(app: &TestApp) -> Double {
    let clock = app.clock.clone();
    Double::start(move || clock.now()).await.unwrap()
}

pub(crate) fn worker(app: &TestApp, post: &Post) -> Worker {
    let worker = Worker::new(app.db().clone());
    exchange::jobs(post.clone()).into_iter().fold(worker, |worker, (kind, handler)| worker.on(kind, handler))
}

/// Does what can be done now.
pub(crate) async fn work(worker: &Worker) {
    while worker.step().await.unwrap() {}
}

/// A post like this one through another door.
pub(crate) fn through(post: &Post, door: u16) -> Post {
    Post { route: Route { port: door, ..post.route.clone() }, ..post.clone() }
}

/// Patience of a few moments, for a line that goes mute.
pub(crate) fn impatient(post: &Post) -> Post {
    let soon = std::time::Duration::from_millis(300);
    let patience = Patience { end_of_data: soon, ..post.route.patience };
    Post { route: Route { patience, ..post.route.clone() }, ..post.clone() }
}

/// Puts domains on the secure list.
pub(crate) async fn secure(world: &World<'_>, domains: &[&str]) -> Result<()> {
    let mut tx = world.system().await?;
    for domain in domains {
        directory::import_domain(&mut tx, domain, date(2020, 1, 1), "essai").await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A reader of the directory or of an address alone.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) address: &'a str,
    pub(crate) professional: Option<ProfessionalId>,
}

pub(crate) fn at(address: &str) -> Reader<'_> {
    Reader { address, professional: None }
}

fn content(readers: &[Reader<'_>]) -> DraftContent {
    DraftContent {
        motif: "Vertiges au lever".into(),
        constat: "Tension 101/62 debout.".into(),
        conclusion: "Baisse de tension au lever.".into(),
        conduite: "Se lever en deux temps.".into(),
        readers: readers
            .iter()
            .map(|reader| ReaderChoice {
                professional: reader.professional,
                address: reader.address.parse().unwrap(),
                why: Why::Other,
            })
            .collect(),
        ..DraftContent::default()
    }
}

/// An act held by telephone and closed, its report written for these readers.
pub(crate) async fn written(world: &World<'_>, doctor: &Member, readers: &[Reader<'_>]) -> Result<ActId> {
    let patient = world.patient("Simone", "Martin", date(1944, 3, 12)).await?;
    let caller = world.caller(doctor).await?;
    let mut tx = world.system().await?;
    let need = RequestAct {
        patient,
        kind: Kind::Consultation,
        modality: Modality::Telephone,
        professional: doctor.professional.context("a doctor is in the directory")?,
        site: Some(world.site),
        appointment: None,
        reason: None,
        words: None,
        from: RequestedFrom::Desk,
        asked_by: AskedBy::Themself,
        requester: None,
        why: None,
        replaces: None,
    };
    let act = acts::request(&mut tx, &need).await?;
    let until = tx.now() + SignedDuration::from_hours(24);
    patients::join_circle(&mut tx, patient, doctor.account, "care", until).await?;
    tx.commit().await?;
    let mut tx = world.tx(doctor).await?;
    acts::open_act(&mut tx, &caller, act).await?;
    let (answer, how, given_by) = (ConsentAnswer::Given, ConsentHow::Oral, GivenBy::Patient);
    acts::record_consent(&mut tx, &caller, RecordConsent { act, answer, how, given_by }).await?;
    let save = SaveDraft { act, version: 0, writer: "a".into(), content: content(readers) };
    acts::save_draft(&mut tx, &caller, &save).await?;
    let close = CloseAct { act, without_it: Some(WithoutIt::Emergency), transport: None, km: None };
    acts::close(&mut tx, &caller, close).await?;
    tx.commit().await?;
    Ok(act)
}

/// Signs the saved draft and hands it over, as the button does.
pub(crate) async fn sign(world: &World<'_>, doctor: &Member, act: ActId) -> Result<()> {
    let caller = world.caller(doctor).await?;
    let mut tx = world.tx(doctor).await?;
    let report = acts::sign(&mut tx, &caller, act).await?;
    exchange::hand_over(&mut tx, report).await?;
    tx.commit().await?;
    Ok(())
}

/// A signed report on its way to these readers.
pub(crate) async fn signed(world: &World<'_>, doctor: &Member, readers: &[Reader<'_>]) -> Result<ActId> {
    let act = written(world, doctor, readers).await?;
    sign(world, doctor, act).await?;
    Ok(act)
}

/// Begins the next version, for these readers.
pub(crate) async fn corrected(
    world: &World<'_>,
    doctor: &Member,
    act: ActId,
    readers: &[Reader<'_>],
) -> Result<()> {
    let caller = world.caller(doctor).await?;
    let mut tx = world.tx(doctor).await?;
    acts::correct(&mut tx, &caller, act).await?;
    let known = acts::act(&mut tx, act).await?.context("its holder sees it")?;
    let version = acts::draft(&mut tx, &known).await?.context("a draft")?.version;
    let save = SaveDraft { act, version, writer: "a".into(), content: content(readers) };
    acts::save_draft(&mut tx, &caller, &save).await?;
    tx.commit().await?;
    Ok(())
}

/// The deliveries of an act, as the server knows them, first to last.
pub(crate) async fn deliveries(world: &World<'_>, act: ActId) -> Result<Vec<Delivery>> {
    let mut tx = world.system().await?;
    let mut found = exchange::deliveries_of_act(&mut tx, act).await?;
    found.reverse();
    Ok(found)
}

/// The only delivery of an act.
pub(crate) async fn delivery(world: &World<'_>, act: ActId) -> Result<Delivery> {
    let mut found = deliveries(world, act).await?;
    assert_eq!(found.len(), 1);
    found.pop().context("one delivery")
}

/// The words of its state, as its author reads them.
pub(crate) async fn words(world: &World<'_>, doctor: &Member, known: &Delivery) -> Result<(String, String)> {
    let caller = world.caller(doctor).await?;
    let told = exchange::words::tell(&caller, world.app.clock.now(), known);
    Ok((told.state, told.reason.unwrap_or_default()))
}

/// A report as a mail server writes it, about what this message was given.
pub(crate) fn report(message_id: &str, envelope: Option<&EnvelopeId>, to: &str, action: &str) -> Vec<u8> {
    let envelope =
        envelope.map(|id| format!("Original-Envelope-Id: {}\r\n", id.as_str())).unwrap_or_default();
    format!(
        "From: Mail Delivery System <MAILER-DAEMON@mx.theirs.test>\r\nTo: {SENDER}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"f\"\r\n\r\n\
         --f\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.theirs.test\r\n{envelope}\r\n\
         Final-Recipient: rfc822; {to}\r\nOriginal-Recipient: rfc822;{to}\r\nAction: {action}\r\nStatus: 2.0.0\r\n\r\n\
         --f\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n\r\n--f--\r\n"
    )
    .into_bytes()
}
