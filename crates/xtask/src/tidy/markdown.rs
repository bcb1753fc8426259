//! Markdown as the rules read it: lines outside code fences, tables, capability ids.

use super::tree::numbered;

/// The lines outside code fences, with their numbers.
pub(super) fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    numbered(text).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// The cells of a table's row; nothing for a line that is none, or for the line under the heading.
pub(super) fn cells(line: &str) -> Option<Vec<&str>> {
    let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    let cells: Vec<&str> = inside.split('|').map(str::trim).collect();
    let rule = cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| c == '-' || c == ':'));
    (!rule).then_some(cells)
}

/// The capability ids of a line: `T01`, `R08`, `N2`; a fact sheet's own number (`ind-A01`) is none.
pub(super) fn ids(line: &str) -> Vec<&str> {
    let part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    line.split(|c: char| !part(c))
        .map(|word| word.trim_end_matches(['.', '/']))
        .filter(|word| is_id(word))
        .collect()
}

/// Whether a word has the form of a capability id.
pub(super) fn is_id(word: &str) -> bool {
    let Some(digits) = word.get(1..).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) else {
        return false;
    };
    match word.as_bytes()[0] {
        b'N' => matches!(digits.len(), 1 | 2),
        b'T' | b'A' | b'I' | b'M' | b'E' | b'G' | b'X' | b'R' => digits.len() == 2,
        _ => false,
    }
}

/// The texts between backquotes.
pub(super) fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_whole_words_and_not_a_fact_sheets_numbers() {
        assert_eq!(
            ids("A02 (see T17, N2.) ind-A01 trust-R4 A4 PDF/A R081 « I11 »"),
            ["A02", "T17", "N2", "I11"]
        );
    }

    #[test]
    fn fences_hide_their_lines() {
        let seen: Vec<_> = prose("a\n```sql\nb\n```\nc").map(|(number, _)| number).collect();
        assert_eq!(seen, [1, 5]);
    }

    #[test]
    fn a_row_has_cells_and_the_rule_under_the_heading_has_none() {
        assert_eq!(cells("| T17 | works | | `a b` |"), Some(vec!["T17", "works", "", "`a b`"]));
        assert_eq!(cells("| --- | :-: | --- | --- |"), None);
        assert_eq!(cells("T17"), None);
    }
}
