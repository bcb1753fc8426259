//! The national health identity of a patient (INS): a matricule and the register it comes from. It never gives a birth
//! date (two people may share all but the century) and never shows itself in a log.

use std::str::FromStr;

use crate::key_check::KeyCheck;
use crate::text_value::{all_digits, compact};

/// The fifteen characters of an INS: a NIR or NIA of thirteen, and its key of two digits.
///
/// The department may be `2A` or `2B`, and the month goes beyond 12 when the civil act was incomplete. The key is
/// 97 - (N mod 97), with 2A read as 19 and 2B as 18. What a person types goes through [`FromStr`], which checks the
/// key; what another system sends goes through [`Matricule::parse_flagged`], because official examples carry wrong
/// keys. serde reads back what was accepted once.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Matricule(String);

/// The register that a matricule comes from, by the object identifier that travels with it.
///
/// The billing number (NSS) shares the identifier of [`InsRoot::Nir`]: only the type of the HL7 or FHIR identifier
/// tells them apart, and the caller must look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum InsRoot {
    /// Definitive national number.
    Nir,
    /// Number given while waiting for the definitive one.
    Nia,
    /// Tests between systems: never a real person.
    Test,
    /// Demonstrations: never a real person.
    Demo,
}

/// A matricule bound to its register; written `urn:oid:…|matricule`, as FHIR writes an identifier.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ins {
    matricule: Matricule,
    root: InsRoot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InsError {
    #[error("read an INS matricule: it has 15 characters, key included, copy all of them")]
    Length,
    #[error("read an INS matricule: digits only (2A or 2B in Corsica), the first one 1, 2, 3, 4, 7 or 8")]
    Shape,
    #[error("read an INS matricule: its key does not match, compare each digit with the document")]
    Key,
    #[error("read an INS: its register must be one of the OIDs 1.2.250.1.213.1.4.8 to 1.2.250.1.213.1.4.11")]
    Root,
    #[error("read an INS: write it as urn:oid:REGISTER|MATRICULE")]
    Form,
}

impl InsError {
    /// The sentence shown beside the field.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Length => "Le matricule INS compte 15 caractères, clé comprise. Recopiez-les tous.",
            Self::Shape => {
                "Le matricule INS ne contient que des chiffres (2A ou 2B pour une naissance en Corse)."
            }
            Self::Key => {
                "Ce matricule INS contient une faute de frappe. Comparez chaque chiffre avec le document."
            }
            Self::Root | Self::Form => {
                "Le registre de cette identité n’est pas reconnu. Interrogez à nouveau le téléservice INSi."
            }
        }
    }
}

impl Matricule {
    /// Reads a matricule received from another system and says what its key is worth.
    pub fn parse_flagged(input: &str) -> Result<(Self, KeyCheck), InsError> {
        let matricule = Self::shaped(input)?;
        let check = matricule.key_check();
        Ok((matricule, check))
    }

    /// Whether the two last digits agree with the thirteen others.
    pub fn key_check(&self) -> KeyCheck {
        let number = self.0[..13].replace("2A", "19").replace("2B", "18");
        let (Ok(number), Ok(key)) = (number.parse::<u64>(), self.0[13..].parse::<u64>()) else {
            return KeyCheck::Wrong;
        };
        KeyCheck::proves(key == 97 - number % 97)
    }

    /// The matricule as French papers write it, narrow no-break spaces between the groups.
    pub fn spaced(&self) -> String {
        [0..1, 1..3, 3..5, 5..7, 7..10, 10..13, 13..15].map(|group| &self.0[group]).join("\u{202f}")
    }

    fn shaped(input: &str) -> Result<Self, InsError> {
        let text = compact(input);
        if text.chars().count() != 15 {
            return Err(InsError::Length);
        }
        let sex_year_month = text.get(..5).unwrap_or_default();
        let department = text.get(5..7).unwrap_or_default();
        let rest = text.get(7..).unwrap_or_default();
        let shaped = text.starts_with(['1', '2', '3', '4', '7', '8'])
            && all_digits(sex_year_month)
            && (all_digits(department) || department == "2A" || department == "2B")
            && all_digits(rest);
        if shaped { Ok(Self(text)) } else { Err(InsError::Shape) }
    }
}

impl FromStr for Matricule {
    type Err = InsError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        match Self::parse_flagged(input)? {
            (matricule, KeyCheck::Right) => Ok(matricule),
            _ => Err(InsError::Key),
        }
    }
}

text_value!(Matricule, InsError, Matricule::shaped);
display_text!(Matricule);
masked_debug!(Matricule);

impl InsRoot {
    /// All registers, the real ones first.
    pub const ALL: [Self; 4] = [Self::Nir, Self::Nia, Self::Test, Self::Demo];

    /// The object identifier, as HL7 v2 and CDA write it.
    pub fn oid(self) -> &'static str {
        match self {
            Self::Nir => "1.2.250.1.213.1.4.8",
            Self::Nia => "1.2.250.1.213.1.4.9",
            Self::Test => "1.2.250.1.213.1.4.10",
            Self::Demo => "1.2.250.1.213.1.4.11",
        }
    }

    /// The type code of FR Core (`fr-core-cs-v2-0203`).
    pub fn fhir_type(self) -> &'static str {
        match self {
            Self::Nir => "INS-NIR",
            Self::Nia => "INS-NIA",
            Self::Test => "INS-NIR-TEST",
            Self::Demo => "INS-NIR-DEMO",
        }
    }

    /// Whether a matricule of this register may belong to a real person.
    pub fn is_real(self) -> bool {
        matches!(self, Self::Nir | Self::Nia)
    }
}

impl FromStr for InsRoot {
    type Err = InsError;
    /// Reads an OID, with or without `urn:oid:`. The obsolete INS-C (`…4.2`) is no identity and is refused.
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        let text = input.trim();
        let oid = text.strip_prefix("urn:oid:").unwrap_or(text);
        Self::ALL.into_iter().find(|root| root.oid() == oid).ok_or(InsError::Root)
    }
}

impl std::fmt::Display for InsRoot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.oid())
    }
}

impl TryFrom<String> for InsRoot {
    type Error = InsError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<InsRoot> for String {
    fn from(root: InsRoot) -> Self {
        root.oid().to_owned()
    }
}

impl Ins {
    /// Binds a matricule to the register it comes from.
    pub fn new(matricule: Matricule, root: InsRoot) -> Self {
        Self { matricule, root }
    }

    /// Reads an INS received from another system and says what its key is worth.
    pub fn parse_flagged(input: &str) -> Result<(Self, KeyCheck), InsError> {
        let (root, matricule) = input.split_once('|').ok_or(InsError::Form)?;
        let root = root.parse()?;
        let (matricule, check) = Matricule::parse_flagged(matricule)?;
        Ok((Self { matricule, root }, check))
    }

    pub fn matricule(&self) -> &Matricule {
        &self.matricule
    }

    pub fn root(&self) -> InsRoot {
        self.root
    }
}

impl FromStr for Ins {
    type Err = InsError;
    fn from_str(input: &str) -> Result<Self, Self::Err> {
        match Self::parse_flagged(input)? {
            (ins, KeyCheck::Right) => Ok(ins),
            _ => Err(InsError::Key),
        }
    }
}

impl std::fmt::Display for Ins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "urn:oid:{}|{}", self.root, self.matricule)
    }
}

impl TryFrom<String> for Ins {
    type Error = InsError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse_flagged(&text).map(|(ins, _)| ins)
    }
}

impl From<Ins> for String {
    fn from(ins: Ins) -> Self {
        ins.to_string()
    }
}

masked_debug!(Ins);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_check::samples::with_other_digit;
    use proptest::prelude::*;

    /// The official test patient, other published numbers, and synthetic ones for Corsica and waiting numbers.
    const VECTORS: [&str; 8] = [
        "279035121518989",
        "137047624348415",
        "262087503203977",
        "189127512501282",
        "285072A00412338",
        "192112B03304514",
        "785079910012383",
        "885079910012333",
    ];

    #[test]
    fn published_matricules_have_the_right_key() {
        for number in VECTORS {
            assert_eq!(number.parse::<Matricule>().unwrap().as_str(), number);
        }
        let corsican: Matricule = "2 85 07 2a 004 123 38".parse().unwrap();
        assert_eq!(corsican.spaced().replace('\u{202f}', " "), "2 85 07 2A 004 123 38");
    }

    #[test]
    fn an_official_example_with_a_wrong_key_is_flagged_and_not_lost() {
        assert_eq!("123456789012244".parse::<Matricule>(), Err(InsError::Key));
        let (flagged, check) = Matricule::parse_flagged("123456789012244").unwrap();
        assert_eq!(check, KeyCheck::Wrong);
        let written = serde_json::to_string(&Ins::new(flagged.clone(), InsRoot::Nir)).unwrap();
        assert_eq!(serde_json::from_str::<Ins>(&written).unwrap().matricule(), &flagged);
    }

    #[test]
    fn an_incomplete_birth_month_is_accepted() {
        for month in ["20", "30", "42", "50", "99"] {
            let text = format!("185{month}1803312300");
            assert!(Matricule::parse_flagged(&text).is_ok(), "{month}");
        }
    }

    #[test]
    fn corsica_has_two_letters_and_only_at_the_department() {
        for text in
            ["285072C00412338", "2850720A0412338", "28507A200412338", "585071800412338", "285072AB0412338"]
        {
            assert_eq!(Matricule::parse_flagged(text), Err(InsError::Shape), "{text}");
        }
        for text in ["", "2790351215189", "2790351215189890"] {
            assert_eq!(Matricule::parse_flagged(text), Err(InsError::Length), "{text}");
        }
        assert_eq!(Matricule::parse_flagged("27903512151é989"), Err(InsError::Shape));
    }

    #[test]
    fn a_matricule_travels_with_its_register() {
        let ins: Ins = "urn:oid:1.2.250.1.213.1.4.10|279035121518989".parse().unwrap();
        assert_eq!((ins.root(), ins.root().is_real()), (InsRoot::Test, false));
        assert_eq!(ins.to_string().parse::<Ins>().unwrap(), ins);
        assert_eq!("1.2.250.1.213.1.4.2|279035121518989".parse::<Ins>(), Err(InsError::Root));
        assert_eq!("279035121518989".parse::<Ins>(), Err(InsError::Form));
        for root in InsRoot::ALL {
            assert_eq!(root.to_string().parse::<InsRoot>(), Ok(root));
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let ins: Ins = "1.2.250.1.213.1.4.8|279035121518989".parse().unwrap();
        assert_eq!(format!("{ins:?} {:?}", ins.matricule()), "Ins(***) Matricule(***)");
    }

    prop_compose! {
        fn keyed()(
            sex in prop::sample::select(vec!['1', '2', '7', '8']),
            year_month in 0_u16..10_000,
            department in prop_oneof![Just("2A".to_owned()), Just("2B".to_owned()), "[0-9]{2}"],
            place_rank in 0_u32..1_000_000,
        ) -> String {
            let body = format!("{sex}{year_month:04}{department}{place_rank:06}");
            (1..=97).map(|key| format!("{body}{key:02}")).find(|n| n.parse::<Matricule>().is_ok()).unwrap()
        }
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_seen(number in keyed(), rank in 0_usize..15, step in 1_u8..10) {
            prop_assume!(number.as_bytes()[rank].is_ascii_digit());
            prop_assert!(with_other_digit(&number, rank, step).parse::<Matricule>().is_err());
        }

        #[test]
        fn south_corsica_taken_for_north_is_seen(number in keyed()) {
            prop_assume!(number.contains("2A"));
            prop_assert_eq!(number.replace("2A", "2B").parse::<Matricule>(), Err(InsError::Key));
        }

        #[test]
        fn what_is_shown_is_read_back(number in keyed()) {
            let matricule: Matricule = number.parse().unwrap();
            prop_assert_eq!(&matricule.to_string().parse::<Matricule>().unwrap(), &matricule);
            prop_assert_eq!(matricule.spaced().parse::<Matricule>().unwrap(), matricule);
        }

        #[test]
        fn no_text_makes_the_parsers_panic(text in any::<String>(), near in "\\PC{15}") {
            let _ = (Matricule::parse_flagged(&text), Matricule::parse_flagged(&near), text.parse::<Ins>());
        }
    }
}
