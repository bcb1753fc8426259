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
            7_204_990_095_764_767_530,
            16_114_866_402_917_183_219,
            3_730_201_238_646_710_255,
            6_643_182_752_630_093_635,
            8_547_626_073_025_264_417,
        ]
    );
}

#[test]
fn two_threads_give_the_same_plan_each_time() {
    assert_eq!(checksum(7, 14, 2), checksum(7, 14, 2));
}
