//! From the document to the problem: names become indices, filters become prices, times become ticks.
//!
//! Every row is checked here, once. A bad patient is left out with a sentence and the rest is planned; only a
//! matrix of the wrong shape, an unknown objective or a day without nurse stops everything.

mod limits;
mod locks;
mod matrix;
mod people;

use std::collections::HashMap;

use crate::file::{Instance, ObjectiveFile, Patient, Priority, SyncKind};
use crate::flaw::{CompileError, Flaw};
use crate::plan::index;
use crate::problem::{Joint, NEVER, NONE, Opening, Passage, Problem, REFUSED, Stop, TICKS, Tie, Weights};

pub use locks::Frozen;

/// Times and durations of a document stay below this, so that no sum of ticks can overflow.
const LIMIT: f64 = 200_000.0;

/// An instance and its compiled form.
#[derive(Debug, Clone)]
pub struct Day {
    pub instance: Instance,
    pub problem: Problem,
    pub flaws: Vec<Flaw>,
    /// Stops that are history or under way.
    pub frozen: Vec<Frozen>,
    /// Passage of each patient.
    pub passage_of: Vec<u32>,
}

/// Compiles an instance.
pub fn compile(instance: Instance) -> Result<Day, CompileError> {
    let minute = instance.minute.unwrap_or(1.0);
    if !(1.0..=3600.0).contains(&minute) {
        return Err(CompileError::Minute(minute));
    }
    if instance.caregivers.is_empty() {
        return Err(CompileError::NoCaregiver);
    }
    limits::check(&instance)?;
    let minute = ticks(minute);
    let weights = weights(&instance, minute)?;
    let roads = matrix::read(&instance)?;
    let mut flaws = roads.flaws;
    let lanes = people::lanes(&instance, roads.offices, index(roads.places - 1), &mut flaws);
    let mut day = Day {
        problem: Problem {
            stops: Vec::new(),
            joints: Vec::new(),
            passages: Vec::new(),
            nurses: instance.caregivers.len(),
            lanes,
            weights,
            minute,
            places: roads.places,
            travel: roads.travel,
            price: Vec::new(),
            takers: Vec::new(),
        },
        flaws,
        frozen: Vec::new(),
        passage_of: Vec::new(),
        instance,
    };
    day.add_patients(roads.offices);
    day.apply_locks();
    day.price_stops();
    Ok(day)
}

/// A number of the document in ticks.
#[expect(
    clippy::cast_possible_truncation,
    reason = "every number is checked against LIMIT before it comes here"
)]
pub(crate) fn ticks(value: f64) -> i64 {
    (value * 1000.0).round() as i64
}

fn is_time(value: f64) -> bool {
    (0.0..=LIMIT).contains(&value)
}

fn weights(instance: &Instance, minute: i64) -> Result<Weights, CompileError> {
    let unserved = unserved_weights(instance, minute);
    let published = Weights { travel: 1, tardiness: 1, worst_delay: 1, unserved, ..Weights::default() };
    let territory = Weights {
        travel: 10,
        waiting: 10,
        doctor_idle: 10,
        tardiness: 1_000,
        promise: 100_000 * minute,
        continuity: 5 * minute,
        balance: 1,
        ..published
    };
    let territory = Weights { worst_delay: 0, ..territory };
    Ok(match &instance.objective {
        None if instance.doctors.is_empty() => published,
        None => territory,
        Some(ObjectiveFile::Named(name)) => match name.as_str() {
            "published" => published,
            "territory" => territory,
            "worst_delay" => Weights { worst_delay: 100_000, ..territory },
            _ => return Err(CompileError::Objective(name.clone())),
        },
        Some(ObjectiveFile::Weights(file)) => Weights {
            travel: file.travel.into(),
            waiting: file.waiting.into(),
            doctor_idle: file.doctor_idle.into(),
            tardiness: file.tardiness.into(),
            worst_delay: file.worst_delay.into(),
            promise: i64::from(file.promise) * minute,
            continuity: i64::from(file.continuity) * minute,
            balance: file.balance.into(),
            unserved: file.unserved.map(|pieces| i64::from(pieces) * minute),
        },
    })
}

/// Weights of a patient left out, by priority, such that one of a priority outweighs all those below it.
///
/// On days so large that sums would overflow, one outweighs as many as they allow.
fn unserved_weights(instance: &Instance, minute: i64) -> [i64; 3] {
    let count = |priority: Priority| {
        let own = instance.patients.iter().filter(|patient| patient.priority.unwrap_or_default() == priority);
        i64::try_from(own.count()).unwrap_or(i64::MAX)
    };
    let base = 10_000_000 * minute;
    let (planned, urgent) = (count(Priority::Planned), count(Priority::P2));
    let room = i64::MAX / 8 / base / (planned + urgent + count(Priority::P1) + 1);
    let (mut over_planned, mut over_urgent) = (planned + 1, urgent + 1);
    while over_planned.saturating_mul(over_urgent) > room && over_planned.max(over_urgent) > 2 {
        let larger = if over_planned > over_urgent { &mut over_planned } else { &mut over_urgent };
        *larger = (*larger / 2).max(2);
    }
    [base * over_planned * over_urgent, base * over_planned, base]
}

impl Day {
    fn add_patients(&mut self, offices: usize) {
        let patients = std::mem::take(&mut self.instance.patients);
        let mut rows: HashMap<&str, usize> = HashMap::new();
        for (row, patient) in patients.iter().enumerate() {
            self.passage_of.push(index(self.problem.passages.len()));
            let mut sentence = self.sentence_about(patient);
            if let Some(first) = rows.insert(&patient.id, row) {
                rows.insert(&patient.id, first);
                let (row, first) = (row + 1, first + 1);
                sentence = Some(format!(
                    "l’identifiant est déjà celui du patient de la ligne {first} (ligne {row})"
                ));
            }
            if let Some(sentence) = sentence {
                let sentence = format!("Patient « {} » (ligne {}) : {sentence}.", patient.id, row + 1);
                self.flaws.push(Flaw { patient: Some(row), sentence });
            }
            let excluded = self.flaws.iter().any(|flaw| flaw.patient == Some(row));
            self.add_passage(row, patient, index(offices + row), excluded);
        }
        self.instance.patients = patients;
    }

    fn add_passage(&mut self, row: usize, patient: &Patient, place: u32, excluded: bool) {
        let (passage, first) = (index(self.problem.passages.len()), index(self.problem.joints.len()));
        let rank = match patient.priority.unwrap_or_default() {
            Priority::P1 => 0,
            Priority::P2 => 1,
            Priority::Planned => 2,
        };
        let unserved = if excluded { 0 } else { self.problem.weights.unserved[rank] };
        let mut joints = [NONE; 2];
        if !excluded {
            let kind = patient.synchronization.as_ref().map(|sync| sync.kind);
            let parts: Vec<Vec<usize>> = match (kind, patient.required_caregivers.len()) {
                (Some(SyncKind::Simultaneous), 2) => vec![vec![0, 1]],
                (_, count) => (0..count).map(|part| vec![part]).collect(),
            };
            for (order, parts) in parts.iter().enumerate() {
                joints[order] = index(self.problem.joints.len());
                self.add_joint(passage, patient, place, parts);
            }
            if kind == Some(SyncKind::Sequential) && joints[1] != NONE {
                let [min, max] = distance(patient).map(ticks);
                self.problem.joints[first as usize].tie = Tie::First { second: first + 1, min, max };
                self.problem.joints[first as usize + 1].tie = Tie::Second { first, min, max };
            }
        }
        self.problem.passages.push(Passage { patient: row, joints, unserved, excluded });
    }

    fn add_joint(&mut self, passage: u32, patient: &Patient, place: u32, parts: &[usize]) {
        let joint = index(self.problem.joints.len());
        let mut stops = [NONE; 3];
        for (slot, &part) in parts.iter().enumerate() {
            stops[slot] = index(self.problem.stops.len());
            let duration = ticks(self.duration(patient, part).unwrap_or_default());
            self.problem.stops.push(Stop { joint, place, after: 0, duration, is_doctor: false });
        }
        let mut max_wait = NEVER;
        if let Some(call) = patient.consultation.as_ref().filter(|_| parts[0] == 0) {
            stops[2] = index(self.problem.stops.len());
            let (after, duration) =
                (ticks(call.after), ticks(call.duration) * i64::from(call.count.unwrap_or(1)));
            let nowhere = index(self.problem.places - 1);
            self.problem.stops.push(Stop { joint, place: nowhere, after, duration, is_doctor: true });
            max_wait = call.max_wait.map_or(NEVER, ticks);
            let nurse = &mut self.problem.stops[stops[0] as usize];
            nurse.duration = nurse.duration.max(after + duration);
        }
        self.problem.joints.push(Joint {
            passage,
            stops,
            openings: self.openings(patient),
            tie: Tie::Alone,
            max_wait,
            nurses: i64::try_from(parts.len()).unwrap_or(1),
            promised: patient
                .promise
                .as_ref()
                .filter(|_| parts[0] == 0)
                .and_then(|promise| promise.start)
                .map(ticks),
        });
    }

    /// The windows of a patient, sorted, from the moment of planning on.
    fn openings(&self, patient: &Patient) -> Vec<Opening> {
        let now = self.instance.now.map_or(0, ticks);
        let mut openings: Vec<Opening> = patient
            .windows
            .iter()
            .map(|window| {
                let close = window.close.map_or(NEVER, ticks);
                Opening { open: ticks(window.open), due: window.due.map_or(close, ticks).min(close), close }
            })
            .collect();
        if openings.is_empty() {
            let [open, due] = patient.time_window.map_or([0, NEVER], |window| window.map(ticks));
            openings.push(Opening { open, due, close: NEVER });
        }
        openings.sort_by_key(|opening| opening.open);
        for opening in &mut openings {
            opening.open = opening.open.max(now);
        }
        openings
    }

    /// How long a required service takes, if the document says so.
    pub(crate) fn duration(&self, patient: &Patient, part: usize) -> Option<f64> {
        let required = &patient.required_caregivers[part];
        required.duration.or_else(|| {
            let service = self.instance.services.iter().find(|service| service.id == required.service);
            service.and_then(|service| service.default_duration)
        })
    }

    /// What is wrong with a patient's row, if anything.
    fn sentence_about(&self, patient: &Patient) -> Option<String> {
        let required = &patient.required_caregivers;
        if required.is_empty() || required.len() > 2 {
            return Some(format!("un ou deux soignants par passage, pas {}", required.len()));
        }
        for (part, need) in required.iter().enumerate() {
            let services = &self.instance.services;
            if !services.is_empty() && services.iter().all(|service| service.id != need.service) {
                return Some(format!("le service « {} » n’existe pas", need.service));
            }
            match self.duration(patient, part) {
                None => return Some(format!("le service « {} » n’a pas de durée", need.service)),
                Some(duration) if !is_time(duration) => {
                    return Some(format!(
                        "la durée {duration} du service « {} » est impossible",
                        need.service
                    ));
                }
                Some(_) => {}
            }
        }
        let hard = patient.windows.iter().flat_map(|window| {
            let ends = [window.due, window.close];
            ends.into_iter().flatten().map(|end| [window.open, end]).chain([[window.open, window.open]])
        });
        for [open, end] in patient.time_window.into_iter().chain(hard) {
            if !is_time(open) || !is_time(end) {
                return Some(format!("la fenêtre de {open} à {end} sort des bornes de 0 à 200 000"));
            }
            if open > end {
                return Some(format!("la fenêtre est à l’envers, de {open} à {end}"));
            }
        }
        if patient.synchronization.as_ref().is_some_and(|sync| sync.kind == SyncKind::Sequential) {
            let [min, max] = distance(patient);
            if !is_time(min) || !is_time(max) || min > max {
                return Some(format!("l’écart de {min} à {max} entre les deux soignants est impossible"));
            }
        }
        limits::sentence_about(patient).or_else(|| self.sentence_about_people(patient))
    }

    /// The cost of each stop in each lane, and who may take it at all.
    fn price_stops(&mut self) {
        let lanes = self.problem.lanes.len();
        let mut price = vec![REFUSED; self.problem.stops.len() * lanes];
        let mut takers = vec![Vec::new(); self.problem.stops.len()];
        for passage in &self.problem.passages {
            let patient = &self.instance.patients[passage.patient];
            let mut part = 0;
            for stop in passage
                .joints
                .iter()
                .filter(|&&joint| joint != NONE)
                .flat_map(|&joint| self.problem.joints[joint as usize].stops)
                .filter(|&stop| stop != NONE)
            {
                let is_doctor = self.problem.stops[stop as usize].is_doctor;
                for lane in 0..lanes {
                    let cost = if is_doctor {
                        self.doctor_price(patient, lane)
                    } else {
                        self.nurse_price(patient, part, lane)
                    };
                    if let Some(cost) = cost {
                        price[stop as usize * lanes + lane] = cost;
                        takers[stop as usize].push(index(lane));
                    }
                }
                part += usize::from(!is_doctor);
            }
        }
        self.problem.price = price;
        self.problem.takers = takers;
    }
}

fn distance(patient: &Patient) -> [f64; 2] {
    patient.synchronization.as_ref().and_then(|sync| sync.distance).unwrap_or([0.0, LIMIT])
}

const _: () = assert!(TICKS == 1000, "ticks() multiplies by 1000.0");
