//! A crate is born with its first use case: one that holds no code is refused.

use super::Finding;
use super::source::{self, Keep};
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let manifests =
        tree.files().filter(|file| file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml"));
    manifests
        .filter(|manifest| {
            let folder = manifest.path.trim_end_matches("Cargo.toml").to_owned() + "src/";
            !tree
                .files()
                .any(|file| file.path.starts_with(&folder) && file.is(&["rs"]) && holds_code(&file.text))
        })
        .map(|manifest| Finding {
            path: manifest.path.clone(),
            line: 0,
            rule: "empty-crate",
            what: "remove the crate until it has a use case".to_owned(),
        })
        .collect()
}

/// Whether anything is left beside comments, attributes and module declarations.
fn holds_code(text: &str) -> bool {
    let code = source::rust(text, Keep::Code);
    let declares = |line: &str| line.ends_with(';') && (line.starts_with("mod ") || line.contains(" mod "));
    code.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with('#') && !declares(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_of_comments_and_empty_modules_is_found() {
        let tree = Tree::of(&[
            ("crates/engines/sfu/Cargo.toml", ""),
            ("crates/engines/sfu/src/lib.rs", "//! Later.\n#![forbid(unsafe_code)]\npub mod room;\n"),
            ("crates/engines/sfu/src/room.rs", "// soon\n"),
            ("crates/kernel/Cargo.toml", ""),
            ("crates/kernel/src/lib.rs", "//! Words.\npub struct Cents(i64);\n"),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["crates/engines/sfu/Cargo.toml"]);
    }
}
