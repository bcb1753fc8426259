//! Random tiny days, small enough to be solved by trying everything: six patients, two nurses, two doctors.

use rounds_solver::file::{
    Break, Caregiver, Consultation, Doctor, Instance, Lock, LockState, ObjectiveFile, Patient, Priority,
    Promise, RequiredCaregiver, SyncKind, Synchronization, WeightsFile, Window,
};

/// A generator for tests: a linear congruence is enough, and it is not the engine's.
pub(crate) struct Dice(u64);

impl Dice {
    /// A whole number from `low` to `high` included.
    pub(crate) fn draw(&mut self, low: u32, high: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + u32::try_from((self.0 >> 33) % u64::from(high - low + 1)).expect("a remainder fits")
    }

    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.draw(1, 100) <= percent
    }

    fn time(&mut self, low: u32, high: u32) -> f64 {
        f64::from(self.draw(low, high))
    }
}

/// A random day of `patients` patients, two nurses and two doctors, over some four hours.
pub(crate) fn day(seed: u64, patients: usize) -> Instance {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9).wrapping_add(77));
    for _ in 0..4 {
        dice.draw(0, 1);
    }
    let places = patients + 1;
    let spots: Vec<(f64, f64)> = (0..places).map(|_| (dice.time(0, 40), dice.time(0, 40))).collect();
    let distance = |from: (f64, f64), to: (f64, f64)| ((from.0 - to.0).abs() + (from.1 - to.1).abs()).round();
    let distances = spots.iter().map(|&from| spots.iter().map(|&to| distance(from, to)).collect()).collect();
    let with_doctors = dice.chance(70);
    let mut patients: Vec<Patient> = (0..patients).map(|row| patient(&mut dice, row, with_doctors)).collect();
    // one lock at most: two may exclude each other, which another test looks at
    let locked = patients.iter().position(|patient| patient.lock.is_some());
    for (row, patient) in patients.iter_mut().enumerate() {
        patient.lock = patient.lock.take().filter(|_| locked == Some(row));
    }
    Instance {
        patients,
        caregivers: (0..2).map(|row| nurse(&mut dice, row)).collect(),
        doctors: if with_doctors { (0..2).map(|row| doctor(&mut dice, row)).collect() } else { Vec::new() },
        distances,
        objective: Some(objective(&mut dice)),
        ..Instance::default()
    }
}

fn objective(dice: &mut Dice) -> ObjectiveFile {
    if dice.chance(30) {
        return ObjectiveFile::Named("published".to_owned());
    }
    ObjectiveFile::Weights(WeightsFile {
        travel: 10,
        waiting: dice.draw(0, 1) * 10,
        doctor_idle: dice.draw(0, 1) * 10,
        tardiness: 1000,
        worst_delay: dice.draw(0, 1) * 100,
        promise: 5000,
        continuity: 50,
        balance: dice.draw(0, 1),
        unserved: [10_000_000, 5_000_000, 1_000_000],
    })
}

fn patient(dice: &mut Dice, row: usize, with_doctors: bool) -> Patient {
    let is_pair = dice.chance(25);
    let services = if is_pair { vec!["s1", "s2"] } else { vec![["s1", "s2"][dice.draw(0, 1) as usize]] };
    let kind = if dice.chance(50) { SyncKind::Simultaneous } else { SyncKind::Sequential };
    let min = dice.time(0, 20);
    let distance = (kind == SyncKind::Sequential).then(|| [min, min + dice.time(0, 20)]);
    let open = dice.time(0, 150);
    let windows = (0..dice.draw(1, 2)).map(|order| {
        let open = open + f64::from(order) * 90.0;
        let due = open + dice.time(10, 60);
        Window { open, due: Some(due), close: dice.chance(70).then(|| due + dice.time(0, 40)) }
    });
    let windows = windows.collect();
    let needs = |service: &str| RequiredCaregiver { service: service.to_owned(), duration: Some(10.0) };
    let mut patient = Patient {
        id: format!("p{row}"),
        windows,
        required_caregivers: services.into_iter().map(needs).collect(),
        synchronization: is_pair.then_some(Synchronization { kind, distance }),
        priority: Some([Priority::P1, Priority::P2, Priority::Planned][dice.draw(0, 2) as usize]),
        ..Patient::default()
    };
    for need in &mut patient.required_caregivers {
        need.duration = Some(dice.time(5, 30));
    }
    if dice.chance(10) {
        patient.equipment = vec!["doppler".to_owned()];
    }
    if with_doctors && dice.chance(50) {
        patient.consultation = Some(Consultation {
            duration: dice.time(5, 20),
            after: dice.time(0, 5),
            count: dice.chance(10).then_some(2),
            speciality: dice.chance(20).then(|| "cardio".to_owned()),
            preferred_doctor: dice.chance(30).then(|| "d1".to_owned()),
            doctor: dice.chance(15).then(|| "d2".to_owned()),
            max_wait: dice.chance(40).then(|| dice.time(5, 30)),
        });
    }
    if dice.chance(20) {
        patient.usual_caregivers = vec!["n1".to_owned()];
    }
    if dice.chance(15) {
        patient.promise = Some(Promise { caregiver: Some("n2".to_owned()), start: Some(open + 10.0) });
    }
    if !is_pair && dice.chance(10) {
        let caregivers = vec![["n1", "n2"][dice.draw(0, 1) as usize].to_owned()];
        patient.lock =
            Some(Lock { state: LockState::Confirmed, caregivers, starts: vec![open + 20.0], doctor: None });
    }
    patient
}

fn nurse(dice: &mut Dice, row: usize) -> Caregiver {
    let abilities = match dice.draw(0, 5) {
        0 => vec!["s1"],
        1 => vec!["s2"],
        _ => vec!["s1", "s2"],
    };
    let open = dice.time(60, 120);
    Caregiver {
        id: format!("n{}", row + 1),
        abilities: abilities.into_iter().map(str::to_owned).collect(),
        equipment: if dice.chance(60) { vec!["doppler".to_owned()] } else { Vec::new() },
        shift: Some([dice.time(0, 20), dice.time(180, 320)]),
        breaks: if dice.chance(30) {
            vec![Break { window: [open, open + dice.time(20, 80)], duration: dice.time(10, 30) }]
        } else {
            Vec::new()
        },
        max_work: dice.chance(15).then(|| dice.time(120, 240)),
        max_driving: dice.chance(15).then(|| dice.time(60, 200)),
        max_stops: dice.chance(15).then(|| dice.draw(2, 5)),
        ..Caregiver::default()
    }
}

fn doctor(dice: &mut Dice, row: usize) -> Doctor {
    let lunch = dice.time(60, 140);
    Doctor {
        id: format!("d{}", row + 1),
        specialities: if row == 0 { vec!["cardio".to_owned()] } else { Vec::new() },
        free: vec![[dice.time(0, 30), lunch], [lunch + dice.time(10, 40), dice.time(200, 320)]],
    }
}
