//! From a plan to the solution document: names and hours back in place of indices and ticks.

use crate::check::check;
use crate::compile::Day;
use crate::file::{Consult, Pause, Route, Solution, StopTime};
use crate::plan::{Plan, index};
use crate::problem::{NEVER, NONE};

/// Ticks as a number of the document.
#[expect(clippy::cast_precision_loss, reason = "times of a day in ticks are far below 2^52")]
pub(crate) fn units(ticks: i64) -> f64 {
    ticks as f64 / 1000.0
}

impl Day {
    /// Writes a plan as a document, with its costs scored again by the checker.
    pub fn solution(&self, plan: &Plan) -> Solution {
        let mut solution = Solution {
            routes: (0..self.problem.nurses).map(|nurse| self.route(plan, nurse)).collect(),
            consultations: self.consultations(plan),
            global_ordering: self.ordering(plan),
            unserved: self.explain(plan).iter().map(|explanation| self.refusal(explanation)).collect(),
            travel_source: Some(
                self.instance
                    .travel_source
                    .clone()
                    .unwrap_or_else(|| "matrice jointe à la demande".to_owned()),
            ),
            ..Solution::default()
        };
        let mut costs = check(&self.instance, &solution).costs;
        costs.weighted = plan.cost();
        solution.costs = Some(costs);
        solution
    }

    fn route(&self, plan: &Plan, nurse: usize) -> Route {
        let mut route =
            Route { caregiver_id: self.instance.caregivers[nurse].id.clone(), ..Route::default() };
        for stop in self.frozen.iter().filter(|stop| stop.nurse == nurse) {
            let patient = &self.instance.patients[stop.patient];
            route.locations.push(StopTime {
                patient: patient.id.clone(),
                service: patient.required_caregivers[stop.part].service.clone(),
                arrival_time: units(stop.start),
                departure_time: units(stop.end),
            });
        }
        for stop in plan.route(index(nurse)) {
            let (joint, part) = (plan.joint_of(stop), self.part_of(stop));
            let patient = &self.instance.patients[self.patient_of(joint)];
            let start = plan.start(joint);
            route.locations.push(StopTime {
                patient: patient.id.clone(),
                service: patient.required_caregivers[part].service.clone(),
                arrival_time: units(start),
                departure_time: units(start + self.problem.stops[stop as usize].duration),
            });
        }
        if !route.locations.is_empty() {
            route.pauses = self.pauses(plan, index(nurse));
        }
        route
    }

    /// The pauses of a lane at the hours where timing put them.
    fn pauses(&self, plan: &Plan, lane: u32) -> Vec<Pause> {
        let pauses = &self.problem.lanes[lane as usize].pauses;
        let mut free = self.problem.lanes[lane as usize].from;
        let mut taken = 0;
        let mut written = Vec::new();
        let ends =
            plan.route(lane).map(|stop| (usize::from(plan.pauses[stop as usize]), plan.free[stop as usize]));
        let head = plan.head(lane);
        let leg = plan.arc(plan.prev[head as usize], head, lane);
        for (by_then, next_free) in ends.chain([(pauses.len(), NEVER)]) {
            for pause in &pauses[taken..by_then] {
                if next_free == NEVER && free + leg <= pause.open {
                    break;
                }
                let begin = free.max(pause.open);
                free = begin + pause.duration;
                written.push(Pause { start: units(begin), end: units(free) });
            }
            (taken, free) = (by_then, next_free);
        }
        written
    }

    /// Each consultation of each doctor; those of a group follow each other.
    fn consultations(&self, plan: &Plan) -> Vec<Consult> {
        let mut consults: Vec<(i64, Consult)> = Vec::new();
        let mut say = |doctor: usize, patient: usize, begin: i64, end: i64| {
            let asked = &self.instance.patients[patient];
            let count = asked.consultation.as_ref().and_then(|call| call.count).unwrap_or(1).max(1);
            let length = (end - begin) / i64::from(count);
            for rank in 0..i64::from(count) {
                let begin = begin + rank * length;
                let (start, end) = (units(begin), units(begin + length));
                let (doctor, patient) = (self.instance.doctors[doctor].id.clone(), asked.id.clone());
                consults.push((begin, Consult { doctor, patient, start, end }));
            }
        };
        for stop in &self.frozen {
            if let Some((doctor, begin, end)) = stop.doctor {
                say(doctor, stop.patient, begin, end);
            }
        }
        for doctor in 0..self.instance.doctors.len() {
            for stop in plan.route(index(self.problem.nurses + doctor)) {
                let joint = plan.joint_of(stop);
                let part = &self.problem.stops[stop as usize];
                let begin = plan.start(joint) + part.after;
                say(doctor, self.patient_of(joint), begin, begin + part.duration);
            }
        }
        consults.sort_by(|left, right| (left.0, &left.1.doctor).cmp(&(right.0, &right.1.doctor)));
        consults.into_iter().map(|(_, consult)| consult).collect()
    }

    fn ordering(&self, plan: &Plan) -> Vec<String> {
        let frozen =
            self.frozen.iter().filter(|stop| stop.part == 0).map(|stop| (0, stop.start, stop.patient));
        let planned =
            self.problem.passages.iter().filter(|passage| {
                passage.joints[0] != NONE && plan.is_served(self.passage_of[passage.patient])
            });
        let planned = planned.map(|passage| {
            let joint = passage.joints[0];
            (plan.key[joint as usize], plan.start(joint), passage.patient)
        });
        let mut order: Vec<(u64, i64, usize)> = frozen.chain(planned).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, _, patient)| self.instance.patients[patient].id.clone()).collect()
    }

    /// Row of the patient of a joint.
    pub(crate) fn patient_of(&self, joint: u32) -> usize {
        self.problem.passages[self.problem.joints[joint as usize].passage as usize].patient
    }

    /// Which required service of its patient a nurse's stop is.
    pub(crate) fn part_of(&self, stop: u32) -> usize {
        let joint = self.problem.stops[stop as usize].joint;
        let this = &self.problem.joints[joint as usize];
        let is_second =
            this.stops[1] == stop || self.problem.passages[this.passage as usize].joints[1] == joint;
        usize::from(is_second)
    }
}
