//! Telephone numbers, French first. They are stored as E.164 and never looked up.

use std::str::FromStr;

/// The ranges that the French regulator (Arcep) keeps for fiction, as dialled; four free digits follow. Nobody can own
/// such a number: the demonstration uses no other.
pub const FICTION_RANGES: [&str; 6] = ["019900", "026191", "035301", "046571", "053649", "063998"];

/// What follows the leading 0 overseas, and the country code that E.164 wants there.
const OVERSEAS: [(&str, &str); 14] = [
    ("262", "262"),
    ("263", "262"),
    ("269", "262"),
    ("639", "262"),
    ("692", "262"),
    ("693", "262"),
    ("590", "590"),
    ("690", "590"),
    ("691", "590"),
    ("594", "594"),
    ("694", "594"),
    ("596", "596"),
    ("696", "596"),
    ("697", "596"),
];

/// A number that can be called from anywhere, stored as `+33639980123`.
///
/// Equal numbers are equal values however they were typed (`06 39 98 01 23`, `+33 (0)6.39.98.01.23`). Short numbers
/// (15, 3949) are no one's own and are refused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("read a telephone number: use digits only, with + in front for another country")]
    Characters,
    #[error("read a telephone number: a French one has 10 digits and begins with 0")]
    French,
    #[error("read a telephone number: after + write the country code and the whole number")]
    International,
}

impl PhoneError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Characters => "Écrivez le numéro en chiffres, avec « + » devant pour un autre pays.",
            Self::French => "Un numéro français compte 10 chiffres et commence par 0.",
            Self::International => "Après le « + », écrivez l’indicatif du pays puis le numéro entier.",
        }
    }
}

impl Phone {
    /// The ten digits dialled in France; none for a number of another country.
    pub fn national(&self) -> Option<String> {
        let digits = self.0.get(3..).filter(|_| self.0.starts_with("+33")).or_else(|| {
            let overseas = OVERSEAS.iter().any(|(_, code)| self.0[1..].starts_with(code));
            self.0.get(4..).filter(|_| overseas)
        })?;
        Some(format!("0{digits}"))
    }

    /// Whether a text message can be expected to arrive: a French mobile number, overseas included.
    pub fn is_mobile(&self) -> bool {
        self.national().is_some_and(|n| n.starts_with("06") || n.starts_with("07"))
    }

    /// Whether the number lies in a range kept for fiction: nothing must ever be sent to it for good.
    pub fn is_fiction(&self) -> bool {
        self.national().is_some_and(|n| FICTION_RANGES.iter().any(|range| n.starts_with(range)))
    }
}

impl FromStr for Phone {
    type Err = PhoneError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let dialled = dialled(input)?;
        let abroad = dialled.strip_prefix('+').or_else(|| dialled.strip_prefix("00"));
        let Some(abroad) = abroad else {
            let national = dialled.strip_prefix('0').ok_or(PhoneError::French)?;
            return french(national);
        };
        match abroad.strip_prefix("33") {
            // The 0 in brackets of +33 (0)6 is not dialled.
            Some(national) => french(national.strip_prefix('0').unwrap_or(national)),
            None => international(abroad),
        }
    }
}

/// The digits, and `+` only in front; separators that people write are dropped.
fn dialled(input: &str) -> Result<String, PhoneError> {
    let is_separator = |c: &char| c.is_whitespace() || ".-/()\u{2010}\u{2011}\u{2013}".contains(*c);
    let text: String = input.chars().filter(|c| !is_separator(c)).collect();
    let digits = text.strip_prefix('+').unwrap_or(&text);
    let shaped = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if shaped { Ok(text) } else { Err(PhoneError::Characters) }
}

/// A French number without its leading 0: nine digits.
fn french(national: &str) -> Result<Phone, PhoneError> {
    if national.len() != 9 || national.starts_with('0') {
        return Err(PhoneError::French);
    }
    let is_fiction = FICTION_RANGES.iter().any(|range| national.starts_with(&range[1..]));
    let overseas = OVERSEAS.iter().find(|(start, _)| !is_fiction && national.starts_with(start));
    let code = overseas.map_or("33", |(_, code)| code);
    Ok(Phone(format!("+{code}{national}")))
}

/// E.164: at most fifteen digits, the country code first and never a 0. Overseas France is read as France.
fn international(digits: &str) -> Result<Phone, PhoneError> {
    let overseas = OVERSEAS.iter().find_map(|(_, code)| digits.strip_prefix(code));
    match overseas.map(|national| national.strip_prefix('0').unwrap_or(national)) {
        Some(national) => {
            french(national).ok().filter(|phone| !phone.0.starts_with("+33")).ok_or(PhoneError::International)
        }
        None if (8..=15).contains(&digits.len()) && !digits.starts_with('0') => {
            Ok(Phone(format!("+{digits}")))
        }
        None => Err(PhoneError::International),
    }
}

text_value!(Phone, PhoneError, str::parse::<Phone>);
masked_debug!(Phone);

/// Shows a French number as people dial it, in pairs with narrow no-break spaces, another as E.164.
impl std::fmt::Display for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(national) = self.national() else {
            return f.write_str(&self.0);
        };
        let pairs = [0..2, 2..4, 4..6, 6..8, 8..10].map(|pair| &national[pair]);
        f.write_str(&pairs.join("\u{202f}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stored(text: &str) -> String {
        text.parse::<Phone>().unwrap().as_str().to_owned()
    }

    #[test]
    fn however_it_is_typed_it_is_one_number() {
        for text in [
            "0639980123",
            "06 39 98 01 23",
            "06.39.98.01.23",
            "06-39-98-01-23",
            "+33639980123",
            "+33 (0)6 39 98 01 23",
            "0033 6 39 98 01 23",
            "06\u{a0}39\u{202f}98 01 23",
        ] {
            assert_eq!(stored(text), "+33639980123", "{text}");
        }
        assert_eq!(
            "0254585460".parse::<Phone>().unwrap().to_string().replace('\u{202f}', " "),
            "02 54 58 54 60"
        );
    }

    #[test]
    fn overseas_has_its_own_country_codes() {
        assert_eq!(stored("0262 41 00 00"), "+262262410000");
        assert_eq!(stored("+262 692 12 34 56"), stored("0692123456"));
        assert_eq!(stored("+33692123456"), stored("0692123456"));
        assert_eq!(stored("0590 20 00 00"), "+590590200000");
        assert!("0696123456".parse::<Phone>().unwrap().is_mobile());
        assert!("+262612345678".parse::<Phone>().is_err());
    }

    #[test]
    fn a_neighbour_keeps_a_foreign_number() {
        let belgian: Phone = "+32 470 12 34 56".parse().unwrap();
        assert_eq!((belgian.to_string().as_str(), belgian.national()), ("+32470123456", None));
        assert!(!belgian.is_mobile());
    }

    #[test]
    fn fiction_is_known_and_mayotte_is_not_fiction() {
        for range in FICTION_RANGES {
            let phone: Phone = format!("{range}0042").parse().unwrap();
            assert!(phone.is_fiction() && phone.as_str().starts_with("+33"), "{range}");
        }
        let mayotte: Phone = "0639 69 12 34".parse().unwrap();
        assert_eq!((mayotte.as_str(), mayotte.is_fiction()), ("+262639691234", false));
        assert!(!"0612345678".parse::<Phone>().unwrap().is_fiction());
    }

    #[test]
    fn each_mistake_says_what_to_do() {
        let error = |text: &str| text.parse::<Phone>().unwrap_err();
        for text in ["", "+", "06 39 98 O1 23", "06+39980123", "tél 0639980123", "٠٦٣٩٩٨٠١٢٣"] {
            assert_eq!(error(text), PhoneError::Characters, "{text}");
        }
        for text in
            ["15", "3949", "639980123", "063998012", "06399801234", "+3363998012", "0033", "0000000000"]
        {
            assert!(matches!(error(text), PhoneError::French | PhoneError::International), "{text}");
        }
        assert_eq!(error("+44 123"), PhoneError::International);
        assert_eq!(error(&format!("+44{}", "1".repeat(14))), PhoneError::International);
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", "0639980123".parse::<Phone>().unwrap()), "Phone(***)");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(text in "(0[1-9][0-9]{8}|\\+(32|41|44|49)[0-9]{8,10})") {
            let phone: Phone = text.parse().unwrap();
            prop_assert_eq!(&phone.to_string().parse::<Phone>().unwrap(), &phone);
            prop_assert_eq!(phone.as_str().parse::<Phone>().unwrap(), phone);
        }

        #[test]
        fn every_french_number_is_dialled_as_it_was_typed(text in "0[1-9][0-9]{8}") {
            prop_assert_eq!(text.parse::<Phone>().unwrap().national(), Some(text));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>(), near in "(\\+|00|0)?[0-9() .-]{0,20}") {
            for candidate in [text, near] {
                if let Ok(phone) = candidate.parse::<Phone>() {
                    prop_assert!((9..=16).contains(&phone.as_str().len()));
                    let _ = (phone.national(), phone.is_mobile(), phone.is_fiction(), phone.to_string());
                }
            }
        }
    }
}
