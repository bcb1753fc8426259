//! One table for every format: a header, rows that know their line, and notices about what was repaired.

use super::{delimited, spreadsheet, starred};
use std::path::Path;

/// A file's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Distinct, never empty.
    pub headers: Vec<String>,
    /// Each as long as the header.
    pub rows: Vec<Row>,
    /// What was repaired or set aside, in French, with its line.
    pub notices: Vec<String>,
}

/// One respondent's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where the record starts in the file, from 1.
    pub line: u64,
    pub cells: Vec<String>,
}

/// The formats read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Starred text (`**** *variable_modalité`) or one answer a line.
    Text,
    /// Separated by commas, semicolons or tabulations.
    Delimited,
    Spreadsheet,
}

impl FileKind {
    /// The format a file name announces.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_lowercase().as_str() {
            "txt" => Some(Self::Text),
            "csv" | "tsv" => Some(Self::Delimited),
            "xlsx" | "xlsm" | "xls" | "ods" => Some(Self::Spreadsheet),
            _ => None,
        }
    }
}

/// Why a file cannot be read; the message is shown to the analyst as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("le fichier est vide")]
    Empty,
    #[error("ligne {line} : {message}")]
    Line { line: u64, message: String },
    #[error("ce classeur ne peut pas être ouvert ({0}) : enregistrez-le de nouveau au format .xlsx ou .csv")]
    Workbook(String),
    #[error("aucune feuille de ce classeur ne contient de lignes sous un en-tête")]
    NoSheet,
    #[error("le fichier a un en-tête et aucune ligne")]
    NoRow,
}

/// Reads a whole file.
pub fn read(bytes: &[u8], kind: FileKind) -> Result<Table, ReadError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ReadError::Empty);
    }
    match kind {
        FileKind::Text => starred::read(bytes),
        FileKind::Delimited => delimited::read(bytes),
        FileKind::Spreadsheet => spreadsheet::read(bytes),
    }
}

impl Table {
    /// The cells of one column.
    pub fn column(&self, place: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.cells.get(place).map_or("", |c| c.trim()))
    }

    /// Makes headers distinct and non-empty, and says what it changed.
    pub(super) fn name_headers(&mut self) {
        for place in 0..self.headers.len() {
            let given = self.headers[place].split_whitespace().collect::<Vec<_>>().join(" ");
            let mut name = if given.is_empty() { format!("colonne {}", place + 1) } else { given.clone() };
            let mut copy = 2;
            while self.headers[..place].contains(&name) {
                name = format!("{given} ({copy})");
                copy += 1;
            }
            if name != given {
                self.notices.push(format!("La colonne {} s’appelle ici « {name} ».", place + 1));
            }
            self.headers[place] = name;
        }
    }
}

/// Decodes a text file: its byte order mark, else UTF-8, else windows-1252.
pub(super) fn decode(bytes: &[u8], notices: &mut Vec<String>) -> String {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    notices.push(
        "Le fichier n’est pas en UTF-8\u{a0}: il a été lu comme un fichier Windows (latin-1).".to_owned(),
    );
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}
