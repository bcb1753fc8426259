//! docs/benchmarks.md: one section for each bench, replaced whole when the bench runs again.

use std::fmt::Write as _;

use super::{Bench, Report};

const TITLE: &str =
    "# Benchmarks\n\nEach section is written by `cargo xtask bench NAME` on the machine that it names.\n";

/// The section of a bench: what it measures, where, the table, the line that counts.
pub(super) fn section(bench: &Bench, report: &Report, line: &str, conditions: &str) -> String {
    let mut text = format!("## {}\n\n{}\n\n{conditions}.\n\n", bench.name, bench.what);
    for (at, row) in report.table.iter().enumerate() {
        let _ = writeln!(text, "| {} |", row.join(" | "));
        if at == 0 {
            let _ = writeln!(text, "|{}", " --- |".repeat(row.len()));
        }
    }
    let _ = writeln!(text, "\n`{line}`");
    for note in &report.notes {
        let _ = write!(text, "\n{note}\n");
    }
    text
}

/// The page with one section replaced, or added at its end.
pub(super) fn replace(page: &str, name: &str, section: &str) -> String {
    let mut parts = page.split("\n## ");
    let head = parts.next().unwrap_or_default().trim_end();
    let mut sections: Vec<String> = parts.map(|part| format!("## {}", part.trim_end())).collect();
    let heading = format!("## {name}");
    let section = section.trim_end().to_owned();
    match sections.iter_mut().find(|known| known.lines().next() == Some(&heading)) {
        Some(known) => *known = section,
        None => sections.push(section),
    }
    let head = if head.is_empty() { TITLE.trim_end() } else { head };
    format!("{head}\n\n{}\n", sections.join("\n\n"))
}

/// A table in columns, for a terminal.
pub(super) fn columns(table: &[Vec<String>]) -> String {
    let width =
        |column: usize| table.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let mut text = String::new();
    for row in table {
        for (column, cell) in row.iter().enumerate() {
            let width = width(column).unwrap_or(0);
            let _ = write!(text, "{cell:<width$}  ");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bench_replaces_its_own_section_and_no_other() {
        let first = replace("", "start", "## start\n\nold\n");
        let second = replace(&first, "pages", "## pages\n\nweights\n");
        let third = replace(&second, "start", "## start\n\nnew\n");
        assert!(third.starts_with("# Benchmarks\n"));
        assert!(third.contains("## start\n\nnew\n\n## pages\n\nweights\n"), "{third}");
        assert!(!third.contains("old"));
    }

    #[test]
    fn a_table_lines_up() {
        let table = vec![vec!["profile".into(), "first".into()], vec!["dev".into(), "9 s".into()]];
        assert_eq!(columns(&table), "profile  first\ndev      9 s\n");
    }
}
