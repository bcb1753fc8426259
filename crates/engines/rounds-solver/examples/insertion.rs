//! How long a new request takes: each patient of a planned day is taken out, asked again and timed.
//!
//! `cargo run --release -p rounds-solver --features cli --example insertion -- INSTANCE.json`

use std::time::Instant;

use anyhow::Context as _;
use rounds_solver::file::read_instance;
use rounds_solver::{Settings, compile, solve};

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("which instance?")?;
    let day = compile(read_instance(&std::fs::read(path)?)?)?;
    let solved = solve(&day, &Settings { iterations: 200_000, seed: 1, threads: 1 }, &|_| true);
    let plan = day.solution(&solved.plan);
    let mut times: Vec<f64> = Vec::new();
    let mut offered = 0;
    for (row, patient) in day.instance.patients.iter().enumerate() {
        let mut without = plan.clone();
        for route in &mut without.routes {
            route.locations.retain(|stop| stop.patient != patient.id);
        }
        without.consultations.retain(|held| held.patient != patient.id);
        let before = day.replay(&without);
        // the shortest of five: what other programs take from the machine is not the answer's
        let answers = (0..5).map(|_| {
            let started = Instant::now();
            let offers = day.offers(&before, row).len();
            (started.elapsed().as_secs_f64() * 1e3, offers)
        });
        let (time, offers) = answers.min_by(|one, two| one.0.total_cmp(&two.0)).unwrap_or_default();
        times.push(time);
        offered += offers;
    }
    times.sort_by(f64::total_cmp);
    let patients = times.len();
    let (middle, longest) = (times.get(patients / 2), times.last());
    println!(
        "{patients} patients, {} left out by the plan, {offered} offers: median {:.3} ms, longest {:.3} ms",
        plan.unserved.len(),
        middle.unwrap_or(&0.0),
        longest.unwrap_or(&0.0)
    );
    Ok(())
}
