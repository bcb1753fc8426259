//! The same seed and the same iterations give the same plan, on any machine and beside any load.

use rounds_solver::file::write_json;
use rounds_solver::{Settings, compile, solve};

use crate::tiny;

/// FNV-1a of the written solution.
fn checksum(seed: u64, patients: usize, threads: usize) -> u64 {
    let day = compile(tiny::day(seed, patients)).expect("a tiny day compiles");
    let solved = solve(&day, &Settings { iterations: 20_000, seed, threads }, &|_| true);
    let bytes = write_json(&day.solution(&solved.plan), false).expect("a solution writes");
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn five_plans_are_what_they_were() {
    let sums: Vec<u64> = (1..=5).map(|seed| checksum(seed, 12, 1)).collect();
    assert_eq!(
        sums,
        [
            3_872_459_572_711_769_654,
            18_308_684_735_080_287_793,
            4_406_799_534_804_719_869,
            15_176_145_257_889_663_009,
            5_145_871_111_587_642_078,
        ]
    );
}

#[test]
fn two_threads_give_the_same_plan_each_time() {
    assert_eq!(checksum(7, 14, 2), checksum(7, 14, 2));
}
