//! What is done, under way or confirmed does not move.

use rounds_solver::file::{Instance, Lock, LockState};
use rounds_solver::{Settings, check, compile, solve};

use crate::tiny;

fn free_day() -> Instance {
    let mut day = tiny::day(12, 6);
    day.now = None;
    for patient in &mut day.patients {
        patient.lock = None;
        patient.synchronization = None;
        patient.required_caregivers.truncate(1);
        patient.equipment.clear();
        patient.windows.truncate(1);
        patient.windows[0].close = None;
    }
    for nurse in &mut day.caregivers {
        nurse.abilities = vec!["s1".to_owned(), "s2".to_owned()];
        nurse.max_stops = None;
    }
    day
}

fn lock(state: LockState, nurse: &str, start: f64) -> Lock {
    Lock { state, caregivers: vec![nurse.to_owned()], starts: vec![start], doctor: None }
}

#[test]
fn a_stop_that_is_done_opens_the_day_of_its_nurse() {
    let mut instance = free_day();
    instance.patients[1].lock = Some(lock(LockState::Done, "n2", 30.0));
    instance.patients[1].consultation = None;
    instance.now = Some(45.0);
    let day = compile(instance).expect("it compiles");
    let solved = solve(&day, &Settings { iterations: 5_000, seed: 1, threads: 1 }, &|_| true);
    let solution = day.solution(&solved.plan);
    assert_eq!(check(&day.instance, &solution).violations, Vec::<String>::new());
    let first = &solution.routes[1].locations[0];
    assert_eq!((first.patient.as_str(), first.arrival_time), ("p1", 30.0));
    let others =
        solution.routes.iter().flat_map(|route| &route.locations).filter(|stop| stop.patient != "p1");
    assert!(others.clone().count() > 0 && others.clone().all(|stop| stop.arrival_time >= 45.0));
}

#[test]
fn a_confirmed_stop_keeps_its_nurse_and_its_quarter_of_an_hour() {
    let mut instance = free_day();
    instance.patients[3].lock = Some(lock(LockState::Confirmed, "n1", 120.0));
    instance.patients[3].consultation = None;
    let day = compile(instance).expect("it compiles");
    let solved = solve(&day, &Settings { iterations: 5_000, seed: 1, threads: 1 }, &|_| true);
    let solution = day.solution(&solved.plan);
    let stop = solution.routes[0].locations.iter().find(|stop| stop.patient == "p3").expect("n1 keeps p3");
    assert!((stop.arrival_time - 120.0).abs() <= 15.0);
}

#[test]
fn two_locks_that_exclude_each_other_are_both_named_and_the_rest_is_planned() {
    for state in [LockState::Done, LockState::Confirmed] {
        let mut instance = free_day();
        for row in [0, 4] {
            instance.patients[row].lock = Some(lock(state, "n1", 60.0));
            instance.patients[row].consultation = None;
            instance.patients[row].required_caregivers[0].duration = Some(40.0);
        }
        let day = compile(instance).expect("it compiles");
        let [flaw] = &day.flaws[..] else { panic!("{:?}", day.flaws) };
        assert_eq!(flaw.patient, Some(4));
        assert!(flaw.sentence.contains("« p4 »") && flaw.sentence.contains("« p0 »"), "{}", flaw.sentence);
        let solved = solve(&day, &Settings { iterations: 2_000, seed: 1, threads: 1 }, &|_| true);
        let solution = day.solution(&solved.plan);
        assert!(solution.routes.iter().flat_map(|route| &route.locations).any(|stop| stop.patient == "p0"));
    }
}
