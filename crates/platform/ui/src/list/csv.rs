//! The same columns as a file for spreadsheets.
//!
//! A cell that begins with `=`, `+`, `-` or `@` would be run as a formula by whoever opens the file: it gets an
//! apostrophe in front (OWASP, CSV injection). Numbers are written by us and stay numbers.

use super::{Cell, Column};

/// UTF-8 with its mark, `;` between cells, CR LF between rows: what French spreadsheets open without asking.
pub(super) fn of<R>(columns: &[Column<R>], rows: &[R]) -> String {
    let mut file = String::from("\u{feff}");
    line(&mut file, columns.iter().map(|column| guarded(column.label)));
    for row in rows {
        line(&mut file, columns.iter().map(|column| cell(&(column.cell)(row))));
    }
    file
}

fn line(file: &mut String, cells: impl Iterator<Item = String>) {
    file.push_str(&cells.collect::<Vec<_>>().join(";"));
    file.push_str("\r\n");
}

fn cell(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Number(..) => cell.plain().replace('−', "-"),
        other => guarded(&other.plain()),
    }
}

/// Quoted where needed, with the typographic spaces made plain so that a search in the file finds them.
fn guarded(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if matches!(c, '\u{a0}' | '\u{202f}') { ' ' } else { c }).collect();
    let risky =
        plain.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
            || plain.starts_with(['\t', '\r', '\n']);
    let safe = if risky { format!("'{plain}") } else { plain };
    if safe.contains([';', '"', '\n', '\r', ',']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}
