//! The four levels of tests, each run by the runner made for it and reported in a `JUnit` file.

use std::ffi::OsString;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::demo;
use crate::junit::{self, Case, Ending};
use crate::place;
use crate::postgres;
use crate::process::{command, output, run, shown};
use crate::served::{Served, free_port};

/// The day and the seed of the demonstration that journeys walk through: a Tuesday, with its half-day in progress.
const TODAY: &str = "2026-11-24";
const SEED: &str = "1";

/// What the levels were given: folders and programs.
pub(crate) struct Needs {
    pub(crate) postgres: PathBuf,
    pub(crate) postfix: PathBuf,
    pub(crate) chromium: PathBuf,
    pub(crate) nextest: OsString,
}

impl Needs {
    /// The variables that tell tests where everything is.
    pub(crate) fn variables(&self) -> [(&'static str, &Path); 3] {
        [
            (postgres::VARIABLE, &self.postgres),
            ("MAILLAGE_POSTFIX_ROOT", &self.postfix),
            ("MAILLAGE_CHROMIUM", &self.chromium),
        ]
    }

    fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.variables())
    }
}

/// Unit and integration tests, on the cluster that the first of them starts.
pub(crate) fn nextest(needs: &Needs, filter: Option<&str>, report: &Path) -> Result<()> {
    let mut nextest = command(&needs.nextest);
    nextest.args(["nextest", "run", "--workspace", "--profile", "ci"]);
    if let Some(text) = filter {
        nextest.args(["--no-tests", "pass", "--filterset", &filterset(text, is_crate(text)?)]);
    }
    // nextest reports under the workspace's own target, wherever cargo builds
    let written = place::scratch().join("nextest/ci/junit.xml");
    remove(&written)?;
    let ended = run(needs.tell(&mut nextest));
    if written.exists() {
        fs::copy(&written, report)?;
    } else if ended.is_ok() && filter.is_none() {
        bail!("nextest wrote no report in {}", written.display());
    }
    ended
}

/// Nextest's filter for tests whose name contains a text, or for the tests of the crate so named.
fn filterset(text: &str, is_crate: bool) -> String {
    let escaped: String = text
        .chars()
        .flat_map(|c| {
            let escape = matches!(c, '\\' | ')' | ',' | '/').then_some('\\');
            escape.into_iter().chain([c])
        })
        .collect();
    // nextest refuses a filter that names no crate
    if is_crate { format!("test(~{escaped}) | package(={escaped})") } else { format!("test(~{escaped})") }
}

/// Whether a crate of ours has this name.
fn is_crate(name: &str) -> Result<bool> {
    let manifests = output(command("git").args(["ls-files", "crates/*/Cargo.toml"]))?;
    let mut folders = manifests.lines().filter_map(|path| Path::new(path).parent()?.file_name());
    Ok(folders.any(|folder| folder == name))
}

/// The examples in the documentation, which nextest does not run.
pub(crate) fn doc(needs: &Needs, filter: Option<&str>, report: &Path) -> Result<()> {
    let mut cargo = command("cargo");
    cargo.args(["test", "--workspace", "--doc", "--no-fail-fast", "--"]).args(filter);
    // the crate's name comes on the error stream: join both, in order
    let mut joined = command("sh");
    joined.args(["-c", "exec \"$@\" 2>&1", "sh"]).arg(cargo.get_program()).args(cargo.get_args());
    let mut child = needs.tell(&mut joined).stdout(Stdio::piped()).spawn().context("failed to run cargo")?;
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().context("no output")?).lines() {
        let line = line?;
        // libtest's own totals, one for each crate, would be read as the run's
        if !line.starts_with("test result:") {
            println!("{line}");
        }
        lines.push(line);
    }
    let status = child.wait()?;
    junit::write_file(report, &doc_cases(&lines))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(&cargo));
    }
    Ok(())
}

/// The cases among the lines of `cargo test --doc`, each named after its crate and its place.
fn doc_cases(lines: &[String]) -> Vec<Case> {
    let mut class = String::new();
    let mut cases = Vec::new();
    for line in lines {
        if let Some(name) = line.trim_start().strip_prefix("Doc-tests ") {
            class = format!("doc::{name}");
        } else if let Some((name, ending)) =
            line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... "))
        {
            let ending = match ending {
                "ok" => Ending::Passed,
                "ignored" => Ending::Skipped,
                _ => Ending::Failed,
            };
            cases.push(Case { class: class.clone(), name: name.to_owned(), ending });
        }
    }
    cases
}

/// The islands' tests, under node alone.
pub(crate) fn islands(_: &Needs, filter: Option<&str>, report: &Path) -> Result<()> {
    let folder = place::root().join("web/tests");
    let entries = fs::read_dir(&folder).with_context(|| format!("failed to read {}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    if files.is_empty() {
        bail!("there is no file *.test.mjs in {}", folder.display());
    }
    let mut node = command("node");
    node.current_dir(place::root().join("web")).arg("--test");
    node.args(["--test-reporter=spec", "--test-reporter-destination=stdout", "--test-reporter=junit"]);
    node.arg(format!("--test-reporter-destination={}", report.display()));
    if let Some(text) = filter {
        node.arg(format!("--test-name-pattern={}", expression(text)));
    }
    let ended = run(node.args(files));
    if filter.is_some() && report.exists() {
        // node reports what the filter left out as skipped
        let mut cases = junit::read_file(report)?;
        cases.retain(|case| case.ending != Ending::Skipped);
        junit::write_file(report, &cases)?;
    }
    ended
}

/// The journeys, in a real browser, on a demonstration of their own.
pub(crate) fn journeys(needs: &Needs, filter: Option<&str>, report: &Path) -> Result<()> {
    let folder = place::root().join("e2e");
    let grep: Vec<String> =
        filter.map(|text| vec!["--grep".to_owned(), expression(text)]).unwrap_or_default();
    let playwright = |arguments: &[&str]| {
        let mut playwright = command(folder.join("node_modules/.bin/playwright"));
        playwright.current_dir(&folder).arg("test").args(arguments).args(&grep);
        playwright
    };
    if filter.is_some() && !playwright(&["--list"]).output()?.status.success() {
        println!("no journey has that name");
        return Ok(());
    }
    let scratch = place::scratch().join("e2e");
    let data = scratch.join("data");
    if data.exists() {
        fs::remove_dir_all(&data).with_context(|| format!("failed to empty {}", data.display()))?;
    }
    let port = free_port()?;
    let mut demo = demo::demonstration(&place::target().join("debug/maillage"), port, &data);
    needs.tell(&mut demo).args(["--today", TODAY, "--seed", SEED]);
    let mut served = Served::start(&mut demo, port, &scratch.join("server.log"))?;
    served.wait_for("/", Duration::from_mins(5))?;
    let mut journeys = playwright(&[]);
    journeys.env("MAILLAGE_URL", served.url()).env("MAILLAGE_TODAY", TODAY).env("MAILLAGE_JUNIT", report);
    run(needs.tell(&mut journeys))
}

/// Checks the types of the journeys.
pub(crate) fn check_types() -> Result<()> {
    let folder = place::root().join("e2e");
    run(command(folder.join("node_modules/.bin/tsc")).current_dir(&folder).arg("--noEmit"))
}

/// The regular expression that matches a text itself.
fn expression(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let escape = r"\.+*?()|[]{}^$".contains(c).then_some('\\');
            escape.into_iter().chain([c])
        })
        .collect()
}

fn remove(file: &Path) -> Result<()> {
    if file.exists() {
        fs::remove_file(file).with_context(|| format!("failed to remove {}", file.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_taken_as_written() {
        assert_eq!(filterset("a(b)", false), r"test(~a(b\))");
        assert_eq!(filterset("agenda", true), "test(~agenda) | package(=agenda)");
        assert_eq!(expression("R08 (a|b)"), r"R08 \(a\|b\)");
    }

    #[test]
    fn examples_of_the_documentation_are_named_after_their_crate() {
        let printed = "   Doc-tests kernel

running 2 tests
test crates/kernel/src/ins.rs - ins::Ins (line 12) ... ok
test crates/kernel/src/ins.rs - ins::Ins::key (line 40) ... FAILED

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s
   Doc-tests ui
test crates/platform/ui/src/list.rs - list (line 3) ... ignored";
        let lines: Vec<String> = printed.lines().map(str::to_owned).collect();
        let cases = doc_cases(&lines);
        let seen: Vec<_> = cases.iter().map(|case| (case.class.as_str(), case.ending)).collect();
        assert_eq!(
            seen,
            [("doc::kernel", Ending::Passed), ("doc::kernel", Ending::Failed), ("doc::ui", Ending::Skipped)]
        );
        assert_eq!(cases[0].name, "crates/kernel/src/ins.rs - ins::Ins (line 12)");
    }
}
