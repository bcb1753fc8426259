//! The search against the oracle on random tiny days.
//!
//! `ROUNDS_CASES=10000` runs as many as the bench asks.

use rounds_solver::file::Instance;
use rounds_solver::{Settings, check, compile, solve};

use crate::brute::Oracle;
use crate::tiny;

pub(crate) fn cases(usual: u64) -> u64 {
    std::env::var("ROUNDS_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

fn solved_cost(instance: &Instance, iterations: u64) -> i64 {
    let day = compile(instance.clone()).expect("a tiny day compiles");
    assert_eq!(day.flaws, Vec::new());
    let solved = solve(&day, &Settings { iterations, seed: 1, threads: 1 }, &|_| true);
    let report = check(instance, &day.solution(&solved.plan));
    assert_eq!(report.violations, Vec::<String>::new());
    solved.plan.cost()
}

#[test]
fn no_plan_of_a_tiny_day_is_better_than_the_one_found() {
    let mut wrong = Vec::new();
    for seed in 0..cases(60) {
        let patients = if seed % 4 == 0 { 6 } else { 3 + usize::try_from(seed % 3).expect("small") };
        let instance = tiny::day(seed, patients);
        let found = solved_cost(&instance, 20_000);
        let best = Oracle::new(&instance).best(found);
        if best != Some(found) {
            wrong.push((seed, patients, found, best.map(|best| best - found)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ: {wrong:?}", wrong.len(), cases(60));
}
