//! The oracle: a day scheduled and scored from the document alone, and every plan of it tried.
//!
//! It shares no code with the engine. Times are in ticks of a thousandth of a minute; starts rise from zero until
//! nothing moves, which is slow and plainly right.

use std::collections::HashSet;

use rounds_solver::file::{Instance, ObjectiveFile, Patient, Priority, SyncKind};

pub(crate) const FAR: i64 = 1 << 50;

/// Who goes where: patients (and which of their services) in the order of each day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Lanes {
    pub(crate) nurses: Vec<Vec<(usize, usize)>>,
    pub(crate) doctors: Vec<Vec<usize>>,
}

/// A rule not applied, to measure what it would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lift {
    Nothing,
    Window(usize),
    Doctor,
    DoctorWait,
    ShiftEnd,
    Pause,
    MaxWork,
    MaxDriving,
    MaxStops,
    Locked,
}

#[derive(Debug, Clone)]
pub(crate) struct Scored {
    /// Start of each service of each patient; negative when not served.
    pub(crate) starts: Vec<[i64; 2]>,
    /// Travel, prices and lateness: never falls when a lane grows.
    pub(crate) floor: i64,
    /// The cost, when every rule holds.
    pub(crate) cost: Option<i64>,
    /// Wait for the doctor, by patient.
    pub(crate) waits: Vec<i64>,
    /// Leaving, return, driving, by nurse.
    pub(crate) out: Vec<[i64; 3]>,
}

pub(crate) fn ticks(value: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "tiny days have tiny numbers")]
    let ticks = (value * 1000.0).round() as i64;
    ticks
}

/// One patient outweighs all those of lower priorities.
fn unserved(day: &Instance) -> [i64; 3] {
    let count = |wanted| {
        let own = day.patients.iter().filter(|patient| patient.priority == Some(wanted)).count();
        i64::try_from(own).expect("a tiny day")
    };
    let planned = 10_000_000_000;
    let urgent = planned * (count(Priority::Planned) + 1);
    [urgent * (count(Priority::P2) + 1), urgent, planned]
}

pub(crate) struct Oracle<'a> {
    pub(crate) day: &'a Instance,
    /// The patient for whom a rule is lifted.
    pub(crate) lifted: Option<usize>,
    pub(crate) lift: Lift,
    pub(crate) weights: [i64; 8],
    pub(crate) unserved: [i64; 3],
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(day: &'a Instance) -> Self {
        let (weights, unserved) = match &day.objective {
            Some(ObjectiveFile::Weights(w)) => (
                [
                    w.travel,
                    w.waiting,
                    w.doctor_idle,
                    w.tardiness,
                    w.worst_delay,
                    w.promise,
                    w.continuity,
                    w.balance,
                ]
                .map(i64::from),
                w.unserved.map(|pieces| i64::from(pieces) * 1000),
            ),
            _ => ([1, 0, 0, 1, 1, 0, 0, 0], unserved(day)),
        };
        Self { day, lifted: None, lift: Lift::Nothing, weights, unserved }
    }

    /// Windows of a patient as (open, due, close), a confirmed hour included.
    pub(crate) fn windows(&self, row: usize) -> Vec<(i64, i64, i64)> {
        let patient = &self.day.patients[row];
        let mut windows: Vec<(i64, i64, i64)> = patient
            .windows
            .iter()
            .map(|window| {
                let close = window.close.map_or(FAR, ticks);
                (ticks(window.open), window.due.map_or(close, ticks).min(close), close)
            })
            .collect();
        windows.sort_unstable();
        if let Some(start) = patient.lock.as_ref().and_then(|lock| lock.starts.first()) {
            let (open, close) = ((ticks(*start) - 15_000).max(0), ticks(*start) + 15_000);
            windows = vec![(open, close, close)];
        }
        let is_lifted = self.lifted == Some(row);
        match self.lift {
            Lift::Window(last) if is_lifted => {
                windows.truncate(last + 1);
                windows.last_mut().expect("a patient has a window").2 = FAR;
            }
            Lift::Locked if !is_lifted && patient.lock.is_some() => windows[0].2 = FAR,
            _ => {}
        }
        windows
    }

    fn opened(&self, row: usize, ready: i64) -> Option<(i64, i64)> {
        let windows = self.windows(row);
        for &(open, due, _) in &windows[..windows.len() - 1] {
            if ready <= due {
                return Some((ready.max(open), 0));
            }
        }
        let (open, due, close) = windows[windows.len() - 1];
        let start = ready.max(open);
        if start > close { None } else { Some((start, (start - due).max(0))) }
    }

    pub(crate) fn needs_doctor(&self, row: usize) -> bool {
        self.day.patients[row].consultation.is_some()
            && !(self.lift == Lift::Doctor && self.lifted == Some(row))
    }

    pub(crate) fn call(&self, row: usize) -> (i64, i64) {
        let call = self.day.patients[row].consultation.as_ref().expect("a consultation");
        (ticks(call.after), ticks(call.duration) * i64::from(call.count.unwrap_or(1)))
    }

    pub(crate) fn stay(&self, row: usize, part: usize) -> i64 {
        let patient = &self.day.patients[row];
        let own = ticks(patient.required_caregivers[part].duration.expect("tiny days have durations"));
        if part == 0 && patient.consultation.is_some() {
            let (after, length) = self.call(row);
            return own.max(after + length);
        }
        own
    }

    pub(crate) fn leg(&self, from: usize, to: usize) -> i64 {
        ticks(self.day.distances[from][to])
    }

    pub(crate) fn is_simultaneous(&self, row: usize) -> bool {
        self.day.patients[row]
            .synchronization
            .as_ref()
            .is_some_and(|sync| sync.kind == SyncKind::Simultaneous)
    }

    fn pauses(&self, nurse: usize) -> Vec<(i64, i64, i64)> {
        if self.lift == Lift::Pause {
            return Vec::new();
        }
        let breaks = self.day.caregivers[nurse].breaks.iter();
        breaks.map(|pause| (ticks(pause.window[0]), ticks(pause.window[1]), ticks(pause.duration))).collect()
    }

    /// Arrivals along a nurse's day given the present starts, and her return ([`FAR`] when a pause is missed at the
    /// end); `None` when a pause is missed on the way.
    fn arrivals(
        &self,
        nurse: usize,
        lane: &[(usize, usize)],
        starts: &[[i64; 2]],
    ) -> Option<(Vec<i64>, i64)> {
        let mut pending = self.pauses(nurse);
        let mut free = ticks(self.day.caregivers[nurse].shift.expect("tiny nurses have a shift")[0]);
        let mut place = 0;
        let mut arrivals = Vec::new();
        for &(row, part) in lane {
            let leg = self.leg(place, row + 1);
            while let Some(&(open, close, rest)) = pending.first() {
                let (start, _) = self.opened(row, free + leg)?;
                let begin = free.max(open);
                if begin > close {
                    return None;
                }
                if start + self.stay(row, part) > close || begin + rest + leg <= start {
                    free = begin + rest;
                    pending.remove(0);
                } else {
                    break;
                }
            }
            arrivals.push(free + leg);
            free = starts[row][part].max(0) + self.stay(row, part);
            place = row + 1;
        }
        let mut missed = false;
        let leg = self.leg(place, 0);
        for (open, close, rest) in pending {
            if free + leg <= open {
                break;
            }
            let begin = free.max(open);
            missed |= begin > close;
            free = begin + rest;
        }
        Some((arrivals, if missed { FAR } else { free + leg }))
    }

    /// Schedules and scores a plan; `None` when no appended stop could make it possible.
    pub(crate) fn score(&self, lanes: &Lanes) -> Option<Scored> {
        let count = self.day.patients.len();
        let mut starts = vec![[-1; 2]; count];
        for &(row, part) in lanes.nurses.iter().flatten() {
            starts[row][part] = 0;
        }
        let mut waits = vec![0; count];
        for _ in 0..200 {
            let before = starts.clone();
            let mut ready = vec![[0; 2]; count];
            for (nurse, lane) in lanes.nurses.iter().enumerate().filter(|(_, lane)| !lane.is_empty()) {
                for (&(row, part), at) in lane.iter().zip(self.arrivals(nurse, lane, &starts)?.0) {
                    ready[row][part] = at;
                }
            }
            for (row, ready) in ready.iter().enumerate() {
                self.raise(row, lanes, ready, &mut starts, &mut waits)?;
            }
            if starts == before {
                return self.sum(lanes, starts, waits);
            }
        }
        None
    }

    /// Raises the starts of a patient to what arrivals, windows, pair and doctor require.
    fn raise(
        &self,
        row: usize,
        lanes: &Lanes,
        ready: &[i64; 2],
        starts: &mut [[i64; 2]],
        waits: &mut [i64],
    ) -> Option<()> {
        let patient = &self.day.patients[row];
        let sync = patient.synchronization.as_ref();
        for part in 0..patient.required_caregivers.len() {
            if starts[row][part] < 0 {
                continue;
            }
            let mut from = ready[part];
            let other = starts[row][1 - part];
            if let Some(sync) = sync.filter(|_| other >= 0) {
                let [min, max] = sync.distance.unwrap_or([0.0, 0.0]).map(ticks);
                from = match (sync.kind, part) {
                    (SyncKind::Simultaneous, _) => from.max(ready[1 - part]),
                    (SyncKind::Sequential, 0) => from.max(other - max),
                    (SyncKind::Sequential, _) => from.max(other + min),
                };
            }
            let joins = self.needs_doctor(row) && (part == 0 || self.is_simultaneous(row));
            let (alone, _) = self.opened(row, from)?;
            let start = if joins { self.join_doctor(row, lanes, alone, starts)? } else { alone };
            if part == 0 {
                waits[row] = start - alone;
            }
            starts[row][part] = start;
        }
        Some(())
    }

    fn join_doctor(&self, row: usize, lanes: &Lanes, alone: i64, starts: &[[i64; 2]]) -> Option<i64> {
        let (after, length) = self.call(row);
        let (doctor, lane) = lanes.doctors.iter().enumerate().find(|(_, lane)| lane.contains(&row))?;
        let place = lane.iter().position(|held| *held == row).expect("just found");
        let busy_until = place.checked_sub(1).map_or(0, |before| {
            let (after, length) = self.call(lane[before]);
            starts[lane[before]][0] + after + length
        });
        let free: Vec<(i64, i64)> =
            self.day.doctors[doctor].free.iter().map(|&[from, until]| (ticks(from), ticks(until))).collect();
        let mut start = alone.max(busy_until - after);
        while start < 10_000_000 {
            start = (start + 999) / 1000 * 1000;
            let (opened, _) = self.opened(row, start)?;
            let is_free =
                free.iter().any(|&(from, until)| from <= start + after && start + after + length <= until);
            if opened == start && is_free {
                return Some(start);
            }
            start = opened.max(start + 1);
        }
        None
    }

    fn price(&self, patient: &Patient, nurse: usize, part: usize) -> i64 {
        let name = &self.day.caregivers[nurse].id;
        let stranger = !patient.usual_caregivers.is_empty() && !patient.usual_caregivers.contains(name);
        let promised = patient.promise.as_ref().and_then(|promise| promise.caregiver.as_ref());
        let broken = part == 0 && promised.is_some_and(|promised| promised != name);
        1000 * (i64::from(stranger) * self.weights[6] + i64::from(broken) * self.weights[5])
    }

    fn sum(&self, lanes: &Lanes, starts: Vec<[i64; 2]>, waits: Vec<i64>) -> Option<Scored> {
        let [travel, waiting, idle, tardiness, worst_delay, promise, continuity, balance] = self.weights;
        let (mut floor, mut rest, mut worst, mut holds) = (0, 0, 0, true);
        let mut out = Vec::new();
        for (nurse, lane) in lanes.nurses.iter().enumerate() {
            let person = &self.day.caregivers[nurse];
            if lane.is_empty() {
                out.push([0; 3]);
                continue;
            }
            let (arrivals, home) = self.arrivals(nurse, lane, &starts)?;
            let mut driven = self.leg(lane[lane.len() - 1].0 + 1, 0);
            let mut place = 0;
            for (rank, &(row, part)) in lane.iter().enumerate() {
                driven += self.leg(place, row + 1);
                place = row + 1;
                floor += self.price(&self.day.patients[row], nurse, part);
                let late = self.opened(row, starts[row][part])?.1;
                floor += late * tardiness;
                worst = worst.max(late);
                if rank > 0 {
                    rest += (starts[row][part] - arrivals[rank]) * waiting;
                }
            }
            floor += driven * travel;
            let shift = person.shift.expect("tiny nurses have a shift").map(ticks);
            let left = (starts[lane[0].0][lane[0].1] - self.leg(0, lane[0].0 + 1)).max(shift[0]);
            let minutes = if home < FAR { (home - left) / 1000 } else { 0 };
            rest += minutes * minutes / 480 * 1000 * balance;
            let is_lifted = |lift| self.lift == lift;
            let over = |cap: Option<f64>, value: i64| cap.is_some_and(|cap| value > ticks(cap));
            holds &= home < FAR && (is_lifted(Lift::ShiftEnd) || home <= shift[1]);
            holds &= is_lifted(Lift::MaxWork) || !over(person.max_work, home - left);
            holds &= is_lifted(Lift::MaxDriving) || !over(person.max_driving, driven);
            holds &=
                is_lifted(Lift::MaxStops) || person.max_stops.is_none_or(|cap| lane.len() <= cap as usize);
            out.push([left, home, driven]);
        }
        for (doctor, lane) in lanes.doctors.iter().enumerate() {
            for (rank, &row) in lane.iter().enumerate() {
                let (after, length) = self.call(row);
                let asked = self.day.patients[row]
                    .consultation
                    .as_ref()
                    .and_then(|call| call.preferred_doctor.as_ref());
                floor += 1000
                    * continuity
                    * i64::from(asked.is_some_and(|name| *name != self.day.doctors[doctor].id));
                if let Some(&next) = lane.get(rank + 1) {
                    rest += (starts[next][0] + self.call(next).0 - starts[row][0] - after - length) * idle;
                }
            }
        }
        for (row, patient) in self.day.patients.iter().enumerate() {
            let is_half =
                starts[row].iter().filter(|start| **start >= 0).count() < patient.required_caregivers.len();
            if starts[row][0] < 0 {
                let rank = [Priority::P1, Priority::P2, Priority::Planned]
                    .iter()
                    .position(|rank| Some(*rank) == patient.priority);
                rest += self.unserved[rank.unwrap_or(2)];
                continue;
            }
            holds &= !is_half;
            let promised = patient.promise.as_ref().and_then(|promise| promise.start).map(ticks);
            rest += 1000
                * promise
                * i64::from(promised.is_some_and(|hour| (starts[row][0] - hour).abs() > 15_000));
            let max_wait = patient.consultation.as_ref().and_then(|call| call.max_wait).map_or(FAR, ticks);
            let is_lifted = self.lifted == Some(row) && matches!(self.lift, Lift::DoctorWait | Lift::Doctor);
            holds &= is_lifted || waits[row] <= max_wait;
        }
        let cost = holds.then_some(floor + rest + worst * worst_delay);
        Some(Scored { starts, floor, cost, waits, out })
    }

    pub(crate) fn may(&self, row: usize, part: usize, nurse: usize) -> bool {
        let (patient, person) = (&self.day.patients[row], &self.day.caregivers[nurse]);
        person.abilities.contains(&patient.required_caregivers[part].service)
            && patient.equipment.iter().all(|kit| person.equipment.contains(kit))
            && patient.lock.as_ref().is_none_or(|lock| lock.caregivers[part] == person.id)
    }

    pub(crate) fn may_call(&self, row: usize, doctor: usize) -> bool {
        let call = self.day.patients[row].consultation.as_ref().expect("a consultation");
        let doctor = &self.day.doctors[doctor];
        call.speciality.as_ref().is_none_or(|name| doctor.specialities.contains(name))
            && call.doctor.as_ref().is_none_or(|name| *name == doctor.id)
    }

    /// The least cost under `bound` over every plan, if any is that good.
    pub(crate) fn best(&self, bound: i64) -> Option<i64> {
        let lanes = Lanes {
            nurses: vec![Vec::new(); self.day.caregivers.len()],
            doctors: vec![Vec::new(); self.day.doctors.len()],
        };
        let mut search = Exhaustive { oracle: self, seen: HashSet::new(), best: bound + 1 };
        search.grow(&lanes);
        (search.best <= bound).then_some(search.best)
    }
}

struct Exhaustive<'a> {
    oracle: &'a Oracle<'a>,
    seen: HashSet<Lanes>,
    best: i64,
}

impl Exhaustive<'_> {
    fn grow(&mut self, lanes: &Lanes) {
        if !self.seen.insert(lanes.clone()) {
            return;
        }
        let Some(scored) = self.oracle.score(lanes) else { return };
        if scored.floor >= self.best {
            return;
        }
        if let Some(cost) = scored.cost {
            self.best = self.best.min(cost);
        }
        for row in 0..self.oracle.day.patients.len() {
            for longer in self.oracle.appended(lanes, row, &scored.starts[row]) {
                self.grow(&longer);
            }
        }
    }
}

impl Oracle<'_> {
    /// Every way to append the next joint of a patient.
    fn appended(&self, lanes: &Lanes, row: usize, starts: &[i64; 2]) -> Vec<Lanes> {
        let parts: Vec<usize> = match (self.day.patients[row].required_caregivers.len(), starts) {
            (2, [-1, -1]) if self.is_simultaneous(row) => vec![0, 1],
            (1, [-1, _]) | (2, [-1, -1]) => vec![0],
            (2, [_, -1]) => vec![1],
            _ => return Vec::new(),
        };
        let mut grown = vec![lanes.clone()];
        for &part in &parts {
            let append = |lanes: &Lanes| {
                let nurses = (0..self.day.caregivers.len()).filter(|&nurse| {
                    self.may(row, part, nurse) && lanes.nurses[nurse].iter().all(|(held, _)| *held != row)
                });
                let lanes = lanes.clone();
                nurses
                    .map(move |nurse| {
                        let mut longer = lanes.clone();
                        longer.nurses[nurse].push((row, part));
                        longer
                    })
                    .collect::<Vec<_>>()
            };
            grown = grown.iter().flat_map(append).collect();
        }
        if parts[0] == 0 && self.needs_doctor(row) {
            let call = |lanes: &Lanes| {
                let lanes = lanes.clone();
                (0..self.day.doctors.len())
                    .filter(|&doctor| self.may_call(row, doctor))
                    .map(move |doctor| {
                        let mut longer = lanes.clone();
                        longer.doctors[doctor].push(row);
                        longer
                    })
                    .collect::<Vec<_>>()
            };
            grown = grown.iter().flat_map(call).collect();
        }
        grown
    }
}
