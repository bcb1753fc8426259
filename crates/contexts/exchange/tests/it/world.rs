//! One structure that writes to one doctor: its operator, its mailbox, and what it has sent.

use std::collections::BTreeSet;
use std::time::Duration;

use exchange::mail::compose::{Attachment, Letter, Media, compose};
use exchange::mail::intake::{Content, Intake, Mailbox, Place};
use exchange::mail::report::{
    Action, Attempt, DeliveryReport, Effect, Notice, Progress, Status, Verdict, judge, read,
};
use exchange::mail::smtp::{Outcome, Outgoing, Route, Sender};
use exchange::mail::{Address, EnvelopeId, MessageId};

/// How the structure sends and where its reports come.
#[derive(Clone)]
pub(crate) struct Structure {
    pub(crate) address: String,
    pub(crate) route: Route,
    pub(crate) mailbox: Mailbox,
}

impl Structure {
    pub(crate) fn sender(&self) -> Sender {
        Sender::new(self.route.clone())
    }

    /// A sender through another door of the same operator.
    pub(crate) fn sender_to(&self, port: u16) -> Sender {
        Sender::new(Route { port, ..self.route.clone() })
    }

    pub(crate) async fn send(&self, sender: &mut Sender, attempt: &mut Attempt, bytes: &[u8]) -> Outcome {
        let from: Address = self.address.parse().unwrap();
        let mail = Outgoing { from: &from, to: &attempt.recipient, envelope: &attempt.envelope, bytes };
        let outcome = sender.send(&mail).await;
        if let Outcome::Sent { notification_requested, .. } = &outcome {
            attempt.notification_requested = *notification_requested;
            attempt.progress = Progress::Sent;
        }
        outcome
    }
}

/// A new delivery of one report to one doctor, not sent yet.
pub(crate) fn new_attempt(name: &str, recipient: &str) -> Attempt {
    Attempt {
        envelope: EnvelopeId::fresh().unwrap(),
        message_id: format!("{name}@maillage.ours.test").parse().unwrap(),
        recipient: recipient.parse().unwrap(),
        notification_requested: false,
        progress: Progress::Queued,
        reported: BTreeSet::new(),
    }
}

/// The message of an attempt: a report of `kilobytes` and a few lines.
pub(crate) fn message(attempt: &Attempt, kilobytes: usize) -> Vec<u8> {
    let from: Address = "intake@ours.test".parse().unwrap();
    let message_id: MessageId = attempt.message_id.clone();
    // Not compressible, so that its length on the wire is known.
    let content: Vec<u8> =
        (0_u32..).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).take(kilobytes * 1000).collect();
    compose(&Letter {
        from: &from,
        from_name: "Cabinet médical",
        to: &attempt.recipient,
        message_id: &message_id,
        written_at: "2026-11-25T09:00:00Z".parse().unwrap(),
        subject: "Compte rendu d’acte",
        text: "Bonjour,\n.\nVoici le compte rendu.\n",
        attachments: &[Attachment { name: "compte-rendu.pdf", media: Media::Pdf, content: &content }],
    })
    .unwrap()
}

/// Reads the mailbox until `count` delivery reports have come, waiting for the server to announce each.
pub(crate) async fn reports(mailbox: &Mailbox, count: usize) -> Vec<DeliveryReport> {
    let reading = async {
        let mut intake = Intake::open(mailbox).await.unwrap();
        let (mut place, mut reports): (Option<Place>, Vec<DeliveryReport>) = (None, Vec::new());
        loop {
            let reading = intake.read(place).await.unwrap();
            place = Some(reading.place);
            for message in reading.messages {
                if let Content::Raw(bytes) = message.content
                    && let Notice::Delivery(report) = read(&bytes)
                {
                    reports.push(report);
                }
            }
            if reports.len() >= count {
                intake.close().await;
                return reports;
            }
            (intake, _) = intake.wait(Duration::from_mins(1)).await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(30), reading).await.expect("the reports come within 30 seconds")
}

/// What the believed reports about an attempt say, in their order.
pub(crate) fn believed(
    attempt: &Attempt,
    reports: &[DeliveryReport],
) -> Vec<(Progress, Action, Option<Status>)> {
    let (mut attempt, mut steps) = (attempt.clone(), Vec::new());
    for report in reports {
        if let Verdict::Believed(effect) = judge(report, &attempt) {
            let Effect { progress, evidence } = effect;
            steps.push((progress, evidence.action, evidence.status));
            attempt = attempt.after(&effect);
        }
    }
    steps
}
