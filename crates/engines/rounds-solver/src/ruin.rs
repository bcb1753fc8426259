//! Which patients a ruin takes out, and in which order they come back.
//!
//! After the slack induction by string removals of Christiaens and Vanden Berghe (2020): pieces of neighbouring lanes
//! leave together, or patients scattered around one. Who was left out joins them, so that patients are traded.

use crate::moves::Mover;
use crate::plan::{Plan, index};
use crate::problem::{NEVER, NONE, Problem};

/// At most this many patients leave together, two at least.
const MOST: usize = 14;
/// The longest piece of one lane.
const STRING: usize = 7;
/// How many of the patients left out are tried again in one ruin.
const HUNGRY: usize = 8;

impl Mover<'_> {
    /// Passages to take out, and who comes back before all others: around one stop, scattered or in pieces of lanes,
    /// or a piece of one lane that somebody left out could use.
    pub(crate) fn victims(&mut self, plan: &Plan, left_out: &[u32]) -> (Vec<u32>, Option<u32>) {
        if !left_out.is_empty() && self.rng.below(3) == 0 {
            let guest = left_out[self.rng.below(left_out.len())];
            return (self.room_for(plan, guest), Some(guest));
        }
        (self.around(plan, left_out), None)
    }

    fn around(&mut self, plan: &Plan, left_out: &[u32]) -> Vec<u32> {
        let problem = plan.problem;
        let seed = self.seed(problem, left_out);
        let count = 2 + self.rng.below(MOST - 1);
        let in_strings = self.rng.below(2) == 0;
        let mut victims = Vec::with_capacity(count + STRING);
        let mut lanes: Vec<u32> = Vec::new();
        for &stop in std::iter::once(&seed).chain(self.near.of_stop(seed)) {
            if victims.len() >= count {
                break;
            }
            let lane = plan.lane[stop as usize];
            if lane == NONE || lanes.contains(&lane) {
                continue;
            }
            if in_strings {
                lanes.push(lane);
                let length = 1 + self.rng.below(STRING.min(count - victims.len()));
                self.take_string(plan, stop, length, &mut victims);
            } else if self.rng.below(4) != 0 {
                take(problem, stop, &mut victims);
            }
        }
        victims
    }

    /// A piece, or all, of a lane that may take somebody left out.
    fn room_for(&mut self, plan: &Plan, guest: u32) -> Vec<u32> {
        let mut victims = Vec::new();
        let lanes = plan.problem.stops_of(guest).next().map_or(&[][..], |stop| plan.problem.takers(stop));
        if lanes.is_empty() {
            return victims;
        }
        let lane = lanes[self.rng.below(lanes.len())];
        let stops: Vec<u32> = plan.route(lane).collect();
        let start = self.rng.below(stops.len() + 1);
        let length = if self.rng.below(4) == 0 { stops.len() } else { 1 + self.rng.below(STRING) };
        let start = if length >= stops.len() { 0 } else { start };
        for &stop in stops.iter().skip(start).take(length) {
            take(plan.problem, stop, &mut victims);
        }
        victims
    }

    /// The stop around which to take out: often one of somebody left out, else any.
    fn seed(&mut self, problem: &Problem, left_out: &[u32]) -> u32 {
        if !left_out.is_empty() && self.rng.below(2) == 0 {
            let passage = left_out[self.rng.below(left_out.len())];
            let mut stops = problem.stops_of(passage);
            if let Some(stop) = stops.next() {
                return stop;
            }
        }
        self.stops[self.rng.below(self.stops.len())]
    }

    /// A piece of the lane of a stop, which it belongs to.
    fn take_string(&mut self, plan: &Plan, stop: u32, length: usize, victims: &mut Vec<u32>) {
        let mut first = stop;
        for _ in 0..self.rng.below(length) {
            let prev = plan.prev[first as usize];
            if plan.is_head(prev) {
                break;
            }
            first = prev;
        }
        let mut stop = first;
        for _ in 0..length {
            if plan.is_head(stop) {
                break;
            }
            take(plan.problem, stop, victims);
            stop = plan.next[stop as usize];
        }
    }

    /// Adds some of the patients left out, then orders all: at random, the narrowest window, the last window or the
    /// largest need first; a guest before all.
    pub(crate) fn order_of_return(
        &mut self,
        problem: &Problem,
        victims: &mut Vec<u32>,
        left_out: &[u32],
        guest: Option<u32>,
    ) {
        let start = self.rng.below(left_out.len().max(1));
        victims.extend(left_out.iter().cycle().skip(start).take(HUNGRY.min(left_out.len())));
        victims.retain(|&passage| Some(passage) != guest);
        self.rng.shuffle(victims);
        let openings = |passage: u32| {
            let joint = problem.passages[passage as usize].joints[0];
            let openings = &problem.joints[joint as usize].openings;
            let ends = openings.first().zip(openings.last());
            ends.map_or((0, NEVER), |(first, last)| (first.open, last.due))
        };
        match self.rng.below(8) {
            0 => victims.sort_by_key(|&passage| openings(passage).1 - openings(passage).0),
            1 => victims.sort_by_key(|&passage| openings(passage).1),
            2 => victims.sort_by_key(|&passage| std::cmp::Reverse(problem.stops_of(passage).count())),
            _ => {}
        }
        victims.splice(0..0, guest);
    }
}

/// The passages that a plan leaves out and could serve.
pub(crate) fn left_out(plan: &Plan) -> Vec<u32> {
    if plan.serves_all() {
        return Vec::new();
    }
    (0..index(plan.problem.passages.len()))
        .filter(|&passage| !plan.problem.passages[passage as usize].excluded && !plan.is_served(passage))
        .collect()
}

fn take(problem: &Problem, stop: u32, victims: &mut Vec<u32>) {
    let passage = problem.joints[problem.stops[stop as usize].joint as usize].passage;
    if !victims.contains(&passage) {
        victims.push(passage);
    }
}
