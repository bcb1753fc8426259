//! Published instances: solutions scored again, and the figures held in iterations.

use std::path::PathBuf;

use rounds_solver::file::{Instance, Solution, read_instance, read_solution};
use rounds_solver::{Settings, check, compile, solve};

fn data(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn instance(name: &str) -> Instance {
    read_instance(&data(&format!("{name}.json.gz"))).expect("a published instance reads")
}

/// Name and published columns of the best-known table.
fn table(name: &str) -> Vec<(String, Vec<f64>)> {
    let text = String::from_utf8(data(name)).expect("a table is text");
    let rows = text.lines().filter(|line| !line.starts_with("instance"));
    rows.map(|line| {
        let mut cells = line.split('\t');
        let name = cells.next().expect("a row has a name").to_owned();
        (name, cells.filter_map(|cell| cell.parse().ok()).collect())
    })
    .collect()
}

fn best_of(name: &str, iterations: u64) -> Solution {
    let day = compile(instance(name)).expect("a published instance compiles");
    let solved = solve(&day, &Settings { iterations, seed: 1, threads: 1 }, &|_| true);
    let solution = day.solution(&solved.plan);
    let report = check(&day.instance, &solution);
    assert_eq!(report.violations, Vec::<String>::new(), "{name}");
    assert_eq!(report.costs.unserved, 0, "{name}");
    solution
}

fn published(solution: &Solution) -> f64 {
    solution.costs.as_ref().expect("a solution carries its costs").published
}

#[test]
fn published_solutions_are_scored_to_a_thousandth() {
    for (name, cells) in table("best_known.tsv") {
        let [_, cost, travel, tardiness, worst] = cells[..] else { panic!("{name}: {cells:?}") };
        let solution =
            read_solution(&data(&format!("sol-{name}.json.gz"))).expect("a published solution reads");
        let report = check(&instance(&name), &solution);
        assert_eq!(report.violations, Vec::<String>::new(), "{name}");
        let near = |ours: f64, theirs: f64| (ours - theirs).abs() < 1e-3 + theirs * 5e-6;
        assert!(near(report.costs.published, cost), "{name}: {} instead of {cost}", report.costs.published);
        assert!(near(report.costs.travel, travel), "{name}: {} instead of {travel}", report.costs.travel);
        assert!(near(report.costs.tardiness, tardiness), "{name}: {}", report.costs.tardiness);
        assert!(near(report.costs.worst_delay, worst), "{name}: {}", report.costs.worst_delay);
    }
}

#[test]
fn instances_of_ten_patients_are_solved_to_their_proved_optimum() {
    for (name, cells) in table("best_known.tsv").into_iter().filter(|(_, cells)| cells[0] < 11.0) {
        let cost = published(&best_of(&name, 50_000));
        assert!((cost - cells[1]).abs() < 1e-3, "{name}: {cost} instead of {}", cells[1]);
    }
}

#[test]
fn instances_of_twenty_five_patients_reach_the_best_known_value() {
    for (name, cells) in
        table("best_known.tsv").into_iter().filter(|(_, cells)| (cells[0] - 25.0).abs() < 1.0)
    {
        let cost = published(&best_of(&name, 200_000));
        assert!(cost < cells[1] + 1e-3, "{name}: {cost} instead of {}", cells[1]);
    }
}

#[test]
fn instances_of_fifty_patients_stay_within_half_a_percent_of_the_best_known_value() {
    let rows: Vec<_> = table("best_known.tsv").into_iter().filter(|(_, cells)| cells[0] > 26.0).collect();
    let gaps = rows.iter().map(|(name, cells)| published(&best_of(name, 250_000)) / cells[1] - 1.0);
    let mean = gaps.sum::<f64>() / f64::from(u32::try_from(rows.len()).expect("a few rows"));
    assert!(mean <= 0.005, "mean gap {:.3} %", mean * 100.0);
}

#[test]
fn the_second_family_stays_within_one_percent() {
    let rows = table("best_known_kummer.tsv");
    let gap = |(name, cells): &(String, Vec<f64>)| {
        let iterations = if name.starts_with("HHCRSP_25") { 100_000 } else { 250_000 };
        published(&best_of(name, iterations)) / cells[0] - 1.0
    };
    let mean = rows.iter().map(gap).sum::<f64>() / f64::from(u32::try_from(rows.len()).expect("a few rows"));
    assert!(mean <= 0.01, "mean gap {:.3} %", mean * 100.0);
}
