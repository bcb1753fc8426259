//! Check keys: the answer of a verification, and the Luhn sum that RPPS, FINESS, SIREN and SIRET share. It never
//! decides whether a wrong key is refused: each identifier says that.

/// What the key of an identifier says about its digits.
///
/// Some national sources carry identifiers with a wrong key, so a value that comes from elsewhere is flagged rather
/// than refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyCheck {
    /// The key agrees with the digits.
    Right,
    /// The key contradicts the digits: one of them was mistyped, or the source is wrong.
    Wrong,
    /// No rule confirmed by an official text applies to this value: it is accepted without proof.
    Unproven,
}

impl KeyCheck {
    pub(crate) fn proves(agrees: bool) -> Self {
        if agrees { Self::Right } else { Self::Wrong }
    }
}

/// Whether a text made of digits has a Luhn sum that is a multiple of ten.
pub(crate) fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(rank, byte)| {
            let digit = u32::from(byte - b'0') * if rank % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// What property tests share: changing one digit, and completing digits with their key.
#[cfg(test)]
pub(crate) mod samples {
    use super::luhn;
    use proptest::prelude::*;

    /// Digits of this length whose last one is their Luhn key.
    pub(crate) fn luhn_number(length: usize) -> impl Strategy<Value = String> {
        proptest::collection::vec(0_u8..10, length - 1).prop_map(|digits| {
            let body: String = digits.iter().map(|d| char::from(b'0' + d)).collect();
            (0..10).map(|key| format!("{body}{key}")).find(|n| luhn(n)).expect("one key in ten is right")
        })
    }

    /// The same text with the digit at `rank` moved by `step` (1 to 9) around the dial.
    pub(crate) fn with_other_digit(text: &str, rank: usize, step: u8) -> String {
        let mut bytes = text.as_bytes().to_vec();
        let place = &mut bytes[rank % text.len()];
        *place = b'0' + (*place - b'0' + step) % 10;
        String::from_utf8(bytes).expect("digits are text")
    }
}
