//! Scores a solution again, from the documents alone and in floating point, sharing nothing with the search.
//!
//! Every rule of the instance is verified on the hours as written; what is broken is said in French, by name.

mod people;

use std::collections::HashMap;

use crate::file::{Costs, Instance, LockState, Patient, Solution, StopTime, SyncKind};

/// Hours as written may be rounded to a thousandth.
const GRAIN: f64 = 2e-3;

/// What the checker found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub costs: Costs,
    /// One sentence for each broken rule.
    pub violations: Vec<String>,
}

/// Scores a solution and lists the rules it breaks.
///
/// The published value is (travel + tardiness + worst tardiness) / 3, tardiness counted for each nurse
/// (Mankowska, Meisel and Bierwirth 2014).
pub fn check(instance: &Instance, solution: &Solution) -> Report {
    let mut checker = Checker::new(instance);
    for route in &solution.routes {
        checker.route(route);
    }
    checker.patients();
    checker.doctors(solution);
    let Checker { mut costs, violations, .. } = checker;
    costs.published = (costs.travel + costs.tardiness + costs.worst_delay) / 3.0;
    Report { costs, violations }
}

/// A service given: nurse's row and hours.
#[derive(Debug, Clone, Copy)]
struct Given {
    nurse: usize,
    start: f64,
}

struct Checker<'a> {
    instance: &'a Instance,
    rows: HashMap<&'a str, usize>,
    offices: usize,
    /// For each patient, each required service: by whom and when.
    given: Vec<[Option<Given>; 2]>,
    costs: Costs,
    violations: Vec<String>,
}

impl<'a> Checker<'a> {
    fn new(instance: &'a Instance) -> Self {
        Self {
            instance,
            rows: instance
                .patients
                .iter()
                .enumerate()
                .map(|(row, patient)| (patient.id.as_str(), row))
                .collect(),
            offices: instance.distances.len().saturating_sub(instance.patients.len()),
            given: vec![[None; 2]; instance.patients.len()],
            costs: Costs::default(),
            violations: Vec::new(),
        }
    }

    fn say(&mut self, sentence: String) {
        self.violations.push(sentence);
    }

    fn travel(&self, from: usize, to: usize) -> f64 {
        self.instance.distances.get(from).and_then(|row| row.get(to)).copied().unwrap_or(f64::NAN)
    }

    /// Records a service of a patient.
    fn give(&mut self, row: usize, stop: &StopTime, nurse: usize) {
        let patient = &self.instance.patients[row];
        let wanted = patient.required_caregivers.iter().take(2).enumerate();
        let mut parts = wanted.filter(|(_, need)| need.service == stop.service).map(|(part, _)| part);
        let free = parts.find(|&part| self.given[row][part].is_none());
        if let Some(part) = free {
            self.given[row][part] = Some(Given { nurse, start: stop.arrival_time });
        } else {
            let (name, service) = (&patient.id, &stop.service);
            self.say(format!("« {name} » reçoit le service « {service} » de trop."));
        }
    }

    fn duration(&self, patient: &Patient, service: &str) -> f64 {
        let listed = self.instance.services.iter().find(|listed| listed.id == service);
        let wanted = patient.required_caregivers.iter().find(|need| need.service == service);
        let own = wanted
            .and_then(|need| need.duration)
            .or_else(|| listed.and_then(|service| service.default_duration));
        let call = patient
            .consultation
            .as_ref()
            .filter(|_| patient.required_caregivers.first().is_some_and(|need| need.service == service));
        let call = call.map_or(0.0, |call| call.after + call.duration * f64::from(call.count.unwrap_or(1)));
        own.unwrap_or_default().max(call)
    }

    fn patients(&mut self) {
        for (row, patient) in self.instance.patients.iter().enumerate() {
            let name = &patient.id;
            let given = self.given[row];
            let count = given.iter().flatten().count();
            if count == 0 {
                self.costs.unserved += 1;
                continue;
            }
            if count < patient.required_caregivers.len() {
                self.say(format!("« {name} » ne reçoit qu’un de ses deux services."));
            }
            for (part, given) in given.into_iter().enumerate() {
                if let Some(given) = given {
                    self.hours(patient, part, given.start);
                }
            }
            if let [Some(first), Some(second)] = given {
                self.pair(patient, first, second);
            }
        }
    }

    fn hours(&mut self, patient: &Patient, part: usize, start: f64) {
        if let Some(lock) = &patient.lock {
            let sync = patient.synchronization.as_ref();
            let is_simultaneous = sync.is_some_and(|sync| sync.kind == SyncKind::Simultaneous);
            let settled = lock.starts.get(if is_simultaneous { 0 } else { part });
            if lock.state != LockState::Confirmed || settled.is_some() {
                return;
            }
        }
        let mut windows: Vec<[f64; 3]> = patient
            .windows
            .iter()
            .map(|window| {
                let close = window.close.unwrap_or(f64::INFINITY);
                [window.open, window.due.unwrap_or(close).min(close), close]
            })
            .collect();
        if windows.is_empty() {
            let [open, due] = patient.time_window.unwrap_or([0.0, f64::INFINITY]);
            windows.push([open, due, f64::INFINITY]);
        }
        windows.sort_by(|left, right| left[0].total_cmp(&right[0]));
        let last = windows[windows.len() - 1];
        let is_on_time = windows.iter().any(|[open, due, _]| start >= open - GRAIN && start <= due + GRAIN);
        if !is_on_time && (start < last[0] - GRAIN || start > last[2] + GRAIN) {
            let name = &patient.id;
            self.say(format!("« {name} » commence à {start:.3}, hors de ses fenêtres."));
        }
        if !is_on_time {
            let late = (start - last[1]).max(0.0);
            self.costs.tardiness += late;
            self.costs.worst_delay = self.costs.worst_delay.max(late);
        }
    }

    fn pair(&mut self, patient: &Patient, first: Given, second: Given) {
        let Some(sync) = &patient.synchronization else { return };
        let name = &patient.id;
        if first.nurse == second.nurse {
            self.say(format!("« {name} » demande deux soignants et n’en a qu’un."));
        }
        let [min, max] = match sync.kind {
            SyncKind::Simultaneous => [0.0, 0.0],
            SyncKind::Sequential => sync.distance.unwrap_or([0.0, f64::INFINITY]),
        };
        let gap = second.start - first.start;
        if gap < min - GRAIN || gap > max + GRAIN {
            self.say(format!("« {name} » : {gap:.3} entre les deux soignants au lieu de {min} à {max}."));
        }
    }
}
