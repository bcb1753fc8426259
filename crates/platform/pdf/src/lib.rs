//! Sheets of paper: the appointment letter, the signed report and the report by post, from plain French strings
//! to one file that is both PDF/A-2a (kept) and PDF/UA-1 (read aloud), with the same bytes for the same input.
//!
//! Callers format everything a reader sees (dates, numbers, names); this crate only lays it out. It must never
//! learn what a patient or an act is, read a clock or a file, treat text as markup, or let a word of a document
//! reach a log. It is a leaf: typst is half of a cold build, so few crates may depend on it.
//!
//! # Bytes and versions
//! A file depends on the document, on `ident`, on `at` and on the template's version, nothing else: two runs, two
//! machines and two build profiles give equal bytes. The version covers the template, the fonts and typst itself, so
//! **any** change of bytes raises `TEMPLATE_VERSION` beside a new fingerprint in `tests/golden/`. An old version
//! cannot be rendered again: keep the bytes of a signed report when they are first made.
//!
//! # What is checked, and by what
//! The export refuses a file that breaks the two standards as far as krilla knows them; nothing here says more
//! than that, and no document claims to have been validated. By hand, after a change of template:
//!
//! ```text
//! cargo run -p pdf --example letter -- /tmp/sheets       # apt-get install poppler-utils qpdf; pip install pikepdf
//! for sheet in /tmp/sheets/*.pdf; do
//!   qpdf --check $sheet && pdffonts $sheet                # no error; every font emb, sub and uni
//!   pdfinfo $sheet && pdfinfo -struct-text $sheet         # tagged; headings and reading order
//!   pdftotext -layout $sheet - && pdftoppm -r 80 -png $sheet ${sheet%.pdf}
//! done
//! python3 -c "import pikepdf, sys; p = pikepdf.open(sys.argv[1]); print(p.open_metadata(), p.Root.Lang, \
//!   p.Root.MarkInfo, p.Root.OutputIntents)" /tmp/sheets/report.pdf   # pdfaid 2 A, pdfuaid 1, fr-FR, Marked
//! ```

mod document;
mod letter;
mod patient_letter;
mod printable;
mod report;
mod world;

use jiff::Timestamp;

pub use document::Document;
pub use letter::{Call, Day, Letter, Letterhead, Place};
pub use patient_letter::PatientLetter;
pub use report::{Act, Attachment, Author, Fact, Patient, Recipient, Report, Signature, Version};

/// Why a document could not be laid out: its template or its export was refused, never its text alone.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    #[error("write the document as JSON")]
    Data(#[source] serde_json::Error),
    #[error("date the file {0}: a PDF knows the years 0 to 9999")]
    Moment(Timestamp),
    #[error("lay out {template}: {} diagnostics", diagnostics.len())]
    Layout { template: &'static str, diagnostics: Diagnostics },
    #[error("export {template} as PDF/A-2a and PDF/UA-1: {} diagnostics", diagnostics.len())]
    Export { template: &'static str, diagnostics: Diagnostics },
}

/// What typst said of a refused document. It may quote the text, so neither `Debug` nor `Display` shows it.
pub struct Diagnostics(Vec<String>);

impl Diagnostics {
    /// The messages as typst wrote them, for the author of a template at a terminal. Never log them.
    pub fn may_quote_the_text(&self) -> &[String] {
        &self.0
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

impl std::fmt::Debug for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Diagnostics({} ***)", self.0.len())
    }
}

/// Lays out a document as one PDF/A-2a and PDF/UA-1 file, in memory.
///
/// `ident` names the document for ever (its id as text): it becomes the file's /ID by hash and is not shown.
/// `at` is the moment the document was made, written as the file's creation date in UTC. It takes some 6 ms a page
/// in release and 100 ms unoptimised: call it from a blocking thread.
pub fn render<D: Document>(document: &D, ident: &str, at: Timestamp) -> Result<Vec<u8>, PdfError> {
    let data = printable::json(document).map_err(PdfError::Data)?;
    let moment = world::moment(at).ok_or(PdfError::Moment(at))?;
    world::compile(D::TEMPLATE, data, ident, moment)
}
