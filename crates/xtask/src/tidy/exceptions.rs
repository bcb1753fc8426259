//! The exceptions to the rules, each named with its reason; one that excuses nothing is a finding itself.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::Finding;
use super::tree::Tree;

/// Where exceptions are written.
pub(super) const FILE: &str = ".config/tidy.toml";

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Exceptions {
    #[serde(default)]
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    rule: String,
    /// A file, or a folder when it ends in `/`.
    path: String,
    /// A part of what the finding says; without it, every finding of the rule in the path.
    about: Option<String>,
    reason: String,
}

impl Exception {
    fn excuses(&self, finding: &Finding) -> bool {
        let here =
            finding.path == self.path || (self.path.ends_with('/') && finding.path.starts_with(&self.path));
        here && finding.rule == self.rule
            && self.about.as_ref().is_none_or(|about| finding.what.contains(about))
    }
}

impl Exceptions {
    pub(super) fn read(tree: &Tree) -> Result<Self> {
        let Some(file) = tree.file(FILE) else { return Ok(Self::default()) };
        toml::from_str(&file.text).with_context(|| format!("failed to read {FILE}"))
    }

    /// The findings that no exception excuses, and one for each exception that excuses nothing or says no reason.
    pub(super) fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let idle = self.exception.iter().filter(|exception| {
            exception.reason.trim().is_empty() || !findings.iter().any(|finding| exception.excuses(finding))
        });
        let mut rest: Vec<Finding> = idle
            .map(|Exception { rule, path, reason, .. }| Finding {
                path: FILE.to_owned(),
                line: 0,
                rule: "exceptions",
                what: match reason.trim() {
                    "" => format!("say why {rule} does not hold in {path}"),
                    _ => format!("remove the exception to {rule} in {path}: it excuses nothing"),
                },
            })
            .collect();
        let excused = |finding: &Finding| self.exception.iter().any(|exception| exception.excuses(finding));
        rest.extend(findings.into_iter().filter(|finding| !excused(finding)));
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(path: &str) -> Finding {
        Finding { path: path.to_owned(), line: 0, rule: "length", what: "600 lines".to_owned() }
    }

    fn exceptions(path: &str, reason: &str) -> Exceptions {
        let text = format!("[[exception]]\nrule = 'length'\npath = '{path}'\nreason = '{reason}'");
        Exceptions::read(&Tree::of(&[(FILE, &text)])).unwrap()
    }

    #[test]
    fn an_exception_excuses_its_file_and_no_other() {
        let left = exceptions("a.rs", "a table of communes").apply(vec![long("a.rs"), long("b.rs")]);
        assert_eq!(left, [long("b.rs")]);
    }

    #[test]
    fn a_folder_excuses_what_is_in_it() {
        assert!(exceptions("vendor/", "not ours").apply(vec![long("vendor/htmx.js")]).is_empty());
    }

    #[test]
    fn an_exception_that_excuses_nothing_is_found() {
        let left = exceptions("gone.rs", "it was long").apply(Vec::new());
        assert!(left[0].what.contains("it excuses nothing"));
    }

    #[test]
    fn an_exception_without_reason_is_found() {
        let left = exceptions("a.rs", " ").apply(vec![long("a.rs")]);
        assert!(left[0].what.starts_with("say why"));
    }
}
