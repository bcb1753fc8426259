//! Writes one sheet of each kind into a folder, to look at and to check (see the crate's documentation).
//! `cargo run -p pdf --example letter -- FOLDER`

#[path = "../tests/it/samples.rs"]
mod samples;

use std::{env, fs, path::PathBuf};

use pdf::{Document, PdfError, render};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "sheets".to_owned()));
    fs::create_dir_all(&folder)?;
    write(&folder.join("letter.pdf"), &samples::letter())?;
    write(&folder.join("letter-posted.pdf"), &samples::posted_letter())?;
    write(&folder.join("letter-telephone.pdf"), &samples::telephone_letter())?;
    write(&folder.join("letter-hostile.pdf"), &samples::hostile_letter())?;
    write(&folder.join("report.pdf"), &samples::report())?;
    write(&folder.join("report-second.pdf"), &samples::second_version())?;
    write(&folder.join("report-long.pdf"), &samples::long_report())?;
    write(&folder.join("report-hostile.pdf"), &samples::hostile_report())?;
    write(&folder.join("patient-letter.pdf"), &samples::patient_letter())
}

fn write<D: Document>(path: &std::path::Path, document: &D) -> std::io::Result<()> {
    let bytes = render(document, samples::IDENT, samples::at()).map_err(|error| {
        if let PdfError::Layout { diagnostics, .. } | PdfError::Export { diagnostics, .. } = &error {
            // The samples are nobody's.
            eprintln!("{}", diagnostics.may_quote_the_text().join("\n"));
        }
        std::io::Error::other(error)
    })?;
    println!("{} ({} bytes)", path.display(), bytes.len());
    fs::write(path, bytes)
}
