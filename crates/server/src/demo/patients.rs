//! What a patient is in the demonstration: identity, ways to reach them, people around them.

use jiff::civil::Date;

use super::calendar::years_between;
use super::health::Health;
use super::keys::{CommuneKey, PatientKey, ProfessionalKey, SiteKey, TerritoryKey};
use super::private::Private;

/// Status of an identity (RNIV, rule EXI SI 07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityStatus {
    /// PROV: neither retrieved nor checked.
    Provisional,
    /// RECUP: retrieved from `INSi`, not checked.
    Retrieved,
    /// VALI: checked, not retrieved.
    Validated,
    /// QUAL: both.
    Qualified,
}

/// A patient of one territory.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Patient {
    /// Their own key.
    pub key: PatientKey,
    /// Whose patient.
    pub territory: TerritoryKey,
    /// Name at birth.
    pub birth_name: Private,
    /// Name used, when it is another.
    pub used_name: Option<Private>,
    /// First names at birth, the first one used.
    pub given_names: Vec<Private>,
    /// Whether the civil sex is female.
    pub female: bool,
    /// Date of birth.
    pub born: Date,
    /// Place of birth: code of the COG, 99xxx abroad.
    pub birth_place: Private,
    /// Status of the identity.
    pub status: IdentityStatus,
    /// Fifteen characters on the test root [`super::INS_TEST_OID`]; none unless retrieved.
    pub ins: Option<Private>,
    /// Number and street.
    pub street: Private,
    /// Where they live.
    pub commune: CommuneKey,
    /// The care home they live in.
    pub residence: Option<SiteKey>,
    /// Mobile phone.
    pub mobile: Option<Private>,
    /// Fixed phone, shared by the household.
    pub landline: Option<Private>,
    /// Mail address, under `.example`.
    pub mail: Option<Private>,
    /// Own GP (médecin traitant).
    pub own_doctor: Option<ProfessionalKey>,
    /// People who may ask for them.
    pub carers: Vec<Carer>,
    /// People with the same number live together.
    pub household: u32,
    /// What the desk must know; never care.
    pub note: Option<&'static str>,
    /// Day of death.
    pub deceased_on: Option<Date>,
    /// Background.
    pub health: Health,
    /// For a provisional identity typed on the portal: who it is in truth. The desk finds it on arrival;
    /// the loader must not join them.
    pub truly: Option<PatientKey>,
}

impl Patient {
    /// The name people call them by.
    pub fn family_name(&self) -> &str {
        self.used_name.as_ref().unwrap_or(&self.birth_name)
    }

    /// Whole years on a day.
    pub fn age_on(&self, day: Date) -> i32 {
        years_between(self.born, day)
    }

    /// Whether a letter is the only way to write to them.
    pub fn has_neither_mail_nor_mobile(&self) -> bool {
        self.mail.is_none() && self.mobile.is_none()
    }
}

/// What a carer is to the patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Mother of a child.
    Mother,
    /// Father of a child.
    Father,
    /// Daughter.
    Daughter,
    /// Son.
    Son,
    /// Wife or husband.
    Spouse,
    /// Woman next door.
    Neighbour,
    /// Niece.
    Niece,
    /// Nephew.
    Nephew,
}

impl Relation {
    /// « sa fille », as a report says it; a spouse agrees with the patient.
    pub fn in_words(self, patient_is_female: bool) -> &'static str {
        match self {
            Self::Mother => "sa mère",
            Self::Father => "son père",
            Self::Daughter => "sa fille",
            Self::Son => "son fils",
            Self::Spouse if patient_is_female => "son mari",
            Self::Spouse => "sa femme",
            Self::Neighbour => "sa voisine",
            Self::Niece => "sa nièce",
            Self::Nephew => "son neveu",
        }
    }
}

/// Someone who may ask, be told, or accompany.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Carer {
    /// What they are to the patient.
    pub relation: Relation,
    /// First name.
    pub given_name: Private,
    /// Family name.
    pub family_name: Private,
    /// Mobile phone.
    pub mobile: Option<Private>,
    /// Mail address, under `.example`.
    pub mail: Option<Private>,
    /// When they are patients of the territory too.
    pub patient: Option<PatientKey>,
}
