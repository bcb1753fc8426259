//! The same document gives the same file, and the file says what it is.

use std::thread;

use pdf::{Document, Letter, PatientLetter, PdfError, Report, render};
use sha2::{Digest, Sha256};

use crate::samples::{self, IDENT, at};

const GOLDEN: &str = include_str!("../golden/fingerprints");

#[test]
fn a_sheet_has_the_bytes_of_its_template_version() {
    let now = [
        line("letter", Letter::TEMPLATE_VERSION, &samples::letter()),
        line("letter, posted", Letter::TEMPLATE_VERSION, &samples::posted_letter()),
        line("letter, telephone", Letter::TEMPLATE_VERSION, &samples::telephone_letter()),
        line("report", Report::TEMPLATE_VERSION, &samples::report()),
        line("report, second version", Report::TEMPLATE_VERSION, &samples::second_version()),
        line("report, long", Report::TEMPLATE_VERSION, &samples::long_report()),
        line("patient letter", PatientLetter::TEMPLATE_VERSION, &samples::patient_letter()),
    ];
    assert_eq!(
        GOLDEN.lines().collect::<Vec<_>>(),
        now,
        "the bytes of a sheet changed: raise its TEMPLATE_VERSION, then write these lines in tests/golden/fingerprints"
    );
}

#[test]
fn sheets_made_at_the_same_time_do_not_disturb_each_other() {
    let alone = bytes(&samples::second_version());
    let together: Vec<_> = thread::scope(|scope| {
        let tasks: Vec<_> = (0..4)
            .map(|n| {
                scope.spawn(move || {
                    if n % 2 == 0 { bytes(&samples::second_version()) } else { bytes(&samples::letter()) }
                })
            })
            .collect();
        tasks.into_iter().map(|task| task.join().expect("a sheet")).collect()
    });
    assert!(together[0] == alone && together[2] == alone);
    assert!(together[1] == together[3] && together[1] != alone);
}

#[test]
fn another_identity_or_another_moment_gives_another_file() {
    let letter = samples::letter();
    let file = bytes(&letter);
    assert_ne!(file, render(&letter, "another", at()).expect("a letter"));
    assert_ne!(
        file,
        render(&letter, IDENT, "2026-11-24T13:24:09Z".parse().expect("a moment")).expect("a letter")
    );
}

#[test]
fn a_file_says_its_standards_its_language_its_template_and_when_it_was_made() {
    let file = bytes(&samples::report());
    for said in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<rdf:li>fr-FR</rdf:li>",
        "<xmp:CreatorTool>Maillage, report.typ version 1</xmp:CreatorTool>",
        "<xmp:CreateDate>2026-11-24T13:24:08+00:00</xmp:CreateDate>",
        "Consultation du mardi 24\u{a0}novembre 2026, compte rendu</rdf:li>",
    ] {
        assert!(file.windows(said.len()).any(|window| window == said.as_bytes()), "{said} is missing");
    }
}

#[test]
fn a_moment_that_no_pdf_can_write_is_refused() {
    let before_christ = "-000044-03-15T12:00:00Z".parse().expect("a moment");
    assert!(matches!(render(&samples::letter(), IDENT, before_christ), Err(PdfError::Moment(_))));
}

#[test]
fn what_a_log_shows_of_a_document_names_nobody() {
    assert_eq!(format!("{:?}", samples::report()), "Report(***)");
    assert_eq!(format!("{:?}", samples::report().patient), "Patient(***)");
    assert_eq!(format!("{:?}", samples::letter()), "Letter(***)");
    assert_eq!(format!("{:?}", samples::patient_letter()), "PatientLetter(***)");
}

#[cfg(target_os = "linux")]
#[test]
fn a_sheet_leaves_nothing_in_memory() {
    let resident = || {
        let status = std::fs::read_to_string("/proc/self/status").expect("our own state");
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a size");
        line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok()).expect("kilobytes")
    };
    let make = |n: u32| {
        let mut report = samples::report();
        let lines = (0..40).map(|line| format!("Jour {n}, ligne {line} : {}", report.constat));
        report.constat = lines.collect::<Vec<_>>().join("\n\n");
        bytes(&report)
    };
    (0..3).for_each(|n| drop(make(n)));
    let before = resident();
    (3..13).for_each(|n| drop(make(n)));
    // Without eviction these ten would keep 60 MB.
    assert!(resident() < before + 25_000, "grew from {before} to {} kB", resident());
}

fn bytes<D: Document>(document: &D) -> Vec<u8> {
    render(document, IDENT, at()).expect("a sheet")
}

fn line<D: Document>(name: &str, version: u32, document: &D) -> String {
    format!("{name}: {version} {}", hex::encode(Sha256::digest(bytes(document))))
}
