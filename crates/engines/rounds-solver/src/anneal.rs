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
use crate::ruin;

/// While somebody is left out, only a ruin can trade one patient for another: one move in this many is.
const HUNGER: u64 = 40;

/// Up to this many stops, a ruin that looks for room for somebody tries every place.
const SMALL: usize = 40;

/// One place in this many is passed over while patients come back, so that returns differ.
const BLINK: usize = 64;

/// How a search cools: temperatures in mean short legs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cooling {
    /// Where each descent starts from.
    pub hot: f64,
    /// Where each descent ends.
    pub cold: f64,
    /// Where the last descent starts from, the best plan in hand.
    pub warm: f64,
    /// Moves for each stop that one descent is worth.
    pub descent: f64,
}

impl Default for Cooling {
    /// The schedule tuned on the Mankowska instances.
    fn default() -> Self {
        Self { hot: 8.0, cold: 0.2, warm: 1.0, descent: 15_000.0 }
    }
}

/// The share of a run after which its length in moves is known well enough.
const FIRST_LOOK: f64 = 0.01;

/// How a run is cut: several descents from hot to cold, then one from warm; only one when time is short.
#[derive(Debug, Clone, Copy, Default)]
struct Descents {
    count: u32,
    rank: u32,
}

impl Descents {
    /// As many descents as the moves of the run are worth, told from those done in a share of it.
    fn for_run(cooling: &Cooling, share: f64, done: u64, stops: usize) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "moves and stops are far below 2^52")]
        let moves_a_stop = done as f64 / share / stops as f64;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a few units")]
        let count = (moves_a_stop / cooling.descent).clamp(1.0, 8.0) as u32;
        Self { count, rank: 0 }
    }

    /// Which descent a share of the run falls in, and which share of that descent is done.
    fn at(self, share: f64) -> (u32, f64) {
        let place = share.clamp(0.0, 1.0) * f64::from(self.count);
        let rank = (0..self.count).rev().find(|&rank| f64::from(rank) <= place).unwrap_or(0);
        (rank, place - f64::from(rank))
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
    descents: Descents,
}

impl<'p, 'n> Search<'p, 'n> {
    /// Starts from a plan that serves each patient where it fits best, by opening hour.
    pub(crate) fn new(problem: &'p Problem, near: &'n Near, seed: u64) -> Self {
        let mut plan = Plan::empty(problem);
        let mut rng = Rng::seeded(seed);
        let mut passages: Vec<u32> = (0..index(problem.passages.len()))
            .filter(|&passage| !problem.passages[passage as usize].excluded)
            .collect();
        rng.shuffle(&mut passages);
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
        Self { best: plan.clone(), plan, mover, logs, accepted: 0, heat: 0.0, descents: Descents::default() }
    }

    /// Goes on from another search's plan.
    pub(crate) fn adopt(&mut self, other: &Self) {
        if self.descents.rank + 1 >= self.descents.count {
            self.plan.clone_from(&other.plan);
        }
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
        self.heat = self.leg() * self.temperature(cooling, share, from);
        // the cost of a ruin grows with the day, that of a small move does not
        let ruin_every = (self.mover.stops.len() as u64 / 4).max(20);
        for iteration in from..to {
            let ruin_every = if self.plan.serves_all() { ruin_every } else { ruin_every.min(HUNGER) };
            if iteration % ruin_every == 0 {
                self.ruin();
            } else {
                self.small_move();
            }
        }
    }

    /// The mean short leg, in weighted ticks: the unit of temperatures.
    fn leg(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a temperature needs no more than 52 bits")]
        let leg = (self.mover.near.leg * self.plan.problem.weights.travel.max(1)) as f64;
        leg
    }

    /// The temperature of a moment of the run, in mean short legs; the last descent starts again from the best plan.
    fn temperature(&mut self, cooling: &Cooling, share: f64, done: u64) -> f64 {
        if self.descents.count == 0 {
            if share < FIRST_LOOK {
                return cooling.hot;
            }
            self.descents = Descents::for_run(cooling, share, done, self.mover.stops.len());
        }
        let (rank, within) = self.descents.at(share);
        if rank > self.descents.rank && rank + 1 == self.descents.count {
            self.plan.clone_from(&self.best);
        }
        self.descents.rank = rank;
        let is_last = rank > 0 && rank + 1 == self.descents.count;
        let hot = if is_last { cooling.warm } else { cooling.hot };
        hot * libm::pow(cooling.cold / hot, within)
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
        let left_out = ruin::left_out(&self.plan);
        let (mut victims, guest) = self.mover.victims(&self.plan, &left_out);
        let is_small = !left_out.is_empty() && self.mover.stops.len() <= SMALL;
        let rng = &mut self.mover.rng;
        let mut fits = self.plan.remove(&victims);
        if fits && is_small && rng.below(2) == 0 {
            fits = self.plan.rank_again(&mut |ready| rng.below(ready));
        }
        if fits {
            self.mover.order_of_return(problem, &mut victims, &left_out, guest);
            let rng = &mut self.mover.rng;
            let effort = if is_small { Effort::CAREFUL } else { Effort::QUICK };
            let blink = if is_small { [BLINK, 8, 3][rng.below(3)] } else { BLINK };
            fill(&mut self.plan, &victims, effort, &mut || rng.below(blink) == 0);
        }
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
