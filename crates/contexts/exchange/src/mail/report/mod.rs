//! Reads what mail servers and readers send back: delivery reports (RFC 3464) and receipts (RFC 8098).
//!
//! Reading never judges: see [`judge`] for what a report may change. Only `report-type=delivery-status` counts as a
//! report; our own message coming back through a forward is ordinary mail. The returned headers hold a subject, so a
//! report is health data: nothing of it is kept but what is typed here, and `Debug` shows no address.

mod judge;

use std::fmt;
use std::str::FromStr;

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

pub use judge::{Attempt, Effect, Progress, Stranger, Verdict, judge};

/// What a message of the intake turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A mail server says what became of a message.
    Delivery(DeliveryReport),
    /// A reader, or his software, says what he did with a message.
    Receipt(Receipt),
    /// Any other mail.
    Ordinary,
}

/// `multipart/report; report-type=delivery-status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The server that reports, `mx.theirs.test`.
    pub reporting_mta: Option<String>,
    /// `Original-Envelope-Id`: the name of our attempt, if the report comes from a server that carried it.
    pub envelope: Option<String>,
    /// Message-ID of the returned headers, without brackets.
    pub message_id: Option<String>,
    /// One entry for each group that has a known action.
    pub recipients: Vec<Recipient>,
}

/// What a report says of one recipient.
#[derive(Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The address we gave (`ORCPT`).
    pub original: Option<String>,
    /// The address after aliases.
    pub last: Option<String>,
    pub action: Action,
    pub status: Option<Status>,
    /// The words of the server that refused, unfolded; they often hold the address.
    pub diagnostic: Option<String>,
}

/// The action decides, not the status: a message given up after days of 4.x is `failed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// In the recipient's mailbox.
    Delivered,
    /// Handed to a server that sends no notification.
    Relayed,
    /// Spread to the members of an alias or sent on elsewhere.
    Expanded,
    /// Still being tried.
    Delayed,
    /// Given up.
    Failed,
}

/// An enhanced status code (RFC 3463): class, subject, detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status(pub u8, pub u16, pub u16);

/// `multipart/report; report-type=disposition-notification`.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Message-ID of the message it speaks of, without brackets: the only link.
    pub message_id: Option<String>,
    pub recipient: Option<String>,
    pub disposition: Disposition,
    /// The modifier after `/`: `Error: 902^Patient inconnu`.
    pub modifier: Option<String>,
}

/// What was done with a message (RFC 8098, 3.2.6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    Displayed,
    /// Handled by a program without being shown.
    Processed,
    Deleted,
    Other,
}

/// Reads one raw message of the intake. Never fails: what cannot be read is ordinary mail.
pub fn read(raw: &[u8]) -> Notice {
    let Some(message) = MessageParser::default().parse(raw) else { return Notice::Ordinary };
    match report_type(&message).as_deref() {
        Some("delivery-status") => Notice::Delivery(delivery(&message)),
        Some("disposition-notification") => receipt(&message).map_or(Notice::Ordinary, Notice::Receipt),
        _ => Notice::Ordinary,
    }
}

fn report_type(message: &Message<'_>) -> Option<String> {
    let kind = message.content_type()?;
    let report = kind.ctype().eq_ignore_ascii_case("multipart")
        && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("report"));
    report.then(|| kind.attribute("report-type").map(str::to_ascii_lowercase))?
}

fn delivery(message: &Message<'_>) -> DeliveryReport {
    let groups =
        part(message, &["delivery-status", "global-delivery-status"]).map(groups).unwrap_or_default();
    let mut groups = groups.iter();
    let about = groups.next();
    DeliveryReport {
        reporting_mta: about.and_then(|fields| fields.typed("reporting-mta", "dns")),
        envelope: about.and_then(|fields| fields.text("original-envelope-id")),
        message_id: returned_message_id(message),
        recipients: groups.filter_map(recipient).collect(),
    }
}

fn recipient(fields: &Fields) -> Option<Recipient> {
    Some(Recipient {
        original: fields.typed("original-recipient", "rfc822"),
        last: fields.typed("final-recipient", "rfc822"),
        action: fields.text("action")?.parse().ok()?,
        status: fields.text("status").and_then(|text| text.parse().ok()),
        diagnostic: fields.text("diagnostic-code"),
    })
}

fn receipt(message: &Message<'_>) -> Option<Receipt> {
    let groups = part(message, &["disposition-notification"]).map(groups)?;
    let fields = groups.first()?;
    let line = fields.text("disposition")?;
    let what = line.split_once(';').map_or(line.as_str(), |(_, what)| what);
    let (kind, modifier) = what.split_once('/').map_or((what, None), |(kind, rest)| (kind, Some(rest)));
    Some(Receipt {
        message_id: fields
            .text("original-message-id")
            .map(|id| bare(&id))
            .or_else(|| returned_message_id(message)),
        recipient: fields
            .typed("original-recipient", "rfc822")
            .or_else(|| fields.typed("final-recipient", "rfc822")),
        disposition: match kind.trim().to_ascii_lowercase().as_str() {
            "displayed" => Disposition::Displayed,
            "processed" => Disposition::Processed,
            "deleted" => Disposition::Deleted,
            _ => Disposition::Other,
        },
        modifier: modifier.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()),
    })
}

/// The first direct child `message/*` with one of these subtypes; what a nested message contains is not looked at.
fn part<'a>(message: &'a Message<'a>, subtypes: &[&str]) -> Option<&'a [u8]> {
    children(message)
        .find(|part| {
            part.content_type().is_some_and(|kind| {
                let subtype = kind.subtype().unwrap_or_default().to_ascii_lowercase();
                kind.ctype().eq_ignore_ascii_case("message") && subtypes.contains(&subtype.as_str())
            })
        })
        .map(MessagePart::contents)
}

fn children<'a>(message: &'a Message<'a>) -> impl Iterator<Item = &'a MessagePart<'a>> {
    let ids = message.parts.first().and_then(MessagePart::sub_parts).unwrap_or_default();
    ids.iter().filter_map(|id| message.part(*id))
}

/// Message-ID of the returned message, whether only its headers came back or the whole of it.
fn returned_message_id(message: &Message<'_>) -> Option<String> {
    children(message).find_map(|part| match &part.body {
        PartType::Message(returned) => returned.message_id().map(bare),
        PartType::Text(_) if part.content_type()?.subtype()?.eq_ignore_ascii_case("rfc822-headers") => {
            MessageParser::default().parse_headers(part.contents())?.message_id().map(bare)
        }
        _ => None,
    })
}

fn bare(id: &str) -> String {
    id.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// The fields of one group, names in lower case, values unfolded.
struct Fields(Vec<(String, String)>);

/// Splits the body of a report at blank lines and unfolds its lines (RFC 3464, 2.1).
fn groups(body: &[u8]) -> Vec<Fields> {
    let text = String::from_utf8_lossy(body);
    let mut groups = vec![Fields(Vec::new())];
    for line in text.lines() {
        let Some(Fields(fields)) = groups.last_mut() else { continue };
        if line.trim().is_empty() {
            if !fields.is_empty() {
                groups.push(Fields(Vec::new()));
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups.retain(|Fields(fields)| !fields.is_empty());
    groups
}

impl Fields {
    fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.0.iter().find(|(field, _)| field == name)?;
        (!value.is_empty()).then(|| value.clone())
    }

    /// The value of a `type; value` field of that type.
    fn typed(&self, name: &str, kind: &str) -> Option<String> {
        let value = self.text(name)?;
        let (written, rest) = value.split_once(';')?;
        let rest = bare(rest);
        (written.trim().eq_ignore_ascii_case(kind) && !rest.is_empty()).then_some(rest)
    }
}

impl FromStr for Action {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A comment may follow the word (RFC 3464, 2.3.3).
        match text.split([' ', '\t', '(']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "delivered" => Ok(Self::Delivered),
            "relayed" => Ok(Self::Relayed),
            "expanded" => Ok(Self::Expanded),
            "delayed" => Ok(Self::Delayed),
            "failed" => Ok(Self::Failed),
            _ => Err(()),
        }
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut numbers = text.split([' ', '\t', '(']).next().unwrap_or_default().split('.');
        let mut number =
            || numbers.next().and_then(|digits| digits.parse::<u16>().ok()).filter(|n| *n < 1000);
        match (number(), number(), number()) {
            (Some(class @ (2 | 4 | 5)), Some(subject), Some(detail)) if numbers.next().is_none() => {
                Ok(Self(u8::try_from(class).map_err(|_| ())?, subject, detail))
            }
            _ => Err(()),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recipient({:?} {:?} ***)", self.action, self.status)
    }
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Receipt({:?} ***)", self.disposition)
    }
}
