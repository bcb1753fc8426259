//! Booking under contention, and whole bookings a second, on a cluster that writes to the disk.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::Report;
use crate::process::{command, output, run, step};
use crate::{place, postgres};

/// Bookings tried, a second, that a morning of calls in a territory never reaches.
const TARGET_TRIES: f64 = 100.0;
/// Whole bookings a second that a territory never reaches either.
const TARGET_COMMITS: f64 = 100.0;

/// 64 connections want the same times of 40 practitioners in two territories.
pub(super) fn contention() -> Result<Report> {
    let said = measured("contention")?;
    let table = vec![
        ["tries", "slots", "winners", "deadlocks", "tries a second"].map(str::to_owned).to_vec(),
        ["tries", "slots", "winners", "deadlocks", "figure"].iter().map(|name| of(&said, name)).collect(),
    ];
    let notes = vec![
        "64 connections, half through HTTP (the router without a socket), half through the use case, on 40 practitioners who \
         receive in two territories. The run fails unless each slot has exactly one winner and as many busy times as winners. \
         Dev profile, fsync on."
            .to_owned(),
    ];
    let figure = of(&said, "figure").parse()?;
    Ok(Report { table, figure, unit: "tries/s", against: "target", reference: TARGET_TRIES, notes })
}

/// Whole bookings, each in its transaction, for ten seconds.
pub(super) fn commits() -> Result<Report> {
    let said = measured("commits")?;
    let disk = output(
        command(postgres::find_or_bring()?.join("pg_test_fsync"))
            .args(["-s", "2", "-f"])
            .arg(scratch()?.join("fsync")),
    )?;
    let table = vec![
        ["bookings in 10 s", "bookings a second"].map(str::to_owned).to_vec(),
        vec![of(&said, "bookings"), of(&said, "figure")],
    ];
    let fdatasync = disk.lines().find(|line| line.trim_start().starts_with("fdatasync")).unwrap_or_default();
    let notes = vec![format!(
        "A booking is the appointment, the busy time, the circle, the event and its leaf, in one transaction; 40 practitioners at \
         once, dev profile, fsync on. `pg_test_fsync` beside it, one 8 kB write: `{}`.",
        fdatasync.split_whitespace().collect::<Vec<_>>().join(" ")
    )];
    let figure = of(&said, "figure").parse()?;
    Ok(Report { table, figure, unit: "bookings/s", against: "target", reference: TARGET_COMMITS, notes })
}

/// Runs the example on an empty folder; gives what it printed.
fn measured(what: &str) -> Result<String> {
    step("build the bench", || run(command("cargo").args(["build", "--workspace", "--example", "booking"])))?;
    let data = scratch()?.join("cluster");
    if data.exists() {
        fs::remove_dir_all(&data).with_context(|| format!("failed to empty {}", data.display()))?;
    }
    let mut bench = command(place::target().join("debug/examples/booking"));
    bench.env(postgres::VARIABLE, postgres::find_or_bring()?).arg(what).arg(&data);
    step(what, || output(&mut bench))
}

/// A folder that the database's own user can reach.
fn scratch() -> Result<PathBuf> {
    let folder = place::cache().join("bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The value that was printed after a name.
fn of(said: &str, name: &str) -> String {
    let line = said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or("unknown").to_owned()
}
