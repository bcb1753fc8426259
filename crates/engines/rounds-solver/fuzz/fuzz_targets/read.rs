//! Any bytes: read, compiled, planned for a moment and written, never a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rounds_solver::file::{read_instance, read_solution};
use rounds_solver::{Settings, check, compile, solve};

fuzz_target!(|bytes: &[u8]| {
    let _ = read_solution(bytes);
    let Ok(instance) = read_instance(bytes) else { return };
    let Ok(day) = compile(instance) else { return };
    let plan = solve(&day, &Settings { iterations: 50, seed: 1, threads: 1 }, &|_| true).plan;
    let report = check(&day.instance, &day.solution(&plan));
    assert!(report.violations.is_empty(), "{:?}", report.violations);
});
