//! Prints what the demonstration's world counts, then ten consecutive reports of one doctor, to be read.
//!
//! `cargo run -p server --example world -- [SLUG] [SKIP] [TODAY] [SEED]`

use std::time::Instant;

use server::demo::World;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let slug = arguments.next().unwrap_or_else(|| "marchais".to_owned());
    let skip: usize = arguments.next().and_then(|skip| skip.parse().ok()).unwrap_or(200);
    let today = arguments.next().and_then(|day| day.parse().ok()).unwrap_or(jiff::civil::date(2026, 11, 24));
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let start = Instant::now();
    let world = World::generate(seed, today);
    let spent = start.elapsed();
    println!("{}", world.summary());
    println!("made in {spent:?}, checksum {}\n", world.checksum());
    let Some(doctor) = world.professional(&slug) else {
        println!("nobody is called {slug}");
        return;
    };
    let mut acts: Vec<_> = world
        .acts
        .iter()
        .filter(|act| act.professional == doctor.key && act.closed_at.is_some() && !act.reports.is_empty())
        .collect();
    acts.sort_by_key(|act| act.opened_at);
    println!("{} reports of {}", acts.len(), doctor.full_name());
    for act in acts.iter().skip(skip).take(10) {
        let patient = &world.patients[act.patient.rank()];
        let report = &act.reports[0];
        let sex = if patient.female { "F" } else { "M" };
        println!(
            "\n— {} · {sex} {} ans · {} · {:?} · {:?}",
            act.opened_at.map(|at| at.to_string()).unwrap_or_default(),
            patient.age_on(world.today),
            world.reasons[act.reason.rank()].slug,
            act.modality,
            act.asked.by,
        );
        println!("Motif : {}", report.motif);
        println!("Constat : {}", report.constat);
        println!("Conclusion : {}", report.conclusion);
        println!("Conduite à tenir : {}", report.conduite);
    }
}
