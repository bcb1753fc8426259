//! The national identifiers that travel between systems for a professional (`idNat_PS`) and a structure
//! (`idNat_Struct`). They are taken from the national directory, Pro Santé Connect or a card: they are neither built here
//! nor taken apart, save for the number of a register that they carry whole.

use std::str::FromStr;

use crate::finess::Finess;
use crate::rpps::Rpps;
use crate::siret::{Siren, Siret};
use crate::text_value::all_digits;

/// The longest identifier that we keep: the published forms stay under half of it.
const LONGEST: usize = 64;

/// The identifier of a professional, system `urn:oid:1.2.250.1.71.4.2.1`.
///
/// Its first digit says what follows: 0 ADELI, 1 ADELI practice, 3 FINESS, 4 SIREN, 5 SIRET, 6 RPPS practice (each of
/// these with an internal number), 8 RPPS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct IdNatPs(String);

/// The identifier of a structure, system `urn:oid:1.2.250.1.71.4.2.2`.
///
/// Its first digit says what follows: 0 ADELI and rank, 1 FINESS, 2 SIREN, 3 SIRET, 4 RPPS and rank; without prefix it
/// is a technical identifier, whose first digit may be one of these by chance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct IdNatStruct(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdNatError {
    #[error("read a national identifier: it has 2 to 64 visible characters without spaces, copy it whole")]
    Shape,
    #[error(
        "read a national identifier of a professional: it begins with 0, 1, 3, 4, 5, 6 or 8, do not drop the prefix"
    )]
    Prefix,
    #[error("read a national identifier of a professional: after 8 come the 11 digits of the RPPS number")]
    Rpps,
}

impl IdNatPs {
    /// The RPPS number, when the identifier is one (`8` and eleven digits). Its key may be wrong.
    pub fn rpps(&self) -> Option<Rpps> {
        self.0.strip_prefix('8').and_then(|digits| Rpps::parse_flagged(digits).ok()).map(|(rpps, _)| rpps)
    }
}

impl FromStr for IdNatPs {
    type Err = IdNatError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let text = visible(input)?;
        match text.as_bytes()[0] {
            b'8' if text.len() == 12 && all_digits(text) => Ok(Self(text.to_owned())),
            b'8' => Err(IdNatError::Rpps),
            b'0' | b'1' | b'3'..=b'6' => Ok(Self(text.to_owned())),
            _ => Err(IdNatError::Prefix),
        }
    }
}

impl IdNatStruct {
    /// The FINESS number, when the identifier has the shape of one (`1` and nine characters). Its key may be wrong.
    pub fn finess(&self) -> Option<Finess> {
        self.0.strip_prefix('1').and_then(|rest| Finess::parse_flagged(rest).ok()).map(|(finess, _)| finess)
    }

    /// The SIREN, when the identifier has the shape of one (`2` and nine digits).
    pub fn siren(&self) -> Option<Siren> {
        self.0.strip_prefix('2').and_then(|rest| rest.parse().ok())
    }

    /// The SIRET, when the identifier has the shape of one (`3` and fourteen digits).
    pub fn siret(&self) -> Option<Siret> {
        self.0.strip_prefix('3').and_then(|rest| rest.parse().ok())
    }
}

impl FromStr for IdNatStruct {
    type Err = IdNatError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        visible(input).map(|text| Self(text.to_owned()))
    }
}

fn visible(input: &str) -> Result<&str, IdNatError> {
    let text = input.trim();
    let shaped = (2..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
    if shaped { Ok(text) } else { Err(IdNatError::Shape) }
}

text_value!(IdNatPs, IdNatError, str::parse::<IdNatPs>);
display_text!(IdNatPs);
text_value!(IdNatStruct, IdNatError, str::parse::<IdNatStruct>);
display_text!(IdNatStruct);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_number_of_a_card_gives_the_rpps() {
        let id: IdNatPs = "899700218896".parse().unwrap();
        assert_eq!(id.rpps(), Some("99700218896".parse().unwrap()));
        let wrong_key: IdNatPs = "810001288385".parse().unwrap();
        assert_eq!(wrong_key.rpps().unwrap().as_str(), "10001288385");
    }

    #[test]
    fn an_employee_of_a_structure_is_kept_whole_and_not_interpreted() {
        let id: IdNatPs = "3456780581/11242343".parse().unwrap();
        assert_eq!((id.to_string().as_str(), id.rpps()), ("3456780581/11242343", None));
        assert!("0181234567".parse::<IdNatPs>().unwrap().rpps().is_none());
    }

    #[test]
    fn a_bare_rpps_or_a_lost_prefix_is_refused() {
        assert_eq!("8997002188".parse::<IdNatPs>(), Err(IdNatError::Rpps));
        assert_eq!("99700218896".parse::<IdNatPs>(), Err(IdNatError::Prefix));
        for text in ["", "8", "8 99700218896", "8é9700218896", &"1".repeat(65)] {
            assert_eq!(text.parse::<IdNatPs>(), Err(IdNatError::Shape), "{text}");
        }
    }

    #[test]
    fn a_structure_gives_the_number_of_its_register() {
        let cpts: IdNatStruct = "1950047225".parse().unwrap();
        assert_eq!(cpts.finess(), Some("950047225".parse().unwrap()));
        assert_eq!((cpts.siren(), cpts.siret()), (None, None));
        let site: IdNatStruct = "373282932000074".parse().unwrap();
        assert_eq!(site.siret(), Some("73282932000074".parse().unwrap()));
        let company: IdNatStruct = "2732829320".parse().unwrap();
        assert_eq!(company.siren(), Some("732829320".parse().unwrap()));
        assert_eq!("R10100000012345".parse::<IdNatStruct>().unwrap().finess(), None);
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(text in "[013456][!-~]{1,60}") {
            prop_assert_eq!(text.parse::<IdNatPs>().unwrap().to_string(), text.clone());
            prop_assert_eq!(text.parse::<IdNatStruct>().unwrap().to_string(), text);
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in any::<String>()) {
            let _ = text.parse::<IdNatPs>().map(|id| id.rpps());
            let _ = text.parse::<IdNatStruct>().map(|id| (id.finess(), id.siren(), id.siret()));
        }
    }
}
