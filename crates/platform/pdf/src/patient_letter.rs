//! The report by post: a letter in large type behind the window of an envelope, then the report itself, word for word,
//! in letters that its reader can read. It must never say more, or less, than the report it carries.

use serde::Serialize;

use crate::document::{Document, Template, keep_out_of_logs, sealed::Sealed};
use crate::letter::Call;
use crate::report::Report;

/// A cover letter and the report it carries, in 14 pt.
#[derive(Clone, Serialize)]
pub struct PatientLetter {
    /// The postal address, line by line.
    pub addressee: Vec<String>,
    /// « Madame Martin, »
    pub greeting: String,
    /// Whom to call about this report.
    pub call: Call,
    /// The day this letter was made, « 25 novembre 2026 ».
    pub issued_on: String,
    pub report: Report,
}

impl PatientLetter {
    /// Rises with any change of the bytes that the same letter gives.
    pub const TEMPLATE_VERSION: u32 = 1;
}

impl Document for PatientLetter {
    const TEMPLATE: Template = Template { file: "patient-letter.typ", version: Self::TEMPLATE_VERSION };
}

impl Sealed for PatientLetter {}

keep_out_of_logs!(PatientLetter);
