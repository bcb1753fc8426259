//! The search: simulated annealing over small moves, with larger ruins when they pay.
//!
//! The bound is drawn before a move is evaluated, so most moves are refused on their travel alone. Temperature
//! follows the share of the run that is done, counted in iterations: the same seed and the same number of iterations give the same plan anywhere.

use crate::insertion::Effort;
use crate::moves::Mover;
use crate::near::Near;
use crate::plan::{Plan, index};
use crate::problem::Problem;
use crate::rng::Rng;

/// While somebody is left out, only a ruin can trade one patient for another: one move in this many is.
const HUNGER: u64 = 40;

/// Up to this many stops, a ruin that looks for room for somebody tries every place.
const SMALL: usize = 40;

/// How a search cools: temperatures in mean short legs, and how often it ruins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cooling {
    pub hot: f64,
    pub cold: f64,
    pub ruin_every: u64,
}

impl Default for Cooling {
    /// The schedule tuned on the Mankowska instances.
    fn default() -> Self {
        Self { hot: 8.0, cold: 0.2, ruin_every: 100 }
    }
}

/// One annealing search.
pub(crate) struct Search<'p, 'n> {
    plan: Plan<'p>,
    mover: Mover<'n>,
    pub(crate) best: Plan<'p>,
    logs: Vec<f64>,
    accepted: u64,
    heat: f64,
}

impl<'p, 'n> Search<'p, 'n> {
    /// Starts from a plan that serves each patient where it fits best, by opening hour.
    pub(crate) fn new(problem: &'p Problem, near: &'n Near, seed: u64) -> Self {
        let mut plan = Plan::empty(problem);
        let mut rng = Rng::seeded(seed);
        let mut passages: Vec<u32> = (0..index(problem.passages.len()))
            .filter(|&passage| !problem.passages[passage as usize].excluded)
            .collect();
        shuffle(&mut passages, &mut rng);
        passages.sort_by_key(|&passage| {
            let joint = problem.passages[passage as usize].joints[0];
            problem.joints[joint as usize].openings.first().map_or(0, |opening| opening.open)
        });
        fill(&mut plan, &passages, Effort::QUICK, &mut || false);
        Self::from(plan, near, seed)
    }

    /// Starts from a given plan.
    pub(crate) fn from(mut plan: Plan<'p>, near: &'n Near, seed: u64) -> Self {
        let problem = plan.problem;
        let stops: Vec<u32> = (0..index(problem.stops.len()))
            .filter(|&stop| !problem.stops[stop as usize].is_doctor && !problem.takers(stop).is_empty())
            .collect();
        plan.commit();
        plan.respace();
        let logs = (0..4096).map(|rank| -libm::log((f64::from(rank) + 0.5) / 4096.0)).collect();
        let mover = Mover { near, stops, rng: Rng::seeded(seed ^ 0x6d61_696c), is_cramped: false };
        Self { best: plan.clone(), plan, mover, logs, accepted: 0, heat: 0.0 }
    }

    /// Goes on from another search's plan.
    pub(crate) fn adopt(&mut self, other: &Self) {
        self.plan.clone_from(&other.plan);
        if other.best.cost() < self.best.cost() {
            self.best.clone_from(&other.best);
        }
    }

    /// The cost of the plan under change.
    pub(crate) fn cost(&self) -> i64 {
        self.plan.cost()
    }

    /// Schedules computed so far.
    pub(crate) fn decodes(&self) -> u64 {
        self.plan.work.decodes
    }

    /// Tries the moves from `from` to `to` at the temperature of a share (0 to 1) of the cooling.
    pub(crate) fn run(&mut self, cooling: &Cooling, share: f64, from: u64, to: u64) {
        if self.mover.stops.is_empty() {
            return;
        }
        #[expect(clippy::cast_precision_loss, reason = "a temperature needs no more than 52 bits")]
        let leg = (self.mover.near.leg * self.plan.problem.weights.travel.max(1)) as f64;
        self.heat = leg * cooling.hot * libm::pow(cooling.cold / cooling.hot, share);
        for iteration in from..to {
            let ruin_every =
                if self.plan.serves_all() { cooling.ruin_every } else { cooling.ruin_every.min(HUNGER) };
            if iteration % ruin_every == 0 {
                self.ruin();
            } else {
                self.small_move();
            }
        }
    }

    fn slack(&mut self) -> i64 {
        let rank = self.mover.rng.below(self.logs.len());
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a temperature times eight at most, far below 2^63"
        )]
        let slack = (self.heat * self.logs[rank]) as i64;
        slack
    }

    fn small_move(&mut self) {
        let bound = self.plan.cost() + self.slack();
        let mark = self.plan.mark();
        let proposed = self.mover.propose(&mut self.plan, bound);
        if proposed && self.plan.settle() && self.plan.cost() <= bound {
            self.keep();
        } else {
            self.plan.rollback(mark);
        }
        if self.mover.is_cramped {
            self.plan.respace();
            self.mover.is_cramped = false;
        }
    }

    fn keep(&mut self) {
        self.plan.commit();
        self.accepted += 1;
        if self.accepted.is_multiple_of(2048) {
            self.plan.respace();
        }
        if self.plan.cost() < self.best.cost() {
            self.best.clone_from(&self.plan);
        }
    }

    /// Takes out a few passages near each other and puts them back where they fit best.
    fn ruin(&mut self) {
        let bound = self.plan.cost() + self.slack();
        let mark = self.plan.mark();
        let problem = self.plan.problem;
        let seed = self.mover.stops[self.mover.rng.below(self.mover.stops.len())];
        let count = 2 + self.mover.rng.below(9);
        let passage_of = |stop: u32| problem.joints[problem.stops[stop as usize].joint as usize].passage;
        let mut removed = vec![passage_of(seed)];
        for &stop in self.mover.near.of_stop(seed) {
            if removed.len() >= count {
                break;
            }
            let passage = passage_of(stop);
            if self.mover.rng.below(4) != 0 && !removed.contains(&passage) {
                removed.push(passage);
            }
        }
        let is_small = !self.plan.serves_all() && self.mover.stops.len() <= SMALL;
        let mut fits = true;
        for &passage in &removed {
            fits &= !self.plan.is_served(passage) || self.plan.remove(passage);
        }
        for passage in 0..index(problem.passages.len()) {
            let is_out = !problem.passages[passage as usize].excluded && !self.plan.is_served(passage);
            if is_out && !removed.contains(&passage) {
                removed.push(passage);
            }
        }
        shuffle(&mut removed, &mut self.mover.rng);
        let rng = &mut self.mover.rng;
        let effort = if is_small { Effort::CAREFUL } else { Effort::QUICK };
        fill(&mut self.plan, &removed, effort, &mut || rng.below(32) == 0);
        if fits && self.plan.cost() <= bound {
            self.keep();
        } else {
            self.plan.rollback(mark);
        }
    }
}

/// Serves each passage where it fits best, in order.
pub(crate) fn fill(plan: &mut Plan, passages: &[u32], effort: Effort, skip: &mut dyn FnMut() -> bool) {
    for &passage in passages {
        let bound = plan.cost();
        if let Some(found) = plan.best_insertion(passage, bound, effort, skip) {
            plan.insert(passage, &found);
        }
    }
}

fn shuffle(list: &mut [u32], rng: &mut Rng) {
    for place in (1..list.len()).rev() {
        list.swap(place, rng.below(place + 1));
    }
}
