//! Impossible documents get a sentence that names the row; what can still be planned is planned.

use proptest::prelude::*;
use rounds_solver::file::{
    Break, CareKind, Consultation, Doctor, Instance, Office, Patient, Promise, ReadError, RequiredCaregiver,
    SIZE_LIMIT, read_instance, read_solution, write_json,
};
use rounds_solver::travel::{RoadModel, fill};
use rounds_solver::{CompileError, Settings, compile, solve};

use crate::tiny;

/// A sound day of five patients without lock.
fn day() -> Instance {
    let mut day = tiny::day(3, 5);
    for patient in &mut day.patients {
        patient.lock = None;
        patient.windows[0].open = 0.0;
    }
    day
}

/// The sentence about a row, and how many others are still planned.
fn flaw(instance: Instance) -> (String, usize) {
    let day = compile(instance).expect("the rest can be planned");
    assert_eq!(day.flaws.len(), 1, "{:?}", day.flaws);
    let plan = solve(&day, &Settings { iterations: 500, seed: 1, threads: 1 }, &|_| true).plan;
    let solution = day.solution(&plan);
    if let Some(patient) = day.flaws[0].patient {
        let name = &day.instance.patients[patient].id;
        let told = solution.unserved.iter().find(|refusal| refusal.patient == *name).expect("it is told");
        assert_eq!((told.rule.as_str(), told.sentence.as_str()), ("BAD_ROW", day.flaws[0].sentence.as_str()));
    }
    (day.flaws[0].sentence.clone(), day.problem.passages.iter().filter(|passage| !passage.excluded).count())
}

#[test]
fn a_reversed_window_leaves_out_its_patient_and_nobody_else() {
    let mut day = day();
    day.patients[2].windows[0].open = 300.0;
    day.patients[2].windows[0].due = Some(200.0);
    let (sentence, planned) = flaw(day);
    assert_eq!(sentence, "Patient « p2 » (ligne 3) : la fenêtre est à l’envers, de 300 à 200.");
    assert_eq!(planned, 4);
}

#[test]
fn a_negative_window_is_named() {
    let mut day = day();
    day.patients[0].windows[0].open = -5.0;
    assert!(flaw(day).0.starts_with("Patient « p0 » (ligne 1) : la fenêtre de -5 à"));
}

#[test]
fn unknown_names_are_named() {
    let mut unknown = day();
    unknown.patients[1].usual_caregivers = vec!["zoé".to_owned()];
    assert_eq!(flaw(unknown).0, "Patient « p1 » (ligne 2) : le soignant « zoé » n’existe pas.");
    let mut unknown = day();
    unknown.caregivers[0].office = Some("lune".to_owned());
    assert!(flaw(unknown).0.contains("le bureau « lune » n’existe pas"));
}

#[test]
fn unknown_services_and_doctors_are_named() {
    let mut unknown = day();
    unknown.services = vec![CareKind { id: "s1".to_owned(), default_duration: None }];
    for patient in &mut unknown.patients {
        patient.required_caregivers = vec![need("s1", Some(10.0))];
        patient.synchronization = None;
    }
    unknown.patients[3].required_caregivers = vec![need("magie", Some(10.0))];
    assert_eq!(flaw(unknown.clone()).0, "Patient « p3 » (ligne 4) : le service « magie » n’existe pas.");
    unknown.patients[3].required_caregivers = vec![need("s1", None)];
    assert_eq!(flaw(unknown.clone()).0, "Patient « p3 » (ligne 4) : le service « s1 » n’a pas de durée.");
    unknown.patients[3].required_caregivers = Vec::new();
    assert_eq!(
        flaw(unknown.clone()).0,
        "Patient « p3 » (ligne 4) : un ou deux soignants par passage, pas 0."
    );
    unknown.patients[3].required_caregivers = vec![need("s1", Some(10.0))];
    let doctor = Some("Dr Qui".to_owned());
    unknown.patients[3].consultation =
        Some(Consultation { duration: 15.0, doctor, ..Consultation::default() });
    assert_eq!(flaw(unknown).0, "Patient « p3 » (ligne 4) : le médecin « Dr Qui » n’existe pas.");
}

fn need(service: &str, duration: Option<f64>) -> RequiredCaregiver {
    RequiredCaregiver { service: service.to_owned(), duration }
}

#[test]
fn what_would_exhaust_the_machine_is_refused_or_left_out() {
    let mut crowd = day();
    crowd.caregivers = vec![crowd.caregivers[0].clone(); 5_001];
    let told = compile(crowd).map(|_| ()).unwrap_err().to_string();
    assert_eq!(told, "5001 soignants, plus que les 5000 permis");
    let mut late = day();
    late.now = Some(1e300);
    assert!(compile(late).map(|_| ()).unwrap_err().to_string().starts_with("l’heure présente"));
    let mut split = day();
    split.patients[1].windows = vec![split.patients[1].windows[0].clone(); 25];
    assert_eq!(flaw(split).0, "Patient « p1 » (ligne 2) : 25 fenêtres, plus que les 24 permises.");
    let mut group = day();
    group.doctors = vec![Doctor { id: "d1".to_owned(), free: vec![[0.0, 300.0]], ..Doctor::default() }];
    group.patients.iter_mut().for_each(|patient| patient.consultation = None);
    for count in [0, 201, u32::MAX] {
        let mut group = group.clone();
        group.patients[0].consultation = Some(Consultation { count: Some(count), ..Consultation::default() });
        let told =
            format!("Patient « p0 » (ligne 1) : une séance compte de 1 à 200 consultations, pas {count}.");
        assert_eq!(flaw(group).0, told);
    }
    let mut promised = day();
    promised.patients[2].promise = Some(Promise { caregiver: None, start: Some(-1e300) });
    assert!(flaw(promised).0.starts_with("Patient « p2 » (ligne 3) : l’heure promise"));
    let mut pauses = day();
    pauses.caregivers[0].breaks = vec![Break { window: [60.0, 120.0], duration: 1.0 }; 25];
    assert!(flaw(pauses).0.contains("la pause"));
    let mut free = group;
    free.doctors[0].free = vec![[0.0, 300.0]; 501];
    assert_eq!(flaw(free).0, "Médecin « d1 » (ligne 1) : 501 plages libres ; les 500 premières sont lues.");
}

#[test]
fn an_impossible_day_serves_nobody_and_says_why_for_each() {
    let mut instance = day();
    for nurse in &mut instance.caregivers {
        (nurse.shift, nurse.max_work, nurse.max_stops) = (Some([0.0, 1.0]), None, None);
        nurse.breaks.clear();
    }
    let day = compile(instance).expect("it compiles");
    let plan = solve(&day, &Settings { iterations: 500, seed: 1, threads: 1 }, &|_| true).plan;
    let solution = day.solution(&plan);
    assert_eq!(solution.unserved.len(), 5);
    assert!(solution.routes.iter().all(|route| route.locations.is_empty()));
    assert!(solution.unserved.iter().all(|refusal| !refusal.sentence.is_empty()));
    let by_hours =
        solution.unserved.iter().find(|refusal| refusal.rule == "SHIFT_END").expect("hours refuse");
    assert!(by_hours.sentence.contains("rentre à"), "{}", by_hours.sentence);
}

#[test]
fn too_many_places_for_a_matrix_are_refused() {
    let mut instance = day();
    instance.distances.clear();
    instance.central_offices = vec![Office { id: "b".to_owned(), location: Some([47.0, 2.0]) }];
    instance.patients = vec![Patient { location: Some([47.1, 2.1]), ..instance.patients[0].clone() }; 6_000];
    let told = fill(&mut instance, &RoadModel::default()).unwrap_err().to_string();
    assert_eq!(told, "6001 lieux : la matrice en compte 6000 au plus");
}

#[test]
fn a_name_given_twice_is_named() {
    let mut day = day();
    day.patients[4].id = "p0".to_owned();
    let compiled = compile(day).expect("the rest can be planned");
    assert!(compiled.flaws[0].sentence.contains("déjà celui du patient de la ligne 1 (ligne 5)"));
}

#[test]
fn a_matrix_of_the_wrong_size_is_refused() {
    let mut short = day();
    short.distances.pop();
    assert_eq!(
        compile(short).map(|_| ()).unwrap_err().to_string(),
        "la matrice a 5 lignes ; il en faut 1 pour les bureaux puis 5 pour les patients"
    );
    let mut narrow = day();
    narrow.distances[3].pop();
    assert_eq!(
        compile(narrow).map(|_| ()).unwrap_err(),
        CompileError::MatrixColumns { row: 4, found: 5, expected: 6 }
    );
    let mut negative = day();
    negative.distances[2][1] = -1.0;
    assert!(compile(negative).map(|_| ()).unwrap_err().to_string().contains("ligne 3, colonne 2"));
}

#[test]
fn a_hole_in_the_matrix_leaves_out_the_patient_it_cuts_off() {
    let mut day = day();
    for place in [0, 2, 4] {
        day.distances[3][place] = f64::NAN;
    }
    let bytes = write_json(&day, false).expect("an instance writes");
    assert!(String::from_utf8_lossy(&bytes).contains("null"));
    let (sentence, planned) = flaw(read_instance(&bytes).expect("holes read"));
    assert!(
        sentence.starts_with("Patient « p2 » : la matrice n’a pas de durée entre les lignes 4 et 1"),
        "{sentence}"
    );
    assert_eq!(planned, 4);
}

#[test]
fn documents_too_deep_or_too_large_are_refused_with_their_line() {
    let deep = "[".repeat(10_000);
    let nested = format!("{{\n\"objective\":{deep}");
    assert!(matches!(read_instance(nested.as_bytes()), Err(ReadError::TooDeep { line: 2, .. })));
    for field in ["patients", "distances", "unknown"] {
        let nested = format!("{{\"{field}\":{deep}");
        assert!(read_instance(nested.as_bytes()).is_err(), "{field}");
    }
    let large = vec![b' '; SIZE_LIMIT + 1];
    assert!(matches!(read_instance(&large), Err(ReadError::TooLarge)));
    let missing = read_instance(b"{\n \"patients\": [],\n \"caregivers\": 3}").unwrap_err().to_string();
    assert!(missing.starts_with("le JSON ne se lit pas à la ligne 3"), "{missing}");
}

#[test]
fn a_small_gzip_that_unpacks_to_a_flood_is_refused() {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let block = vec![b' '; 1 << 20];
    for _ in 0..=(SIZE_LIMIT >> 20) {
        gzip.write_all(&block).expect("memory");
    }
    assert!(matches!(read_instance(&gzip.finish().expect("memory")), Err(ReadError::TooLarge)));
}

#[test]
fn an_empty_day_is_planned_and_a_day_without_nurse_is_refused() {
    let mut empty = day();
    empty.patients.clear();
    empty.distances = vec![vec![0.0]];
    let compiled = compile(empty.clone()).expect("an empty day compiles");
    let plan = solve(&compiled, &Settings { iterations: 100, seed: 1, threads: 1 }, &|_| true).plan;
    assert_eq!(plan.cost(), 0);
    empty.caregivers.clear();
    assert_eq!(compile(empty).map(|_| ()).unwrap_err(), CompileError::NoCaregiver);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_instance(&bytes);
        let _ = read_solution(&bytes);
    }

    #[test]
    fn a_sound_document_with_bytes_changed_never_panics(
        seed in 0_u64..1000, changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = write_json(&tiny::day(seed, 4), false).expect("an instance writes");
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if let Ok(instance) = read_instance(&bytes)
            && let Ok(day) = compile(instance)
        {
            let plan = solve(&day, &Settings { iterations: 200, seed: 1, threads: 1 }, &|_| true).plan;
            let _ = day.solution(&plan);
        }
    }
}
