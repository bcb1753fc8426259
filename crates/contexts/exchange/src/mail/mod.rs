//! Secure mail with notification requests: composing, sending, reading reports back, judging them.
//!
//! Everything here is free of SQL: bytes and values in, values out. A message is serialised once and its bytes are
//! sent again unchanged; an attempt is known by its envelope identifier, which no reader of the mail ever sees.
//! Addresses and server answers are identity values: their `Debug` prints nothing of them.

pub mod compose;
pub mod intake;
pub mod report;
pub mod smtp;
pub mod tls;

use std::fmt;
use std::str::FromStr;

/// A mailbox address that is safe in an SMTP envelope: ASCII `local@domain`, no quoted form, no control character.
///
/// The domain is kept in lower case; two addresses are equal when they differ by case only, since no operator in
/// use tells mailboxes apart by case (RFC 5321, 2.4, allows it and advises against it).
#[derive(Clone)]
pub struct Address(String);

/// Why a text is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// There is no `@`, or nothing on one of its sides.
    #[error("an address is written name@domain")]
    Shape,
    /// Over 64 characters before the `@` or 254 in all (RFC 5321, 4.5.3.1).
    #[error("an address has at most 64 characters before the @ and 254 in all")]
    Length,
    /// A space, a control character, a quote, an accent or a misplaced dot.
    #[error("an address has letters, digits and a few signs only")]
    Character,
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (local, domain) = text.rsplit_once('@').ok_or(AddressError::Shape)?;
        if local.is_empty() || domain.is_empty() {
            return Err(AddressError::Shape);
        }
        if local.len() > 64 || text.len() > 254 {
            return Err(AddressError::Length);
        }
        if !is_dot_atom(local) || !domain.split('.').all(is_label) {
            return Err(AddressError::Character);
        }
        Ok(Self(format!("{local}@{}", domain.to_ascii_lowercase())))
    }
}

impl Address {
    /// The address as written, domain in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl PartialEq for Address {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Address {}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(***)")
    }
}

/// The name of a message for its readers: `delivery@our-host`, printed in the mail, the same for every attempt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageId(String);

/// The name of one attempt for mail servers only (`ENVID`, RFC 3461): it travels in the envelope, never in the mail,
/// so whoever returns it has carried the message.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvelopeId(String);

/// Why a text cannot name a message or an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message or envelope identifier has 1 to 100 printable ASCII characters")]
pub struct NameError;

impl MessageId {
    /// The text without angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = NameError;

    /// Reads `left@right`, with or without angle brackets.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.trim().trim_start_matches('<').trim_end_matches('>');
        let (left, right) = bare.split_once('@').ok_or(NameError)?;
        if bare.len() <= 100 && is_dot_atom(left) && is_dot_atom(right) {
            Ok(Self(bare.into()))
        } else {
            Err(NameError)
        }
    }
}

impl EnvelopeId {
    /// Draws 128 random bits from the operating system, written as 32 hexadecimal digits.
    pub fn fresh() -> Result<Self, getrandom::Error> {
        let mut bits = [0_u8; 16];
        getrandom::fill(&mut bits)?;
        Ok(Self(hex::encode(bits)))
    }

    /// The text that is stored and compared, before the envelope's own encoding.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EnvelopeId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let printable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        if printable && text.len() <= 100 { Ok(Self(text.into())) } else { Err(NameError) }
    }
}

impl fmt::Debug for EnvelopeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnvelopeId(***)")
    }
}

/// How we present ourselves to an operator once TLS stands.
#[derive(Clone)]
pub enum SignIn {
    /// A user and a password.
    Password { user: String, password: String },
    /// The client certificate of the TLS settings; `user` is the mailbox it opens (IMAP `EXTERNAL`; SMTP asks nothing).
    Certificate { user: String },
}

/// `atext` and single inner dots (RFC 5322, 3.2.3).
fn is_dot_atom(text: &str) -> bool {
    text.split('.').all(|atom| {
        !atom.is_empty()
            && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    })
}

/// One label of a host name: letters, digits and inner hyphens.
fn is_label(label: &str) -> bool {
    let letters = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (1..=63).contains(&label.len()) && letters && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_never_carries_a_command() {
        for hostile in [
            "dr.b@theirs.test>\r\nRCPT TO:<spy@elsewhere.test",
            "dr.b@theirs.test\n",
            "dr b@theirs.test",
            "<dr.b@theirs.test>",
            "dr.b@theirs.test NOTIFY=NEVER",
            "\"dr b\"@theirs.test",
            "é@theirs.test",
            "dr..b@theirs.test",
            "dr.b@-theirs.test",
        ] {
            assert_eq!(hostile.parse::<Address>(), Err(AddressError::Character), "{hostile}");
        }
        assert_eq!("@theirs.test".parse::<Address>(), Err(AddressError::Shape));
        assert_eq!(format!("{}@theirs.test", "a".repeat(65)).parse::<Address>(), Err(AddressError::Length));
    }

    #[test]
    fn addresses_differing_by_case_are_one() {
        let first: Address = "Dr.O'Brien@Theirs.Test".parse().unwrap();
        assert_eq!(first, "dr.o'brien@theirs.test".parse().unwrap());
        assert_eq!(first.domain(), "theirs.test");
        assert_eq!(format!("{first:?}"), "Address(***)");
    }

    #[test]
    fn two_attempts_never_share_an_envelope_identifier() {
        let (first, second) = (EnvelopeId::fresh().unwrap(), EnvelopeId::fresh().unwrap());
        assert_eq!(first.as_str().len(), 32);
        assert_ne!(first, second);
    }

    #[test]
    fn a_message_identifier_reads_with_or_without_brackets() {
        let bare: MessageId = "0193@maillage.ours.test".parse().unwrap();
        assert_eq!(bare, "<0193@maillage.ours.test>".parse().unwrap());
        assert_eq!("0193".parse::<MessageId>(), Err(NameError));
        assert_eq!("a@b>\r\nBcc: x@y".parse::<MessageId>(), Err(NameError));
    }
}
