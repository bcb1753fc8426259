//! The closed world typst compiles in: templates and two faces of Liberation Sans inside the program, one data file, and
//! a date that the caller gives. It must never reach a disk, a network, a package or a clock.

use std::sync::LazyLock;

use jiff::{Timestamp, tz::TimeZone};
use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::Template;
use crate::{Diagnostics, PdfError};

/// Liberation Sans 2.1.5, SIL Open Font License 1.1 (`fonts/LICENSE-OFL.txt`).
static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    [
        include_bytes!("../fonts/LiberationSans-Regular.ttf").as_slice(),
        include_bytes!("../fonts/LiberationSans-Bold.ttf").as_slice(),
    ]
    .into_iter()
    .flat_map(|face| Font::iter(Bytes::new(face)))
    .collect()
});

static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    [
        ("sheet.typ", include_str!("../templates/sheet.typ")),
        ("letter.typ", include_str!("../templates/letter.typ")),
        ("report-body.typ", include_str!("../templates/report-body.typ")),
        ("report.typ", include_str!("../templates/report.typ")),
        ("patient-letter.typ", include_str!("../templates/patient-letter.typ")),
    ]
    .into_iter()
    .map(|(name, text)| Source::new(file(name), text.to_owned()))
    .collect()
});

static LOGO: &str = include_str!("../templates/logo.svg");
static MESH: &str = include_str!("../templates/mesh.svg");

/// Whether both faces draw this character.
pub(crate) fn has_glyph(character: char) -> bool {
    FONTS.iter().all(|font| font.info().coverage.contains(u32::from(character)))
}

/// The moment in UTC, to the second, if a PDF can write it.
pub(crate) fn moment(at: Timestamp) -> Option<Datetime> {
    let utc = TimeZone::UTC.to_datetime(at);
    let part = |value: i8| u8::try_from(value).ok();
    Datetime::from_ymd_hms(
        (0..=9999).contains(&utc.year()).then(|| i32::from(utc.year()))?,
        part(utc.month())?,
        part(utc.day())?,
        part(utc.hour())?,
        part(utc.minute())?,
        part(utc.second())?,
    )
}

/// Compiles a template over its data and exports the file.
pub(crate) fn compile(
    template: Template,
    data: Vec<u8>,
    ident: &str,
    moment: Datetime,
) -> Result<Vec<u8>, PdfError> {
    let _forget = Forget;
    let sheet = Sheet { main: file(template.file), data: Bytes::new(data), moment };
    let paged = typst::compile::<PagedDocument>(&sheet)
        .output
        .map_err(|errors| PdfError::Layout { template: template.file, diagnostics: quote(&errors) })?;
    let options = PdfOptions {
        ident: Smart::Custom(ident.to_owned()),
        creator: Smart::Custom(Some(format!("Maillage, {} version {}", template.file, template.version))),
        timestamp: Some(typst_pdf::Timestamp::new_utc(moment)),
        standards: STANDARDS.clone(),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&paged, &options)
        .map_err(|errors| PdfError::Export { template: template.file, diagnostics: quote(&errors) })
}

static STANDARDS: LazyLock<PdfStandards> = LazyLock::new(|| {
    PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]).expect("PDF/A-2a and PDF/UA-1 share PDF 1.7")
});

/// Empties typst's cache when a document is done, refused or not: kept, 200 documents hold half a gigabyte, and the
/// texts of patients with it.
struct Forget;

impl Drop for Forget {
    fn drop(&mut self) {
        comemo::evict(0);
    }
}

struct Sheet {
    main: FileId,
    data: Bytes,
    moment: Datetime,
}

impl World for Sheet {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == file("data.json") {
            Ok(self.data.clone())
        } else if id == file("logo.svg") {
            Ok(Bytes::from_string(LOGO))
        } else if id == file("mesh.svg") {
            Ok(Bytes::from_string(MESH))
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.moment)
    }
}

fn file(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a file name of this crate is a path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn quote(errors: &[SourceDiagnostic]) -> Diagnostics {
    Diagnostics(errors.iter().map(|error| error.message.to_string()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment_of_a_test() -> Datetime {
        moment("2026-11-24T13:24:08Z".parse().expect("a moment")).expect("a year of four digits")
    }

    #[test]
    fn a_template_reaches_nothing_but_its_own_files() {
        let sheet = Sheet { main: file("letter.typ"), data: Bytes::new(b"{}"), moment: moment_of_a_test() };
        for name in ["/etc/passwd", "Cargo.toml", "fonts/LiberationSans-Bold.ttf"] {
            assert_eq!(sheet.file(file(name)), Err(FileError::AccessDenied));
            assert_eq!(sheet.source(file(name)).err(), Some(FileError::AccessDenied));
        }
    }

    #[test]
    fn what_typst_says_of_a_refused_document_stays_out_of_the_error() {
        let template = Template { file: "letter.typ", version: 1 };
        let data = br#"{"document": {"addressee": {"Simone": "Martin"}}}"#.to_vec();
        let error =
            compile(template, data, "ident", moment_of_a_test()).expect_err("a letter without its fields");
        let PdfError::Layout { diagnostics, .. } = &error else { panic!("the layout refuses it") };
        let said = &diagnostics.may_quote_the_text()[0];
        assert!(!said.is_empty());
        assert!(!format!("{error} {error:?}").contains(said.as_str()));
    }
}
