//! The names of a person: the strict traits of the national identity in their normal form, the name that the person
//! uses, and what a search may compare. It never guesses: a name that cannot be normalised is refused with a reason.

use std::str::FromStr;

use crate::phonetic::PhoneticKey;

/// The longest name kept, in letters.
const LONGEST: usize = 100;

/// Words that open a name without making it: a search may begin after them.
const PARTICLES: [&str; 10] = ["D", "DE", "DU", "DES", "L", "LA", "LE", "LES", "EL", "VAN"];

/// A birth name or birth given names as the national reference writes them: capital letters A to Z without accents or
/// ligatures, single spaces, apostrophes and hyphens kept, no full stop and no digit.
///
/// [`FromStr`] does the writing: `Lœtitia d’Évry – Le  Goff` becomes `LOETITIA D'EVRY-LE GOFF`. A double hyphen is kept:
/// it stood on civil acts from 2005 to 2010. Abbreviations and other alphabets are refused, because only the document
/// says how they are written in full.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TraitName(String);

/// A name as the person writes it, accents and case kept; always one that [`TraitName`] can write.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UsedName(String);

/// The beginning of a name: its 3 to 8 first letters, or the whole of a shorter name.
///
/// Alone it would leak by frequency: it is only ever hashed with the birth date.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NamePrefix(String);

/// Every name of one person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PersonNames {
    pub birth_name: TraitName,
    pub first_given: TraitName,
    /// All birth given names, separated by spaces as `INSi` returns them.
    pub given_list: Option<TraitName>,
    pub used_name: Option<UsedName>,
    pub used_given: Option<UsedName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("read a name: write at least one letter")]
    Empty,
    #[error("read a name: it has more than 100 letters, keep to what the identity document says")]
    TooLong,
    #[error(
        "read a name: write it in full, without full stop, digit or other sign than an apostrophe or a hyphen"
    )]
    Sign,
    #[error("read a name: use Latin letters, as the identity document does under the other alphabet")]
    Alphabet,
}

impl NameError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Empty => "Écrivez le nom.",
            Self::TooLong => "Ce nom dépasse 100 lettres. Écrivez-le comme sur la pièce d’identité.",
            Self::Sign => {
                "Écrivez le nom en entier, sans point ni chiffre\u{a0}; l’apostrophe et le tiret sont permis."
            }
            Self::Alphabet => "Écrivez le nom en lettres latines, comme sur la pièce d’identité.",
        }
    }
}

impl FromStr for TraitName {
    type Err = NameError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let mut name = String::new();
        for c in input.chars().flat_map(char::to_uppercase) {
            match written(c)? {
                // Spaces are single, and none stands beside a hyphen or an apostrophe.
                " " if name.is_empty() || name.ends_with([' ', '-', '\'']) => {}
                "-" | "'" if name.ends_with(' ') => {
                    name.pop();
                    name.push_str(written(c)?);
                }
                text => name.push_str(text),
            }
        }
        let name = name.trim_matches([' ', '-']);
        if !name.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NameError::Empty);
        }
        if name.len() > LONGEST {
            return Err(NameError::TooLong);
        }
        if name.contains("---") || name.contains("''") {
            Err(NameError::Sign)
        } else {
            Ok(Self(name.to_owned()))
        }
    }
}

impl FromStr for UsedName {
    type Err = NameError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        input.parse::<TraitName>()?;
        let straight = |c| match written(c) {
            Ok("'") => '’',
            Ok("-") => '-',
            _ => c,
        };
        let words: Vec<String> =
            input.split_whitespace().map(|word| word.chars().map(straight).collect()).collect();
        Ok(Self(words.join(" ")))
    }
}

impl TraitName {
    /// The letters alone, with ST and STE written in full: what two spellings of one name share.
    pub fn letters(&self) -> String {
        self.words().concat()
    }

    /// The letters from the beginning, and from each later word that is not a particle, so that `DE LA ROCHE-MARTIN`
    /// is found under DELA…, ROCHE… and MARTIN….
    pub fn beginnings(&self) -> Vec<String> {
        let words = self.words();
        let later = (1..words.len())
            .filter(|start| !PARTICLES.contains(&words[*start].as_str()))
            .map(|start| words[start..].concat())
            .filter(|letters| letters.len() >= 3);
        std::iter::once(words.concat()).chain(later).collect()
    }

    /// The prefixes to store for this name: 3 to 8 letters of each beginning, the whole name when it is shorter.
    pub fn prefixes(&self) -> Vec<NamePrefix> {
        let mut prefixes: Vec<NamePrefix> = Vec::new();
        for letters in self.beginnings() {
            let shortest = letters.len().min(3);
            let longest = letters.len().min(8);
            prefixes.extend((shortest..=longest).map(|length| NamePrefix(letters[..length].to_owned())));
        }
        prefixes.sort();
        prefixes.dedup();
        prefixes
    }

    /// The prefix to look for when this is what someone typed. One or two letters find only a name of that length.
    pub fn typed_prefix(&self) -> NamePrefix {
        let mut letters = self.letters();
        letters.truncate(8);
        NamePrefix(letters)
    }

    /// How the whole name sounds.
    pub fn phonetic(&self) -> PhoneticKey {
        PhoneticKey::of(&self.letters())
    }

    /// How each beginning sounds, the whole name first: the keys to store.
    pub fn phonetics(&self) -> Vec<PhoneticKey> {
        let mut keys: Vec<PhoneticKey> = Vec::new();
        for key in self.beginnings().iter().map(|letters| PhoneticKey::of(letters)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// `JEAN-PIERRE` as `Jean-Pierre`, for a page; accents are lost for good.
    pub fn capitalised(&self) -> String {
        let mut inside = false;
        let letter = |c: char| {
            let shown = if inside { c.to_ascii_lowercase() } else { c };
            inside = c.is_ascii_uppercase();
            if c == '\'' { '’' } else { shown }
        };
        self.0.chars().map(letter).collect()
    }

    fn words(&self) -> Vec<String> {
        let parts: Vec<&str> = self.0.split([' ', '-', '\'']).filter(|word| !word.is_empty()).collect();
        let in_full = |(rank, word): (usize, &&str)| match *word {
            "ST" if rank + 1 < parts.len() => "SAINT".to_owned(),
            "STE" if rank + 1 < parts.len() => "SAINTE".to_owned(),
            other => other.to_owned(),
        };
        parts.iter().enumerate().map(in_full).collect()
    }
}

impl UsedName {
    /// The same name as a strict trait would be written.
    pub fn to_trait(&self) -> Result<TraitName, NameError> {
        self.0.parse()
    }
}

impl NamePrefix {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PersonNames {
    /// `BERTHELOT Jeanne`: the name in use in capitals, then the given name in use.
    pub fn shown(&self) -> String {
        let family = self
            .used_name
            .as_ref()
            .map_or(self.birth_name.0.replace('\'', "’"), |name| name.0.to_uppercase());
        let given = self.used_given.as_ref().map_or(self.first_given.capitalised(), |name| name.0.clone());
        format!("{family} {given}")
    }

    /// The family names to search by: at birth, then in use.
    pub fn family_names(&self) -> Vec<TraitName> {
        both(&self.birth_name, self.used_name.as_ref())
    }

    /// The given names to search by: the first one at birth, then the one in use.
    pub fn given_names(&self) -> Vec<TraitName> {
        both(&self.first_given, self.used_given.as_ref())
    }
}

fn both(at_birth: &TraitName, in_use: Option<&UsedName>) -> Vec<TraitName> {
    let in_use = in_use.and_then(|name| name.to_trait().ok()).filter(|name| name != at_birth);
    std::iter::once(at_birth.clone()).chain(in_use).collect()
}

text_value!(TraitName, NameError, str::parse::<TraitName>);
display_text!(TraitName);
masked_debug!(TraitName);
text_value!(UsedName, NameError, str::parse::<UsedName>);
display_text!(UsedName);
masked_debug!(UsedName);
masked_debug!(NamePrefix);

/// One upper-case character in the normal form; nothing for a combining accent.
fn written(c: char) -> Result<&'static str, NameError> {
    const LETTERS: [&str; 26] = [
        "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T",
        "U", "V", "W", "X", "Y", "Z",
    ];
    Ok(match c {
        'A'..='Z' => LETTERS[usize::from(c as u8 - b'A')],
        'a'..='z' => LETTERS[usize::from(c as u8 - b'a')],
        '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | '′' | '`' | '´' => "'",
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' => "-",
        '\u{300}'..='\u{36f}' => "",
        c if c.is_control() && c != '\t' => return Err(NameError::Sign),
        c if c.is_whitespace() => " ",
        c if c.is_alphabetic() => unaccented(c).ok_or(NameError::Alphabet)?,
        _ => return Err(NameError::Sign),
    })
}

/// The plain letters of an accented or joined Latin letter, either case (Latin-1, Extended-A, the Romanian and pinyin
/// letters of Extended-B, the Vietnamese and Welsh ones of Extended Additional).
fn unaccented(c: char) -> Option<&'static str> {
    let upper = c.to_uppercase().next()?;
    Some(match upper {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' | 'Ǎ' | 'Ạ'..='Ặ' => "A",
        'Æ' => "AE",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'Ð' | 'Ď' | 'Đ' => "D",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ẹ'..='Ệ' => "E",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' | 'Ǧ' => "G",
        'Ĥ' | 'Ħ' => "H",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' | 'Ǐ' | 'Ỉ' | 'Ị' => "I",
        'Ĳ' => "IJ",
        'Ĵ' => "J",
        'Ķ' => "K",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => "N",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ŏ' | 'Ő' | 'Ơ' | 'Ǒ' | 'Ọ'..='Ợ' => "O",
        'Œ' => "OE",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ẞ' => "SS",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T",
        'Þ' => "TH",
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'Ư' | 'Ǔ' | 'Ụ'..='Ự' => "U",
        'Ŵ' | 'Ẁ' | 'Ẃ' | 'Ẅ' => "W",
        'Ý' | 'Ŷ' | 'Ÿ' | 'Ỳ'..='Ỹ' => "Y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written_as(text: &str) -> String {
        text.parse::<TraitName>().unwrap().to_string()
    }

    fn prefixes(text: &str) -> Vec<String> {
        text.parse::<TraitName>().unwrap().prefixes().iter().map(|p| p.as_str().to_owned()).collect()
    }

    #[test]
    fn a_name_is_written_as_the_national_reference_wants_it() {
        for (typed, expected) in [
            ("Hélène", "HELENE"),
            ("Lœtitia", "LOETITIA"),
            ("François", "FRANCOIS"),
            ("d’Évry – Le  Goff", "D'EVRY-LE GOFF"),
            ("D' ARTAGNAN", "D'ARTAGNAN"),
            (" jean\u{a0}-\u{a0}pierre ", "JEAN-PIERRE"),
            ("Dupont--Martin", "DUPONT--MARTIN"),
            ("Straße", "STRASSE"),
            ("NGUYỄN", "NGUYEN"),
            ("Ștefănescu", "STEFANESCU"),
            ("Łukasz Żółć", "LUKASZ ZOLC"),
            ("Işık", "ISIK"),
            ("e\u{301}lise", "ELISE"),
            ("’t Hooft", "'T HOOFT"),
            ("-Martin-", "MARTIN"),
        ] {
            assert_eq!(written_as(typed), expected, "{typed}");
        }
    }

    #[test]
    fn what_only_the_document_can_settle_is_refused() {
        let error = |text: &str| text.parse::<TraitName>().unwrap_err();
        for text in ["", "  ", "-", "'"] {
            assert_eq!(error(text), NameError::Empty, "{text:?}");
        }
        for text in
            ["St. Martin", "Martin2", "Martin/Dupont", "a---b", "a''b", "Jean\nPierre", "Jean\0", "😀"]
        {
            assert_eq!(error(text), NameError::Sign, "{text:?}");
        }
        for text in ["Иванов", "محمد", "Παπαδόπουλος"] {
            assert_eq!(error(text), NameError::Alphabet, "{text:?}");
        }
        assert_eq!(error(&"a".repeat(101)), NameError::TooLong);
    }

    #[test]
    fn three_letters_find_a_name_from_each_of_its_words() {
        assert_eq!(prefixes("Martin"), ["MAR", "MART", "MARTI", "MARTIN"]);
        assert_eq!(prefixes("Ly"), ["LY"]);
        let compound = prefixes("de La Roche-Martin");
        for found in ["DEL", "DELAROCH", "ROC", "ROCHEMAR", "MAR", "MARTIN"] {
            assert!(compound.iter().any(|p| p == found), "{found}");
        }
        assert!(!compound.iter().any(|p| p == "LAR" || p.len() > 8 || p.len() < 3));
    }

    #[test]
    fn saint_is_found_however_it_is_abbreviated() {
        let typed = |text: &str| text.parse::<TraitName>().unwrap().typed_prefix().as_str().to_owned();
        assert_eq!(typed("st mar"), "SAINTMAR");
        assert!(prefixes("Saint-Martin").contains(&typed("St Mar")));
        assert!(prefixes("Ste-Croix").contains(&typed("sainte")));
        assert_eq!(typed("st"), "ST");
        assert!(prefixes("Ly").contains(&typed("ly")));
        assert!(!prefixes("Lyonnet").contains(&typed("ly")));
    }

    #[test]
    fn a_married_woman_is_found_under_both_names() {
        let names = PersonNames {
            birth_name: "MARTIN".parse().unwrap(),
            first_given: "MARIE-HELENE".parse().unwrap(),
            given_list: Some("MARIE-HELENE LOUISE".parse().unwrap()),
            used_name: Some("d'Évry".parse().unwrap()),
            used_given: None,
        };
        assert_eq!(names.shown(), "D’ÉVRY Marie-Helene");
        let written: Vec<String> = names.family_names().iter().map(ToString::to_string).collect();
        assert_eq!(written, ["MARTIN", "D'EVRY"]);
        assert_eq!(names.given_names().len(), 1);
        let shown = format!("{names:?}");
        assert!(!shown.contains("MARTIN") && !shown.contains("HELENE") && !shown.contains("vry"));
        let stored = serde_json::to_string(&names).unwrap();
        assert_eq!(serde_json::from_str::<PersonNames>(&stored).unwrap(), names);
    }

    #[test]
    fn a_used_name_keeps_its_accents_and_is_checked_like_a_trait() {
        let used: UsedName = "  Hélène  d'Évry ".parse().unwrap();
        assert_eq!(used.as_str(), "Hélène d’Évry");
        assert_eq!(used.to_trait().unwrap().as_str(), "HELENE D'EVRY");
        assert_eq!("M. Martin".parse::<UsedName>(), Err(NameError::Sign));
    }

    proptest! {
        #[test]
        fn writing_twice_changes_nothing(text in "[a-zéèçœÉ '’–-]{1,30}") {
            if let Ok(name) = text.parse::<TraitName>() {
                prop_assert_eq!(&name.to_string().parse::<TraitName>().unwrap(), &name);
                let used: UsedName = text.parse().unwrap();
                prop_assert_eq!(used.to_trait().unwrap(), name);
                prop_assert_eq!(&used.to_string().parse::<UsedName>().unwrap(), &used);
            }
        }

        #[test]
        fn what_is_accepted_holds_only_allowed_signs(text in any::<String>(), near in "[\\p{Latin}' -]{1,20}") {
            for candidate in [text, near] {
                if let Ok(name) = candidate.parse::<TraitName>() {
                    prop_assert!(name.as_str().bytes().all(|b| b.is_ascii_uppercase() || b" '-".contains(&b)));
                    prop_assert!(!name.as_str().contains("  ") && name.as_str().len() <= LONGEST);
                    prop_assert!(!name.prefixes().is_empty() && !name.phonetics().is_empty());
                }
            }
        }

        #[test]
        fn what_is_typed_of_a_name_finds_it(name in "[A-Z]{3,15}", length in 3_usize..=8) {
            prop_assume!(length <= name.len());
            let typed: TraitName = name[..length].to_lowercase().parse().unwrap();
            prop_assert!(name.parse::<TraitName>().unwrap().prefixes().contains(&typed.typed_prefix()));
        }
    }
}
