//! What a day means, rule by rule, on days small enough to be read.

use rounds_solver::file::{
    Caregiver, Consultation, Doctor, Instance, ObjectiveFile, Office, Patient, Priority, Solution,
};
use rounds_solver::file::{RequiredCaregiver, Window};
use rounds_solver::{Settings, check, compile, solve};

/// Patients on a line, so many minutes from an office at 0; twenty minutes of care each.
fn day(places: &[f64], nurses: usize) -> Instance {
    let spots: Vec<f64> = std::iter::once(0.0).chain(places.iter().copied()).collect();
    let care = || RequiredCaregiver { service: "soin".to_owned(), duration: Some(20.0) };
    Instance {
        patients: (0..places.len())
            .map(|row| Patient {
                id: format!("p{row}"),
                required_caregivers: vec![care()],
                ..Patient::default()
            })
            .collect(),
        caregivers: (0..nurses)
            .map(|row| Caregiver {
                id: format!("n{row}"),
                abilities: vec!["soin".to_owned()],
                shift: Some([480.0, 1080.0]),
                ..Caregiver::default()
            })
            .collect(),
        distances: spots.iter().map(|from| spots.iter().map(|to| (from - to).abs()).collect()).collect(),
        objective: Some(ObjectiveFile::Named("territory".to_owned())),
        ..Instance::default()
    }
}

fn planned(instance: Instance) -> Solution {
    let day = compile(instance).expect("it compiles");
    assert_eq!(day.flaws, Vec::new());
    let solved = solve(&day, &Settings { iterations: 10_000, seed: 1, threads: 1 }, &|_| true);
    let solution = day.solution(&solved.plan);
    assert_eq!(check(&day.instance, &solution).violations, Vec::<String>::new());
    solution
}

fn window(open: f64, due: f64) -> Window {
    Window { open, due: Some(due), close: Some(due) }
}

#[test]
fn one_urgent_patient_outweighs_any_number_of_planned_ones() {
    // a nurse may serve twelve planned patients next door, or the urgent one five hours away
    let mut instance = day(&[[290.0].as_slice(), &[1.0; 12]].concat(), 1);
    for patient in &mut instance.patients {
        patient.windows = vec![window(480.0, 750.0)];
    }
    instance.patients[0].priority = Some(Priority::P1);
    instance.patients[0].windows = vec![window(480.0, 770.0)];
    let solution = planned(instance);
    assert!(solution.routes[0].locations.iter().any(|stop| stop.patient == "p0"), "{:?}", solution.unserved);
}

#[test]
fn the_worst_delay_is_shared_when_it_is_what_counts() {
    // an hour of care due at once, then four of twenty minutes due an hour later, all next door
    let mut instance = day(&[1.0; 5], 1);
    for patient in &mut instance.patients {
        patient.time_window = Some([480.0, 541.0]);
    }
    instance.patients[0].time_window = Some([480.0, 481.0]);
    instance.patients[0].required_caregivers[0].duration = Some(60.0);
    let told = |name: &str| {
        let mut instance = instance.clone();
        instance.objective = Some(ObjectiveFile::Named(name.to_owned()));
        let costs = planned(instance).costs.expect("costs");
        (costs.worst_delay, costs.tardiness)
    };
    let near = |(worst, sum): (f64, f64), expected: (f64, f64)| {
        assert!((worst - expected.0).abs() < 1e-6 && (sum - expected.1).abs() < 1e-6, "{worst} {sum}");
    };
    near(told("territory"), (80.0, 80.0));
    near(told("worst_delay"), (60.0, 120.0));
}

#[test]
fn a_group_of_residents_is_one_stop_and_several_consultations() {
    let mut instance = day(&[30.0, 30.0], 1);
    instance.doctors = ["Dr Roy", "Dr Petit"]
        .map(|name| Doctor { id: name.to_owned(), free: vec![[600.0, 700.0]], ..Doctor::default() })
        .to_vec();
    let call = Consultation { duration: 15.0, after: 10.0, count: Some(4), ..Consultation::default() };
    instance.patients[0].consultation = Some(call);
    let solution = planned(instance);
    let stop = solution.routes[0].locations.iter().find(|stop| stop.patient == "p0").expect("served");
    assert!(
        (stop.departure_time - stop.arrival_time - 70.0).abs() < 1e-9,
        "ten to settle in, once, then an hour"
    );
    let held: Vec<_> = solution.consultations.iter().map(|held| (held.start, held.end)).collect();
    let begin = stop.arrival_time + 10.0;
    assert_eq!(held, [0.0, 15.0, 30.0, 45.0].map(|rank| (begin + rank, begin + rank + 15.0)));
    assert!(solution.consultations.iter().all(|held| held.doctor == solution.consultations[0].doctor));
}

#[test]
fn units_of_two_offices_reach_the_whole_department() {
    let mut instance = day(&[100.0, 5.0, 95.0], 2);
    instance.central_offices =
        ["sud", "nord"].map(|name| Office { id: name.to_owned(), location: None }).to_vec();
    // offices at 0 and 98
    let spots = [0.0, 98.0, 100.0, 5.0, 95.0_f64];
    instance.distances =
        spots.iter().map(|from| spots.iter().map(|to| (from - to).abs()).collect()).collect();
    instance.caregivers[1].office = Some("nord".to_owned());
    let solution = planned(instance.clone());
    let served = |row: usize| {
        solution.routes[row].locations.iter().map(|stop| stop.patient.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(served(0), ["p1"]);
    assert_eq!(served(1).len(), 2);
    // alone, the south goes to the north
    instance.caregivers.pop();
    assert_eq!(planned(instance).costs.expect("costs").unserved, 0);
}

#[test]
fn a_forbidden_nurse_never_comes_and_a_usual_one_is_preferred() {
    let mut instance = day(&[10.0, 20.0], 2);
    instance.patients[0].forbidden_caregivers = vec!["n0".to_owned()];
    instance.patients[1].usual_caregivers = vec!["n1".to_owned()];
    let solution = planned(instance);
    assert_eq!(solution.routes[0].locations.len(), 0);
    assert_eq!(solution.routes[1].locations.len(), 2);
}

#[test]
fn a_promise_is_kept_although_another_hour_is_shorter() {
    let mut instance = day(&[10.0, 11.0], 1);
    let first = planned(instance.clone());
    rounds_solver::promise(&mut instance, &first);
    let start = |solution: &Solution, name: &str| {
        let stops = &solution.routes[0].locations;
        stops.iter().find(|stop| stop.patient == name).expect("served").arrival_time
    };
    instance.patients.push(Patient {
        id: "new".to_owned(),
        required_caregivers: instance.patients[0].required_caregivers.clone(),
        ..Patient::default()
    });
    let spots = [0.0, 10.0, 11.0, 5.0_f64];
    instance.distances =
        spots.iter().map(|from| spots.iter().map(|to| (from - to).abs()).collect()).collect();
    let second = planned(instance);
    for name in ["p0", "p1"] {
        assert!((start(&second, name) - start(&first, name)).abs() <= 15.0, "{name}");
    }
}

#[test]
fn a_plan_says_where_its_travel_times_come_from() {
    let mut instance = day(&[10.0], 1);
    assert_eq!(planned(instance.clone()).travel_source.as_deref(), Some("matrice jointe à la demande"));
    instance.travel_source = Some("OSRM".to_owned());
    assert_eq!(planned(instance).travel_source.as_deref(), Some("OSRM"));
}
