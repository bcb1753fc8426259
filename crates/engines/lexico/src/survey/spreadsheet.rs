//! Spreadsheets: the first sheet with lines under a header, merged cells filled, values of formulas read.

use super::table::{ReadError, Row, Table};
use calamine::{Data, Range, Reader, Sheets, open_workbook_auto_from_rs};
use std::collections::BTreeSet;
use std::io::Cursor;

/// A header is looked for in these first lines: a title often comes before it.
const HEADER_WITHIN: usize = 10;
/// A spreadsheet that claims more cells than this is refused rather than filled with blanks.
const MOST_CELLS: usize = 50_000_000;

pub(super) fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    let mut book =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|e| ReadError::Workbook(e.to_string()))?;
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|e| ReadError::Workbook(e.to_string()))?;
        let (height, width) = range.get_size();
        if height.saturating_mul(width) > MOST_CELLS {
            return Err(ReadError::Workbook(format!(
                "la feuille « {name} » annonce {height} lignes sur {width} colonnes"
            )));
        }
        let merged = merged_cells(&mut book, &name);
        let filled = rows(&range, &merged);
        if let Some(table) = table(&range, filled, &name, merged.len()) {
            return Ok(table);
        }
    }
    Err(ReadError::NoSheet)
}

/// Merged regions of a sheet: first and last (row, column).
type Merged = Vec<((u32, u32), (u32, u32))>;

fn merged_cells(book: &mut Sheets<Cursor<&[u8]>>, sheet: &str) -> Merged {
    match book {
        Sheets::Xlsx(book) => match book.merge_cells_by_sheet_name(sheet) {
            Ok(cells) => cells.iter().map(|d| (d.start, d.end)).collect(),
            Err(_) => Merged::new(),
        },
        _ => Merged::new(),
    }
}

/// Every row as text, a merged region repeating its first cell.
fn rows(range: &Range<Data>, merged: &Merged) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
    let Some((top, left)) = range.start() else { return rows };
    for (start, end) in merged {
        let value = range.get_value(*start).map(text).unwrap_or_default();
        for row in start.0.max(top)..=end.0 {
            for column in start.1.max(left)..=end.1 {
                let cell =
                    rows.get_mut((row - top) as usize).and_then(|r| r.get_mut((column - left) as usize));
                match cell {
                    Some(cell) => cell.clone_from(&value),
                    // Regions may run past the used part of the sheet.
                    None => break,
                }
            }
            if (row - top) as usize >= rows.len() {
                break;
            }
        }
    }
    rows
}

fn table(range: &Range<Data>, rows: Vec<Vec<String>>, sheet: &str, merged: usize) -> Option<Table> {
    let header = rows.iter().take(HEADER_WITHIN).position(|row| is_header(row)).or_else(|| {
        // A single column of answers.
        rows.iter().position(|row| row.len() == 1 && !row[0].trim().is_empty())
    })?;
    let first_line = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
    let mut table = Table { headers: rows[header].clone(), ..Table::default() };
    if header > 0 {
        table.notices.push(format!(
            "Feuille «\u{a0}{sheet}\u{a0}»\u{a0}: l’en-tête est lu à la ligne {}.",
            first_line + header as u64
        ));
    }
    if merged > 0 {
        table.notices.push(format!(
            "Feuille «\u{a0}{sheet}\u{a0}»\u{a0}: {merged} cellules fusionnées répètent leur valeur."
        ));
    }
    for (line, cells) in (first_line..).zip(rows).skip(header + 1) {
        if cells.iter().any(|c| !c.trim().is_empty()) {
            if let Some(error) = cells.iter().find(|c| c.starts_with("#erreur")) {
                table.notices.push(format!(
                    "Ligne {line}\u{a0}: une formule donne {error}, la cellule est laissée telle quelle."
                ));
            }
            table.rows.push(Row { line, cells });
        }
    }
    if table.rows.is_empty() {
        return None;
    }
    table.name_headers();
    Some(table)
}

/// A header names at least two different things, and is not a title spread over merged cells.
fn is_header(row: &[String]) -> bool {
    let named: BTreeSet<&str> = row.iter().map(|c| c.trim()).filter(|c| !c.is_empty()).collect();
    named.len() >= 2
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "oui".to_owned(),
        Data::Bool(false) => "non".to_owned(),
        Data::Error(error) => format!("#erreur {error:?}"),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
    }
}
