//! Files stay under 500 lines: a longer one holds two things.

use super::Finding;
use super::tree::Tree;

const MOST: usize = 500;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let counted = tree.files().filter(|file| file.is(&["rs", "ts", "mjs", "html", "css", "sql"]));
    counted
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines >= MOST)
        .map(|(file, lines)| Finding {
            path: file.path.clone(),
            line: 0,
            rule: "length",
            what: format!("{lines} lines: split it where it holds two things (under {MOST})"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_500_lines_is_found_and_one_of_499_is_not() {
        let tree = Tree::of(&[
            ("a.rs", &"x\n".repeat(500)),
            ("b.rs", &"x\n".repeat(499)),
            ("c.md", &"x\n".repeat(900)),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "a.rs: length: 500 lines: split it where it holds two things (under 500)"
        );
    }
}
