//! Who somebody is and how to reach them: what is sealed in one column.

use jiff::civil::Date;
use kernel::{Cog, Ins, MailAddress, PersonNames, Phone};
use serde::{Deserialize, Serialize};

/// Sex as the identity document says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    #[serde(rename = "F")]
    Female,
    #[serde(rename = "M")]
    Male,
    #[serde(rename = "I")]
    Unknown,
}

/// The traits of the national reference (RNIV), the matricule, and means of contact.
///
/// Every part masks itself in `Debug`; the whole is written to the database sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub names: PersonNames,
    pub sex: Sex,
    pub born_on: Date,
    pub birth_place: Option<Cog>,
    pub ins: Option<Ins>,
    pub phones: Vec<Phone>,
    pub mail: Option<MailAddress>,
    /// One line: « 3 rue du Lavoir, 18350 Nérondes ».
    pub address: Option<String>,
    pub commune: Option<Cog>,
    /// The commune's name, as written on the envelope.
    pub town: Option<String>,
}

impl Identity {
    /// For lists: « DUPUIS Jeanne née MOREAU ».
    pub fn listed(&self) -> String {
        let (family, given) = self.family_and_given();
        let participle = match self.sex {
            Sex::Female => "née",
            Sex::Male => "né",
            Sex::Unknown => "né(e)",
        };
        let birth = self.names.birth_name.to_string().replace('\'', "’");
        let differs = self
            .names
            .used_name
            .as_ref()
            .and_then(|name| name.to_trait().ok())
            .is_some_and(|name| name != self.names.birth_name);
        ui::french::listed(&family, &given, differs.then_some((participle, birth.as_str())))
    }

    /// For sentences: « Mme Dupuis ».
    pub fn spoken(&self) -> String {
        let (family, given) = self.family_and_given();
        match self.sex {
            Sex::Female => ui::french::spoken("Mme", &family),
            Sex::Male => ui::french::spoken("M.", &family),
            Sex::Unknown => format!("{given} {family}"),
        }
    }

    /// For envelopes: « Mme Jeanne Dupuis ».
    pub fn addressed(&self) -> String {
        let (family, given) = self.family_and_given();
        match self.sex {
            Sex::Female => ui::french::spoken(&format!("Mme {given}"), &family),
            Sex::Male => ui::french::spoken(&format!("M. {given}"), &family),
            Sex::Unknown => format!("{given} {family}"),
        }
    }

    /// The number to call first: a mobile, else a fixed line.
    pub fn first_phone(&self) -> Option<&Phone> {
        self.phones.iter().find(|phone| phone.is_mobile()).or_else(|| self.phones.first())
    }

    /// Whether nothing but paper and a fixed line reaches them.
    pub fn is_out_of_reach(&self) -> bool {
        self.mail.is_none() && !self.phones.iter().any(Phone::is_mobile)
    }

    /// Whether two people cannot be told apart by name and birth date.
    pub fn is_namesake_of(&self, other: &Self) -> bool {
        self.born_on == other.born_on
            && self.names.birth_name.letters() == other.names.birth_name.letters()
            && self.names.first_given.letters() == other.names.first_given.letters()
    }

    fn family_and_given(&self) -> (String, String) {
        let family = match &self.names.used_name {
            Some(name) => name.to_string(),
            None => self.names.birth_name.to_string().replace('\'', "’"),
        };
        let given = match &self.names.used_given {
            Some(name) => name.to_string(),
            None => self.names.first_given.capitalised(),
        };
        (family, given)
    }
}
