//! One word for one thing, as docs/glossary.md says: the words that blur it are refused in Rust and SQL identifiers.

use super::source::{self, Keep};
use super::tree::{File, Tree, numbered};
use super::{Finding, sql};

/// Parts of identifiers that are refused, and the words to say instead.
const BLURRED: [(&str, &str); 1] =
    [("visit", "say `view` (one person opening one page), `passage` (a stop at a place) or `act`")];

/// Names of files and folders that say nothing about what is inside.
const EMPTY_NAMES: [&str; 6] = ["utils", "util", "helpers", "helper", "manager", "common"];

/// Endings of types that name a pattern instead of a thing.
const PATTERNS: [&str; 3] = ["Service", "Repository", "Manager"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        if file.is(&["rs"]) {
            let code = source::rust(&file.text, Keep::Code);
            findings.extend(blurred(file, &code));
            findings.extend(patterns(file, &code));
            findings.extend(empty_name(file));
        } else if file.is(&["sql"]) {
            findings.extend(blurred(file, &sql::code(&file.text)));
        }
    }
    findings
}

fn blurred(file: &File, code: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, text) in numbered(code) {
        for word in source::identifiers(text) {
            for (part, instead) in BLURRED {
                if word.to_lowercase().contains(part) {
                    findings.push(finding(file, line, format!("`{word}`: {instead}")));
                }
            }
        }
    }
    findings
}

fn patterns(file: &File, code: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, text) in numbered(code) {
        let words: Vec<&str> = source::identifiers(text).collect();
        for pair in words.windows(2).filter(|pair| matches!(pair[0], "struct" | "enum" | "trait")) {
            if let Some(pattern) = PATTERNS.into_iter().find(|pattern| pair[1].ends_with(pattern)) {
                let what = format!("`{}`: name what it is, a {pattern} is nothing in the territory", pair[1]);
                findings.push(finding(file, line, what));
            }
        }
    }
    findings
}

fn empty_name(file: &File) -> Option<Finding> {
    let part = file
        .path
        .split('/')
        .map(|part| part.trim_end_matches(".rs"))
        .find(|part| EMPTY_NAMES.contains(part))?;
    Some(finding(file, 0, format!("`{part}` says nothing: name the file after what it holds")))
}

fn finding(file: &File, line: usize, what: String) -> Finding {
    Finding { path: file.path.clone(), line, rule: "words", what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_blurred_word_is_found_in_identifiers_only() {
        assert_eq!(found("a.rs", "fn last_visit() {}\nstruct HomeVisits;").len(), 2);
        assert!(found("a.rs", "/// A visit is a word for users.\nlet a = \"visite\";").is_empty());
        assert_eq!(found("m.sql", "create table acts.visit (id uuid); -- visit").len(), 1);
        assert!(found("m.sql", "insert into t values ('visite'); -- visit").is_empty());
    }

    #[test]
    fn a_type_is_not_named_after_a_pattern() {
        assert_eq!(found("a.rs", "pub struct BookingService;").len(), 1);
        assert!(found("a.rs", "use tower::Service;\nimpl Service<R> for Audit {}").is_empty());
    }

    #[test]
    fn a_file_is_named_after_what_it_holds() {
        assert_eq!(found("crates/kernel/src/utils.rs", "").len(), 1);
        assert_eq!(found("crates/kernel/tests/common/world.rs", "").len(), 1);
        assert!(found("crates/contexts/territory/src/commune.rs", "").is_empty());
    }
}
