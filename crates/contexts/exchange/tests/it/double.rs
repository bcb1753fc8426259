//! The demonstration's operator, through the same client that speaks to real ones.

use std::sync::Arc;
use std::time::Duration;

use exchange::double::{Behaviour, Double};
use exchange::mail::Address;
use exchange::mail::intake::{Intake, Woken};
use exchange::mail::report::{Action, Attempt, DeliveryReport, Progress, Stranger, Verdict, judge};
use exchange::mail::smtp::{Obstacle, Outcome, Sender};
use tokio::sync::Notify;

use crate::cutting::{Cut, line};
use crate::world::{Structure, believed, message, new_attempt, reports};

const INTAKE: &str = "cabinet@sancergues.example";
const DOCTOR: &str = "dr.martin@medecin.example";

async fn start() -> (Double, Structure) {
    let double = Double::start(|| "2026-11-25T09:00:00Z".parse().unwrap()).await.unwrap();
    let address: Address = INTAKE.parse().unwrap();
    let (route, mailbox) = (double.route(&address).unwrap(), double.mailbox(&address).unwrap());
    (double, Structure { address: INTAKE.into(), route, mailbox })
}

fn doctor() -> Address {
    DOCTOR.parse().unwrap()
}

/// Sends one message to a doctor toward whom the operator behaves so.
async fn send(
    double: &Double,
    structure: &Structure,
    behaviour: Behaviour,
    sender: &mut Sender,
) -> (Attempt, Outcome) {
    double.behave(&doctor(), behaviour);
    let mut attempt = new_attempt(behaviour.name(), DOCTOR);
    let bytes = message(&attempt, 20);
    let outcome = structure.send(sender, &mut attempt, &bytes).await;
    (attempt, outcome)
}

fn steps(attempt: &Attempt, reports: &[DeliveryReport]) -> Vec<(Progress, Action)> {
    believed(attempt, reports).into_iter().map(|(progress, action, _)| (progress, action)).collect()
}

#[tokio::test]
async fn each_behaviour_has_the_effect_of_a_real_operator() {
    let (double, structure) = start().await;
    let mut sender = structure.sender();
    let mut attempts = Vec::new();
    let accepting = [
        (Behaviour::Deliver, vec![(Progress::Acknowledged, Action::Delivered)]),
        (Behaviour::Twice, vec![(Progress::Acknowledged, Action::Delivered)]),
        (Behaviour::FailLater, vec![(Progress::Failed, Action::Failed)]),
        (Behaviour::Hold, vec![(Progress::Sent, Action::Delayed)]),
        (Behaviour::Relay, vec![(Progress::Sent, Action::Relayed)]),
        (Behaviour::Expand, vec![(Progress::Sent, Action::Expanded)]),
        (Behaviour::Withhold, vec![]),
    ];
    for (behaviour, expected) in accepting {
        let (attempt, outcome) = send(&double, &structure, behaviour, &mut sender).await;
        assert!(
            matches!(outcome, Outcome::Sent { notification_requested: true, .. }),
            "{behaviour:?} {outcome:?}"
        );
        attempts.push((attempt, expected));
    }
    for (behaviour, code) in [(Behaviour::Refuse, 550), (Behaviour::Full, 552)] {
        let (_, outcome) = send(&double, &structure, behaviour, &mut sender).await;
        assert!(
            matches!(&outcome, Outcome::Refused(reply) if reply.code == code),
            "{behaviour:?} {outcome:?}"
        );
    }
    sender.close().await;

    let reports = reports(&structure.mailbox, 7).await;
    assert_eq!(reports.len(), 7);
    for (attempt, expected) in &attempts {
        assert_eq!(steps(attempt, &reports), *expected, "{:?}", attempt.message_id);
    }
}

#[tokio::test]
async fn a_delayed_recipient_is_served_after_the_delays_and_one_recipient_changes_nothing_for_another() {
    let (double, structure) = start().await;
    let mut sender = structure.sender();
    double.behave(&doctor(), Behaviour::Delay { times: 2 });
    let mut attempt = new_attempt("delay", DOCTOR);
    let bytes = message(&attempt, 20);
    for _ in 0..2 {
        let outcome = structure.send(&mut sender, &mut attempt, &bytes).await;
        assert!(
            matches!(&outcome, Outcome::Later(Obstacle::Answered(reply)) if reply.code == 451),
            "{outcome:?}"
        );
        let mut other = new_attempt("other", "dr.petit@medecin.example");
        let bytes = message(&other, 20);
        assert!(matches!(structure.send(&mut sender, &mut other, &bytes).await, Outcome::Sent { .. }));
    }
    assert!(matches!(structure.send(&mut sender, &mut attempt, &bytes).await, Outcome::Sent { .. }));
    let reports = reports(&structure.mailbox, 3).await;
    assert_eq!(steps(&attempt, &reports), [(Progress::Acknowledged, Action::Delivered)]);
}

#[tokio::test]
async fn a_connection_dropped_around_the_final_dot_is_unknown_and_the_report_tells() {
    let (double, structure) = start().await;
    let mut sender = structure.sender();
    let (lost, outcome) = send(&double, &structure, Behaviour::CutDuringData, &mut sender).await;
    assert_eq!(outcome, Outcome::Unknown);
    let (kept, outcome) = send(&double, &structure, Behaviour::CutAfterData, &mut sender).await;
    assert_eq!(outcome, Outcome::Unknown);

    let requested =
        |attempt| Attempt { progress: Progress::Unknown, notification_requested: true, ..attempt };
    let reports = reports(&structure.mailbox, 1).await;
    assert_eq!(steps(&requested(kept), &reports), [(Progress::Acknowledged, Action::Delivered)]);
    assert_eq!(steps(&requested(lost), &reports), []);
    assert_eq!(double.arrived().len(), 1);
}

#[tokio::test]
async fn an_operator_told_to_offer_no_notification_receives_no_parameter() {
    let (double, structure) = start().await;
    double.offer_notifications(false);
    let (_, outcome) = send(&double, &structure, Behaviour::Deliver, &mut structure.sender()).await;
    assert!(matches!(outcome, Outcome::Sent { notification_requested: false, .. }), "{outcome:?}");
    let arrived = &double.arrived()[0];
    assert_eq!((arrived.envelope.as_deref(), arrived.notification_requested), (None, false));
    double.behave_well();
    let (_, outcome) = send(&double, &structure, Behaviour::Deliver, &mut structure.sender()).await;
    assert!(matches!(outcome, Outcome::Sent { notification_requested: true, .. }), "{outcome:?}");
}

#[tokio::test]
async fn what_arrived_is_kept_to_be_shown_byte_for_byte() {
    let (double, structure) = start().await;
    let mut attempt = new_attempt("shown", DOCTOR);
    let bytes = message(&attempt, 20);
    structure.send(&mut structure.sender(), &mut attempt, &bytes).await;
    let arrived = double.arrived();
    let [mail] = &arrived[..] else { panic!("{} messages", arrived.len()) };
    assert!(*mail.bytes == *bytes, "the bytes are those that were stored");
    assert_eq!((mail.from.as_str(), mail.to.as_str()), (INTAKE, DOCTOR));
    assert_eq!(mail.envelope.as_deref(), Some(attempt.envelope.as_str()));
    assert_eq!(mail.at, "2026-11-25T09:00:00Z".parse().unwrap());
    let headers = mail.headers();
    assert!(headers.contains(&("Subject".into(), "Compte rendu d’acte".into())), "{headers:?}");
    assert_eq!(mail.attachments(), [("compte-rendu.pdf".to_owned(), 20_000)]);
}

#[tokio::test]
async fn a_forged_report_slipped_into_the_mailbox_is_kept_apart() {
    let (double, structure) = start().await;
    let (attempt, _) = send(&double, &structure, Behaviour::Withhold, &mut structure.sender()).await;
    let forged = format!(
        "From: <postmaster@medecin.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"f\"\r\n\r\n\
         --f\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; medecin.example\r\n\r\n\
         Final-Recipient: rfc822; {DOCTOR}\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n\
         --f\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}>\r\n\r\n--f--\r\n",
        attempt.message_id.as_str()
    );
    double.slip_in(&INTAKE.parse().unwrap(), forged.as_bytes());
    let reports = reports(&structure.mailbox, 1).await;
    assert_eq!(judge(&reports[0], &attempt), Verdict::Apart(Stranger::NoEnvelope));
}

#[tokio::test]
async fn a_waiting_intake_is_woken_by_a_report() {
    let (double, structure) = start().await;
    let mut intake = Intake::open(&structure.mailbox).await.unwrap();
    let before = intake.read(None).await.unwrap();
    assert_eq!(before.messages.len(), 0);
    let (waited, _) = tokio::join!(intake.wait(Duration::from_secs(20)), async {
        send(&double, &structure, Behaviour::Deliver, &mut structure.sender()).await
    });
    let (mut intake, woken) = waited.unwrap();
    assert_eq!(woken, Woken::Announced);
    assert_eq!(intake.read(Some(before.place)).await.unwrap().messages.len(), 1);
}

#[tokio::test]
async fn a_kept_connection_that_died_is_replaced_without_a_word() {
    let (double, structure) = start().await;
    let (told, never) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let cuts = [Cut::WhenTold(Arc::clone(&told)), Cut::WhenTold(never)];
    let (port, _line) = line(structure.route.port, cuts).await;
    let mut sender = structure.sender_to(port);
    for _ in 0..2 {
        let (_, outcome) = send(&double, &structure, Behaviour::Deliver, &mut sender).await;
        assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
        told.notify_one();
    }
    assert_eq!(double.arrived().len(), 2);
}

#[tokio::test]
async fn a_silent_operator_is_not_waited_for_without_end() {
    let (double, mut structure) = start().await;
    structure.route.patience.end_of_data = Duration::from_millis(50);
    let (port, _line) = line(structure.route.port, [Cut::MuteAfter(10_000)]).await;
    let (_, outcome) = send(&double, &structure, Behaviour::Deliver, &mut structure.sender_to(port)).await;
    assert_eq!(outcome, Outcome::Unknown);

    structure.route.patience.connect = Duration::from_millis(50);
    let (port, _line) = line(structure.route.port, [Cut::MuteAfter(0)]).await;
    let (_, outcome) = send(&double, &structure, Behaviour::Deliver, &mut structure.sender_to(port)).await;
    let Outcome::Later(Obstacle::Unreachable(words)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(words, "the operator did not answer in time");
}

#[tokio::test]
async fn memory_stays_bounded_and_the_intake_goes_on_behind_what_was_let_go() {
    let (double, structure) = start().await;
    let address: Address = INTAKE.parse().unwrap();
    for number in 0..1_200 {
        double.slip_in(&address, format!("Subject: {number}\r\n\r\n").as_bytes());
    }
    let mut intake = Intake::open(&structure.mailbox).await.unwrap();
    let (mut place, mut numbers) = (None, Vec::new());
    loop {
        let reading = intake.read(place).await.unwrap();
        place = Some(reading.place);
        numbers.extend(reading.messages.iter().map(|message| message.uid));
        if !reading.more {
            break;
        }
    }
    assert_eq!(numbers, (201..=1_200).collect::<Vec<u32>>());
}
