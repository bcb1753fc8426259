//! Writes delivery reports as servers do (RFC 3464, RFC 3462): headers of the message only, envelope returned.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use smtp_proto::RcptTo;

use super::HOST;
use crate::mail::report::Action;

/// What a report speaks of.
pub(super) struct Notified<'a> {
    pub(super) at: Timestamp,
    /// Where the report goes.
    pub(super) from: &'a str,
    pub(super) envelope: Option<&'a str>,
    pub(super) to: &'a RcptTo<String>,
    pub(super) message: &'a Arc<[u8]>,
}

/// One report, as a whole message. `serial` makes its names unique.
pub(super) fn report(about: &Notified<'_>, action: Action, serial: u64) -> Vec<u8> {
    let (word, status, diagnostic, sentence) = match action {
        Action::Delivered => {
            ("delivered", "2.0.0", "delivered to mailbox", "a été remis dans la boîte du destinataire.")
        }
        Action::Relayed => {
            ("relayed", "2.0.0", "250 2.0.0 Ok", "a été confié à l’opérateur du destinataire.")
        }
        Action::Expanded => {
            ("expanded", "2.0.0", "alias expanded", "a été réparti entre les membres d’une liste.")
        }
        Action::Delayed => ("delayed", "4.4.1", "451 4.4.1 no answer", "n’a pas encore pu être remis."),
        Action::Failed => {
            ("failed", "5.2.2", "552 5.2.2 mailbox full", "n’a pas pu être remis : la boîte est pleine.")
        }
    };
    let date = rfc2822::to_string(&about.at.to_zoned(TimeZone::UTC)).unwrap_or_default();
    let to = printable(&about.to.address);
    let original = about.to.orcpt.as_deref().map(|orcpt| {
        let address = orcpt.split_once(';').map_or(orcpt, |(_, address)| address);
        format!("Original-Recipient: rfc822;{}\r\n", printable(address))
    });
    let envelope = about.envelope.map(|id| format!("Original-Envelope-Id: {}\r\n", printable(id)));
    let mut report = format!(
        "Return-Path: <>\r\nDate: {date}\r\nFrom: Mail Delivery System <MAILER-DAEMON@{HOST}>\r\nTo: <{from}>\r\n\
         Subject: Delivery report\r\nMessage-ID: <{serial}.report@{HOST}>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"=_{serial}\"\r\n\r\n\
         --=_{serial}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nVotre message {sentence}\r\n\r\n\
         --=_{serial}\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; {HOST}\r\n{envelope}Arrival-Date: {date}\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\n{original}Action: {word}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {diagnostic}\r\n\r\n\
         --=_{serial}\r\nContent-Type: text/rfc822-headers\r\n\r\n",
        from = printable(about.from),
        envelope = envelope.unwrap_or_default(),
        original = original.unwrap_or_default(),
    )
    .into_bytes();
    report.extend_from_slice(headers(about.message));
    report.extend_from_slice(format!("\r\n--=_{serial}--\r\n").as_bytes());
    report
}

/// A value of the envelope may hold any byte once decoded; none may begin a line of the report.
fn printable(value: &str) -> String {
    value.chars().filter(|c| !c.is_control()).collect()
}

/// The headers with the end of their last line.
fn headers(message: &[u8]) -> &[u8] {
    let end = message.windows(4).position(|four| four == b"\r\n\r\n");
    &message[..end.map_or(message.len(), |end| end + 2)]
}
