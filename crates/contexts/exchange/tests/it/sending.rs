//! From the signature to the acknowledgement, through the double: what is said is what was proved.

use anyhow::Result;
use exchange::double::Behaviour;
use exchange::mail::Address;
use exchange::model::{Carries, Cause, Resumed, Said, State, Stray};
use exchange::{WAIT_FOR_A_REPORT, take_in};
use jiff::SignedDuration;
use kernel::DocumentId;
use record::DocumentKind;
use testing::{TestApp, World};

use crate::cutting::{Cut, line};
use crate::scene::{
    SENDER, at, corrected, deliveries, delivery, double, impatient, post_of, report, secure, sign, signed,
    through, words, work, worker, written,
};

const READER: &str = "n.ferrand@medecin.mssante.example";
const OTHER: &str = "cabinet.lere@infirmier.mssante.example";
const SECURE: [&str; 2] = ["medecin.mssante.example", "infirmier.mssante.example"];

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_signed_report_leaves_with_its_prescription_and_is_acknowledged() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = written(&world, &doctor, &[at(READER)]).await?;
    let caller = world.caller(&doctor).await?;
    let mut tx = world.tx(&doctor).await?;
    let bytes = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".to_vec();
    let file = acts::Attach { act, kind: DocumentKind::Prescription, bytes };
    let _: DocumentId = acts::attach(&mut tx, &caller, file).await?;
    tx.commit().await?;
    sign(&world, &doctor, act).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Queued);

    let operator = double(&app).await;
    let post = post_of(&operator);
    work(&worker(&app, &post)).await;
    assert_eq!(delivery(&world, act).await?.state, State::Sent);
    let arrived = operator.arrived();
    let names: Vec<String> = arrived[0].attachments().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["compte-rendu.pdf", "prescription-1.pdf"]);
    assert!(arrived[0].notification_requested);
    let subject = arrived[0].headers().into_iter().find(|(name, _)| name == "Subject").unwrap().1;
    assert_eq!(subject, format!("Compte rendu de l’acte {}", acts::number(act)));
    assert!(!String::from_utf8_lossy(&arrived[0].bytes[..2000]).contains("MARTIN"));

    assert!(!take_in(app.db(), &post).await?);
    let known = delivery(&world, act).await?;
    assert_eq!(known.state, State::Acknowledged);
    assert!(words(&world, &doctor, &known).await?.0.starts_with("Accusé reçu, "));
    let mut tx = world.tx(&doctor).await?;
    assert_eq!(exchange::sendings(&mut tx, &[act]).await?, [(act, acts::model::Sending::Arrived)]);
    Ok(())
}

#[tokio::test]
async fn a_reader_off_the_secure_list_is_refused_before_anything_is_signed() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = written(&world, &doctor, &[at(READER), at("n.ferrand@courriel.example")]).await?;
    let caller = world.caller(&doctor).await?;
    let mut tx = world.tx(&doctor).await?;
    let refused = acts::sign(&mut tx, &caller, act).await;
    assert!(matches!(refused, Err(acts::SignError::NotSecure(_))), "{refused:?}");
    drop(tx);
    assert!(deliveries(&world, act).await?.is_empty());
    let mut tx = world.tx(&doctor).await?;
    assert_eq!(exchange::last_dispatch(&mut tx, act).await?, None);
    Ok(())
}

#[tokio::test]
async fn a_domain_that_left_the_list_gets_nothing_even_what_was_queued() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let mut owner = app.database.behind(db::Role::Owner).await?;
    sqlx::query("update directory.secure_domain set until = '2026-11-01'").execute(&mut owner).await?;
    let operator = double(&app).await;
    work(&worker(&app, &post_of(&operator))).await;
    let known = delivery(&world, act).await?;
    assert_eq!((known.state, known.cause), (State::Failed, Some(Cause::NotSecure)));
    assert!(operator.arrived().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_message_that_is_put_off_stays_queued_and_leaves_later() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&address(READER), Behaviour::Delay { times: 2 });
    let worker = worker(&app, &post_of(&operator));
    for minutes in 0..2 {
        app.clock.set(app.clock.now() + SignedDuration::from_mins(minutes * 2));
        work(&worker).await;
        assert_eq!(delivery(&world, act).await?.state, State::Queued);
    }
    let (_, reason) = words(&world, &doctor, &delivery(&world, act).await?).await?;
    assert_eq!(reason, "Notre opérateur fait attendre. Rien à faire.");
    app.clock.set(app.clock.now() + SignedDuration::from_mins(2));
    work(&worker).await;
    assert_eq!(delivery(&world, act).await?.state, State::Sent);
    assert_eq!(operator.arrived().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_refusal_says_what_to_do_and_another_address_takes_its_place() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&address(READER), Behaviour::Refuse);
    let post = post_of(&operator);
    let worker = worker(&app, &post);
    work(&worker).await;
    let failed = delivery(&world, act).await?;
    assert_eq!((failed.state, failed.cause), (State::Failed, Some(Cause::Address)));

    let list = doctor.browser.get("/envois?vue=a-reprendre").await;
    assert!(list.says("Demandez une autre adresse."), "{}", list.text());
    assert!(list.says("1 échec, à reprendre"));
    let to = format!("/envois/{}/adresse", failed.id);
    let wrong = doctor.browser.post(&to, &[("adresse", "n.ferrand@courriel.example")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.says("courriel.example") && wrong.says("n.ferrand@courriel.example"), "{}", wrong.text());
    for bad in ["", "n.ferrand", &"x".repeat(300)] {
        assert_eq!(doctor.browser.post(&to, &[("adresse", bad)]).await.status, 422, "{bad}");
    }
    assert_eq!(deliveries(&world, act).await?.len(), 1);
    assert_eq!(doctor.browser.post(&to, &[("adresse", OTHER)]).await.status, 303);
    assert_eq!(doctor.browser.post(&to, &[("adresse", OTHER)]).await.status, 409, "once");

    work(&worker).await;
    take_in(app.db(), &post).await?;
    let [first, second] = &deliveries(&world, act).await?[..] else { panic!("two deliveries") };
    assert_eq!((first.state, first.resumed), (State::Failed, Some(Resumed::OtherAddress)));
    assert_eq!((second.state, &*second.address.0), (State::Acknowledged, OTHER));
    assert!(doctor.browser.get("/envois?vue=a-reprendre").await.says("Rien à reprendre"));
    Ok(())
}

#[tokio::test]
async fn a_report_says_no_more_than_the_operator_proved() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let operator = double(&app).await;
    let post = post_of(&operator);
    let worker = worker(&app, &post);
    let expected = [
        (Behaviour::Relay, State::Sent, Some(Said::Relayed), "Remis à l’opérateur du destinataire, "),
        (Behaviour::Expand, State::Sent, Some(Said::Expanded), "Réparti par une liste, "),
        (Behaviour::Hold, State::Sent, Some(Said::Delayed), "Retardé, "),
        (Behaviour::Withhold, State::Sent, None, "Envoyé, "),
        (Behaviour::FailLater, State::Failed, None, "Échec, "),
    ];
    for (behaviour, state, said, says) in expected {
        operator.behave(&address(READER), behaviour);
        let act = signed(&world, &doctor, &[at(READER)]).await?;
        work(&worker).await;
        take_in(app.db(), &post).await?;
        let known = delivery(&world, act).await?;
        assert_eq!((known.state, known.said.map(|(said, _)| said)), (state, said), "{behaviour:?}");
        let (state, reason) = words(&world, &doctor, &known).await?;
        assert!(state.starts_with(says), "{state}");
        if behaviour == Behaviour::FailLater {
            assert_eq!(known.cause, Some(Cause::Full));
            assert!(reason.starts_with("Sa boîte est pleine."), "{reason}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_operator_that_answers_for_nobody_is_said_to() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.offer_notifications(false);
    let post = post_of(&operator);
    work(&worker(&app, &post)).await;
    take_in(app.db(), &post).await?;
    let known = delivery(&world, act).await?;
    assert_eq!((known.state, known.notified), (State::Sent, Some(false)));
    let (_, reason) = words(&world, &doctor, &known).await?;
    assert_eq!(reason, "Notre opérateur n’offre pas d’accusé\u{a0}: aucun ne viendra.");
    Ok(())
}

#[tokio::test]
async fn forged_foreign_and_doubled_reports_change_nothing_and_are_listed() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&address(READER), Behaviour::Withhold);
    let post = post_of(&operator);
    work(&worker(&app, &post)).await;
    let known = delivery(&world, act).await?;
    let ours = format!("{}@{}", known.id, post.host);
    let invented = "0123456789abcdef0123456789abcdef".parse()?;
    for forged in [
        report(&ours, Some(&invented), READER, "delivered"),
        report(&ours, None, READER, "delivered"),
        report(&ours, None, READER, "failed"),
        report("other@elsewhere.example", Some(&invented), READER, "delivered"),
        b"Subject: bonjour\r\n\r\nMerci !\r\n".to_vec(),
    ] {
        operator.slip_in(&address(SENDER), &forged);
    }
    take_in(app.db(), &post).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Sent);

    // A real one, then the same again.
    let envelope = operator.arrived()[0].envelope.clone().unwrap().parse()?;
    for _ in 0..2 {
        operator.slip_in(&address(SENDER), &report(&ours, Some(&envelope), READER, "delivered"));
    }
    let real = report(&ours, Some(&envelope), "autre@medecin.mssante.example", "delivered");
    operator.slip_in(&address(SENDER), &real);
    take_in(app.db(), &post).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Acknowledged);
    operator.slip_in(&address(SENDER), &report(&ours, Some(&envelope), READER, "failed"));
    take_in(app.db(), &post).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Acknowledged, "never backwards");

    let mut tx = world.tx(&doctor).await?;
    let mut strays: Vec<Stray> =
        exchange::stray_notices(&mut tx, 100).await?.into_iter().map(|stray| stray.why).collect();
    strays.reverse();
    let expected = [
        Stray::OtherEnvelope,
        Stray::NoEnvelope,
        Stray::NoEnvelope,
        Stray::UnknownMessage,
        Stray::Ordinary,
        Stray::Duplicate,
        Stray::OtherRecipient,
    ];
    assert_eq!(strays, expected);
    drop(tx);
    let page = doctor.browser.get("/envois/avis").await;
    assert!(page.says("Nous l’avions déjà reçu.") && page.says("mx.theirs.test"), "{}", page.text());

    // The mailbox is numbered anew: all is read again, nothing is listed twice.
    let mut owner = app.database.behind(db::Role::Owner).await?;
    sqlx::query("update exchange.mailbox_place set validity = validity + 1").execute(&mut owner).await?;
    for table in ["notice", "stray_notice"] {
        let older = format!("update exchange.{table} set validity = validity + 1");
        sqlx::query(sqlx::AssertSqlSafe(older)).execute(&mut owner).await?;
    }
    take_in(app.db(), &post).await?;
    let mut tx = world.tx(&doctor).await?;
    assert_eq!(exchange::stray_notices(&mut tx, 100).await?.len(), expected.len());
    Ok(())
}

#[tokio::test]
async fn a_report_that_comes_twice_counts_once() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&address(READER), Behaviour::Twice);
    let post = post_of(&operator);
    work(&worker(&app, &post)).await;
    take_in(app.db(), &post).await?;
    take_in(app.db(), &post).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Acknowledged);
    let mut tx = world.tx(&doctor).await?;
    let strays = exchange::stray_notices(&mut tx, 10).await?;
    assert_eq!(strays.iter().map(|stray| stray.why).collect::<Vec<_>>(), [Stray::Duplicate]);
    Ok(())
}

#[tokio::test]
async fn a_line_cut_before_the_answer_is_uncertain_until_its_report_and_nothing_leaves_again() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&address(READER), Behaviour::CutAfterData);
    let post = post_of(&operator);
    let worker = worker(&app, &post);
    work(&worker).await;
    assert_eq!(delivery(&world, act).await?.state, State::Unknown);
    take_in(app.db(), &post).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Acknowledged);
    app.clock.set(app.clock.now() + WAIT_FOR_A_REPORT + SignedDuration::from_mins(1));
    work(&worker).await;
    assert_eq!(operator.arrived().len(), 1);
    Ok(())
}

#[tokio::test]
async fn without_a_report_the_same_bytes_leave_again_under_another_envelope() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    let post = post_of(&operator);
    // The operator has the message; its answer never comes back, and it reports nothing.
    operator.behave(&address(READER), Behaviour::Withhold);
    let (door, cut) = line(post.route.port, [Cut::MuteAfter(20_000)]).await;
    let mute = worker(&app, &impatient(&through(&post, door)));
    work(&mute).await;
    cut.await?;
    assert_eq!(delivery(&world, act).await?.state, State::Unknown);

    operator.behave(&address(READER), Behaviour::Deliver);
    let worker = worker(&app, &post);
    app.clock.set(app.clock.now() + SignedDuration::from_mins(14));
    work(&worker).await;
    assert_eq!(operator.arrived().len(), 1, "not before a quarter of an hour");
    app.clock.set(app.clock.now() + SignedDuration::from_mins(2));
    work(&worker).await;
    take_in(app.db(), &post).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Acknowledged);
    let [second, first] = &operator.arrived()[..] else { panic!("twice") };
    assert_eq!(first.bytes, second.bytes);
    assert_ne!(first.envelope, second.envelope);
    Ok(())
}

#[tokio::test]
async fn a_server_killed_while_it_sends_never_sends_again_in_silence() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    let post = post_of(&operator);
    let (door, cut) = line(post.route.port, [Cut::MuteAfter(20_000)]).await;
    let doomed = worker(&app, &through(&post, door));
    let killed = tokio::spawn(async move { doomed.step().await });
    while operator.arrived().is_empty() {
        tokio::task::yield_now().await;
    }
    killed.abort();
    assert!(killed.await.is_err(), "it waited for an answer");
    cut.await?;

    // Five minutes later another server finds an attempt without outcome: it may have left.
    let worker = worker(&app, &post);
    work(&worker).await;
    assert_eq!(operator.arrived().len(), 1);
    app.clock.set(app.clock.now() + SignedDuration::from_mins(6));
    work(&worker).await;
    let known = delivery(&world, act).await?;
    assert_eq!((known.state, operator.arrived().len()), (State::Unknown, 1));
    take_in(app.db(), &post).await?;
    assert_eq!(delivery(&world, act).await?.state, State::Acknowledged);
    app.clock.set(app.clock.now() + SignedDuration::from_mins(20));
    work(&worker).await;
    assert_eq!(operator.arrived().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_line_that_always_breaks_waits_for_somebody_at_last() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let act = signed(&world, &doctor, &[at(READER)]).await?;
    let operator = double(&app).await;
    operator.behave(&address(READER), Behaviour::CutDuringData);
    let worker = worker(&app, &post_of(&operator));
    for _ in 0..5 {
        work(&worker).await;
        app.clock.set(app.clock.now() + SignedDuration::from_mins(16));
    }
    let known = delivery(&world, act).await?;
    assert_eq!((known.state, known.unknown), (State::Unknown, 3));
    assert!(known.waits_for_somebody());
    Ok(())
}

#[tokio::test]
async fn a_corrected_report_tells_every_reader_of_the_first_that_it_is_replaced() -> Result<()> {
    let app = TestApp::own().await?;
    let world = World::found(&app).await?;
    secure(&world, &SECURE).await?;
    let doctor = world.doctor("Hélène", "Marchais").await?;
    let late = "tard@medecin.mssante.example";
    let act = signed(&world, &doctor, &[at(READER), at(OTHER), at(late)]).await?;
    let operator = double(&app).await;
    operator.behave(&address(late), Behaviour::Delay { times: 1 });
    let post = post_of(&operator);
    let worker = worker(&app, &post);
    work(&worker).await;
    take_in(app.db(), &post).await?;

    corrected(&world, &doctor, act, &[at(READER)]).await?;
    sign(&world, &doctor, act).await?;
    app.clock.set(app.clock.now() + SignedDuration::from_mins(1));
    work(&worker).await;
    take_in(app.db(), &post).await?;
    let all = deliveries(&world, act).await?;
    let of = |version, address: &str| {
        all.iter().find(|known| known.version == version && known.address.0 == address)
    };
    assert_eq!(of(1, READER).unwrap().state, State::Acknowledged, "what was proved stays proved");
    assert!(of(1, READER).unwrap().replaced_at.is_some());
    assert_eq!(of(1, late).unwrap().state, State::Replaced, "what had not left stays");
    assert_eq!(of(2, READER).unwrap().carries, Carries::Report);
    assert_eq!(of(2, OTHER).unwrap().carries, Carries::Replacement);
    assert!(of(2, late).is_none(), "nobody is told of what he never had");

    let arrived = operator.arrived();
    let last = |to: &str| arrived.iter().find(|message| message.to == to).unwrap();
    let subject = |to: &str| {
        last(to)
            .headers()
            .into_iter()
            .find(|(name, _)| name == "Subject")
            .map(|(_, subject)| subject)
            .unwrap()
    };
    assert!(subject(READER).ends_with("version 2\u{a0}: remplace la version 1"), "{}", subject(READER));
    assert!(subject(OTHER).ends_with("remplacé") && last(OTHER).attachments().is_empty());
    Ok(())
}
