//! Text: the starred format of textual analysis programs (`**** *spe_cardiologie *dep_cher`), or one answer a line.

use super::table::{ReadError, Row, Table, decode};

/// The column that holds the answers.
const ANSWER: &str = "texte";

pub(super) fn read(bytes: &[u8]) -> Result<Table, ReadError> {
    let mut table = Table::default();
    let text = decode(bytes, &mut table.notices);
    if text.lines().any(is_starred) { starred(&text, table) } else { Ok(one_a_line(&text, table)) }
}

fn is_starred(line: &str) -> bool {
    line.starts_with("****")
        || (line.starts_with(|c: char| c.is_ascii_digit())
            && line.contains(" *")
            && line.len() > 4
            && line.as_bytes()[..4].iter().all(u8::is_ascii_digit))
}

fn one_a_line(text: &str, mut table: Table) -> Table {
    table.headers = vec![ANSWER.to_owned()];
    table.rows = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(line, answer)| Row { line, cells: vec![answer.trim().to_owned()] })
        .collect();
    table
}

fn starred(text: &str, mut table: Table) -> Result<Table, ReadError> {
    table.headers = vec![ANSWER.to_owned()];
    for (number, line) in (1..).zip(text.lines()) {
        if is_starred(line) {
            let mut row = Row { line: number, cells: vec![String::new(); table.headers.len()] };
            for variable in line.split_whitespace().filter_map(|word| word.strip_prefix('*')) {
                let Some((name, modality)) = variable.split_once('_') else { continue };
                let place = if let Some(place) = table.headers.iter().skip(1).position(|h| h == name) {
                    place + 1
                } else {
                    table.headers.push(name.to_owned());
                    table.headers.len() - 1
                };
                row.cells.resize(table.headers.len(), String::new());
                modality.clone_into(&mut row.cells[place]);
            }
            table.rows.push(row);
            continue;
        }
        if let Some(theme) = line.strip_prefix("-*") {
            table.notices.push(format!(
                "Ligne {number}\u{a0}: la thématique «\u{a0}{theme}\u{a0}» n’est pas analysée."
            ));
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let Some(row) = table.rows.last_mut() else {
            let message = "du texte précède la première ligne étoilée (« **** »)".to_owned();
            return Err(ReadError::Line { line: number, message });
        };
        if !row.cells[0].is_empty() {
            row.cells[0].push('\n');
        }
        row.cells[0].push_str(line.trim());
    }
    let width = table.headers.len();
    table.rows.iter_mut().for_each(|row| row.cells.resize(width, String::new()));
    Ok(table)
}
