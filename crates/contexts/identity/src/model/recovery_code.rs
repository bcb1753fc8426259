//! Codes printed once, for the day when no key is at hand.

use db::Key;

use super::token::{NoRandomness, random_bytes};

/// Crockford's base 32: no letter that a tired eye takes for a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Twelve signs, 60 random bits: guessing one of a hundred thousand live codes takes 2^43 requests.
const SIGNS: usize = 12;

/// A recovery code. It is printed once and never logged.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RecoveryCode(String);

impl RecoveryCode {
    pub(crate) fn random() -> Result<Self, NoRandomness> {
        let bytes: [u8; SIGNS] = random_bytes()?;
        // 256 is a multiple of 32: every sign is as likely as another
        Ok(Self(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()))
    }

    /// Reads what somebody copied from paper: case, spaces and dashes do not matter, O is 0, I and L are 1.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        let signs: Option<String> = typed
            .chars()
            .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '‐' | '‑' | '–' | '—' | '.'))
            .map(|sign| match sign.to_ascii_uppercase() {
                'O' => Some('0'),
                'I' | 'L' => Some('1'),
                sign => sign.is_ascii().then_some(sign).filter(|sign| ALPHABET.contains(&(*sign as u8))),
            })
            .collect();
        signs.filter(|signs| signs.len() == SIGNS).map(Self)
    }

    /// As it is printed: `7K2M-Q9XD-41HT`.
    pub(crate) fn printed(&self) -> String {
        format!("{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }

    /// What is kept of it; `key` is derived from the master key, so a stolen table cannot be searched.
    pub(crate) fn hash(&self, key: &Key) -> Vec<u8> {
        key.token("identity.recovery_code", &[&self.0])
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(***)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_printed_code_is_read_back_however_it_is_typed() {
        let code = RecoveryCode::random().unwrap();
        let printed = code.printed();
        assert_eq!(printed.len(), 14);
        for typed in
            [printed.clone(), printed.to_lowercase(), printed.replace('-', " "), printed.replace('-', "")]
        {
            assert_eq!(RecoveryCode::parse(&typed), Some(code.clone()), "{typed}");
        }
        assert_eq!(RecoveryCode::parse("OIL0-0000-0000"), RecoveryCode::parse("0110-0000-0000"));
    }

    #[test]
    fn what_is_no_code_is_not_read() {
        for typed in
            ["", "7K2M", "7K2M-Q9XD-41HT-7K2M", "7K2M-Q9XD-41H!", "é".repeat(12).as_str(), "UUUU-UUUU-UUUU"]
        {
            assert_eq!(RecoveryCode::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_code_is_never_printed_by_debug() {
        let code = RecoveryCode::parse("7K2M-Q9XD-41HT").unwrap();
        assert_eq!(format!("{code:?}"), "RecoveryCode(***)");
    }

    proptest! {
        #[test]
        fn reading_never_panics(typed in "\\PC*") {
            if let Some(code) = RecoveryCode::parse(&typed) {
                prop_assert_eq!(RecoveryCode::parse(&code.printed()), Some(code));
            }
        }
    }
}
