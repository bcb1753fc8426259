//! What is signed: everything that the sheet shows, so that the sheet is nothing but a rendering of it.
//!
//! Its canonical bytes are hashed and kept. Never change a field's name or meaning: a new form gets a new `form`.

use jiff::Timestamp;
use kernel::{ActId, DocumentId, ProfessionalId, ReportId, SecureAddress};
use serde::{Deserialize, Serialize};

use super::{DraftContent, ReaderChoice, Why};

/// The content of a signed report, in the words of its sheet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedContent {
    /// `maillage-report-1`
    pub form: String,
    pub report: ReportId,
    pub act: ActId,
    pub structure: Letterhead,
    pub patient: PatientTraits,
    pub author: Author,
    pub held: Held,
    pub motif: String,
    pub constat: String,
    pub conclusion: String,
    pub conduite: String,
    pub attachments: Vec<JoinedFile>,
    pub readers: Vec<NamedReader>,
    pub version: u16,
    /// « la version 1, signée le 24 novembre 2026 à 14 h 24 »
    pub replaces: Option<String>,
    pub signature: Signature,
}

/// The structure and its lines.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letterhead {
    pub name: String,
    pub lines: Vec<String>,
}

/// The traits that French rules want on every document.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientTraits {
    pub name: String,
    pub birth_name: Option<String>,
    pub birth_date: String,
    pub sex: String,
    /// Only of a qualified identity.
    pub ins: Option<String>,
    pub caution: Option<String>,
}

/// Who wrote it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    pub professional: ProfessionalId,
    pub name: String,
    pub role: Option<String>,
    pub rpps: Option<String>,
}

/// What took place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub kind: String,
    pub on: String,
    pub how: String,
    /// Labels and values: « Durée », « 14 min ».
    pub facts: Vec<(String, String)>,
}

/// A file that leaves with it, bound by its hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedFile {
    pub document: DocumentId,
    pub title: String,
    pub detail: String,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

/// A named reader.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedReader {
    pub professional: Option<ProfessionalId>,
    pub name: String,
    pub detail: String,
    pub address: SecureAddress,
    pub why: Why,
}

/// Who signed, when, how they had been recognised.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    pub by: String,
    /// « 24 novembre 2026 à 14 h 24 »
    pub at: String,
    pub signed_at: Timestamp,
    /// « clé d’accès, vérifiée à 14 h 21 »
    pub sign_in: String,
}

impl SignedContent {
    /// The form that this version writes.
    pub const FORM: &'static str = "maillage-report-1";

    /// The texts and readers again, to be corrected.
    pub fn to_draft(&self) -> DraftContent {
        DraftContent {
            motif: self.motif.clone(),
            constat: self.constat.clone(),
            conclusion: self.conclusion.clone(),
            conduite: self.conduite.clone(),
            readers: self
                .readers
                .iter()
                .map(|reader| ReaderChoice {
                    professional: reader.professional,
                    address: reader.address.clone(),
                    why: reader.why,
                })
                .collect(),
            ..DraftContent::default()
        }
    }

    /// The document that `pdf` lays out; `sha256` is that of the canonical bytes, in hexadecimal.
    pub fn sheet(&self, sha256: String) -> pdf::Report {
        pdf::Report {
            structure: pdf::Letterhead {
                name: self.structure.name.clone(),
                lines: self.structure.lines.clone(),
            },
            patient: pdf::Patient {
                name: self.patient.name.clone(),
                birth_name: self.patient.birth_name.clone(),
                birth_date: self.patient.birth_date.clone(),
                sex: self.patient.sex.clone(),
                ins: self.patient.ins.clone(),
                caution: self.patient.caution.clone(),
            },
            author: pdf::Author {
                name: self.author.name.clone(),
                role: self.author.role.clone(),
                rpps: self.author.rpps.clone(),
            },
            act: pdf::Act {
                kind: self.held.kind.clone(),
                held_on: self.held.on.clone(),
                modality: self.held.how.clone(),
                facts: self
                    .held
                    .facts
                    .iter()
                    .map(|(label, value)| pdf::Fact { label: label.clone(), value: value.clone() })
                    .collect(),
            },
            motif: self.motif.clone(),
            constat: self.constat.clone(),
            conclusion: self.conclusion.clone(),
            conduite: self.conduite.clone(),
            attachments: self
                .attachments
                .iter()
                .map(|file| pdf::Attachment { title: file.title.clone(), detail: file.detail.clone() })
                .collect(),
            recipients: self
                .readers
                .iter()
                .map(|reader| pdf::Recipient { name: reader.name.clone(), detail: reader.detail.clone() })
                .collect(),
            version: pdf::Version { number: self.version.into(), replaces: self.replaces.clone() },
            signature: pdf::Signature {
                by: self.signature.by.clone(),
                at: self.signature.at.clone(),
                sign_in: self.signature.sign_in.clone(),
                content_sha256: sha256,
            },
        }
    }
}

impl std::fmt::Debug for SignedContent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SignedContent({}, version {}, ***)", self.report, self.version)
    }
}
