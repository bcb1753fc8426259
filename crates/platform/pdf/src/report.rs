//! The report of an act as it was signed. The signature bears on the content; this sheet is one rendering of it and
//! says so. It must never call itself a qualified signature, nor change, shorten or complete what was signed.

use serde::Serialize;

use crate::document::{Document, Template, keep_out_of_logs, sealed::Sealed};
use crate::letter::Letterhead;

/// A signed report, on as many A4 pages as its text needs, the patient named at the foot of each.
#[derive(Clone, Serialize)]
pub struct Report {
    pub structure: Letterhead,
    pub patient: Patient,
    pub author: Author,
    pub act: Act,
    /// Why the patient asked. Here and in the three that follow, an empty text leaves its title out, a line break is
    /// kept and an empty line parts two paragraphs.
    pub motif: String,
    /// What the author heard, saw and measured.
    pub constat: String,
    pub conclusion: String,
    pub conduite: String,
    pub attachments: Vec<Attachment>,
    pub recipients: Vec<Recipient>,
    pub version: Version,
    pub signature: Signature,
}

/// Whom the report is about, with the traits that French rules want on every document.
#[derive(Clone, Serialize)]
pub struct Patient {
    /// Used name and first name, « MARTIN Simone ».
    pub name: String,
    /// Birth name when it differs, « AUGENDRE ».
    pub birth_name: Option<String>,
    /// « 12 mars 1944 (82 ans) »
    pub birth_date: String,
    /// « Femme » or « Homme ».
    pub sex: String,
    /// The INS and its nature, « 2 44 03 18 160 007 52 (NIR) »; only for an identity that is qualified.
    pub ins: Option<String>,
    /// What a reader must know of the identity: « Identité provisoire, à vérifier ».
    pub caution: Option<String>,
}

/// Who wrote the report.
#[derive(Clone, Serialize)]
pub struct Author {
    /// « Dr Hélène Marchais »
    pub name: String,
    /// « Médecin généraliste »
    pub role: Option<String>,
    /// Eleven digits, spaced as the caller likes.
    pub rpps: Option<String>,
}

/// What took place.
#[derive(Clone, Serialize)]
pub struct Act {
    /// « Téléconsultation »: the report's title after « Compte rendu : ».
    pub kind: String,
    /// « mardi 24 novembre 2026 »: also the title of the file.
    pub held_on: String,
    /// « par téléphone, à 14 h 09 »
    pub modality: String,
    /// What else is to be said of the act: length, place, who was there.
    pub facts: Vec<Fact>,
}

/// A label and its value: « Durée », « 14 min ».
#[derive(Clone, Serialize)]
pub struct Fact {
    pub label: String,
    pub value: String,
}

/// A file that leaves with the report.
#[derive(Clone, Serialize)]
pub struct Attachment {
    /// « Ordonnance du 24 novembre 2026 »
    pub title: String,
    /// « PDF, 1 page, 84 ko »
    pub detail: String,
}

/// A named reader.
#[derive(Clone, Serialize)]
pub struct Recipient {
    /// « Dr Nadia Ferrand »
    pub name: String,
    /// « cardiologue, Bourges »
    pub detail: String,
}

/// Which version this is.
#[derive(Debug, Clone, Serialize)]
pub struct Version {
    pub number: u32,
    /// « la version 1, signée le 24 novembre 2026 à 14 h 24 »
    pub replaces: Option<String>,
}

/// Who signed, when, and how that person had been recognised.
#[derive(Clone, Serialize)]
pub struct Signature {
    /// « Dr Hélène Marchais »
    pub by: String,
    /// « 24 novembre 2026 à 14 h 24 »
    pub at: String,
    /// « clé d’accès, vérifiée à 14 h 21 »
    pub sign_in: String,
    /// SHA-256 of the canonical content, 64 hexadecimal digits.
    pub content_sha256: String,
}

impl Report {
    /// Rises with any change of the bytes that the same report gives.
    pub const TEMPLATE_VERSION: u32 = 1;
}

impl Document for Report {
    const TEMPLATE: Template = Template { file: "report.typ", version: Self::TEMPLATE_VERSION };
}

impl Sealed for Report {}

keep_out_of_logs!(Report, Patient, Author, Act, Fact, Attachment, Recipient, Signature);
