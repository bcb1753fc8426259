//! `cargo xtask bench NAME`: a table, then `NAME: figure unit (against WHAT figure, ratio 0.00)`, then the results page.
//!
//! A bench measures on this machine and says so; it is never a test and fails only when it cannot measure.

mod page;
mod start;

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::place;
use crate::process::{command, output};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The bench; without a name, prints the list
    name: Option<String>,
    /// Prints the figures without writing docs/benchmarks.md
    #[arg(long)]
    dry_run: bool,
}

/// One bench of the registry.
struct Bench {
    name: &'static str,
    /// What it measures, in one sentence.
    what: &'static str,
    run: fn() -> Result<Report>,
}

/// Every bench, in the order of the results page.
const BENCHES: [Bench; 1] = [Bench {
    name: "start",
    what: "From an empty directory to the first page of the demonstration, then a second start on the same directory.",
    run: start::run,
}];

/// What a bench found.
struct Report {
    /// The table, its heading first.
    table: Vec<Vec<String>>,
    /// The figure that counts.
    figure: f64,
    unit: &'static str,
    /// What the figure is compared with: a peer, `target` or `previous`.
    against: &'static str,
    reference: f64,
    /// What a reader must know to repeat the measure.
    notes: Vec<String>,
}

impl Report {
    /// `start: 4.21 s (against target 15 s, ratio 0.28)`
    fn line(&self, name: &str) -> String {
        let Self { figure, unit, against, reference, .. } = self;
        let ratio = figure / reference;
        let (figure, reference) = (short(*figure), short(*reference));
        format!("{name}: {figure} {unit} (against {against} {reference} {unit}, ratio {ratio:.2})")
    }
}

/// Runs a bench, prints its figures and writes them in the results page.
pub(crate) fn measure(options: &Options) -> Result<()> {
    let Some(name) = &options.name else {
        for bench in &BENCHES {
            println!("{:<10} {}", bench.name, bench.what);
        }
        return Ok(());
    };
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        let names: Vec<_> = BENCHES.iter().map(|bench| bench.name).collect();
        bail!("there is no bench {name}: choose among {}", names.join(", "));
    };
    let report = (bench.run)()?;
    let line = report.line(bench.name);
    if !options.dry_run {
        let path = place::root().join("docs/benchmarks.md");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let section = page::section(bench, &report, &line, &conditions()?);
        fs::write(&path, page::replace(&text, bench.name, &section))
            .with_context(|| format!("failed to write {}", path.display()))?;
    }
    print!("{}", page::columns(&report.table));
    println!("{line}");
    Ok(())
}

/// The day, the machine and the commit of a measure.
fn conditions() -> Result<String> {
    let day = output(command("date").arg("+%Y-%m-%d"))?;
    let cores = output(&mut command("nproc"))?;
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("unknown");
    let commit = output(command("git").args(["rev-parse", "--short", "HEAD"]))?;
    let (day, cores, commit) = (day.trim(), cores.trim(), commit.trim());
    Ok(format!("{day}, {cores} cores, load {load} at the end, commit {commit}"))
}

/// Three significant figures, without needless zeros: `4.21`, `15`, `1830`.
fn short(figure: f64) -> String {
    let digits = match figure.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{figure:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The middle of some durations, in seconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times.get(times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_compares_the_figure_with_its_reference() {
        let report = Report {
            table: Vec::new(),
            figure: 4.214,
            unit: "s",
            against: "target",
            reference: 15.0,
            notes: Vec::new(),
        };
        assert_eq!(report.line("start"), "start: 4.21 s (against target 15 s, ratio 0.28)");
    }

    #[test]
    fn figures_are_short() {
        assert_eq!([0.5, 12.34, 1830.4].map(short), ["0.5", "12.3", "1830"]);
    }

    #[test]
    fn the_median_ignores_one_slow_start() {
        let times = [3000, 1000, 1100].map(Duration::from_millis).to_vec();
        assert!((median(times) - 1.1).abs() < 1e-9);
    }
}
