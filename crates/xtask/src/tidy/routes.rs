//! Addresses are typed paths: no page is reached through a string put together by hand.

use super::Finding;
use super::source::{self, Keep};
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let inside = |path: &str| path.starts_with("crates/contexts/") || path.starts_with("crates/screens/");
    let sources =
        tree.files().filter(|file| inside(&file.path) && file.path.contains("/src/") && file.is(&["rs"]));
    sources
        .flat_map(|file| {
            let text = source::rust(&file.text, Keep::Strings);
            made_by_hand(&text).into_iter().map(|line| Finding {
                path: file.path.clone(),
                line,
                rule: "routes",
                what: "use the route's typed path instead of `format!(\"/…\")`".to_owned(),
            })
        })
        .collect()
}

/// The lines where `format!` or `concat!` begins with a path.
fn made_by_hand(text: &str) -> Vec<usize> {
    let calls = ["format!(", "concat!("].into_iter().flat_map(|call| text.match_indices(call));
    let mut lines: Vec<usize> = calls
        .filter(|(at, call)| {
            let argument = text[at + call.len()..].trim_start();
            argument.trim_start_matches(['r', '#']).starts_with("\"/")
        })
        .map(|(at, _)| text[..at].matches('\n').count() + 1)
        .collect();
    lines.sort_unstable();
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_put_together_is_found_with_its_line() {
        let text =
            "// format!(\"/no\")\nlet a = format!(\n    \"/agenda/{id}\");\nlet b = format!(\"{a}/x\");\n";
        let found = check(&Tree::of(&[("crates/contexts/agenda/src/pages.rs", text)]));
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn tests_and_other_crates_may_write_paths() {
        let text = "let a = format!(\"/agenda/{id}\");";
        let tree = Tree::of(&[
            ("crates/contexts/agenda/tests/it/book.rs", text),
            ("crates/testing/src/lib.rs", text),
        ]);
        assert!(check(&tree).is_empty());
    }
}
