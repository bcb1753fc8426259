//! Nurses and doctors: their day, and which stops they may take at which price.
//!
//! Skills, equipment, forbidden pairs and specialities are filters: a lane that may not take a stop has no price,
//! and no penalty can buy it.

use super::{Day, is_time, limits, ticks};
use crate::file::{Caregiver, Doctor, Instance, Patient};
use crate::flaw::Flaw;
use crate::problem::{Lane, NEVER, Pause};

/// The lanes of nurses then doctors, one a row; a bad row keeps an empty day and a sentence.
pub(super) fn lanes(instance: &Instance, offices: usize, nowhere: u32, flaws: &mut Vec<Flaw>) -> Vec<Lane> {
    let now = instance.now.map_or(0, ticks);
    let mut lanes = Vec::new();
    let mut say = |sentence| flaws.push(Flaw { patient: None, sentence });
    for (row, nurse) in instance.caregivers.iter().enumerate() {
        let is_double = instance.caregivers[..row].iter().any(|other| other.id == nurse.id);
        let mut lane = nurse_lane(instance, nurse, row, offices, &mut say);
        lane.from = lane.from.max(now);
        if is_double {
            say(format!("Soignant « {} » (ligne {}) : l’identifiant est déjà pris.", nurse.id, row + 1));
            lane.max_stops = 0;
        }
        lanes.push(lane);
    }
    for (row, doctor) in instance.doctors.iter().enumerate() {
        let is_double = instance.doctors[..row].iter().any(|other| other.id == doctor.id);
        let mut free = free_time(doctor, row, now, &mut say);
        if is_double {
            say(format!("Médecin « {} » (ligne {}) : l’identifiant est déjà pris.", doctor.id, row + 1));
            free.clear();
        }
        lanes.push(Lane {
            is_doctor: true,
            free,
            from_place: nowhere,
            home: nowhere,
            from: 0,
            ..idle_lane()
        });
    }
    lanes
}

fn idle_lane() -> Lane {
    Lane {
        is_doctor: false,
        from: 0,
        from_place: 0,
        home: 0,
        until: NEVER,
        pauses: Vec::new(),
        max_work: NEVER,
        began: None,
        max_driving: NEVER,
        max_stops: usize::MAX,
        driven: 0,
        made: 0,
        free: Vec::new(),
        under_way: false,
    }
}

fn nurse_lane(
    instance: &Instance,
    nurse: &Caregiver,
    row: usize,
    offices: usize,
    say: &mut impl FnMut(String),
) -> Lane {
    let mut lane = idle_lane();
    let name = format!("Soignant « {} » (ligne {})", nurse.id, row + 1);
    match nurse.shift {
        Some([from, until]) if is_time(from) && is_time(until) && from <= until => {
            lane.from = ticks(from);
            lane.until = ticks(until);
        }
        Some([from, until]) => {
            say(format!(
                "{name} : les heures de {from} à {until} sont impossibles ; sa journée est laissée vide."
            ));
            lane.max_stops = 0;
        }
        None => {}
    }
    if let Some(office) = &nurse.office {
        let place = instance.central_offices.iter().take(offices).position(|listed| listed.id == *office);
        if let Some(place) = place.map(crate::plan::index) {
            (lane.home, lane.from_place) = (place, place);
        } else {
            say(format!("{name} : le bureau « {office} » n’existe pas ; sa journée est laissée vide."));
            lane.max_stops = 0;
        }
    }
    for pause in &nurse.breaks {
        let [open, close] = pause.window;
        let is_sound = is_time(open) && is_time(close) && open <= close && is_time(pause.duration);
        if is_sound && lane.pauses.len() < limits::PIECES {
            lane.pauses.push(Pause {
                open: ticks(open),
                close: ticks(close),
                duration: ticks(pause.duration),
            });
        } else {
            say(format!("{name} : la pause de {open} à {close} est impossible ; elle est ignorée."));
        }
    }
    lane.pauses.sort_by_key(|pause| (pause.open, pause.close));
    let now = instance.now.map_or(0, ticks);
    lane.pauses.retain(|pause| pause.close >= now);
    let cap = |value: Option<f64>| value.filter(|&value| is_time(value)).map_or(NEVER, ticks);
    lane.max_work = cap(nurse.max_work);
    lane.max_driving = cap(nurse.max_driving);
    lane.max_stops = lane.max_stops.min(nurse.max_stops.map_or(usize::MAX, |stops| stops as usize));
    lane
}

/// The free time of a doctor from `now` on: sorted, touching pieces joined.
fn free_time(doctor: &Doctor, row: usize, now: i64, say: &mut impl FnMut(String)) -> Vec<(i64, i64)> {
    let mut pieces = Vec::new();
    if doctor.free.len() > limits::FREE {
        let (name, row, found, most) = (&doctor.id, row + 1, doctor.free.len(), limits::FREE);
        say(format!(
            "Médecin « {name} » (ligne {row}) : {found} plages libres ; les {most} premières sont lues."
        ));
    }
    for &[from, until] in doctor.free.iter().take(limits::FREE) {
        if is_time(from) && is_time(until) && from <= until {
            pieces.push((ticks(from).max(now), ticks(until)));
        } else {
            let (name, row) = (&doctor.id, row + 1);
            say(format!(
                "Médecin « {name} » (ligne {row}) : le temps libre de {from} à {until} est impossible."
            ));
        }
    }
    pieces.sort_unstable();
    let mut free: Vec<(i64, i64)> = Vec::new();
    for (from, until) in pieces {
        match free.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ if from < until => free.push((from, until)),
            _ => {}
        }
    }
    free
}

impl Day {
    /// What is wrong with the people a patient's row names, if anything.
    pub(super) fn sentence_about_people(&self, patient: &Patient) -> Option<String> {
        let is_nurse = |name: &String| self.instance.caregivers.iter().any(|nurse| nurse.id == *name);
        let is_doctor = |name: &String| self.instance.doctors.iter().any(|doctor| doctor.id == *name);
        let promised = patient.promise.iter().filter_map(|promise| promise.caregiver.as_ref());
        let locked = patient.lock.iter().flat_map(|lock| &lock.caregivers);
        let known = patient.usual_caregivers.iter().chain(&patient.forbidden_caregivers);
        if let Some(name) = promised.chain(locked).chain(known).find(|name| !is_nurse(name)) {
            return Some(format!("le soignant « {name} » n’existe pas"));
        }
        let asked =
            patient.consultation.iter().flat_map(|call| call.doctor.iter().chain(&call.preferred_doctor));
        if let Some(name) = asked
            .chain(patient.lock.iter().filter_map(|lock| lock.doctor.as_ref()))
            .find(|name| !is_doctor(name))
        {
            return Some(format!("le médecin « {name} » n’existe pas"));
        }
        let call = patient.consultation.as_ref()?;
        let count = f64::from(call.count.unwrap_or(1));
        let is_sound =
            is_time(call.duration * count) && is_time(call.after) && call.max_wait.is_none_or(is_time);
        (!is_sound).then(|| format!("la durée {} de la consultation est impossible", call.duration))
    }

    /// The price of a service for a nurse, `None` when a filter refuses.
    pub(super) fn nurse_price(&self, patient: &Patient, part: usize, lane: usize) -> Option<i64> {
        let nurse = self.instance.caregivers.get(lane)?;
        let weights = &self.problem.weights;
        let is_refused = self.problem.lanes[lane].max_stops == 0
            || !nurse.abilities.contains(&patient.required_caregivers.get(part)?.service)
            || !patient.equipment.iter().all(|kit| nurse.equipment.contains(kit))
            || patient.forbidden_caregivers.contains(&nurse.id);
        let settled = patient.lock.as_ref().and_then(|lock| lock.caregivers.get(part));
        if is_refused || settled.is_some_and(|name| *name != nurse.id) {
            return None;
        }
        let is_stranger =
            !patient.usual_caregivers.is_empty() && !patient.usual_caregivers.contains(&nurse.id);
        let promised =
            patient.promise.as_ref().and_then(|promise| promise.caregiver.as_ref()).filter(|_| part == 0);
        let is_broken = promised.is_some_and(|name| *name != nurse.id);
        Some(i64::from(is_stranger) * weights.continuity + i64::from(is_broken) * weights.promise)
    }

    /// The price of a consultation for a doctor, `None` when a filter refuses.
    pub(super) fn doctor_price(&self, patient: &Patient, lane: usize) -> Option<i64> {
        let doctor = self.instance.doctors.get(lane.checked_sub(self.problem.nurses)?)?;
        let call = patient.consultation.as_ref()?;
        let speciality = call.speciality.as_ref();
        let settled = patient.lock.as_ref().and_then(|lock| lock.doctor.as_ref());
        let is_refused = speciality.is_some_and(|name| !doctor.specialities.contains(name))
            || call.doctor.as_ref().is_some_and(|name| *name != doctor.id)
            || settled.is_some_and(|name| *name != doctor.id)
            || patient.dead_zone;
        if is_refused {
            return None;
        }
        let is_other = call.preferred_doctor.as_ref().is_some_and(|name| *name != doctor.id);
        Some(i64::from(is_other) * self.problem.weights.continuity)
    }
}
