//! docs/capabilities.md says what works, and each row that says so names the tests that prove it.
//!
//! A row is `| id | state | what is missing | tests |`. A test is written between backquotes as its runner names it,
//! class then name: `` `agenda::it book::two_patients_cannot_take_the_same_slot` ``. After a run, `--results` joins the
//! rows with the `JUnit` files: a test that did not run, was skipped or failed proves nothing.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Result, bail};

use super::Finding;
use super::markdown::{cells, ids, is_id, prose, quoted};
use super::tree::Tree;
use crate::junit::{self, Case, Ending};

const PAGE: &str = "docs/capabilities.md";

struct Row<'a> {
    line: usize,
    id: &'a str,
    state: &'a str,
    missing: &'a str,
    tests: Vec<&'a str>,
}

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.file(PAGE) else { return Vec::new() };
    let rows = rows(&page.text);
    let mut known = HashSet::new();
    let mut findings = Vec::new();
    for row in &rows {
        if !is_id(row.id) {
            findings.push(finding(row.line, format!("`{}` is no capability's id", row.id)));
        } else if !known.insert(row.id) {
            findings.push(finding(row.line, format!("{} has two rows: keep one", row.id)));
        }
        findings.extend(contradiction(row).map(|what| finding(row.line, format!("{}: {what}", row.id))));
    }
    findings.extend(unknown_ids(tree, &known));
    findings
}

/// The rows whose tests the run did not prove.
pub(super) fn join(tree: &Tree, folder: &Path) -> Result<Vec<Finding>> {
    let cases = junit::read_folder(folder)?;
    if cases.is_empty() {
        bail!("there is no result in {}: run `cargo xtask test` first", folder.display());
    }
    let rows = tree.file(PAGE).map(|page| rows(&page.text)).unwrap_or_default();
    let unproved = |row: &Row<'_>| {
        let reasons = row.tests.iter().filter_map(|test| Some((*test, refusal(test, &cases)?)));
        let tell =
            |(test, reason)| finding(row.line, format!("{} leans on `{test}`, which {reason}", row.id));
        reasons.map(tell).collect::<Vec<_>>()
    };
    Ok(rows.iter().flat_map(unproved).collect())
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let row = |(line, text)| match cells(text)?.as_slice() {
        ["id", ..] => None,
        [id, state, missing, tests] => Some(Row { line, id, state, missing, tests: quoted(tests).collect() }),
        cells => Some(Row { line, id: cells.first()?, state: "", missing: "", tests: Vec::new() }),
    };
    prose(text).filter_map(row).collect()
}

/// What a row says against itself.
fn contradiction(row: &Row<'_>) -> Option<&'static str> {
    let says_missing = row.missing.chars().any(char::is_alphanumeric);
    match row.state {
        "works" if row.tests.is_empty() => Some("what works names the test that proves it"),
        "works" if says_missing => Some("it lacks something: say partly"),
        "partly" if !says_missing => Some("say what is missing"),
        "absent" if !row.tests.is_empty() => Some("a test proves something: say partly"),
        "works" | "partly" | "absent" => None,
        _ => Some("write `| id | works, partly or absent | what is missing | tests |`"),
    }
}

/// Why a test proves nothing, if it does not.
fn refusal(test: &str, cases: &[Case]) -> Option<&'static str> {
    let (class, name) = test.split_once(' ').unwrap_or((test, ""));
    let mut found = cases.iter().filter(|case| case.class == class && case.name == name).peekable();
    if found.peek().is_none() {
        return Some("did not run");
    }
    found.find_map(|case| match case.ending {
        Ending::Passed => None,
        Ending::Failed => Some("failed"),
        Ending::Skipped => Some("was skipped"),
    })
}

/// Ids that other pages mention and the register does not have.
fn unknown_ids(tree: &Tree, known: &HashSet<&str>) -> Vec<Finding> {
    let pages =
        tree.files().filter(|file| file.path.starts_with("docs/") && file.is(&["md"]) && file.path != PAGE);
    pages
        .flat_map(|page| {
            let mentioned =
                prose(&page.text).flat_map(|(line, text)| ids(text).into_iter().map(move |id| (line, id)));
            mentioned.filter(|(_, id)| !known.contains(id)).map(|(line, id)| Finding {
                path: page.path.clone(),
                line,
                rule: "capabilities",
                what: format!("{id} is not in {PAGE}"),
            })
        })
        .collect()
}

fn finding(line: usize, what: String) -> Finding {
    Finding { path: PAGE.to_owned(), line, rule: "capabilities", what }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "| id | state | missing | test |\n| --- | --- | --- | --- |\n";

    fn found(rows: &str) -> Vec<String> {
        let page = format!("{HEAD}{rows}");
        check(&Tree::of(&[(PAGE, &page)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_row_that_is_sound_is_left_alone() {
        let rows =
            "| I11 | works | | `exchange::it count::it_moves_by_one` |\n| T01 | absent | a connector | |\n";
        assert_eq!(found(rows), [""; 0]);
    }

    #[test]
    fn a_row_that_contradicts_itself_is_found() {
        assert_eq!(
            found("| I11 | works | | |"),
            ["docs/capabilities.md:3: capabilities: I11: what works names the test that proves it"]
        );
        assert_eq!(found("| I11 | works | the map | `a b` |").len(), 1);
        assert_eq!(found("| T03 | partly | — | `a b` |").len(), 1);
        assert_eq!(found("| T03 | soon | | |").len(), 1);
        assert_eq!(found("| T03 | works |").len(), 1);
        assert_eq!(found("| T3 | absent | | |\n| T04 | absent | | |\n| T04 | absent | | |").len(), 2);
    }

    #[test]
    fn an_id_of_another_page_is_in_the_register() {
        let page = format!("{HEAD}| T17 | absent | | |");
        let tree = Tree::of(&[(PAGE, &page), ("docs/guides/bureau.md", "T17 et T18"), ("README.md", "T19")]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.what).collect();
        assert_eq!(found, ["T18 is not in docs/capabilities.md"]);
    }

    #[test]
    fn only_a_test_that_ran_and_passed_proves_something() {
        let case =
            |class: &str, name: &str, ending| Case { class: class.to_owned(), name: name.to_owned(), ending };
        let cases = [
            case("agenda::it", "book::a", Ending::Passed),
            case("agenda::it", "book::b", Ending::Failed),
            case("secretary/book.spec.ts", "the secretary books by keyboard", Ending::Skipped),
        ];
        assert_eq!(refusal("agenda::it book::a", &cases), None);
        assert_eq!(refusal("agenda::it book::b", &cases), Some("failed"));
        assert_eq!(
            refusal("secretary/book.spec.ts the secretary books by keyboard", &cases),
            Some("was skipped")
        );
        assert_eq!(refusal("agenda::it book::c", &cases), Some("did not run"));
        assert_eq!(refusal("book::a", &cases), Some("did not run"));
    }

    #[test]
    fn rows_are_joined_with_the_results_of_a_run() {
        let folder = std::env::temp_dir().join(format!("xtask-capabilities-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let passed = Case { class: "a".to_owned(), name: "b".to_owned(), ending: Ending::Passed };
        junit::write_file(&folder.join("nextest.xml"), &[passed]).unwrap();
        let page = format!("{HEAD}| I11 | works | | `a b` |\n| T03 | partly | the rest | `a c` |");
        let found = join(&Tree::of(&[(PAGE, &page)]), &folder).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, "T03 leans on `a c`, which did not run");
        assert!(join(&Tree::of(&[]), &folder).is_err(), "no result at all must not pass");
    }
}
