//! Delimited text: commas, semicolons or tabulations, with quotes and line breaks inside cells.

use super::table::{ReadError, Row, Table, decode};

/// A cell with more line breaks than this is probably a quote that was never closed.
const MOST_BREAKS: usize = 200;

pub(super) fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    let mut table = Table::default();
    let text = decode(bytes, &mut table.notices);
    let delimiter = delimiter(&text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut width = 0;
    let mut lines = Lines::default();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                return Err(ReadError::Line { line, message: "cet enregistrement est illisible".to_owned() });
            }
        }
        let line = lines.of(&text, record.position().map_or(0, csv::Position::byte));
        let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
        if cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        if let Some(cell) = cells.iter().find(|c| c.matches('\n').count() > MOST_BREAKS) {
            let breaks = cell.matches('\n').count();
            let message = format!(
                "une réponse contient {breaks} sauts de ligne : un guillemet ouvert n’est sans doute jamais refermé"
            );
            return Err(ReadError::Line { line, message });
        }
        if width == 0 {
            width = cells.len();
            table.headers = cells;
            continue;
        }
        fit(&mut cells, width, line, char::from(delimiter), &mut table.notices);
        table.rows.push(Row { line, cells });
    }
    if table.headers.is_empty() {
        return Err(ReadError::Empty);
    }
    if table.rows.is_empty() {
        return Err(ReadError::NoRow);
    }
    table.name_headers();
    Ok(table)
}

/// Counts the lines of the file up to each record, line breaks inside quotes included.
#[derive(Default)]
struct Lines {
    read: usize,
    breaks: u64,
}

impl Lines {
    /// The line on which the record that starts at `byte` starts, blank lines before it skipped.
    fn of(&mut self, text: &str, byte: u64) -> u64 {
        let bytes = text.as_bytes();
        let mut start = usize::try_from(byte).unwrap_or(bytes.len()).min(bytes.len());
        start += bytes[start..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let breaks = text.get(self.read.min(start)..start).map_or(0, |part| part.matches('\n').count());
        self.breaks += breaks as u64;
        self.read = start;
        self.breaks + 1
    }
}

/// Brings a record to the width of the header, and says so.
fn fit(cells: &mut Vec<String>, width: usize, line: u64, delimiter: char, notices: &mut Vec<String>) {
    let found = cells.len();
    if found < width {
        cells.resize(width, String::new());
        notices.push(format!(
            "Ligne {line}\u{a0}: {found} cellules au lieu de {width}, les dernières sont laissées vides."
        ));
    }
    if found > width {
        let extra = cells.split_off(width);
        if extra.iter().any(|c| !c.trim().is_empty()) {
            // Nothing is lost: an unquoted delimiter inside the last answer is put back.
            for cell in extra {
                cells[width - 1].push(delimiter);
                cells[width - 1].push_str(&cell);
            }
            notices.push(format!(
                "Ligne {line}\u{a0}: {found} cellules au lieu de {width}, les dernières sont réunies dans «\u{a0}la dernière colonne\u{a0}»."
            ));
        }
    }
}

/// The delimiter that the first line uses most outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b';', 0), (b',', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for letter in text.trim_start().chars() {
        match letter {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            _ if quoted => {}
            _ => counts.iter_mut().filter(|(d, _)| char::from(*d) == letter).for_each(|(_, n)| *n += 1),
        }
    }
    let (best, _) = counts.iter().rev().max_by_key(|(_, n)| *n).copied().unwrap_or((b',', 0));
    if counts.iter().all(|(_, n)| *n == 0) { b';' } else { best }
}
