//! What a delivery report may change, as one pure function.
//!
//! A report is believed when it returns the envelope identifier of the attempt: 128 bits that travel between servers
//! only. The Message-ID is printed in the mail, so a reader can write a report that names it; it serves as a control.
//! Progress never goes backwards, whatever comes, in whatever order, however often.

use std::collections::BTreeSet;

use super::super::{Address, EnvelopeId, MessageId};
use super::{Action, DeliveryReport, Recipient};

/// One attempt to deliver one message to one recipient, as far as reports matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub envelope: EnvelopeId,
    pub message_id: MessageId,
    pub recipient: Address,
    /// Whether our operator took the envelope identifier and the request for notifications.
    pub notification_requested: bool,
    pub progress: Progress,
    /// The actions already reported and believed.
    pub reported: BTreeSet<Action>,
}

/// How far an attempt has come; the order is the order of truth, and only ever grows.
///
/// A message given up on one way may still have arrived by another: *acknowledged* comes after *failed*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// Not handed over yet.
    Queued,
    /// The connection was lost after the operator had asked for the message.
    Unknown,
    /// The operator has it.
    Sent,
    /// Refused or given up.
    Failed,
    /// In the recipient's mailbox, says the server that put it there.
    Acknowledged,
}

/// What is to be done with a report about an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// The report is believed.
    Believed(Effect<'a>),
    /// The report is believed and says nothing new.
    Duplicate,
    /// The report changes nothing and is listed under « avis sans envoi ».
    Apart(Stranger),
}

/// What a believed report changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect<'a> {
    /// The progress from now on, never less than before: a failure reported after the acknowledgement is shown by
    /// `evidence` and undoes nothing.
    pub progress: Progress,
    /// What the server says: action, status, words.
    pub evidence: &'a Recipient,
}

/// Why a report is kept apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    /// Its envelope identifier is not the attempt's: foreign or forged.
    OtherEnvelope,
    /// It returns none, though the servers that answer for this message have it.
    NoEnvelope,
    /// It returns the headers of another message.
    OtherMessage,
    /// It speaks of nobody we wrote to.
    OtherRecipient,
}

/// Judges one report against the attempt it names (by envelope identifier, else by Message-ID).
///
/// - *delivered* to the recipient acknowledges; *relayed*, *expanded* and *delayed* mean that the operator has it;
///   *failed* fails.
/// - *delivered* to an address of another domain does not acknowledge: the named mailbox has not been shown to hold
///   the message.
/// - Without an envelope identifier, only *failed* is believed, and only where the identifier cannot have travelled:
///   the operator did not take it, or reported having handed the message to a server that carries none (RFC 3461, 5.2.2).
pub fn judge<'a>(report: &'a DeliveryReport, attempt: &Attempt) -> Verdict<'a> {
    let named = report.envelope.as_deref();
    if named.is_some_and(|envelope| envelope != attempt.envelope.as_str()) {
        return Verdict::Apart(Stranger::OtherEnvelope);
    }
    let lost_on_the_way = !attempt.notification_requested || attempt.reported.contains(&Action::Relayed);
    if named.is_none() && !lost_on_the_way {
        return Verdict::Apart(Stranger::NoEnvelope);
    }
    let same_message = report.message_id.as_deref().map(|id| id == attempt.message_id.as_str());
    // With the envelope identifier, missing headers are no objection; without it, they are all there is.
    if !same_message.unwrap_or(named.is_some()) {
        return Verdict::Apart(Stranger::OtherMessage);
    }
    let ours = report.recipients.iter().filter(|recipient| speaks_of(recipient, &attempt.recipient));
    let Some((reached, evidence)) =
        ours.map(|recipient| (reached(recipient, attempt), recipient)).max_by_key(|(p, _)| *p)
    else {
        return Verdict::Apart(Stranger::OtherRecipient);
    };
    if named.is_none() && evidence.action != Action::Failed {
        return Verdict::Apart(Stranger::NoEnvelope);
    }
    let progress = reached.max(attempt.progress);
    if progress == attempt.progress && attempt.reported.contains(&evidence.action) {
        return Verdict::Duplicate;
    }
    Verdict::Believed(Effect { progress, evidence })
}

impl Attempt {
    /// The attempt once a report has been believed.
    #[must_use]
    pub fn after(mut self, effect: &Effect<'_>) -> Self {
        self.progress = self.progress.max(effect.progress);
        self.reported.insert(effect.evidence.action);
        self
    }
}

/// The address we gave decides; the one after aliases serves when the server did not keep ours.
fn speaks_of(recipient: &Recipient, address: &Address) -> bool {
    let written = recipient.original.as_ref().or(recipient.last.as_ref());
    written.and_then(|text| text.parse().ok()).is_some_and(|named: Address| named == *address)
}

fn reached(recipient: &Recipient, attempt: &Attempt) -> Progress {
    let elsewhere = || {
        let last: Option<Address> = recipient.last.as_ref().and_then(|text| text.parse().ok());
        last.is_some_and(|last| last.domain() != attempt.recipient.domain())
    };
    match recipient.action {
        Action::Delivered if !elsewhere() => Progress::Acknowledged,
        Action::Failed => Progress::Failed,
        Action::Delivered | Action::Relayed | Action::Expanded | Action::Delayed => Progress::Sent,
    }
}
