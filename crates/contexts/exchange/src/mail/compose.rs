//! Builds one message: a text, mostly with the report and its attachments, serialised once to the bytes that are stored and sent.
//!
//! Pure: the date and the identifier come in, the same letter always gives the same bytes. It never adds a recipient
//! and never lets a line break of a value become one of the message.

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::mime::{BodyPart, MimePart};

use super::{Address, MessageId};

/// Bytes of the largest message we hand to an operator: 10,240,000, the most that a mail server takes unless told
/// otherwise (Postfix, `message_size_limit`).
pub const LARGEST_MESSAGE: usize = 10_240_000;

/// What one recipient receives.
pub struct Letter<'a> {
    /// The structure's application mailbox, where reports come back.
    pub from: &'a Address,
    /// The sender as shown to the reader, « Cabinet médical de Sancergues ».
    pub from_name: &'a str,
    pub to: &'a Address,
    pub message_id: &'a MessageId,
    pub written_at: Timestamp,
    pub subject: &'a str,
    /// Plain text, lines separated by `\n`.
    pub text: &'a str,
    /// The report first, then what goes with it; none when the text is all there is to say.
    pub attachments: &'a [Attachment<'a>],
}

/// A file that goes with the letter.
pub struct Attachment<'a> {
    pub name: &'a str,
    pub media: Media,
    pub content: &'a [u8],
}

/// The kinds of file that leave with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Pdf,
    Jpeg,
    Png,
}

impl Media {
    /// The media type of the part, RFC 2046.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// Why a letter cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// A line break or another control character in a header value; the field is named.
    #[error("the {0} holds a line break or another control character")]
    Control(&'static str),
    /// The message would be larger than [`LARGEST_MESSAGE`].
    #[error("the message would have {0} bytes, more than an operator takes")]
    TooLarge(usize),
}

/// Serialises a letter to the bytes of one message: ASCII only, CRLF lines, no line over 998 bytes.
pub fn compose(letter: &Letter<'_>) -> Result<Vec<u8>, ComposeError> {
    refuse_control("subject", letter.subject)?;
    refuse_control("sender's name", letter.from_name)?;
    for attachment in letter.attachments {
        refuse_control("name of an attachment", attachment.name)?;
    }
    // Base64 alone makes four bytes of three: no need to build what cannot pass.
    let least = letter.attachments.iter().map(|part| part.content.len() / 3 * 4).sum();
    refuse_too_large(least)?;
    let mut bytes = Vec::with_capacity(least + least / 30 + 4096);
    message(letter).serialize(&mut bytes);
    refuse_too_large(bytes.len())?;
    Ok(bytes)
}

fn message<'a>(letter: &Letter<'a>) -> MessageBuilder<'a> {
    // a carriage return alone would reach the wire as it is, and a line of its own is what it means
    let lines = letter.text.replace("\r\n", "\n").replace('\r', "\n");
    let text = MimePart::new("text/plain", BodyPart::Text(lines.into()));
    let parts = letter.attachments.iter().map(|file| {
        MimePart::new(file.media.as_str(), BodyPart::Binary(file.content.into())).attachment(file.name)
    });
    // `=_` occurs neither in base64 nor in quoted-printable text (RFC 2045, 6.7), so no content can end its own part.
    let letters = letter.message_id.as_str().chars().filter(char::is_ascii_alphanumeric);
    let boundary: String = "=_".chars().chain(letters.take(60)).collect();
    let mixed = ContentType::new("multipart/mixed").attribute("boundary", boundary);
    MessageBuilder::new()
        .from(Mailbox::new_address(Some(letter.from_name), letter.from.as_str()))
        .to(Mailbox::new_address(None::<&str>, letter.to.as_str()))
        .subject(letter.subject)
        .message_id(letter.message_id.as_str())
        .date(Date::new(letter.written_at.as_second()))
        .body(MimePart::new(mixed, BodyPart::Multipart(std::iter::once(text).chain(parts).collect())))
}

fn refuse_control(field: &'static str, value: &str) -> Result<(), ComposeError> {
    if value.chars().any(char::is_control) { Err(ComposeError::Control(field)) } else { Ok(()) }
}

fn refuse_too_large(bytes: usize) -> Result<(), ComposeError> {
    if bytes > LARGEST_MESSAGE { Err(ComposeError::TooLarge(bytes)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders as _};
    use proptest::prelude::*;

    use super::*;

    fn write(subject: &str, text: &str, name: &str, content: &[u8]) -> Result<Vec<u8>, ComposeError> {
        compose(&Letter {
            from: &"intake@ours.test".parse().unwrap(),
            from_name: "Cabinet médical",
            to: &"dr.b@theirs.test".parse().unwrap(),
            message_id: &"0193b0a4@maillage.ours.test".parse().unwrap(),
            written_at: "2026-11-25T09:00:00Z".parse().unwrap(),
            subject,
            text,
            attachments: &[Attachment { name, media: Media::Pdf, content }],
        })
    }

    #[test]
    fn a_letter_reads_back_as_it_was_written() {
        let text = "Bonjour,\n.\nVoici le compte rendu de l’acte.\n";
        let bytes =
            write("Compte rendu – suivi à distance", text, "compte rendu d’acte.pdf", b"%PDF-1.7").unwrap();
        let message = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(message.message_id(), Some("0193b0a4@maillage.ours.test"));
        assert_eq!(message.subject(), Some("Compte rendu – suivi à distance"));
        assert_eq!(message.date().unwrap().to_rfc3339(), "2026-11-25T09:00:00Z");
        assert_eq!(message.from().unwrap().first().unwrap().name(), Some("Cabinet médical"));
        assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), text);
        let file = message.attachment(0).unwrap();
        assert_eq!(
            (file.attachment_name(), file.contents()),
            (Some("compte rendu d’acte.pdf"), &b"%PDF-1.7"[..])
        );
    }

    #[test]
    fn the_same_letter_gives_the_same_bytes() {
        let first = write("Compte rendu", "Bonjour", "a.pdf", b"x").unwrap();
        assert_eq!(first, write("Compte rendu", "Bonjour", "a.pdf", b"x").unwrap());
    }

    #[test]
    fn a_carriage_return_alone_breaks_a_line() {
        let bytes = write("a", "un\rdeux", "a.pdf", b"x").unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("un\r\ndeux"), "{text}");
    }

    #[test]
    fn a_line_break_never_becomes_a_header() {
        assert_eq!(write("a\r\nBcc: x@y.test", "", "a.pdf", b"x"), Err(ComposeError::Control("subject")));
        assert_eq!(write("a", "", "a\n.pdf", b"x"), Err(ComposeError::Control("name of an attachment")));
    }

    #[test]
    fn a_message_that_no_operator_takes_is_not_written() {
        let scan = vec![0_u8; LARGEST_MESSAGE * 3 / 4];
        assert!(matches!(write("a", "", "a.pdf", &scan), Err(ComposeError::TooLarge(_))));
    }

    proptest! {
        #[test]
        fn every_message_is_safe_on_the_wire(subject in "\\PC{0,300}", text in "(\\PC|[\\r\\n]){0,400}", name in "\\PC{1,80}",
            content in prop::collection::vec(any::<u8>(), 0..600)) {
            let bytes = write(&subject, &text, &name, &content).unwrap();
            prop_assert!(bytes.is_ascii());
            let lines = String::from_utf8(bytes).unwrap();
            for line in lines.split("\r\n") {
                prop_assert!(line.len() <= 998, "{} bytes", line.len());
                prop_assert!(!line.contains(['\r', '\n', '\0']));
            }
            prop_assert_eq!(lines.matches("\r\nMessage-ID:").count(), 1);
        }
    }
}
