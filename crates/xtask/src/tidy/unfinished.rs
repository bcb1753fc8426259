//! Nothing waits in the code: what is not done is in an issue, what is done is done.

use super::Finding;
use super::tree::Tree;

/// Put together here so that this file does not find itself.
const MARKS: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("todo", "!")];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let kinds = ["rs", "ts", "mjs", "html", "css", "sql", "md", "toml", "sh", "yml", "yaml", "json"];
    let mut findings = Vec::new();
    for file in tree.files().filter(|file| file.is(&kinds) && !file.path.ends_with("package-lock.json")) {
        for (line, text) in file.lines() {
            if let Some(mark) = MARKS.into_iter().find(|mark| holds_word(text, mark)) {
                let what = format!("`{mark}`: do it now, or open an issue and say here what is");
                findings.push(Finding { path: file.path.clone(), line, rule: "unfinished", what });
            }
        }
    }
    findings
}

fn holds_word(text: &str, word: &str) -> bool {
    let part_of_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word).any(|(at, _)| {
        !part_of_word(text[..at].chars().next_back()) && !part_of_word(text[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_found_as_a_whole_word() {
        let text = format!("// {}: later\nlet a{}b = 1;\n{}()\n", MARKS[0], MARKS[1], MARKS[2]);
        let found = check(&Tree::of(&[("a.rs", &text)]));
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), [1, 3]);
    }
}
