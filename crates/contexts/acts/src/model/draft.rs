//! What the report form holds while it is being written: all of it, so that another machine opens the same.

use kernel::{ProfessionalId, SecureAddress};
use serde::{Deserialize, Serialize};

use super::{Transport, WithoutIt};

/// The content of a draft. It may be incomplete: only signing asks for more.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftContent {
    /// Why the patient asked.
    pub motif: String,
    /// What was heard, seen and measured.
    pub constat: String,
    pub conclusion: String,
    pub conduite: String,
    pub readers: Vec<ReaderChoice>,
    pub without_it: Option<WithoutIt>,
    pub transport: Option<Transport>,
    /// There and back.
    pub km: Option<u16>,
}

/// A reader that was chosen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderChoice {
    pub professional: Option<ProfessionalId>,
    pub address: SecureAddress,
    pub why: Why,
}

/// Why somebody reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    OwnGp,
    Requester,
    Other,
}

impl Why {
    pub const ALL: [Self; 3] = [Self::OwnGp, Self::Requester, Self::Other];

    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::OwnGp => "own_gp",
            Self::Requester => "requester",
            Self::Other => "other",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }

    /// « médecin traitant »
    pub fn words(self) -> &'static str {
        match self {
            Self::OwnGp => "médecin traitant",
            Self::Requester => "demandeur",
            Self::Other => "destinataire",
        }
    }
}

impl DraftContent {
    /// The longest text of one field, in characters: some ten pages.
    pub const LONGEST: usize = 20_000;

    /// The report as plain text, for another software: titles and texts, empty ones left out.
    pub fn plain_text(&self) -> String {
        let parts = [
            ("Motif", &self.motif),
            ("Constat", &self.constat),
            ("Conclusion", &self.conclusion),
            ("Conduite à tenir", &self.conduite),
        ];
        parts
            .into_iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(title, text)| format!("{title}\u{a0}:\n{}\n", text.trim()))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

impl std::fmt::Debug for DraftContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DraftContent(***)")
    }
}

impl std::fmt::Debug for ReaderChoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReaderChoice({})", self.why.name())
    }
}
