//! Reports as servers really write them, and what they may change.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use exchange::mail::report::{
    Action, Attempt, DeliveryReport, Disposition, Effect, Notice, Progress, Recipient, Status, Stranger,
    Verdict, judge, read,
};
use proptest::prelude::*;

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(format!("{name}.eml")))
        .unwrap()
}

fn delivery(name: &str) -> DeliveryReport {
    match read(&fixture(name)) {
        Notice::Delivery(report) => report,
        other => panic!("{name} is {other:?}"),
    }
}

fn attempt(envelope: &str, message_id: &str, recipient: &str) -> Attempt {
    Attempt {
        envelope: envelope.parse().unwrap(),
        message_id: message_id.parse().unwrap(),
        recipient: recipient.parse().unwrap(),
        notification_requested: true,
        progress: Progress::Sent,
        reported: BTreeSet::new(),
    }
}

/// The attempt that a fixture speaks of: its own envelope identifier, Message-ID and recipient.
fn subject_of(report: &DeliveryReport) -> Attempt {
    let recipient = report.recipients[0].original.as_deref().unwrap();
    attempt(report.envelope.as_deref().unwrap(), report.message_id.as_deref().unwrap(), recipient)
}

fn believed<'a>(report: &'a DeliveryReport, attempt: &Attempt) -> Effect<'a> {
    match judge(report, attempt) {
        Verdict::Believed(effect) => effect,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_report_of_a_real_server_is_understood() {
    use Action::{Delayed, Delivered, Expanded, Failed, Relayed};
    let expected = [
        ("local-delivered", "local", Delivered, Status(2, 0, 0), Progress::Acknowledged),
        ("crlf-delivered", "cutdot", Delivered, Status(2, 0, 0), Progress::Acknowledged),
        ("cutdot-delivered", "cutdot", Delivered, Status(2, 0, 0), Progress::Acknowledged),
        ("lmtp-relayed0", "lmtp", Relayed, Status(2, 0, 0), Progress::Sent),
        ("nodsn-relayed", "nodsn", Relayed, Status(2, 0, 0), Progress::Sent),
        ("group-expanded0", "group", Expanded, Status(2, 0, 0), Progress::Sent),
        ("fwd-expanded0", "fwd", Expanded, Status(2, 0, 0), Progress::Sent),
        ("moved-expanded0", "moved", Expanded, Status(2, 0, 0), Progress::Sent),
        ("delay-delayed", "delay", Delayed, Status(4, 7, 1), Progress::Sent),
        ("delay-failed", "delay", Failed, Status(4, 7, 1), Progress::Failed),
        ("grey-failed", "grey", Failed, Status(4, 7, 1), Progress::Failed),
        ("down-failed", "down", Failed, Status(4, 4, 1), Progress::Failed),
        ("unknown-failed", "unknown", Failed, Status(5, 1, 1), Progress::Failed),
        ("full-failed", "full", Failed, Status(5, 2, 2), Progress::Failed),
        ("quota-lmtp-failed", "load0", Failed, Status(5, 2, 2), Progress::Failed),
        ("retfull-failed", "retfull2", Failed, Status(5, 1, 1), Progress::Failed),
    ];
    for (name, envelope, action, status, progress) in expected {
        let report = delivery(name);
        let [recipient] = &report.recipients[..] else {
            panic!("{name}: {} recipients", report.recipients.len())
        };
        assert_eq!(report.envelope.as_deref(), Some(envelope), "{name}");
        assert_eq!((recipient.action, recipient.status), (action, Some(status)), "{name}");
        assert!(report.reporting_mta.as_deref().unwrap().starts_with("mx."), "{name}");
        assert_eq!(believed(&report, &subject_of(&report)).progress, progress, "{name}");
    }
}

#[test]
fn the_words_of_the_refusing_server_are_unfolded() {
    let report = delivery("quota-lmtp-failed");
    let words = "smtp; 552 5.2.2 <dr.l@lmtp.test> Quota exceeded (mailbox for user is full)";
    assert_eq!(report.recipients[0].diagnostic.as_deref(), Some(words));
}

#[test]
fn our_own_message_sent_back_to_us_is_no_report() {
    assert_eq!(read(&fixture("fwd-0")), Notice::Ordinary);
}

#[test]
fn a_report_attached_to_another_mail_is_no_report() {
    let inner = fixture("local-delivered");
    let mut mail = b"From: a@b.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"z\"\r\n\r\n--z\r\nContent-Type: message/rfc822\r\n\r\n".to_vec();
    mail.extend_from_slice(&inner);
    mail.extend_from_slice(b"\r\n--z--\r\n");
    assert_eq!(read(&mail), Notice::Ordinary);
}

#[test]
fn a_reader_who_opened_the_message_is_told_apart_from_a_program_that_could_not_file_it() {
    let (Notice::Receipt(displayed), Notice::Receipt(refused)) =
        (read(&fixture("mdn-displayed")), read(&fixture("mdn-ko-902")))
    else {
        panic!("receipts are not read");
    };
    assert_eq!((displayed.disposition, displayed.modifier), (Disposition::Displayed, None));
    assert_eq!(displayed.message_id.as_deref(), Some("e1@maillage.ours.test"));
    assert_eq!(displayed.recipient.as_deref(), Some("dr.b@theirs.test"));
    assert_eq!(refused.disposition, Disposition::Processed);
    assert_eq!(refused.modifier.as_deref(), Some("Error: 902^Patient inconnu"));
}

#[test]
fn a_report_whose_envelope_we_never_used_changes_nothing() {
    let report = delivery("local-delivered");
    let mut ours = subject_of(&report);
    ours.envelope = "a1b2c3d4".parse().unwrap();
    assert_eq!(judge(&report, &ours), Verdict::Apart(Stranger::OtherEnvelope));
}

#[test]
fn a_reader_who_writes_a_report_with_the_message_id_he_saw_changes_nothing() {
    let mut forged = delivery("local-delivered");
    let ours = subject_of(&forged);
    forged.envelope = None;
    assert_eq!(judge(&forged, &ours), Verdict::Apart(Stranger::NoEnvelope));
    forged.recipients[0].action = Action::Failed;
    assert_eq!(judge(&forged, &ours), Verdict::Apart(Stranger::NoEnvelope));
}

#[test]
fn an_envelope_with_the_headers_of_another_message_changes_nothing() {
    let report = delivery("local-delivered");
    let mut ours = subject_of(&report);
    ours.message_id = "another@maillage.ours.test".parse().unwrap();
    assert_eq!(judge(&report, &ours), Verdict::Apart(Stranger::OtherMessage));
}

#[test]
fn a_report_about_somebody_else_changes_nothing() {
    let report = delivery("local-delivered");
    let mut ours = subject_of(&report);
    ours.recipient = "dr.z@ours.test".parse().unwrap();
    assert_eq!(judge(&report, &ours), Verdict::Apart(Stranger::OtherRecipient));
}

#[test]
fn the_second_copy_of_a_report_says_nothing_new() {
    for name in ["local-delivered", "nodsn-relayed", "full-failed", "delay-delayed"] {
        let report = delivery(name);
        let ours = subject_of(&report);
        let after = ours.clone().after(&believed(&report, &ours));
        assert_eq!(judge(&report, &after), Verdict::Duplicate, "{name}");
    }
}

#[test]
fn a_failure_after_the_acknowledgement_is_shown_and_undoes_nothing() {
    let (delivered, mut failed) = (delivery("delay-delayed"), delivery("delay-failed"));
    let mut ours = subject_of(&delivered);
    ours.progress = Progress::Acknowledged;
    failed.message_id.clone_from(&delivered.message_id);
    let effect = believed(&failed, &ours);
    assert_eq!((effect.progress, effect.evidence.action), (Progress::Acknowledged, Action::Failed));
}

#[test]
fn a_message_redirected_to_another_domain_is_not_acknowledged() {
    let mut report = delivery("local-delivered");
    let ours = subject_of(&report);
    report.recipients[0].last = Some("someone@elsewhere.test".into());
    assert_eq!(believed(&report, &ours).progress, Progress::Sent);
}

#[test]
fn a_bounce_without_envelope_fails_only_what_left_without_one() {
    let mut bounce = delivery("full-failed");
    let ours = subject_of(&bounce);
    bounce.envelope = None;
    let without = Attempt { notification_requested: false, ..ours.clone() };
    assert_eq!(believed(&bounce, &without).progress, Progress::Failed);
    let relayed = Attempt { reported: BTreeSet::from([Action::Relayed]), ..ours.clone() };
    assert_eq!(believed(&bounce, &relayed).progress, Progress::Failed);
    bounce.recipients[0].action = Action::Delivered;
    assert_eq!(judge(&bounce, &without), Verdict::Apart(Stranger::NoEnvelope));
}

#[test]
fn a_lost_answer_is_settled_by_the_report_of_the_same_attempt() {
    let report = delivery("cutdot-delivered");
    let ours = Attempt { progress: Progress::Unknown, ..subject_of(&report) };
    assert_eq!(believed(&report, &ours).progress, Progress::Acknowledged);
}

fn any_report() -> impl Strategy<Value = DeliveryReport> {
    let envelope = prop_oneof![Just(Some("ours")), Just(Some("theirs")), Just(None)];
    let message = prop_oneof![Just(Some("ours@us.test")), Just(Some("theirs@us.test")), Just(None)];
    let address = || prop_oneof![Just(Some("dr.b@theirs.test")), Just(Some("dr.z@far.test")), Just(None)];
    let action = prop_oneof![
        Just(Action::Delivered),
        Just(Action::Relayed),
        Just(Action::Expanded),
        Just(Action::Delayed),
        Just(Action::Failed)
    ];
    let recipient = (address(), address(), action).prop_map(|(original, last, action)| Recipient {
        original: original.map(str::to_owned),
        last: last.map(str::to_owned),
        action,
        status: None,
        diagnostic: None,
    });
    (envelope, message, prop::collection::vec(recipient, 0..3)).prop_map(|(envelope, message, recipients)| {
        DeliveryReport {
            reporting_mta: None,
            envelope: envelope.map(str::to_owned),
            message_id: message.map(str::to_owned),
            recipients,
        }
    })
}

proptest! {
    #[test]
    fn progress_never_goes_backwards(reports in prop::collection::vec(any_report(), 0..12), requested in any::<bool>()) {
        let mut ours = Attempt { notification_requested: requested, ..attempt("ours", "ours@us.test", "dr.b@theirs.test") };
        for report in &reports {
            let before = ours.progress;
            if let Verdict::Believed(effect) = judge(report, &ours) {
                prop_assert_ne!(report.envelope.as_deref(), Some("theirs"));
                prop_assert_ne!(report.message_id.as_deref(), Some("theirs@us.test"));
                ours = ours.after(&effect);
                prop_assert_eq!(ours.progress, effect.progress);
                prop_assert_eq!(judge(report, &ours), Verdict::Duplicate);
            }
            prop_assert!(ours.progress >= before);
        }
        if ours.progress == Progress::Acknowledged {
            let proof = |report: &DeliveryReport| report.envelope.as_deref() == Some("ours")
                && report.recipients.iter().any(|recipient| recipient.action == Action::Delivered);
            prop_assert!(reports.iter().any(proof));
        }
    }

    #[test]
    fn a_cut_or_damaged_report_is_read_without_panic(name in prop::sample::select(vec!["local-delivered", "delay-delayed",
        "retfull-failed", "quota-lmtp-failed", "mdn-ko-902"]), cut in 0.0..=1.0_f64, flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u8), 0..20)) {
        let mut bytes = fixture(name);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a share of a short length")]
        bytes.truncate((bytes.len() as f64 * cut) as usize);
        for (place, bit) in flips {
            if !bytes.is_empty() {
                let place = place.index(bytes.len());
                bytes[place] ^= 1 << bit;
            }
        }
        if let Notice::Delivery(report) = read(&bytes) {
            let ours = attempt("ours", "ours@us.test", "dr.b@theirs.test");
            prop_assert!(!matches!(judge(&report, &ours), Verdict::Believed(_)));
        }
    }
}
