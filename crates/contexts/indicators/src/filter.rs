//! What a figure is counted over, and which of those acts a list shows. Each has a name for addresses: ids, dates, codes.

use jiff::civil::Date;
use kernel::{Cog, ProfessionalId, SiteId};

use crate::reach::Reach;

/// What an act is, as volumes are counted: a consultation is told apart by how it was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Genre {
    OnSite,
    Telephone,
    Teleconsultation,
    TeleExpertise,
    Telemonitoring,
    Teleassistance,
    Regulation,
    Telestaff,
}

impl Genre {
    pub const ALL: [Self; 8] = [
        Self::OnSite,
        Self::Telephone,
        Self::Teleconsultation,
        Self::TeleExpertise,
        Self::Telemonitoring,
        Self::Teleassistance,
        Self::Regulation,
        Self::Telestaff,
    ];

    /// The name that tables and addresses use.
    pub fn name(self) -> &'static str {
        match self {
            Self::OnSite => "on_site",
            Self::Telephone => "telephone",
            Self::Teleconsultation => "teleconsultation",
            Self::TeleExpertise => "tele_expertise",
            Self::Telemonitoring => "telemonitoring",
            Self::Teleassistance => "teleassistance",
            Self::Regulation => "regulation",
            Self::Telestaff => "telestaff",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|genre| genre.name() == name)
    }

    /// « Téléconsultation »
    pub fn words(self) -> &'static str {
        match self {
            Self::OnSite => "Consultation sur place",
            Self::Telephone => "Consultation par téléphone",
            Self::Teleconsultation => "Téléconsultation",
            Self::TeleExpertise => "Télé-expertise",
            Self::Telemonitoring => "Télésurveillance",
            Self::Teleassistance => "Téléassistance",
            Self::Regulation => "Régulation",
            Self::Telestaff => "Réunion à distance",
        }
    }
}

/// Where the patient lives, on the day of the act.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Residence {
    /// In a commune of the territory.
    Inside,
    Outside,
    /// No commune is known of them.
    Unknown,
    /// In this commune.
    In(Cog),
}

impl Residence {
    /// The name that tables and addresses use: a word, or the code of a commune.
    pub fn name(&self) -> &str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
            Self::Unknown => "unknown",
            Self::In(cog) => cog.as_str(),
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "inside" => Some(Self::Inside),
            "outside" => Some(Self::Outside),
            "unknown" => Some(Self::Unknown),
            code => code.parse().ok().map(Self::In),
        }
    }
}

/// The acts that figures are counted over: held and ended from one day to before another, where the territory is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub from: Date,
    /// The day after the last.
    pub until: Date,
    pub genre: Option<Genre>,
    pub site: Option<SiteId>,
    pub residence: Option<Residence>,
    /// Of these professionals: those of a speciality.
    pub professionals: Option<Vec<ProfessionalId>>,
}

/// In how long a report should be in the mailbox of a reader, from the end of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Window {
    Day,
    Week,
}

/// Where an act stands in a window that concerns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InWindow {
    /// Acknowledged within it.
    InTime,
    /// Acknowledged after it.
    Late,
    /// The window is over and nothing came.
    Missing,
    /// The window is not over.
    Open,
}

impl InWindow {
    /// The name that the database uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::InTime => "in_time",
            Self::Late => "late",
            Self::Missing => "missing",
            Self::Open => "open",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::InTime, Self::Late, Self::Missing, Self::Open].into_iter().find(|state| state.name() == name)
    }
}

/// Which acts of a filter a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    All,
    Remote,
    /// Concerned by a window, in one of these places.
    Within(Window, &'static [InWindow]),
    /// Remote acts whose report went so far.
    Reached(Reach),
    /// Remote acts whose professional answered this to « Sans cet acte… ».
    Without(acts::WithoutIt),
    /// Acts whose patient answered this to the first question.
    Solved(acts::Solved),
}

/// The count of I11: what came in time, and what did not while the window is over.
const COUNTED: &[InWindow] = &[InWindow::InTime, InWindow::Late, InWindow::Missing];
const IN_TIME: &[InWindow] = &[InWindow::InTime];
const NOT_IN_TIME: &[InWindow] = &[InWindow::Late, InWindow::Missing];
const OPEN: &[InWindow] = &[InWindow::Open];

/// The places of a window that addresses name.
const PLACES: [(&str, &[InWindow]); 4] =
    [("compte", COUNTED), ("accuse", IN_TIME), ("manque", NOT_IN_TIME), ("court", OPEN)];

impl Part {
    /// Acts counted by I11 in this window.
    pub fn counted(window: Window) -> Self {
        Self::Within(window, COUNTED)
    }

    /// Those whose report arrived in time.
    pub fn in_time(window: Window) -> Self {
        Self::Within(window, IN_TIME)
    }

    /// Those whose report did not.
    pub fn not_in_time(window: Window) -> Self {
        Self::Within(window, NOT_IN_TIME)
    }

    /// Those whose window is not over.
    pub fn open(window: Window) -> Self {
        Self::Within(window, OPEN)
    }

    /// The name that addresses use: « 24h-manque », « envoi-failed ».
    pub fn name(self) -> String {
        match self {
            Self::All => "tous".to_owned(),
            Self::Remote => "distance".to_owned(),
            Self::Within(window, places) => {
                let place =
                    PLACES.iter().find(|(_, known)| *known == places).map_or("compte", |(name, _)| name);
                let window = if window == Window::Day { "24h" } else { "7j" };
                format!("{window}-{place}")
            }
            Self::Reached(reach) => format!("envoi-{}", reach.name()),
            Self::Without(answer) => format!("sans-{}", answer.name()),
            Self::Solved(answer) => format!("reponse-{}", answer.name()),
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        let place = |rest: &str| PLACES.iter().find(|(known, _)| *known == rest).map(|(_, places)| *places);
        match name.split_once('-') {
            None if name == "tous" => Some(Self::All),
            None if name == "distance" => Some(Self::Remote),
            Some(("24h", rest)) => place(rest).map(|places| Self::Within(Window::Day, places)),
            Some(("7j", rest)) => place(rest).map(|places| Self::Within(Window::Week, places)),
            Some(("envoi", rest)) => Reach::from_name(rest).map(Self::Reached),
            Some(("sans", rest)) => acts::WithoutIt::from_name(rest).map(Self::Without),
            Some(("reponse", rest)) => acts::Solved::from_name(rest).map(Self::Solved),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_list_has_a_name_that_reads_back() {
        let windows = [Window::Day, Window::Week].into_iter().flat_map(|window| {
            [Part::counted(window), Part::in_time(window), Part::not_in_time(window), Part::open(window)]
        });
        let parts = windows
            .chain([Part::All, Part::Remote, Part::Without(acts::WithoutIt::Skipped)])
            .chain([Part::Solved(acts::Solved::No)])
            .chain(Reach::ALL.map(Part::Reached));
        for part in parts {
            assert_eq!(Part::from_name(&part.name()), Some(part), "{}", part.name());
        }
        assert_eq!(Part::from_name("24h-autre"), None);
        assert_eq!(Residence::from_name("18160").map(|one| one.name().to_owned()), Some("18160".into()));
        assert_eq!(Residence::from_name("Nérondes"), None);
    }
}
