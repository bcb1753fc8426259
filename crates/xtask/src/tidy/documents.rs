//! The pages that a newcomer and an operator look for are there; decisions are numbered; pictures are few.

use super::Finding;
use super::tree::{File, Tree};

const WANTED: [&str; 10] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "LICENSE",
    "docs/glossary.md",
    "docs/capabilities.md",
    "docs/context-map.toml",
    "docs/benchmarks.md",
];

/// Pictures weigh for ever in the history of a repository.
const MOST_PICTURES: usize = 20;

const DECISIONS: &str = "docs/decisions/";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let missing =
        WANTED.into_iter().filter(|path| tree.file(path).is_none_or(|file| file.text.trim().is_empty()));
    let mut findings: Vec<Finding> = missing.map(|path| finding(path, "write it".to_owned())).collect();
    let pictures: Vec<&File> =
        tree.files().filter(|file| file.is(&["png", "jpg", "jpeg", "webp", "gif"])).collect();
    if let Some(first) = pictures.get(MOST_PICTURES) {
        let what = format!("{} pictures: keep the {MOST_PICTURES} that tell most", pictures.len());
        findings.push(finding(&first.path, what));
    }
    findings.extend(decisions(tree));
    findings
}

/// Decisions are files `NNNN-what.md`, numbered from 1 without gap nor double.
fn decisions(tree: &Tree) -> Vec<Finding> {
    let mut names: Vec<&str> = tree.files().filter_map(|file| file.path.strip_prefix(DECISIONS)).collect();
    names.sort_unstable();
    let mut findings = Vec::new();
    for (name, number) in names.into_iter().filter(|name| *name != "README.md").zip(1_u32..) {
        let expected = format!("{number:04}-");
        if !name.starts_with(&expected) || name.rsplit_once('.').is_none_or(|(_, kind)| kind != "md") {
            let what = format!("number it {expected}: decisions have neither gap nor double");
            findings.push(finding(&format!("{DECISIONS}{name}"), what));
        }
    }
    findings
}

fn finding(path: &str, what: String) -> Finding {
    Finding { path: path.to_owned(), line: 0, rule: "documents", what }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_changelog_is_as_good_as_none() {
        let found: Vec<_> = check(&Tree::of(&[("CHANGELOG.md", "\n"), ("README.md", "# Maillage")]))
            .into_iter()
            .map(|finding| finding.path)
            .collect();
        assert!(found.contains(&"CHANGELOG.md".to_owned()) && !found.contains(&"README.md".to_owned()));
    }

    #[test]
    fn decisions_have_neither_gap_nor_double() {
        let tree = |names: [&str; 2]| Tree::of(&names.map(|name| (name, "")));
        assert!(decisions(&tree(["docs/decisions/0001-words.md", "docs/decisions/0002-data.md"])).is_empty());
        assert_eq!(
            decisions(&tree(["docs/decisions/0001-words.md", "docs/decisions/0003-data.md"])).len(),
            1
        );
        assert_eq!(
            decisions(&tree(["docs/decisions/0001-words.md", "docs/decisions/0001-data.md"])).len(),
            1
        );
    }

    #[test]
    fn the_twenty_first_picture_is_found() {
        let names: Vec<String> = (0..21).map(|number| format!("docs/pictures/{number}.png")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
        let pictures = |count: usize| {
            check(&Tree::of(&files[..count]))
                .iter()
                .filter(|finding| finding.what.contains("pictures"))
                .count()
        };
        assert_eq!((pictures(20), pictures(21)), (0, 1));
    }
}
