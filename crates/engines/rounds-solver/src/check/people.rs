//! The rules of one person's day: nurses on the road, doctors on the screen.

use super::{Checker, GRAIN};
use crate::file::{Caregiver, Consult, Consultation, LockState, Patient, Route, Solution};

impl Checker<'_> {
    pub(super) fn route(&mut self, route: &Route) {
        let name = &route.caregiver_id;
        let Some(nurse) = self.instance.caregivers.iter().position(|nurse| nurse.id == *name) else {
            self.say(format!("Le soignant « {name} » n’existe pas."));
            return;
        };
        let person = &self.instance.caregivers[nurse];
        let home = person
            .office
            .as_ref()
            .and_then(|office| self.instance.central_offices.iter().position(|listed| listed.id == *office));
        let home = home.unwrap_or_default();
        let (mut place, mut free) = (home, person.shift.map_or(0.0, |[from, _]| from));
        let (mut driven, mut left) = (0.0, None);
        for stop in &route.locations {
            let Some(&row) = self.rows.get(stop.patient.as_str()) else {
                self.say(format!("Le patient « {} » n’existe pas.", stop.patient));
                continue;
            };
            let patient = &self.instance.patients[row];
            let leg = self.travel(place, self.offices + row);
            let start = stop.arrival_time;
            let rest = pauses_within(route, free, start);
            if start < free + leg + rest - GRAIN && !is_history(patient) {
                self.say(format!(
                    "« {name} » ne peut être chez « {} » à {start:.3} : {:.3} au plus tôt.",
                    stop.patient,
                    free + leg + rest
                ));
            }
            self.filters(person, patient, &stop.service);
            self.give(row, stop, nurse);
            left.get_or_insert(start - leg);
            driven += leg;
            place = self.offices + row;
            free = start + self.duration(patient, &stop.service);
        }
        if !route.locations.is_empty() {
            let leg = self.travel(place, home);
            driven += leg;
            let back = free + leg + pauses_within(route, free, f64::INFINITY);
            self.day(person, route, driven, back, back - left.unwrap_or(free));
        }
        self.costs.travel += driven;
    }

    /// The caps of a whole day, and its pauses.
    fn day(&mut self, person: &Caregiver, route: &Route, driven: f64, back: f64, worked: f64) {
        let name = &person.id;
        if person.shift.is_some_and(|[_, until]| back > until + GRAIN) {
            self.say(format!("« {name} » rentre à {back:.3}, après la fin de sa journée."));
        }
        if person.max_driving.is_some_and(|cap| driven > cap + GRAIN) {
            self.say(format!("« {name} » conduit {driven:.3}, plus que permis."));
        }
        if person.max_work.is_some_and(|cap| worked > cap + GRAIN) {
            self.say(format!("« {name} » travaille {worked:.3}, plus que permis."));
        }
        if person.max_stops.is_some_and(|cap| route.locations.len() > cap as usize) {
            self.say(format!("« {name} » fait {} passages, plus que permis.", route.locations.len()));
        }
        let now = self.instance.now.unwrap_or_default();
        for pause in
            person.breaks.iter().filter(|pause| pause.window[0] <= pause.window[1] && pause.window[1] >= now)
        {
            let [open, close] = pause.window;
            let is_taken = route.pauses.iter().any(|taken| {
                taken.start >= open - GRAIN
                    && taken.start <= close + GRAIN
                    && taken.end >= taken.start + pause.duration - GRAIN
            });
            let is_past = route.locations.iter().any(|stop| stop.arrival_time > close);
            let is_owed = back > open + GRAIN && (self.instance.now.is_none() || !is_past);
            if is_owed && !is_taken {
                self.say(format!("« {name} » n’a pas sa pause de {open} à {close}."));
            }
        }
    }

    fn filters(&mut self, person: &Caregiver, patient: &Patient, service: &str) {
        let (name, patient_name) = (&person.id, &patient.id);
        if is_history(patient) {
            return;
        }
        if !person.abilities.iter().any(|ability| ability == service) {
            self.say(format!("« {name} » ne sait pas donner « {service} » à « {patient_name} »."));
        }
        if let Some(kit) = patient.equipment.iter().find(|kit| !person.equipment.contains(kit)) {
            self.say(format!("« {name} » n’a pas « {kit} » pour « {patient_name} »."));
        }
        if patient.forbidden_caregivers.contains(name) {
            self.say(format!("« {name} » ne doit pas aller chez « {patient_name} »."));
        }
    }

    /// Each consultation joined to the minute, in free time, by one doctor at a time.
    pub(super) fn doctors(&mut self, solution: &Solution) {
        for (row, patient) in self.instance.patients.iter().enumerate() {
            let (Some(call), Some(given)) = (&patient.consultation, self.given[row][0]) else { continue };
            if !is_history(patient) {
                self.consultation(patient, call, given.start, solution);
            }
        }
        let mut held: Vec<&Consult> = solution.consultations.iter().collect();
        held.sort_by(|left, right| left.doctor.cmp(&right.doctor).then(left.start.total_cmp(&right.start)));
        for pair in held.windows(2) {
            if pair[0].doctor == pair[1].doctor && pair[1].start < pair[0].end - GRAIN {
                let (doctor, one, two) = (&pair[0].doctor, &pair[0].patient, &pair[1].patient);
                self.say(format!("« {doctor} » est à la fois avec « {one} » et « {two} »."));
            }
        }
        self.locks();
    }

    /// The consultations of one stop: as many as asked, one after the other, by one doctor.
    fn consultation(&mut self, patient: &Patient, call: &Consultation, start: f64, solution: &Solution) {
        let name = &patient.id;
        let mut held: Vec<&Consult> =
            solution.consultations.iter().filter(|held| held.patient == *name).collect();
        held.sort_by(|left, right| left.start.total_cmp(&right.start));
        let count = call.count.unwrap_or(1) as usize;
        if held.len() != count {
            self.say(format!("« {name} » a {} consultation au lieu de {count}.", held.len()));
        }
        let mut begin = start + call.after;
        for consult in &held {
            let is_joined = (consult.start - begin).abs() <= GRAIN
                && (consult.end - consult.start - call.duration).abs() <= GRAIN;
            if !is_joined {
                self.say(format!(
                    "« {name} » : le médecin vient à {:.3}, pas avec le soignant.",
                    consult.start
                ));
            }
            if consult.doctor != held[0].doctor {
                self.say(format!("« {name} » change de médecin en cours de séance."));
            }
            self.doctor(consult, call.speciality.as_deref(), call.doctor.as_deref());
            begin += call.duration;
        }
        if patient.dead_zone {
            self.say(format!("« {name} » est en zone blanche : pas de vidéo."));
        }
    }

    fn doctor(&mut self, held: &Consult, speciality: Option<&str>, only: Option<&str>) {
        let Some(doctor) = self.instance.doctors.iter().find(|doctor| doctor.id == held.doctor) else {
            self.say(format!("Le médecin « {} » n’existe pas.", held.doctor));
            return;
        };
        let is_wrong = speciality.is_some_and(|name| !doctor.specialities.iter().any(|own| own == name));
        if is_wrong || only.is_some_and(|only| only != doctor.id) {
            self.say(format!("« {} » n’est pas le médecin qu’il faut à « {} ».", doctor.id, held.patient));
        }
        let mut free = doctor.free.clone();
        free.sort_by(|left, right| left[0].total_cmp(&right[0]));
        let mut reached = held.start;
        for [from, until] in free {
            if from <= reached + GRAIN && until > reached {
                reached = until;
            }
        }
        if reached < held.end - GRAIN {
            self.say(format!("« {} » n’est pas libre de {:.3} à {:.3}.", doctor.id, held.start, held.end));
        }
    }

    /// Confirmed stops keep their nurse, done stops their hour.
    fn locks(&mut self) {
        for (row, patient) in self.instance.patients.iter().enumerate() {
            let Some(lock) = &patient.lock else { continue };
            for (part, given) in self.given[row].into_iter().enumerate() {
                let Some(given) = given else { continue };
                let nurse = &self.instance.caregivers[given.nurse].id;
                let is_other = lock.caregivers.get(part).is_some_and(|name| name != nurse);
                let tolerance = if lock.state == LockState::Confirmed {
                    15.0 * self.instance.minute.unwrap_or(1.0)
                } else {
                    0.0
                };
                let has_moved = lock
                    .starts
                    .get(part)
                    .is_some_and(|start| (given.start - start).abs() > tolerance + GRAIN);
                if is_other || has_moved {
                    self.say(format!("« {} » était verrouillé et a bougé.", patient.id));
                }
            }
        }
    }
}

fn is_history(patient: &Patient) -> bool {
    patient.lock.as_ref().is_some_and(|lock| lock.state != LockState::Confirmed)
}

/// Rest taken between two moments.
fn pauses_within(route: &Route, from: f64, until: f64) -> f64 {
    let within = route.pauses.iter().filter(|pause| pause.start >= from - GRAIN && pause.start < until);
    within.map(|pause| pause.end - pause.start).sum()
}
