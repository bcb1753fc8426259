//! Locks: what is done, under way or confirmed may not change.
//!
//! Done stops leave the search altogether: they become the head of a nurse's lane and a hole in a doctor's free
//! time. Confirmed stops stay in the search with one nurse and a narrow window. Two locks that exclude each other
//! are both named, the later row is left out and the rest is planned.

use super::{Day, ticks};
use crate::file::{Lock, LockState};
use crate::flaw::Flaw;
use crate::problem::{NONE, Opening, PROMISE_MINUTES};

/// A stop that is history or under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen {
    pub patient: usize,
    /// Which required service of the patient.
    pub part: usize,
    pub nurse: usize,
    pub start: i64,
    pub end: i64,
    /// Row of the doctor and start of the consultation.
    pub doctor: Option<(usize, i64, i64)>,
}

impl Day {
    pub(super) fn apply_locks(&mut self) {
        for row in 0..self.instance.patients.len() {
            let Some(lock) = self.instance.patients[row].lock.clone() else { continue };
            if self.problem.passages[row].excluded {
                continue;
            }
            let sentence = match lock.state {
                LockState::Confirmed => self.confirm(row, &lock),
                LockState::Done | LockState::EnRoute => self.freeze(row, &lock),
            };
            if let Some(sentence) = sentence {
                let name = &self.instance.patients[row].id;
                let sentence = format!("Patient « {name} » (ligne {}) : {sentence}.", row + 1);
                self.flaws.push(Flaw { patient: Some(row), sentence });
                self.drop_passage(row);
            }
        }
        self.start_lanes_after_frozen();
    }

    /// Takes a passage out of the search.
    fn drop_passage(&mut self, row: usize) {
        let passage = &mut self.problem.passages[row];
        passage.excluded = true;
        passage.unserved = 0;
        passage.joints = [NONE; 2];
    }

    fn nurse_row(&self, name: &str) -> usize {
        self.instance.caregivers.iter().position(|nurse| nurse.id == name).unwrap_or_default()
    }

    fn freeze(&mut self, row: usize, lock: &Lock) -> Option<String> {
        let patient = &self.instance.patients[row];
        let parts = patient.required_caregivers.len();
        if lock.caregivers.len() != parts
            || lock.starts.len() != parts
            || !lock.starts.iter().all(|&s| super::is_time(s))
        {
            return Some("un passage fait ou en route porte un soignant et un début par service".to_owned());
        }
        let mut stops = Vec::new();
        for part in 0..parts {
            let start = ticks(lock.starts[part]);
            let end = start + ticks(self.duration(patient, part).unwrap_or_default());
            let nurse = self.nurse_row(&lock.caregivers[part]);
            stops.push(Frozen {
                patient: row,
                part,
                nurse,
                start,
                end,
                doctor: self.frozen_doctor(row, lock, part, start),
            });
        }
        for stop in &stops {
            let rival = self
                .frozen
                .iter()
                .find(|old| old.nurse == stop.nurse && old.start < stop.end && stop.start < old.end);
            if let Some(rival) = rival {
                let other = &self.instance.patients[rival.patient].id;
                let nurse = &self.instance.caregivers[stop.nurse].id;
                return Some(format!(
                    "son verrou et celui de « {other} » s’excluent, « {nurse} » ne peut être aux deux"
                ));
            }
        }
        self.frozen.extend(stops);
        self.drop_passage(row);
        None
    }

    fn frozen_doctor(&self, row: usize, lock: &Lock, part: usize, start: i64) -> Option<(usize, i64, i64)> {
        let call = self.instance.patients[row].consultation.as_ref().filter(|_| part == 0)?;
        let doctor =
            self.instance.doctors.iter().position(|doctor| Some(&doctor.id) == lock.doctor.as_ref())?;
        let begin = start + ticks(call.after);
        Some((doctor, begin, begin + ticks(call.duration) * i64::from(call.count.unwrap_or(1))))
    }

    /// Narrows the windows of a confirmed stop; the nurse is held by the prices.
    fn confirm(&mut self, row: usize, lock: &Lock) -> Option<String> {
        let parts = self.instance.patients[row].required_caregivers.len();
        if lock.caregivers.len() > parts
            || lock.starts.len() > parts
            || !lock.starts.iter().all(|&s| super::is_time(s))
        {
            return Some("le verrou porte au plus un soignant et un début par service".to_owned());
        }
        let tolerance = PROMISE_MINUTES * self.problem.minute;
        for (order, joint) in
            self.problem.passages[row].joints.into_iter().filter(|&joint| joint != NONE).enumerate()
        {
            let Some(&start) = lock.starts.get(order) else { continue };
            let (open, close) = ((ticks(start) - tolerance).max(0), ticks(start) + tolerance);
            self.problem.joints[joint as usize].openings = vec![Opening { open, due: close, close }];
        }
        let rival = (0..row).find(|&other| self.exclude_each_other(other, row))?;
        let other = &self.instance.patients[rival].id;
        Some(format!(
            "son verrou et celui de « {other} » s’excluent, le même soignant ne peut tenir les deux heures"
        ))
    }

    /// Whether two confirmed patients share a nurse who cannot keep both hours in either order.
    fn exclude_each_other(&self, left: usize, right: usize) -> bool {
        let stops = |row: usize| {
            let names =
                self.instance.patients[row].lock.iter().filter(|lock| lock.state == LockState::Confirmed);
            let names: Vec<&String> = names.flat_map(|lock| &lock.caregivers).collect();
            let joints = self.problem.passages[row].joints.into_iter().filter(|&joint| joint != NONE);
            let stops = joints.flat_map(|joint| self.problem.joints[joint as usize].stops);
            let nurses = stops.filter(|&stop| stop != NONE && !self.problem.stops[stop as usize].is_doctor);
            nurses.zip(names).collect::<Vec<_>>()
        };
        let may_follow = |before: u32, after: u32| {
            let (one, two) = (self.problem.stops[before as usize], self.problem.stops[after as usize]);
            let open =
                self.problem.joints[one.joint as usize].openings.first().map_or(0, |opening| opening.open);
            let close =
                self.problem.joints[two.joint as usize].openings.last().map_or(0, |opening| opening.close);
            open + one.duration + self.problem.travel(one.place, two.place) <= close
        };
        stops(left).iter().any(|&(one, name)| {
            stops(right)
                .iter()
                .any(|&(two, other)| name == other && !may_follow(one, two) && !may_follow(two, one))
        })
    }

    fn start_lanes_after_frozen(&mut self) {
        self.frozen.sort_by_key(|stop| (stop.nurse, stop.start));
        let offices = self.instance.distances.len() - self.instance.patients.len();
        for stop in &self.frozen {
            let place = crate::plan::index(offices + stop.patient);
            let leg = self.problem.travel(self.problem.lanes[stop.nurse].from_place, place);
            let lane = &mut self.problem.lanes[stop.nurse];
            if !lane.under_way {
                lane.began = Some(stop.start - leg);
                lane.under_way = true;
            }
            lane.driven += leg;
            lane.made += 1;
            lane.from = lane.from.max(stop.end);
            lane.from_place = place;
            lane.pauses.retain(|pause| pause.close >= stop.end);
            if let Some((doctor, begin, end)) = stop.doctor {
                take(&mut self.problem.lanes[self.problem.nurses + doctor].free, begin, end);
            }
        }
    }
}

/// Removes a piece of a doctor's free time.
fn take(free: &mut Vec<(i64, i64)>, begin: i64, end: i64) {
    let pieces = std::mem::take(free);
    for (from, until) in pieces {
        free.extend(
            [(from, until.min(begin)), (from.max(end), until)]
                .into_iter()
                .filter(|(from, until)| from < until),
        );
    }
}
