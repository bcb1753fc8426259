//! What holds of every plan, whatever the day: the checker finds nothing, interrupted or not.

use proptest::prelude::*;
use rounds_solver::file::{read_instance, read_solution, write_json};
use rounds_solver::{Settings, check, compile, solve};

use crate::tiny;

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_in_two_places_and_travel_breaks_and_locks_are_respected(
        seed in 0_u64..1_000_000, patients in 1_usize..25, iterations in 0_u64..5_000, beats in 0_u64..200,
    ) {
        let day = compile(tiny::day(seed, patients)).expect("a tiny day compiles");
        let calls = std::sync::atomic::AtomicU64::new(0);
        let go_on = |_| calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < beats;
        let solved = solve(&day, &Settings { iterations, seed, threads: 1 }, &go_on);
        let solution = day.solution(&solved.plan);
        prop_assert_eq!(check(&day.instance, &solution).violations, Vec::<String>::new());
        let served = day.instance.patients.len() - solution.costs.as_ref().expect("costs").unserved;
        prop_assert_eq!(solution.unserved.len() + served, patients, "who is left out is told");
    }

    #[test]
    fn a_plan_read_back_is_the_same_plan(seed in 0_u64..1_000_000, patients in 1_usize..15) {
        let day = compile(tiny::day(seed, patients)).expect("a tiny day compiles");
        let solved = solve(&day, &Settings { iterations: 2_000, seed, threads: 1 }, &|_| true);
        let written = write_json(&day.solution(&solved.plan), true).expect("a solution writes");
        let read = read_solution(&written).expect("a written solution reads");
        let again = day.replay(&read);
        prop_assert!(again.cost() <= solved.plan.cost());
    }

    #[test]
    fn an_instance_written_reads_as_it_was(seed in 0_u64..1_000_000, patients in 1_usize..15) {
        let instance = tiny::day(seed, patients);
        let bytes = write_json(&instance, false).expect("an instance writes");
        let again = write_json(&read_instance(&bytes).expect("it reads"), false).expect("it writes");
        prop_assert_eq!(bytes, again);
    }
}
