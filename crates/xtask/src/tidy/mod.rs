//! `cargo xtask tidy`: the rules of the house that neither the compiler nor clippy holds.
//!
//! Each rule is a module that reads the tree and returns findings; an exception is written, with its reason, in
//! `.config/tidy.toml`. A rule never changes a file.

mod capabilities;
mod context_map;
mod documents;
mod empty_crates;
mod exceptions;
mod length;
mod markdown;
mod migrations;
mod routes;
mod source;
mod sql;
mod templates;
mod tree;
mod unfinished;
mod words;

use std::fmt;
use std::path::PathBuf;

use anyhow::{Result, bail};

use self::exceptions::Exceptions;
use self::tree::Tree;

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Joins docs/capabilities.md with the test results of this folder (after `cargo xtask test`: target/junit)
    #[arg(long)]
    pub(crate) results: Option<PathBuf>,
}

/// Something to change, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// From 1; 0 for the file as a whole.
    line: usize,
    rule: &'static str,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, rule, what } = self;
        if *line == 0 {
            write!(f, "{path}: {rule}: {what}")
        } else {
            write!(f, "{path}:{line}: {rule}: {what}")
        }
    }
}

/// A rule that needs nothing but the files.
type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: [Rule; 9] = [
    length::check,
    empty_crates::check,
    templates::check,
    routes::check,
    words::check,
    unfinished::check,
    migrations::check,
    documents::check,
    capabilities::check,
];

/// Checks every rule and prints what to change.
pub(crate) fn check(options: &Options) -> Result<()> {
    let tree = Tree::of_checkout()?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    findings.extend(context_map::check(&tree)?);
    if let Some(folder) = &options.results {
        findings.extend(capabilities::join(&tree, folder)?);
    }
    let exceptions = Exceptions::read(&tree)?;
    let mut findings = exceptions.apply(findings);
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => println!("tidy: {} files, nothing to change", tree.len()),
        count => bail!(
            "tidy found {count} things to change; an exception goes in {} with its reason",
            exceptions::FILE
        ),
    }
    Ok(())
}
