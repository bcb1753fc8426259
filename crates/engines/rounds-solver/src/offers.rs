//! A new request during the day: the three best ways to take it, before anything else is moved on purpose.
//!
//! Offers keep every order of the plan and add one patient; some may wait a little longer, and they are named. The
//! improvement that may follow is a separate search whose gain is told as before and after.

use crate::anneal::{Cooling, Search};
use crate::compile::Day;
use crate::insertion::{Effort, Insertion};
use crate::near::Near;
use crate::outcome::units;
use crate::plan::{Plan, index};
use crate::problem::{NONE, TICKS};
use crate::solve::Settings;

/// How many offers are made.
const OFFERS: usize = 3;
/// Offers of the same people closer than this are the same offer, in minutes.
const APART: i64 = 15;

/// A search so cool that it keeps most of a plan.
const GENTLE: Cooling = Cooling { hot: 0.2, cold: 0.2, warm: 0.2, descent: f64::INFINITY };

/// One way to take a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    pub start: f64,
    pub nurses: Vec<String>,
    pub doctor: Option<String>,
    /// Extra travel time, and kilometres when the instance has them.
    pub extra_travel: f64,
    pub extra_km: Option<f64>,
    /// Who starts at another hour because of it.
    pub moved: Vec<Shift>,
    /// Weighted cost added to the plan, the reward of serving left aside.
    pub cost: i64,
    insertion: Insertion,
}

/// A patient whose hour changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    pub patient: String,
    pub before: f64,
    pub after: f64,
}

/// What an improvement changed.
#[derive(Debug, Clone)]
pub struct Improved<'d> {
    pub plan: Plan<'d>,
    pub before: i64,
    pub after: i64,
    pub moved: Vec<Shift>,
}

impl Day {
    /// Up to three offers for a patient that the plan does not serve, the cheapest first.
    pub fn offers(&self, plan: &Plan<'_>, patient: usize) -> Vec<Offer> {
        let passage = self.passage_of[patient];
        if plan.is_served(passage) || self.problem.passages[passage as usize].excluded {
            return Vec::new();
        }
        let mut trial = plan.clone();
        trial.commit();
        let bound = i64::MAX / 4;
        let found = trial.best_insertions(passage, bound, Effort::CAREFUL, 8 * OFFERS, &mut || false);
        let mut offers: Vec<Offer> = Vec::new();
        for insertion in found {
            let mark = trial.mark();
            if trial.insert(passage, &insertion) {
                let offer = self.offer(plan, &trial, passage, insertion);
                let is_new = offers.iter().all(|known| {
                    let gap = (known.start - offer.start).abs();
                    known.nurses != offer.nurses || gap > units(APART * self.problem.minute)
                });
                if is_new {
                    offers.push(offer);
                }
            }
            trial.rollback(mark);
            if offers.len() == OFFERS {
                break;
            }
        }
        offers
    }

    /// The plan with an offer taken; the offer must come from this plan.
    pub fn take_offer<'d>(&'d self, plan: &Plan<'d>, patient: usize, offer: &Offer) -> Option<Plan<'d>> {
        let mut taken = plan.clone();
        taken.commit();
        let fits = taken.insert(self.passage_of[patient], &offer.insertion);
        taken.commit();
        fits.then_some(taken)
    }

    /// Improves a plan with a cool search that keeps most of it, and says what moved.
    pub fn improve<'d>(&'d self, plan: &Plan<'d>, settings: &Settings) -> Improved<'d> {
        let near = Near::of(&self.problem);
        let mut search = Search::from(plan.clone(), &near, settings.seed);
        search.run(&GENTLE, 1.0, 0, settings.iterations);
        let mut better = search.best;
        better.settle_all();
        better.commit();
        let moved = self.shifts(plan, &better);
        Improved { before: plan.cost(), after: better.cost(), moved, plan: better }
    }

    fn offer(&self, before: &Plan, after: &Plan, passage: u32, insertion: Insertion) -> Offer {
        let joint = self.problem.passages[passage as usize].joints[0];
        let mut nurses = Vec::new();
        let mut doctor = None;
        for stop in self.problem.stops_of(passage) {
            let Some(lane) = after.lane_of(stop) else { continue };
            match (lane as usize).checked_sub(self.problem.nurses) {
                Some(row) => doctor = Some(self.instance.doctors[row].id.clone()),
                None => nurses.push(self.instance.caregivers[lane as usize].id.clone()),
            }
        }
        Offer {
            start: units(after.start(joint)),
            nurses,
            doctor,
            extra_travel: units(after.sums.travel - before.sums.travel),
            extra_km: self
                .kilometres(after)
                .zip(self.kilometres(before))
                .map(|(after, before)| after - before),
            moved: self.shifts(before, after),
            cost: after.cost() - before.cost() + self.problem.passages[passage as usize].unserved,
            insertion,
        }
    }

    /// Kilometres of a plan, when the instance has them.
    fn kilometres(&self, plan: &Plan) -> Option<f64> {
        let table = self.instance.kilometres.as_ref()?;
        let mut total = 0.0;
        for (lane, day) in self.problem.lanes.iter().enumerate().filter(|(_, day)| !day.is_doctor) {
            let mut place = day.from_place;
            let stops = plan.route(index(lane)).map(|stop| self.problem.stops[stop as usize].place);
            let is_out = plan.count[lane] > 0 || day.under_way;
            for next in stops.chain(is_out.then_some(day.home)) {
                total += table.get(place as usize)?.get(next as usize)?;
                place = next;
            }
        }
        Some(total)
    }

    /// Patients of both plans whose hour differs by a minute or more.
    fn shifts(&self, before: &Plan, after: &Plan) -> Vec<Shift> {
        let mut shifts = Vec::new();
        for passage in &self.problem.passages {
            let joint = passage.joints[0];
            if joint == NONE || !before.is_planned(joint) || !after.is_planned(joint) {
                continue;
            }
            let (old, new) = (before.start(joint), after.start(joint));
            if (new - old).abs() >= self.problem.minute.max(TICKS) {
                let patient = self.instance.patients[passage.patient].id.clone();
                shifts.push(Shift { patient, before: units(old), after: units(new) });
            }
        }
        shifts
    }
}
