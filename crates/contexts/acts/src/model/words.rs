//! The words of an act: each with the name that tables, forms and events use, and the words that people read.

use serde::{Deserialize, Serialize};

/// A closed set of words: its variants, their names and what people read.
macro_rules! words {
    ($(#[$about:meta])* $set:ident, $reads:literal, $($variant:ident $name:literal $words:literal)+) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $set { $(#[serde(rename = $name)] $variant),+ }

        impl $set {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that tables, forms and events use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Reads the name back.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }

            #[doc = $reads]
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words),+ }
            }
        }
    };
}

words! {
    /// What an act is.
    Kind, "« Téléconsultation »",
    Consultation "consultation" "Consultation"
    Teleconsultation "teleconsultation" "Téléconsultation"
    TeleExpertise "tele_expertise" "Télé-expertise"
    Telemonitoring "telemonitoring" "Télésurveillance"
    Teleassistance "teleassistance" "Téléassistance"
    Regulation "regulation" "Régulation"
    Telestaff "telestaff" "Réunion à distance"
}

words! {
    /// How an act is held. *Remote* is all but on site; *assisted* is a participant.
    Modality, "In a sentence: « par téléphone ».",
    OnSite "on_site" "sur place"
    Telephone "telephone" "par téléphone"
    Video "video" "en vidéo"
    Asynchronous "asynchronous" "par écrit"
}

words! {
    /// Through which door the need came in.
    RequestedFrom, "« au secrétariat »",
    Desk "desk" "au secrétariat"
    Portal "portal" "sur le portail"
    Professional "professional" "par un professionnel"
    Sas "sas" "par le SAS"
    Elsewhere "elsewhere" "hors de Maillage"
}

words! {
    /// What the professional is to the patient, for this act.
    Relation, "« médecin traitant »",
    OwnGp "own_gp" "médecin traitant"
    Sas "sas" "par le SAS"
    Other "other" "autre professionnel"
}

words! {
    /// Why another than the own GP.
    RelationWhy, "« sans médecin traitant »",
    OwnGpIsAway "own_gp_is_away" "son médecin traitant est absent"
    NoOwnGp "no_own_gp" "sans médecin traitant"
    Unplanned "unplanned" "soin non programmé"
    Specialist "specialist" "avis de spécialiste"
    SameTeam "same_team" "même équipe de soins"
    OnDuty "on_duty" "médecin de garde"
}

words! {
    /// How an act ended. Only a closed one has a report.
    Outcome, "« patient absent »",
    Closed "closed" "terminé"
    Absent "absent" "patient absent"
    Converted "converted" "converti en présentiel"
    Interrupted "interrupted" "interrompu"
    CancelledByPatient "cancelled_by_patient" "annulé par le patient"
    CancelledByUs "cancelled_by_us" "annulé par nous"
}

words! {
    /// What would have happened without this act, said before the outcome is known. `Unknown` and `Skipped` are answers.
    WithoutIt, "The end of « Sans cet acte, le patient aurait… »",
    Office "office" "consulté au cabinet"
    Emergency "emergency" "été aux urgences"
    Transport "transport" "dû être transporté"
    NoCare "no_care" "renoncé aux soins"
    Unknown "unknown" "Je ne sais pas"
    Skipped "skipped" "Passer"
}

words! {
    /// How the patient would have travelled.
    Transport, "« un proche »",
    OwnCar "own_car" "sa voiture"
    Relative "relative" "un proche"
    Taxi "taxi" "taxi"
    Vsl "vsl" "VSL"
    Ambulance "ambulance" "ambulance"
}

words! {
    /// What the patient answered, once told.
    ConsentAnswer, "« Accord »",
    Given "given" "Accord"
    Refused "refused" "Refus"
}

words! {
    /// How a consent was collected.
    ConsentHow, "« de vive voix »",
    Oral "oral" "de vive voix"
    Written "written" "par écrit"
    Electronic "electronic" "en ligne"
}

words! {
    /// Who answered.
    GivenBy, "« le patient »",
    Patient "patient" "le patient"
    Carer "carer" "un proche"
    Guardian "guardian" "son tuteur"
}

words! {
    /// « Votre demande a-t-elle trouvé sa réponse ? »
    Solved, "« en partie »",
    Yes "yes" "oui"
    Partly "partly" "en partie"
    No "no" "non"
}

words! {
    /// Who answered the two questions.
    AnsweredBy, "« sur papier »",
    Patient "patient" "le patient"
    Carer "carer" "un proche"
    OnPaper "on_paper" "sur papier"
}

impl Modality {
    pub fn is_remote(self) -> bool {
        self != Self::OnSite
    }

    /// The kind of a planned meeting held this way: by video it is a teleconsultation.
    pub fn kind(self) -> Kind {
        match self {
            Self::OnSite | Self::Telephone => Kind::Consultation,
            Self::Video => Kind::Teleconsultation,
            Self::Asynchronous => Kind::TeleExpertise,
        }
    }
}

impl From<agenda::Modality> for Modality {
    fn from(planned: agenda::Modality) -> Self {
        match planned {
            agenda::Modality::OnSite => Self::OnSite,
            agenda::Modality::Telephone => Self::Telephone,
            agenda::Modality::Video => Self::Video,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_name(outcome.name()), Some(*outcome));
        }
        assert_eq!(WithoutIt::from_name("unknown"), Some(WithoutIt::Unknown));
        assert_eq!(Kind::from_name("nothing"), None);
    }
}
