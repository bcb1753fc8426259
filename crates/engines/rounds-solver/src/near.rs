//! Who is near whom: the good predecessors of each stop, so that moves try short legs first.
//!
//! Nearness is travel plus the wait or the delay that the windows would force. It only orders attempts.

use crate::plan::index;
use crate::problem::{NEVER, NONE, Problem};

/// How many predecessors are kept for a stop.
const KEPT: usize = 40;

/// For each nurse stop, other nurse stops from which it is well reached, best first.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    lists: Vec<Vec<u32>>,
    /// The mean of the shortest legs, in ticks: the scale of a plan's cost changes.
    pub(crate) leg: i64,
}

impl Near {
    pub(crate) fn of(problem: &Problem) -> Self {
        let nurses: Vec<u32> =
            (0..index(problem.stops.len())).filter(|&stop| !problem.stops[stop as usize].is_doctor).collect();
        let mut lists = vec![Vec::new(); problem.stops.len()];
        let (mut total, mut counted) = (0, 0);
        for &stop in &nurses {
            let passage = passage_of(problem, stop);
            let mut ranked: Vec<(i64, u32)> = nurses
                .iter()
                .filter(|&&other| {
                    passage_of(problem, other) != passage && share_a_taker(problem, stop, other)
                })
                .map(|&other| (distance(problem, other, stop), other))
                .collect();
            ranked.sort_unstable();
            ranked.truncate(KEPT);
            let legs = ranked.iter().map(|&(_, other)| leg(problem, other, stop));
            if let Some(shortest) = legs.min() {
                total += shortest;
                counted += 1;
            }
            lists[stop as usize] = ranked.into_iter().map(|(_, other)| other).collect();
        }
        Self { lists, leg: (total / counted.max(1)).max(100) }
    }

    pub(crate) fn of_stop(&self, stop: u32) -> &[u32] {
        &self.lists[stop as usize]
    }
}

fn passage_of(problem: &Problem, stop: u32) -> u32 {
    problem.joints[problem.stops[stop as usize].joint as usize].passage
}

fn share_a_taker(problem: &Problem, one: u32, two: u32) -> bool {
    problem.takers(one).iter().any(|&lane| problem.price(two, lane) != crate::problem::REFUSED)
}

fn leg(problem: &Problem, from: u32, to: u32) -> i64 {
    problem.travel(problem.stops[from as usize].place, problem.stops[to as usize].place)
}

/// Travel, a fifth of the forced wait and all of the forced delay.
fn distance(problem: &Problem, from: u32, to: u32) -> i64 {
    let (before, after) = (&problem.stops[from as usize], &problem.stops[to as usize]);
    let bounds = |joint: u32| {
        let openings = &problem.joints[joint as usize].openings;
        let open = openings.first().map_or(0, |opening| opening.open);
        (open, openings.last().map_or(NEVER, |opening| opening.due))
    };
    debug_assert!(before.joint != NONE);
    let ((open_before, due_before), (open, due)) = (bounds(before.joint), bounds(after.joint));
    let travel = leg(problem, from, to);
    let reach = before.duration + travel;
    let wait = (open - due_before.saturating_add(reach)).max(0);
    let delay = (open_before + reach - due).max(0);
    travel + wait / 5 + delay
}
