//! How an appointment is held, for whom hours are open, and who asked.

use serde::{Deserialize, Serialize};

/// How people meet. *Remote* is all but on site; *assisted* is a participant, not a modality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Modality {
    OnSite,
    Telephone,
    Video,
}

impl Modality {
    pub const ALL: [Self; 3] = [Self::OnSite, Self::Telephone, Self::Video];

    /// The name that tables and forms use.
    pub fn name(self) -> &'static str {
        match self {
            Self::OnSite => "on_site",
            Self::Telephone => "telephone",
            Self::Video => "video",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|modality| modality.name() == name)
    }

    /// In a sentence: « sur place », « par téléphone ».
    pub fn words(self) -> &'static str {
        match self {
            Self::OnSite => "sur place",
            Self::Telephone => "par téléphone",
            Self::Video => "en vidéo",
        }
    }

    pub fn is_remote(self) -> bool {
        self != Self::OnSite
    }
}

/// For whom hours are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    OwnPatients,
    Territory,
    Sas,
}

impl Audience {
    pub const ALL: [Self; 3] = [Self::OwnPatients, Self::Territory, Self::Sas];

    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::OwnPatients => "own_patients",
            Self::Territory => "territory",
            Self::Sas => "sas",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.name() == name)
    }

    /// Whether a patient may be given these hours; hours kept for the SAS are given by its regulators.
    pub fn admits(self, is_own_patient: bool) -> bool {
        match self {
            Self::OwnPatients => is_own_patient,
            Self::Territory => true,
            Self::Sas => false,
        }
    }
}

/// Who asked for the appointment: a daughter books for her father, and it is written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskedBy {
    #[serde(rename = "self")]
    Themself,
    DaughterOrSon,
    Parent,
    Spouse,
    Relative,
    Neighbour,
    Professional,
}

impl AskedBy {
    pub const ALL: [Self; 7] = [
        Self::Themself,
        Self::DaughterOrSon,
        Self::Parent,
        Self::Spouse,
        Self::Relative,
        Self::Neighbour,
        Self::Professional,
    ];

    /// The name that tables and forms use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Themself => "self",
            Self::DaughterOrSon => "daughter_or_son",
            Self::Parent => "parent",
            Self::Spouse => "spouse",
            Self::Relative => "relative",
            Self::Neighbour => "neighbour",
            Self::Professional => "professional",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|asked| asked.name() == name)
    }

    /// « demandé par sa fille ou son fils »
    pub fn words(self) -> &'static str {
        match self {
            Self::Themself => "lui-même ou elle-même",
            Self::DaughterOrSon => "sa fille ou son fils",
            Self::Parent => "un parent",
            Self::Spouse => "sa conjointe ou son conjoint",
            Self::Relative => "un proche",
            Self::Neighbour => "une voisine ou un voisin",
            Self::Professional => "un professionnel",
        }
    }
}
