//! Six digits sent by mail: whoever copies them reads that mailbox now.

use std::fmt;

use db::Key;
use uuid::Uuid;

use super::{NoRandomness, random};

/// A code. It is written in one mail and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Six digits, each code as likely as another.
    pub fn random() -> Result<Self, NoRandomness> {
        /// The largest multiple of a million that 32 bits hold: above it, some codes would come more often.
        const FAIR: u32 = u32::MAX - u32::MAX % 1_000_000;
        loop {
            let number = u32::from_be_bytes(random()?);
            if number < FAIR {
                return Ok(Self(format!("{:06}", number % 1_000_000)));
            }
        }
    }

    /// Reads what somebody typed; spaces do not matter.
    pub fn parse(typed: &str) -> Option<Self> {
        let digits: String = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
        (digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(Self(digits))
    }

    /// For the mail.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// What is kept, bound to the link that it opens.
    pub(crate) fn hash(&self, key: &Key, link: Uuid) -> Vec<u8> {
        key.token("orientation.code", &[&link.to_string(), &self.0])
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_and_is_read_back_with_spaces() {
        for _ in 0..1_000 {
            let code = Code::random().unwrap();
            let (left, right) = code.digits().split_at(3);
            assert_eq!(Code::parse(&format!(" {left}\u{a0}{right}\u{202f}")), Some(code));
        }
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"] {
            assert_eq!(Code::parse(wrong), None, "{wrong}");
        }
    }
}
