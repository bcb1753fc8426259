//! The national number of a health professional (RPPS). It never says that the person may practise: the directory does.

use std::str::FromStr;

use crate::key_check::{KeyCheck, luhn};
use crate::text_value::{all_digits, compact};

/// An RPPS number: eleven digits, the last one a Luhn key.
///
/// A number typed by a person goes through [`FromStr`], which checks the key. Official examples and some registers
/// carry numbers with a wrong key, so a number received from elsewhere goes through [`Rpps::parse_flagged`]; serde
/// reads back what was accepted once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct Rpps(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RppsError {
    #[error("read an RPPS number: it has 11 digits, copy all of them from the card or the directory")]
    Length,
    #[error("read an RPPS number: its check digit does not match, compare each digit with the card")]
    CheckDigit,
}

impl RppsError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length => {
                "Un numéro RPPS compte 11 chiffres. Recopiez-les tous depuis la carte ou l’annuaire."
            }
            Self::CheckDigit => {
                "Ce numéro RPPS contient une faute de frappe. Comparez chaque chiffre avec la carte."
            }
        }
    }
}

impl Rpps {
    /// Reads a number received from a register or a message and says what its key is worth.
    pub fn parse_flagged(input: &str) -> Result<(Self, KeyCheck), RppsError> {
        let rpps = Self::shaped(input)?;
        let check = rpps.key_check();
        Ok((rpps, check))
    }

    /// Whether the last digit agrees with the ten others.
    pub fn key_check(&self) -> KeyCheck {
        KeyCheck::proves(luhn(&self.0))
    }

    fn shaped(input: &str) -> Result<Self, RppsError> {
        let digits = compact(input);
        if digits.len() == 11 && all_digits(&digits) { Ok(Self(digits)) } else { Err(RppsError::Length) }
    }
}

impl FromStr for Rpps {
    type Err = RppsError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        match Self::parse_flagged(input)? {
            (rpps, KeyCheck::Right) => Ok(rpps),
            _ => Err(RppsError::CheckDigit),
        }
    }
}

text_value!(Rpps, RppsError, Rpps::shaped);
display_text!(Rpps);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_check::samples::{luhn_number, with_other_digit};
    use proptest::prelude::*;

    #[test]
    fn numbers_of_cards_and_examples_are_read() {
        let right =
            ["10002909371", "10002422979", "10000005479", "99700218896", "10100000008", "99999000005"];
        for number in right {
            assert_eq!(number.parse::<Rpps>().unwrap().as_str(), number);
        }
        assert_eq!("100 0290 9371".parse::<Rpps>().unwrap().to_string(), "10002909371");
    }

    #[test]
    fn official_examples_with_a_wrong_key_are_flagged_and_not_lost() {
        for number in ["10001288385", "10101288385", "10100050075", "10003456789"] {
            assert_eq!(number.parse::<Rpps>(), Err(RppsError::CheckDigit));
            let (rpps, check) = Rpps::parse_flagged(number).unwrap();
            assert_eq!((rpps.as_str(), check), (number, KeyCheck::Wrong));
            let written = serde_json::to_string(&rpps).unwrap();
            assert_eq!(serde_json::from_str::<Rpps>(&written).unwrap(), rpps);
        }
    }

    #[test]
    fn what_is_not_eleven_digits_is_refused_even_when_lenient() {
        for text in ["", "1000290937", "100029093711", "1000290937A", "١٠٠٠٢٩٠٩٣٧١"] {
            assert_eq!(Rpps::parse_flagged(text), Err(RppsError::Length), "{text}");
        }
        assert!(serde_json::from_str::<Rpps>("\"12\"").is_err());
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_seen(number in luhn_number(11), rank in 0_usize..11, step in 1_u8..10) {
            prop_assert!(number.parse::<Rpps>().is_ok());
            prop_assert_eq!(with_other_digit(&number, rank, step).parse::<Rpps>(), Err(RppsError::CheckDigit));
        }

        #[test]
        fn what_is_shown_is_read_back(number in luhn_number(11)) {
            let rpps: Rpps = number.parse().unwrap();
            prop_assert_eq!(rpps.to_string().parse::<Rpps>().unwrap(), rpps);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = Rpps::parse_flagged(&text);
        }
    }
}
