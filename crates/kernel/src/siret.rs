//! The national numbers of a company (SIREN) and of one of its sites (SIRET). They never say that the company exists.

use std::str::FromStr;

use crate::key_check::{KeyCheck, luhn};
use crate::text_value::{all_digits, compact};

/// La Poste: its sites carry numbers outside the Luhn rule.
const LA_POSTE: &str = "356000000";

/// A SIREN: nine digits, a Luhn key last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct Siren(String);

/// A SIRET: a SIREN, then five digits of which the last is a Luhn key over all fourteen.
///
/// A site of La Poste (SIREN 356000000) passes when its digits add up to a multiple of five. This exception is widely
/// described but no official text that we could open states it: such a value is [`KeyCheck::Unproven`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct Siret(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SirenError {
    #[error("read a SIREN: it has 9 digits, copy all of them")]
    Length,
    #[error("read a SIREN: its check digit does not match, compare each digit with the register")]
    CheckDigit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SiretError {
    #[error("read a SIRET: it has 14 digits (a SIREN has 9), copy all of them")]
    Length,
    #[error("read a SIRET: its check digits do not match, compare each digit with the register")]
    CheckDigit,
}

impl SirenError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length => "Un numéro SIREN compte 9 chiffres. Recopiez-les tous.",
            Self::CheckDigit => "Ce numéro SIREN contient une faute de frappe. Comparez chaque chiffre.",
        }
    }
}

impl SiretError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length => "Un numéro SIRET compte 14 chiffres (9 pour un SIREN). Recopiez-les tous.",
            Self::CheckDigit => "Ce numéro SIRET contient une faute de frappe. Comparez chaque chiffre.",
        }
    }
}

impl FromStr for Siren {
    type Err = SirenError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let digits = compact(input);
        if digits.len() != 9 || !all_digits(&digits) {
            return Err(SirenError::Length);
        }
        if luhn(&digits) { Ok(Self(digits)) } else { Err(SirenError::CheckDigit) }
    }
}

impl Siret {
    /// The company of this site.
    pub fn siren(&self) -> Siren {
        Siren(self.0[..9].to_owned())
    }

    /// Whether the key proves the number, or only the unconfirmed rule of La Poste accepts it.
    pub fn key_check(&self) -> KeyCheck {
        if luhn(&self.0) { KeyCheck::Right } else { KeyCheck::Unproven }
    }
}

impl FromStr for Siret {
    type Err = SiretError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let digits = compact(input);
        if digits.len() != 14 || !all_digits(&digits) {
            return Err(SiretError::Length);
        }
        let proven = luhn(&digits[..9]) && luhn(&digits);
        if proven || passes_for_la_poste(&digits) { Ok(Self(digits)) } else { Err(SiretError::CheckDigit) }
    }
}

fn passes_for_la_poste(digits: &str) -> bool {
    let sum: u32 = digits.bytes().map(|b| u32::from(b - b'0')).sum();
    digits.starts_with(LA_POSTE) && sum.is_multiple_of(5)
}

text_value!(Siren, SirenError, str::parse::<Siren>);
display_text!(Siren);
text_value!(Siret, SiretError, str::parse::<Siret>);
display_text!(Siret);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_check::samples::{luhn_number, with_other_digit};
    use proptest::prelude::*;

    #[test]
    fn a_company_and_its_site_are_read() {
        let siret: Siret = "732 829 320 00074".parse().unwrap();
        assert_eq!(siret.as_str(), "73282932000074");
        assert_eq!(siret.siren(), "732829320".parse().unwrap());
        assert_eq!(siret.key_check(), KeyCheck::Right);
    }

    #[test]
    fn a_site_of_la_poste_is_accepted_without_proof() {
        assert_eq!("35600000049837".parse::<Siret>().unwrap().key_check(), KeyCheck::Unproven);
        assert_eq!("35600000049838".parse::<Siret>(), Err(SiretError::CheckDigit));
        assert!("35600000000048".parse::<Siret>().is_ok_and(|s| s.key_check() == KeyCheck::Right));
    }

    #[test]
    fn a_siren_given_for_a_siret_is_named_as_such() {
        assert_eq!("732829320".parse::<Siret>(), Err(SiretError::Length));
        assert!(SiretError::Length.advice().contains("9 pour un SIREN"));
        assert_eq!("73282932000074".parse::<Siren>(), Err(SirenError::Length));
    }

    #[test]
    fn a_right_last_key_does_not_hide_a_wrong_company() {
        let wrong_company = (0..10).map(|key| format!("7328293210007{key}")).find(|n| luhn(n)).unwrap();
        assert_eq!(wrong_company.parse::<Siret>(), Err(SiretError::CheckDigit));
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_of_a_siren_is_seen(number in luhn_number(9), rank in 0_usize..9, step in 1_u8..10) {
            prop_assert!(number.parse::<Siren>().is_ok());
            prop_assert_eq!(with_other_digit(&number, rank, step).parse::<Siren>(), Err(SirenError::CheckDigit));
        }

        #[test]
        fn any_single_wrong_digit_of_a_siret_is_seen(
            siren in luhn_number(9), site in 0_u16..10_000, rank in 0_usize..14, step in 1_u8..10,
        ) {
            let number = (0..10).map(|key| format!("{siren}{site:04}{key}")).find(|n| luhn(n)).unwrap();
            prop_assert_eq!(number.parse::<Siret>().unwrap().to_string(), number.clone());
            let wrong = with_other_digit(&number, rank, step);
            prop_assume!(!wrong.starts_with(LA_POSTE));
            prop_assert_eq!(wrong.parse::<Siret>(), Err(SiretError::CheckDigit));
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in any::<String>()) {
            let _ = (text.parse::<Siren>(), text.parse::<Siret>());
        }
    }
}
