//! `cargo xtask test`: every level of tests, all of them even when one fails, and one closing line that sums them up.
//!
//! Nothing is skipped silently: what a level needs is brought, or the run fails.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::junit::{self, Case, Ending};
use crate::levels::{self, Needs};
use crate::process::step;
use crate::{demo, mail, npm, place, postgres, tools, web};

#[derive(clap::Args, Default)]
pub(crate) struct Options {
    /// Runs only tests whose name contains this, or the tests of the crate so named
    pub(crate) filter: Option<String>,
}

/// One level: its name, the file it reports in, what runs it.
type Level = (&'static str, &'static str, fn(&Needs, Option<&str>, &Path) -> Result<()>);

const LEVELS: [Level; 4] = [
    ("unit and integration tests", "nextest.xml", levels::nextest),
    ("examples in the documentation", "doc.xml", levels::doc),
    ("islands", "web.xml", levels::islands),
    ("journeys in a browser", "e2e.xml", levels::journeys),
];

/// Where the `JUnit` file of each level goes.
pub(crate) fn reports() -> PathBuf {
    place::scratch().join("junit")
}

/// Runs every test and prints `N passed, N failed`.
pub(crate) fn test(options: &Options) -> Result<()> {
    let needs = prepare()?;
    let reports = reports();
    if reports.exists() {
        // a result of an earlier run must never speak for this one
        fs::remove_dir_all(&reports).with_context(|| format!("failed to empty {}", reports.display()))?;
    }
    fs::create_dir_all(&reports)?;
    let mut broken = Vec::new();
    for (name, file, run) in LEVELS {
        let report = reports.join(file);
        if let Err(error) = step(name, || run(&needs, options.filter.as_deref(), &report)) {
            eprintln!("error: {name}: {error:#}");
            broken.push((name, report));
        }
    }
    let cases = junit::read_folder(&reports)?;
    conclude(&cases, &broken)
}

/// Finds or brings what the levels need and prints it as variables, for a run by hand.
pub(crate) fn print_needs() -> Result<()> {
    needs()?.variables().into_iter().for_each(|(name, place)| println!("{name}={}", place.display()));
    Ok(())
}

fn needs() -> Result<Needs> {
    Ok(Needs {
        postgres: postgres::find_or_bring()?,
        postfix: mail::prepare()?,
        chromium: tools::chromium()?,
        nextest: tools::nextest()?.get_program().into(),
    })
}

/// Makes everything ready and builds everything once.
fn prepare() -> Result<Needs> {
    sweep(Path::new("/dev/shm"))?;
    let needs = needs()?;
    web::build()?;
    npm::install(&place::root().join("e2e"))?;
    step("types of the islands and of the journeys", || {
        web::check_types()?;
        levels::check_types()
    })?;
    step("build the tests and the server (the first time takes minutes)", demo::build_tests)?;
    Ok(needs)
}

/// Removes the tests' clusters whose server is gone: they fill the memory of a machine that is kept.
fn sweep(memory: &Path) -> Result<()> {
    for entry in fs::read_dir(memory).into_iter().flatten() {
        let folder = entry?.path();
        let ours =
            folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("maillage-test-"));
        // without a process number it is being made by another run
        let server = fs::read_dir(folder.join("pgdata"))
            .into_iter()
            .flatten()
            .find_map(|major| fs::read_to_string(major.ok()?.path().join("postmaster.pid")).ok())
            .and_then(|text| text.lines().next()?.parse::<u32>().ok());
        if ours && server.is_some_and(|server| !Path::new(&format!("/proc/{server}")).exists()) {
            fs::remove_dir_all(&folder).with_context(|| format!("failed to remove {}", folder.display()))?;
        }
    }
    Ok(())
}

/// Lists what failed and prints the closing line.
fn conclude(cases: &[Case], broken: &[(&str, PathBuf)]) -> Result<()> {
    for case in cases.iter().filter(|case| case.ending == Ending::Failed) {
        println!("failed: {} {}", case.class, case.name);
    }
    // a level that broke without naming a test counts as one failure
    let silent =
        |report: &Path| junit::read_file(report).map_or(0, |own| junit::count(&own, Ending::Failed)) == 0;
    let silent: Vec<_> = broken.iter().filter(|(_, report)| silent(report)).collect();
    for (name, _) in &silent {
        println!("failed: {name}, as a whole");
    }
    let failed = junit::count(cases, Ending::Failed) + silent.len();
    println!("{}", closing_line(cases, failed));
    if failed > 0 {
        bail!("tests failed");
    }
    if cases.is_empty() {
        bail!("no test has that name");
    }
    Ok(())
}

fn closing_line(cases: &[Case], failed: usize) -> String {
    let passed = junit::count(cases, Ending::Passed);
    match junit::count(cases, Ending::Skipped) {
        0 => format!("{passed} passed, {failed} failed"),
        skipped => format!("{passed} passed, {failed} failed, {skipped} skipped"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(ending: Ending) -> Case {
        Case { class: "agenda::it".to_owned(), name: "book::a".to_owned(), ending }
    }

    #[test]
    fn the_closing_line_names_skipped_tests_only_when_there_are_some() {
        let cases = [case(Ending::Passed), case(Ending::Passed)];
        assert_eq!(closing_line(&cases, 1), "2 passed, 1 failed");
        let cases = [case(Ending::Passed), case(Ending::Skipped)];
        assert_eq!(closing_line(&cases, 0), "1 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn a_level_that_breaks_without_a_report_fails_the_run() {
        let nowhere = PathBuf::from("/nonexistent/e2e.xml");
        assert!(conclude(&[case(Ending::Passed)], &[("journeys", nowhere)]).is_err());
        assert!(conclude(&[case(Ending::Passed)], &[]).is_ok());
    }

    #[test]
    fn only_clusters_whose_server_is_gone_are_swept() {
        let memory = std::env::temp_dir().join(format!("xtask-sweep-{}", std::process::id()));
        let cluster = |name: &str, server: &str| {
            let data = memory.join(name).join("pgdata/15");
            fs::create_dir_all(&data).unwrap();
            fs::write(data.join("postmaster.pid"), format!("{server}\n/somewhere\n")).unwrap();
        };
        cluster("maillage-test-alive", &std::process::id().to_string());
        cluster("maillage-test-gone", "4194305");
        cluster("another", "4194305");
        fs::create_dir_all(memory.join("maillage-test-new/pgdata/15")).unwrap();
        sweep(&memory).unwrap();
        let mut left: Vec<_> =
            fs::read_dir(&memory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        fs::remove_dir_all(&memory).unwrap();
        assert_eq!(left, ["another", "maillage-test-alive", "maillage-test-new"]);
    }

    #[test]
    fn a_run_without_a_single_test_fails() {
        assert!(conclude(&[], &[]).is_err());
    }
}
