//! The official code of a commune or a country (INSEE, « code officiel géographique »). It never follows mergers: the
//! code of a birth place is frozen at birth, even when the commune, or the country, has gone.

use std::str::FromStr;

use crate::text_value::{all_digits, compact};

/// A code of five characters: `18033`, `2A004`, `97411`, or `99xxx` for a place abroad.
///
/// Only the shape is checked, because old codes stay true: `20004` is a birth in Corsica before 1976. A postal code has
/// the same shape and is another thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
pub struct Cog(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read an INSEE place code: it has 5 digits, or 2A or 2B and 3 digits, and is not the postal code")]
pub struct CogError;

impl CogError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        "Un code INSEE compte 5 chiffres (en Corse, 2A ou 2B puis 3 chiffres). Ce n’est pas le code postal."
    }
}

impl Cog {
    /// Whether this is a foreign country (`99xxx`).
    pub fn is_abroad(&self) -> bool {
        self.0.starts_with("99")
    }

    /// The department (`18`, `2A`) or the overseas territory (`974`); none abroad.
    pub fn department(&self) -> Option<&str> {
        match &self.0[..2] {
            "99" => None,
            "97" | "98" => Some(&self.0[..3]),
            _ => Some(&self.0[..2]),
        }
    }
}

impl FromStr for Cog {
    type Err = CogError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let text = compact(input);
        let rest = text.strip_prefix("2A").or_else(|| text.strip_prefix("2B")).unwrap_or(&text);
        let shaped = text.len() == 5 && all_digits(rest) && !text.starts_with("00");
        if shaped { Ok(Self(text)) } else { Err(CogError) }
    }
}

text_value!(Cog, CogError, str::parse::<Cog>);
display_text!(Cog);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_commune_an_island_and_a_country_are_told_apart() {
        let department = |code: &str| code.parse::<Cog>().unwrap().department().map(str::to_owned);
        assert_eq!(department("51215").as_deref(), Some("51"));
        assert_eq!(department("2a004").as_deref(), Some("2A"));
        assert_eq!(department("97411").as_deref(), Some("974"));
        assert_eq!(department("99352"), None);
        assert!("99352".parse::<Cog>().unwrap().is_abroad());
    }

    #[test]
    fn a_birth_place_that_has_gone_is_kept_as_it_was() {
        assert_eq!("20004".parse::<Cog>().unwrap().as_str(), "20004");
    }

    #[test]
    fn what_is_not_a_place_is_refused() {
        for text in ["", "1803", "180333", "00123", "2C004", "A2004", "18O33", "2AB04", "éé4"] {
            assert_eq!(text.parse::<Cog>(), Err(CogError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(text in "([1-9][0-9]{4}|0[1-9][0-9]{3}|2[AB][0-9]{3})") {
            let cog: Cog = text.parse().unwrap();
            prop_assert_eq!(cog.to_string(), text);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            if let Ok(cog) = text.parse::<Cog>() {
                prop_assert!(cog.department().is_some() || cog.is_abroad());
            }
        }
    }
}
