//! docs/reference/problems.md names every refusal that a program may meet: its code, its status, its sentence.

use super::Finding;
use super::source::{self, Keep};
use super::tree::Tree;

const PAGE: &str = "docs/reference/problems.md";

/// Every problem that the sources make stands in the page, word for word, and nothing else does.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    // a page that is gone names nothing: every problem is missing
    let page = tree.files().find(|file| file.path == PAGE).map_or("", |file| file.text.as_str());
    let sources = tree.files().filter(|file| {
        file.is(&["rs"])
            && file.path.starts_with("crates/")
            && file.path.contains("/src/")
            && !file.path.contains("/xtask/")
    });
    let made: Vec<(&str, String)> = sources
        .flat_map(|file| {
            problems(&source::rust(&file.text, Keep::Strings))
                .into_iter()
                .map(|row| (file.path.as_str(), row))
        })
        .collect();
    let missing =
        made.iter().filter(|(_, row)| page.lines().all(|line| line != row)).map(|(path, row)| Finding {
            path: (*path).to_owned(),
            line: 0,
            rule: "problems",
            what: format!("write this line in {PAGE}: {row}"),
        });
    let gone = page
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with("| `") && made.iter().all(|(_, row)| row != line))
        .map(|(at, _)| Finding {
            path: PAGE.to_owned(),
            line: at + 1,
            rule: "problems",
            what: "no source makes this problem any more: remove the line".to_owned(),
        });
    missing.chain(gone).collect()
}

/// The rows of what a source makes: `StatusCode::NAME, "context/code", "sentence"`.
fn problems(text: &str) -> Vec<String> {
    let parts = text.split("StatusCode::").skip(1);
    parts
        .filter_map(|part| {
            let (status, rest) = part.split_once(',')?;
            let (code, rest) = literal(rest.trim_start())?;
            let is_code = code.split_once('/').is_some_and(|(context, name)| {
                let plain = |text: &str| {
                    !text.is_empty()
                        && text.bytes().all(|c| c.is_ascii_lowercase() || c == b'-' || c.is_ascii_digit())
                };
                plain(context) && plain(name)
            });
            let known = status.bytes().all(|c| c.is_ascii_uppercase() || c == b'_');
            let says =
                literal(rest.trim_start_matches(',').trim_start()).map_or("…".to_owned(), |(says, _)| says);
            (is_code && known)
                .then(|| format!("| `{code}` | {} | {says} |", status.to_lowercase().replace('_', " ")))
        })
        .collect()
}

/// The string that begins here, its French spaces written out, and what follows.
fn literal(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('"')?;
    let (said, rest) = inside.split_once('"')?;
    Some((said.replace("\\u{202f}", "\u{202f}").replace("\\u{a0}", "\u{a0}"), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "Problem::new(\n    StatusCode::CONFLICT,\n    \"acts/over\",\n    \"Il est terminé.\",\n    \"Rien.\",\n)";
    const ROW: &str = "| `acts/over` | conflict | Il est terminé. |";

    #[test]
    fn a_problem_that_the_page_does_not_name_is_found() {
        let tree = Tree::of(&[("crates/contexts/acts/src/close.rs", SOURCE), (PAGE, "# Problems\n")]);
        assert!(check(&tree)[0].what.ends_with(ROW));
        let page = format!("# Problems\n\n{ROW}\n");
        assert!(check(&Tree::of(&[("crates/contexts/acts/src/close.rs", SOURCE), (PAGE, &page)])).is_empty());
        assert_eq!(
            check(&Tree::of(&[("crates/contexts/acts/src/close.rs", SOURCE)])).len(),
            1,
            "nor without a page"
        );
        let commented = SOURCE.replace("Problem", "// Problem").replace('\n', " ");
        assert!(check(&Tree::of(&[("crates/contexts/acts/src/close.rs", &commented)])).is_empty());
    }

    #[test]
    fn a_line_that_no_source_makes_is_found() {
        let page = format!("# Problems\n\n{ROW}\n");
        let found = check(&Tree::of(&[("crates/contexts/acts/src/close.rs", ""), (PAGE, &page)]));
        assert_eq!((found.len(), found[0].line), (1, 3));
    }
}
