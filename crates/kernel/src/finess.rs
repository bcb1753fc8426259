//! The national number of a health structure (FINESS), legal entity or site alike: only the register says which. It
//! never opens the register.

use std::str::FromStr;

use crate::key_check::{KeyCheck, luhn};
use crate::text_value::{all_digits, compact};

/// A FINESS number: nine characters, a Luhn key last; in Corsica the second one is the letter of 2A or 2B.
///
/// The Luhn sum of a Corsican number replaces A by 1 and B by 2. No official text that we could open confirms this, so
/// a Corsican number whose key disagrees is [`KeyCheck::Unproven`] and is never refused for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct Finess(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FinessError {
    #[error("read a FINESS number: it has 9 digits, or 2A or 2B and 7 digits, copy all of them")]
    Shape,
    #[error("read a FINESS number: its check digit does not match, compare each digit with the register")]
    CheckDigit,
}

impl FinessError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Shape => {
                "Un numéro FINESS compte 9 chiffres (en Corse, 2A ou 2B puis 7 chiffres). Recopiez-les tous."
            }
            Self::CheckDigit => {
                "Ce numéro FINESS contient une faute de frappe. Comparez chaque chiffre avec le répertoire."
            }
        }
    }
}

impl Finess {
    /// Reads a number received from a register or a message and says what its key is worth.
    pub fn parse_flagged(input: &str) -> Result<(Self, KeyCheck), FinessError> {
        let finess = Self::shaped(input)?;
        let check = finess.key_check();
        Ok((finess, check))
    }

    /// Whether the last digit agrees with the eight other characters.
    pub fn key_check(&self) -> KeyCheck {
        let digits = self.0.replacen('A', "1", 1).replacen('B', "2", 1);
        match (luhn(&digits), self.is_corsican()) {
            (true, _) => KeyCheck::Right,
            (false, true) => KeyCheck::Unproven,
            (false, false) => KeyCheck::Wrong,
        }
    }

    fn is_corsican(&self) -> bool {
        !all_digits(&self.0)
    }

    fn shaped(input: &str) -> Result<Self, FinessError> {
        let text = compact(input);
        let rest = text.strip_prefix("2A").or_else(|| text.strip_prefix("2B")).unwrap_or(&text);
        if text.len() == 9 && all_digits(rest) { Ok(Self(text)) } else { Err(FinessError::Shape) }
    }
}

impl FromStr for Finess {
    type Err = FinessError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        match Self::parse_flagged(input)? {
            (_, KeyCheck::Wrong) => Err(FinessError::CheckDigit),
            (finess, _) => Ok(finess),
        }
    }
}

text_value!(Finess, FinessError, Finess::shaped);
display_text!(Finess);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_check::samples::{luhn_number, with_other_digit};
    use proptest::prelude::*;

    #[test]
    fn numbers_of_structures_are_read() {
        for number in ["950047225", "770816478", "750803447"] {
            assert_eq!(number.parse::<Finess>().unwrap().as_str(), number);
        }
    }

    #[test]
    fn a_fake_number_of_an_official_sample_is_flagged() {
        assert_eq!("120459876".parse::<Finess>(), Err(FinessError::CheckDigit));
        assert_eq!(Finess::parse_flagged("120459876").unwrap().1, KeyCheck::Wrong);
    }

    #[test]
    fn a_corsican_letter_is_accepted_and_its_key_never_refuses() {
        assert_eq!("2a0000014".parse::<Finess>().unwrap().key_check(), KeyCheck::Right);
        assert_eq!("2B0000020".parse::<Finess>().unwrap().key_check(), KeyCheck::Right);
        assert_eq!("2B0000021".parse::<Finess>().unwrap().key_check(), KeyCheck::Unproven);
    }

    #[test]
    fn a_letter_anywhere_else_is_refused() {
        for text in
            ["2C0000014", "A20000014", "20A000014", "2A000001", "2AB000014", "3A0000014", "2A00000144", "é"]
        {
            assert_eq!(text.parse::<Finess>(), Err(FinessError::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_seen(number in luhn_number(9), rank in 0_usize..9, step in 1_u8..10) {
            prop_assert!(number.parse::<Finess>().is_ok());
            prop_assert_eq!(with_other_digit(&number, rank, step).parse::<Finess>(), Err(FinessError::CheckDigit));
        }

        #[test]
        fn what_is_shown_is_read_back(text in "(2[AB][0-9]{7}|[0-9]{9})") {
            let (finess, check) = Finess::parse_flagged(&text).unwrap();
            prop_assert_eq!(Finess::parse_flagged(&finess.to_string()).unwrap(), (finess, check));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = Finess::parse_flagged(&text);
        }
    }
}
