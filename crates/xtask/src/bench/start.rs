//! From an empty directory to the first page, and from an existing one, in release and in dev.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::{Report, median};
use crate::process::step;
use crate::served::{Served, free_port};
use crate::{demo, place, postgres, web};

const ROUNDS: usize = 3;
/// Seconds that a first start may take in release, with the demonstration territory.
const TARGET: f64 = 15.0;
/// Seconds that a second start may take.
const SECOND_TARGET: f64 = 3.0;

pub(super) fn run() -> Result<Report> {
    web::build()?;
    let mut table = vec![["profile", "empty directory", "second start"].map(str::to_owned).to_vec()];
    let mut figure = f64::NAN;
    for (release, profile) in [(true, "release"), (false, "dev")] {
        let server = demo::build(release)?;
        let (first, second) =
            step(&format!("start the {profile} server {ROUNDS} times"), || measure(&server))?;
        if release {
            figure = first;
        }
        table.push(vec![profile.to_owned(), format!("{first:.2} s"), format!("{second:.2} s")]);
    }
    let notes = vec![format!(
        "Median of {ROUNDS} rounds, from the start of the process to the last byte of `/` answered 200. \
         Targets in release: {TARGET} s from an empty directory, {SECOND_TARGET} s for a second start."
    )];
    Ok(Report { table, figure, unit: "s", against: "target", reference: TARGET, notes })
}

/// The median seconds to the first page, from an empty directory and from an existing one.
fn measure(server: &Path) -> Result<(f64, f64)> {
    let data = place::scratch().join("bench/start");
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        if data.exists() {
            fs::remove_dir_all(&data).with_context(|| format!("failed to empty {}", data.display()))?;
        }
        times.0.push(first_page(server, &data)?);
        times.1.push(first_page(server, &data)?);
    }
    Ok((median(times.0), median(times.1)))
}

fn first_page(server: &Path, data: &Path) -> Result<Duration> {
    let port = free_port()?;
    let mut demo = demo::demonstration(server, port, data);
    demo.env(postgres::VARIABLE, postgres::find_or_bring()?);
    let began = Instant::now();
    let mut running = Served::start(&mut demo, port, &place::scratch().join("bench/start.log"))?;
    running.wait_for("/", Duration::from_mins(10))?;
    Ok(began.elapsed())
}
