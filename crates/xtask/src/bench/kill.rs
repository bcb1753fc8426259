//! Twenty kills of the server at random points of the journey.

use anyhow::{Context as _, Result};

use super::Report;
use crate::postgres;
use crate::process::{command, output, step};

const ROUNDS: usize = 20;

pub(super) fn run() -> Result<Report> {
    let mut rounds = command("cargo");
    rounds
        .args(["test", "--workspace", "--test", "it", "--", "--nocapture", "a_server_that_is_killed"])
        .env("MAILLAGE_KILL_ROUNDS", ROUNDS.to_string())
        .env(postgres::VARIABLE, postgres::find_or_bring()?);
    let said = step(&format!("kill the server {ROUNDS} times"), || output(&mut rounds))?;
    let last = said.lines().find(|line| line.contains(" rounds: ")).context("the rounds say nothing")?;
    let seed = said.lines().find(|line| line.starts_with("seed ")).unwrap_or_default();
    let table = vec![vec!["what came back".to_owned()], vec![last.to_owned()]];
    let notes = vec![format!(
        "SIGKILL between 0 and 4 s after the journey began; the ledger of acknowledged answers is kept by the test, outside. \
         A lost or doubled row fails the run. Moments drawn from {seed}."
    )];
    Ok(Report { table, figure: 0.0, unit: "lost or doubled", against: "target", reference: 1.0, notes })
}
