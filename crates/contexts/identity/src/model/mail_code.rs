//! Six digits sent by mail.

use db::Key;

use super::token::{NoRandomness, random_bytes};

/// A code that proves that somebody reads a mailbox. It is sent once and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct MailCode(String);

impl MailCode {
    /// Six digits, each code as likely as another.
    pub fn random() -> Result<Self, NoRandomness> {
        /// The largest multiple of a million that 32 bits hold: above it, some codes would come more often.
        const FAIR: u32 = u32::MAX - u32::MAX % 1_000_000;
        loop {
            let number = u32::from_be_bytes(random_bytes()?);
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

    /// What is kept of it for a purpose (`identity.mail_code`), bound to what asked for it: it opens nothing else.
    pub fn hash(&self, key: &Key, purpose: &str, bound_to: &str) -> Vec<u8> {
        key.token(purpose, &[bound_to, &self.0])
    }
}

impl std::fmt::Debug for MailCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailCode(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_six_digits_and_is_read_back_with_spaces() {
        for _ in 0..1_000 {
            let code = MailCode::random().unwrap();
            let (left, right) = code.digits().split_at(3);
            for space in [' ', '\u{a0}'] {
                assert_eq!(MailCode::parse(&format!(" {left}{space}{right}\u{202f}")), Some(code.clone()));
            }
        }
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        for typed in ["", "12345", "1234567", "12345a", "-12345", "١٢٣٤٥٦", "１２３４５６"] {
            assert_eq!(MailCode::parse(typed), None, "{typed}");
        }
    }
}
