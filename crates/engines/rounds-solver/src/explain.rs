//! Why a patient is left out: the rule that refused, the cheapest way to give in, the hour it would become possible.
//!
//! Filters are looked at first. Then each rule in turn is lifted alone, every place of the plan is tried with its
//! orders kept, and what the best place takes from that rule is measured in minutes: the rule that asks the least
//! is the one that refused. This module measures; [`crate::french`] says it.

use crate::compile::Day;
use crate::plan::{Plan, index};
use crate::problem::{NEVER, NONE, Opening, Problem};

/// A rule that can refuse a patient, in the order in which ties are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The row of the patient or its lock is wrong.
    BadRow,
    Skill,
    Equipment,
    ForbiddenCaregiver,
    /// Two nurses are needed and only one qualifies.
    SecondCaregiver,
    DeadZone,
    Speciality,
    /// Nothing refuses: a place exists and the search has not seen it.
    Fits,
    Window,
    Doctor,
    DoctorWait,
    ShiftEnd,
    Pause,
    MaxWork,
    MaxDriving,
    MaxStops,
    Locked,
    /// No rule given up alone is enough.
    Several,
}

impl Rule {
    /// The stable code, after the vocabulary of vrp-pragmatic where it has a word.
    pub fn code(self) -> &'static str {
        match self {
            Self::BadRow => "BAD_ROW",
            Self::Skill => "SKILL_CONSTRAINT",
            Self::Equipment => "EQUIPMENT_CONSTRAINT",
            Self::ForbiddenCaregiver => "FORBIDDEN_CAREGIVER",
            Self::SecondCaregiver => "SECOND_CAREGIVER",
            Self::DeadZone => "NETWORK_DEAD_ZONE",
            Self::Speciality => "DOCTOR_SPECIALITY",
            Self::Fits => "NO_REASON_FOUND",
            Self::Window => "TIME_WINDOW_CONSTRAINT",
            Self::Doctor => "DOCTOR_UNAVAILABLE",
            Self::DoctorWait => "DOCTOR_WAIT",
            Self::ShiftEnd => "SHIFT_END",
            Self::Pause => "BREAK_CONSTRAINT",
            Self::MaxWork => "MAX_DURATION_CONSTRAINT",
            Self::MaxDriving => "MAX_DRIVING_CONSTRAINT",
            Self::MaxStops => "TOUR_SIZE_CONSTRAINT",
            Self::Locked => "PROMISE_LOCKED",
            Self::Several => "SEVERAL_CONSTRAINTS",
        }
    }
}

/// Why a patient is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub patient: usize,
    pub rule: Rule,
    /// What the cheapest relaxation takes, in ticks.
    pub amount: i64,
    /// Where the patient would then be served.
    pub place: Option<Place>,
}

/// The place that a relaxation opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub start: i64,
    /// Rows of the nurses, in the order of the required services.
    pub nurses: Vec<usize>,
    /// The limit as it is and as it would have to be, in ticks (or in stops for [`Rule::MaxStops`]).
    pub limit: i64,
    pub needed: i64,
    /// Whom the limit concerns: row of the nurse or of the locked patient.
    pub who: Option<usize>,
}

/// The rules that can be lifted one at a time.
const LIFTED: [Rule; 9] = [
    Rule::Window,
    Rule::Doctor,
    Rule::DoctorWait,
    Rule::ShiftEnd,
    Rule::Pause,
    Rule::MaxWork,
    Rule::MaxDriving,
    Rule::MaxStops,
    Rule::Locked,
];

impl Day {
    /// Explains every patient that a plan leaves out.
    pub fn explain(&self, plan: &Plan) -> Vec<Explanation> {
        let is_frozen = |patient: usize| self.frozen.iter().any(|stop| stop.patient == patient);
        (0..self.instance.patients.len())
            .filter(|&patient| !plan.is_served(self.passage_of[patient]) && !is_frozen(patient))
            .map(|patient| self.explain_one(plan, patient))
            .collect()
    }

    /// Explains one patient that a plan leaves out.
    pub fn explain_one(&self, plan: &Plan, patient: usize) -> Explanation {
        if let Some(rule) = self.filter_that_refuses(patient) {
            return Explanation { patient, rule, amount: 0, place: None };
        }
        let passage = self.passage_of[patient];
        let mut best: Option<(i64, Rule, Place)> = None;
        let mut keep = |rule: Rule, found: Option<(i64, Place)>| {
            if let Some((amount, place)) = found
                && best.as_ref().is_none_or(|known| amount < known.0)
            {
                best = Some((amount, rule, place));
            }
        };
        keep(Rule::Fits, self.cheapest(plan, &self.problem, passage, Rule::Fits));
        for rule in LIFTED {
            for problem in self.lifted(passage, rule) {
                keep(rule, self.cheapest(plan, &problem, passage, rule));
            }
        }
        match best {
            Some((amount, rule, place)) => Explanation { patient, rule, amount, place: Some(place) },
            None => Explanation { patient, rule: Rule::Several, amount: 0, place: None },
        }
    }

    /// A filter that leaves nobody for some part of a patient's need.
    fn filter_that_refuses(&self, row: usize) -> Option<Rule> {
        let passage = self.passage_of[row];
        if self.problem.passages[passage as usize].excluded {
            return Some(Rule::BadRow);
        }
        let patient = &self.instance.patients[row];
        for stop in self.problem.stops_of(passage) {
            if !self.problem.takers(stop).is_empty() {
                continue;
            }
            if self.problem.stops[stop as usize].is_doctor {
                return Some(if patient.dead_zone { Rule::DeadZone } else { Rule::Speciality });
            }
            let service = &patient.required_caregivers[self.part_of(stop)].service;
            let able = || self.instance.caregivers.iter().filter(|nurse| nurse.abilities.contains(service));
            let has_kit =
                able().any(|nurse| patient.equipment.iter().all(|kit| nurse.equipment.contains(kit)));
            return Some(match (able().next().is_some(), has_kit) {
                (false, _) => Rule::Skill,
                (true, false) => Rule::Equipment,
                (true, true) => Rule::ForbiddenCaregiver,
            });
        }
        let mut nurses =
            self.problem.stops_of(passage).filter(|&stop| !self.problem.stops[stop as usize].is_doctor);
        let (first, second) = (nurses.next()?, nurses.next()?);
        let [one] = self.problem.takers(first) else { return None };
        let is_pair = self.problem.other_nurse(first) == second;
        (is_pair && self.problem.takers(second) == [*one]).then_some(Rule::SecondCaregiver)
    }

    /// The problem with one rule lifted; several when the rule has several limits to lift.
    fn lifted(&self, passage: u32, rule: Rule) -> Vec<Problem> {
        let mut problem = self.problem.clone();
        let joints: Vec<usize> = self.problem.joints_of(passage).map(|joint| joint as usize).collect();
        let nurses = problem.nurses;
        match rule {
            Rule::Window => return self.lifted_windows(&joints),
            Rule::Doctor => joints.iter().for_each(|&joint| problem.joints[joint].stops[2] = NONE),
            Rule::DoctorWait => joints.iter().for_each(|&joint| problem.joints[joint].max_wait = NEVER),
            Rule::ShiftEnd => problem.lanes[..nurses].iter_mut().for_each(|lane| lane.until = NEVER),
            Rule::Pause => problem.lanes[..nurses].iter_mut().for_each(|lane| lane.pauses.clear()),
            Rule::MaxWork => problem.lanes[..nurses].iter_mut().for_each(|lane| lane.max_work = NEVER),
            Rule::MaxDriving => problem.lanes[..nurses].iter_mut().for_each(|lane| lane.max_driving = NEVER),
            Rule::MaxStops => problem.lanes[..nurses].iter_mut().for_each(|lane| lane.max_stops = usize::MAX),
            Rule::Locked => {
                for joint in self.locked_joints(passage) {
                    problem.joints[joint as usize]
                        .openings
                        .iter_mut()
                        .for_each(|opening| opening.close = NEVER);
                }
            }
            _ => return Vec::new(),
        }
        vec![problem]
    }

    /// One problem for each window, kept open for ever.
    fn lifted_windows(&self, joints: &[usize]) -> Vec<Problem> {
        let windows =
            joints.iter().map(|&joint| self.problem.joints[joint].openings.len()).max().unwrap_or(0);
        let lift = |last: usize| {
            let mut problem = self.problem.clone();
            for &joint in joints {
                let openings = &mut problem.joints[joint].openings;
                openings.truncate(last + 1);
                if let Some(opening) = openings.last_mut() {
                    opening.close = NEVER;
                }
            }
            problem
        };
        (0..windows).map(lift).collect()
    }

    /// Confirmed patients other than the one asked about.
    fn locked_joints(&self, passage: u32) -> impl Iterator<Item = u32> + '_ {
        let others = self.problem.passages.iter().enumerate().filter(move |(other, this)| {
            index(*other) != passage && !this.excluded && self.instance.patients[this.patient].lock.is_some()
        });
        others.flat_map(|(other, _)| self.problem.joints_of(index(other)))
    }

    /// The place that takes the least from a lifted rule.
    fn cheapest(&self, plan: &Plan, lifted: &Problem, passage: u32, rule: Rule) -> Option<(i64, Place)> {
        let mut trial = plan.under(lifted)?;
        let mut best: Option<(i64, Place)> = None;
        trial.each_insertion(passage, &mut |trial| {
            let (amount, limit, needed, who) = self.taken(trial, passage, rule);
            let joint = self.problem.passages[passage as usize].joints[0];
            let start = trial.start(joint);
            if best.as_ref().is_none_or(|(known, place)| (amount, start) < (*known, place.start)) {
                let nurses = self.problem.stops_of(passage).filter_map(|stop| trial.lane_of(stop));
                let nurses =
                    nurses.map(|lane| lane as usize).filter(|&lane| lane < self.problem.nurses).collect();
                best = Some((amount, Place { start, nurses, limit, needed, who }));
            }
        });
        best.filter(|(amount, _)| *amount > 0 || rule == Rule::Fits)
    }

    /// What a place takes from a lifted rule: the amount, the limit, what is needed, whom it concerns.
    fn taken(&self, trial: &Plan, passage: u32, rule: Rule) -> (i64, i64, i64, Option<usize>) {
        let joints = || self.problem.joints_of(passage);
        let excesses: Vec<(i64, i64, Option<usize>)> = match rule {
            Rule::Window => joints()
                .map(|joint| {
                    let opening = trial.problem.joints[joint as usize].openings.len() - 1;
                    let Opening { due, close, .. } = self.problem.joints[joint as usize].openings[opening];
                    let is_last = opening + 1 == self.problem.joints[joint as usize].openings.len();
                    (if is_last { close } else { due }, trial.start(joint), None)
                })
                .collect(),
            Rule::Doctor => {
                let doctor =
                    self.problem.stops_of(passage).find(|&stop| self.problem.stops[stop as usize].is_doctor);
                doctor.map(|stop| (0, self.problem.stops[stop as usize].duration, None)).into_iter().collect()
            }
            Rule::DoctorWait => joints()
                .map(|joint| {
                    (self.problem.joints[joint as usize].max_wait, trial.wait_for_doctor(joint), None)
                })
                .collect(),
            Rule::Locked => self
                .locked_joints(passage)
                .filter(|&joint| trial.is_planned(joint))
                .map(|joint| {
                    let close = self.problem.joints[joint as usize]
                        .openings
                        .last()
                        .map_or(NEVER, |opening| opening.close);
                    (close, trial.start(joint), Some(self.patient_of(joint)))
                })
                .collect(),
            _ => (0..self.problem.nurses)
                .filter_map(|nurse| self.taken_from_nurse(trial, passage, nurse, rule))
                .collect(),
        };
        let amount: i64 = excesses.iter().map(|(limit, needed, _)| (needed - limit).max(0)).sum();
        let worst =
            excesses.into_iter().max_by_key(|(limit, needed, _)| needed - limit).unwrap_or((0, 0, None));
        let scale = if rule == Rule::MaxStops { self.longest_stop(passage) } else { 1 };
        (amount * scale, worst.0, worst.1, worst.2)
    }

    fn taken_from_nurse(
        &self,
        trial: &Plan,
        passage: u32,
        nurse: usize,
        rule: Rule,
    ) -> Option<(i64, i64, Option<usize>)> {
        let lane = &self.problem.lanes[nurse];
        if trial.count[nurse] == 0 {
            return None;
        }
        let (left, home) = trial.hours_out(index(nurse))?;
        let holds = self.problem.stops_of(passage).any(|stop| trial.lane_of(stop) == Some(index(nurse)));
        let (limit, needed) = match rule {
            Rule::ShiftEnd => (lane.until, home),
            Rule::MaxWork => (lane.max_work, home - left),
            Rule::MaxDriving => (lane.max_driving, trial.driving[nurse]),
            Rule::MaxStops => {
                let made = i64::from(trial.count[nurse]) + i64::try_from(lane.made).unwrap_or(0);
                (i64::try_from(lane.max_stops).unwrap_or(NEVER), made)
            }
            Rule::Pause if holds => (0, lane.pauses.iter().map(|pause| pause.duration).sum()),
            _ => return None,
        };
        Some((limit, needed, Some(nurse)))
    }

    /// One stop above a cap counts as the time of the longest stop of the passage.
    fn longest_stop(&self, passage: u32) -> i64 {
        self.problem
            .stops_of(passage)
            .map(|stop| self.problem.stops[stop as usize].duration)
            .max()
            .unwrap_or(1)
            .max(1)
    }
}
