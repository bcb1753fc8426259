//! Explanations against the oracle: the same refusing rule, the same cheapest relaxation, the same hour.

use rounds_solver::file::{Instance, LockState};
use rounds_solver::{Rule, Settings, compile, solve};

use crate::brute::{FAR, Lanes, Lift, Oracle, Scored, ticks};
use crate::brute_tests::cases;
use crate::tiny;

/// What the oracle finds: amount and start of the cheapest place under one lifted rule.
fn cheapest(oracle: &Oracle, lanes: &Lanes, row: usize) -> Option<(i64, i64)> {
    let mut best: Option<(i64, i64)> = None;
    for wider in inserted(oracle, lanes, row) {
        let Some(scored) = oracle.score(&wider).filter(|scored| scored.cost.is_some()) else { continue };
        let found = (amount(oracle, &wider, &scored, row), scored.starts[row][0]);
        if best.is_none_or(|best| found < best) {
            best = Some(found);
        }
    }
    best
}

/// Every way to put a patient into the lanes, everybody else keeping their order.
fn inserted(oracle: &Oracle, lanes: &Lanes, row: usize) -> Vec<Lanes> {
    let mut all = vec![lanes.clone()];
    for part in 0..oracle.day.patients[row].required_caregivers.len() {
        let insert = |lanes: &Lanes| {
            let mut wider = Vec::new();
            for nurse in 0..lanes.nurses.len() {
                let is_there = lanes.nurses[nurse].iter().any(|(held, _)| *held == row);
                if is_there || !oracle.may(row, part, nurse) {
                    continue;
                }
                for place in 0..=lanes.nurses[nurse].len() {
                    let mut lanes = lanes.clone();
                    lanes.nurses[nurse].insert(place, (row, part));
                    wider.push(lanes);
                }
            }
            wider
        };
        all = all.iter().flat_map(insert).collect();
    }
    if !oracle.needs_doctor(row) {
        return all;
    }
    let call = |lanes: &Lanes| {
        let mut wider = Vec::new();
        for doctor in (0..lanes.doctors.len()).filter(|&doctor| oracle.may_call(row, doctor)) {
            for place in 0..=lanes.doctors[doctor].len() {
                let mut lanes = lanes.clone();
                lanes.doctors[doctor].insert(place, row);
                wider.push(lanes);
            }
        }
        wider
    };
    all.iter().flat_map(call).collect()
}

fn amount(oracle: &Oracle, lanes: &Lanes, scored: &Scored, row: usize) -> i64 {
    let over = |value: i64, cap: Option<f64>| cap.map_or(0, |cap| (value - ticks(cap)).max(0));
    let people = || oracle.day.caregivers.iter().zip(&scored.out).zip(&lanes.nurses);
    let starts = |row: usize| match oracle.day.patients[row].required_caregivers.len() {
        2 if !oracle.is_simultaneous(row) => scored.starts[row].to_vec(),
        _ => vec![scored.starts[row][0]],
    };
    match oracle.lift {
        Lift::Nothing => 0,
        Lift::Window(last) => {
            let plain = Oracle::new(oracle.day).windows(row);
            let (_, due, close) = plain[last];
            let limit = if last + 1 == plain.len() { close } else { due };
            starts(row).into_iter().map(|start| (start - limit).max(0)).sum()
        }
        Lift::Doctor => oracle.call(row).1,
        Lift::DoctorWait => {
            let call = oracle.day.patients[row].consultation.as_ref();
            (scored.waits[row] - call.and_then(|call| call.max_wait).map_or(FAR, ticks)).max(0)
        }
        Lift::ShiftEnd => {
            people().map(|((person, out), _)| over(out[1], person.shift.map(|shift| shift[1]))).sum()
        }
        Lift::Pause => people()
            .filter(|(_, lane)| lane.iter().any(|(held, _)| *held == row))
            .flat_map(|((person, _), _)| &person.breaks)
            .map(|pause| ticks(pause.duration))
            .sum(),
        Lift::MaxWork => people().map(|((person, out), _)| over(out[1] - out[0], person.max_work)).sum(),
        Lift::MaxDriving => people().map(|((person, out), _)| over(out[2], person.max_driving)).sum(),
        Lift::MaxStops => {
            let longest = (0..oracle.day.patients[row].required_caregivers.len())
                .map(|part| oracle.stay(row, part))
                .max();
            let excess = people().map(|((person, _), lane)| {
                let count = i64::try_from(lane.len()).expect("few stops");
                person.max_stops.map_or(0, |cap| (count - i64::from(cap)).max(0))
            });
            excess.sum::<i64>() * longest.expect("a patient needs somebody")
        }
        Lift::Locked => {
            let locked = oracle.day.patients.iter().enumerate().filter(|(other, patient)| {
                *other != row && patient.lock.is_some() && scored.starts[*other][0] >= 0
            });
            locked
                .map(|(other, _)| {
                    (scored.starts[other][0] - Oracle::new(oracle.day).windows(other)[0].2).max(0)
                })
                .sum()
        }
    }
}

/// The rule, amount and start that the oracle would tell.
fn told(day: &Instance, lanes: &Lanes, row: usize) -> (Rule, i64, Option<i64>) {
    let windows = Oracle::new(day).windows(row).len();
    let mut lifts = vec![(Rule::Fits, Lift::Nothing)];
    lifts.extend((0..windows).map(|last| (Rule::Window, Lift::Window(last))));
    if day.patients[row].consultation.is_some() {
        lifts.extend([(Rule::Doctor, Lift::Doctor), (Rule::DoctorWait, Lift::DoctorWait)]);
    }
    lifts.extend([
        (Rule::ShiftEnd, Lift::ShiftEnd),
        (Rule::Pause, Lift::Pause),
        (Rule::MaxWork, Lift::MaxWork),
        (Rule::MaxDriving, Lift::MaxDriving),
        (Rule::MaxStops, Lift::MaxStops),
        (Rule::Locked, Lift::Locked),
    ]);
    let mut best: Option<(i64, Rule, i64)> = None;
    for (rule, lift) in lifts {
        let oracle = Oracle { lifted: Some(row), lift, ..Oracle::new(day) };
        if let Some((amount, start)) = cheapest(&oracle, lanes, row)
            && (amount > 0 || rule == Rule::Fits)
            && best.is_none_or(|(least, _, _)| amount < least)
        {
            best = Some((amount, rule, start));
        }
    }
    best.map_or((Rule::Several, 0, None), |(amount, rule, start)| (rule, amount, Some(start)))
}

#[test]
fn the_oracle_names_the_same_rule_and_the_same_relaxation() {
    let mut compared = 0;
    let mut seed = 0;
    let mut kinds = std::collections::BTreeMap::new();
    while compared < cases(1000) {
        seed += 1;
        let instance = tiny::day(seed, 5);
        let day = compile(instance.clone()).expect("a tiny day compiles");
        let solved = solve(&day, &Settings { iterations: 1500, seed: 1, threads: 1 }, &|_| true);
        let explanations = day.explain(&solved.plan);
        if explanations.is_empty() {
            continue;
        }
        let lanes = lanes_of(&instance, &day.solution(&solved.plan));
        for explanation in explanations.iter().filter(|explanation| explanation.rule >= Rule::Fits) {
            let found =
                (explanation.rule, explanation.amount, explanation.place.as_ref().map(|place| place.start));
            assert_eq!(
                found,
                told(&instance, &lanes, explanation.patient),
                "day {seed}, p{}",
                explanation.patient
            );
            *kinds.entry(format!("{:?}", explanation.rule)).or_insert(0) += 1;
            compared += 1;
        }
    }
    assert!(kinds.len() >= 5, "too few rules were met: {kinds:?}");
}

fn lanes_of(day: &Instance, solution: &rounds_solver::file::Solution) -> Lanes {
    let row =
        |name: &str| day.patients.iter().position(|patient| patient.id == name).expect("a known patient");
    assert!(
        day.patients
            .iter()
            .all(|patient| patient.lock.as_ref().is_none_or(|lock| lock.state == LockState::Confirmed))
    );
    Lanes {
        nurses: solution
            .routes
            .iter()
            .map(|route| {
                let held = route.locations.iter().map(|stop| {
                    let row = row(&stop.patient);
                    let mut needs = day.patients[row].required_caregivers.iter();
                    (row, needs.position(|need| need.service == stop.service).expect("a needed service"))
                });
                held.collect()
            })
            .collect(),
        doctors: day
            .doctors
            .iter()
            .map(|doctor| {
                let held = solution.consultations.iter().filter(|held| held.doctor == doctor.id);
                held.map(|held| row(&held.patient)).collect()
            })
            .collect(),
    }
}
