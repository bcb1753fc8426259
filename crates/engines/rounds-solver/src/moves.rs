//! Small changes of a plan, each proposed with the cost of its travel before any time is computed.
//!
//! A move changes orders under a mark and says so; the caller settles the times, then keeps or undoes. Travel is
//! most of the cost and needs no times: a move whose travel alone exceeds the bound is refused in nanoseconds.

use crate::near::Near;
use crate::plan::Plan;
use crate::problem::{NONE, REFUSED};
use crate::rng::Rng;

/// Below this distance two keys leave no room between them.
const ROOM: u64 = 64;

/// What the moves draw from.
pub(crate) struct Mover<'a> {
    pub(crate) near: &'a Near,
    /// The nurse stops of the problem.
    pub(crate) stops: Vec<u32>,
    pub(crate) rng: Rng,
    /// Keys have become too close: spread them before the next move.
    pub(crate) is_cramped: bool,
}

impl Mover<'_> {
    /// Tries one small move; true when the orders have changed and the travel fits under `bound`.
    pub(crate) fn propose(&mut self, plan: &mut Plan, bound: i64) -> bool {
        let stop = self.stops[self.rng.below(self.stops.len())];
        if plan.lane[stop as usize] == NONE {
            return false;
        }
        match self.rng.below(100) {
            0..45 => self.relocate(plan, bound, stop),
            45..60 => self.hand_over(plan, bound, stop),
            60..80 => self.swap(plan, bound, stop),
            _ => self.exchange(plan, bound, stop),
        }
    }

    fn neighbour(&mut self, plan: &Plan, stop: u32) -> Option<u32> {
        let list = self.near.of_stop(stop);
        if list.is_empty() {
            return None;
        }
        let rank = self.rng.below(list.len()).min(self.rng.below(list.len()));
        Some(list[rank]).filter(|&other| plan.lane[other as usize] != NONE)
    }

    /// Puts a stop next to a near one, perhaps in another lane; colleagues of the same joint follow its new key.
    fn relocate(&mut self, plan: &mut Plan, bound: i64, stop: u32) -> bool {
        let after = if self.rng.below(16) == 0 {
            let takers = plan.problem.takers(stop);
            plan.head(takers[self.rng.below(takers.len())])
        } else {
            let Some(near) = self.neighbour(plan, stop) else { return false };
            if self.rng.below(4) == 0 { plan.prev[near as usize] } else { near }
        };
        let lane = plan.lane[after as usize];
        if after == stop || plan.next[after as usize] == stop || !plan.may_take(stop, lane) {
            return false;
        }
        let (prev, next, old) =
            (plan.prev[stop as usize], plan.next[stop as usize], plan.lane[stop as usize]);
        let change = plan.detour(stop, after) + plan.arc(prev, next, old)
            - plan.arc(prev, stop, old)
            - plan.arc(stop, next, old);
        let price = plan.problem.price(stop, lane) - plan.problem.price(stop, old);
        let joint = plan.joint_of(stop);
        let stops = plan.problem.joints[joint as usize].stops;
        let is_alone = stops[1] == NONE && stops[2] == NONE;
        if is_alone && plan.sums.fixed + change * plan.problem.weights.travel + price > bound {
            return false;
        }
        let Some(key) = self.key_between(plan, joint, after, plan.next[after as usize]) else { return false };
        plan.set_key(joint, key);
        plan.unlink(stop);
        plan.link(stop, after);
        if !is_alone {
            reseat_others(plan, stops, stop, key);
        }
        plan.sums.fixed <= bound
    }

    /// Gives a stop to another lane at the same moment of the day.
    fn hand_over(&mut self, plan: &mut Plan, bound: i64, stop: u32) -> bool {
        let joint = plan.joint_of(stop);
        let doctor = plan.problem.joints[joint as usize].stops[2];
        let stop = if doctor != NONE && self.rng.below(2) == 0 { doctor } else { stop };
        let takers = plan.problem.takers(stop);
        let lane = takers[self.rng.below(takers.len())];
        let old = plan.lane[stop as usize];
        if lane == old || !plan.may_take(stop, lane) {
            return false;
        }
        let after = plan.seat(plan.prev[plan.head(lane) as usize], plan.key[joint as usize]);
        plan.unlink(stop);
        plan.link(stop, after);
        plan.sums.fixed <= bound
    }

    /// Exchanges the places of two stops; stops with colleagues exchange their nurses and keep their moments.
    fn swap(&mut self, plan: &mut Plan, bound: i64, stop: u32) -> bool {
        let Some(near) = self.neighbour(plan, stop) else { return false };
        let other = if self.rng.below(2) == 0 { near } else { plan.next[near as usize] };
        if plan.is_head(other) || other == stop {
            return false;
        }
        let (lane, lane_other) = (plan.lane[stop as usize], plan.lane[other as usize]);
        let (joint, joint_other) = (plan.joint_of(stop), plan.joint_of(other));
        let are_alone = [joint, joint_other].iter().all(|&joint| {
            let stops = plan.problem.joints[joint as usize].stops;
            stops[1] == NONE && stops[2] == NONE
        });
        if joint == joint_other || plan.problem.other_nurse(stop) == other {
            return false;
        }
        if are_alone && self.rng.below(4) != 0 {
            return swap_places(plan, bound, stop, other);
        }
        if lane == lane_other || !plan.may_take(stop, lane_other) || !plan.may_take(other, lane) {
            return false;
        }
        let (prev, prev_other) = (plan.prev[stop as usize], plan.prev[other as usize]);
        plan.unlink(stop);
        plan.unlink(other);
        let after = plan.seat(prev_other, plan.key[joint as usize]);
        plan.link(stop, after);
        let after = plan.seat(prev, plan.key[joint_other as usize]);
        plan.link(other, after);
        plan.sums.fixed <= bound
    }

    /// Exchanges the ends, or short pieces, of two lanes so that a stop follows a near one; moments stay.
    fn exchange(&mut self, plan: &mut Plan, bound: i64, stop: u32) -> bool {
        let Some(left) = self.neighbour(plan, stop) else { return false };
        let right = plan.prev[stop as usize];
        let lanes = [plan.lane[left as usize], plan.lane[stop as usize]];
        if lanes[0] == lanes[1] {
            return false;
        }
        let is_tail = self.rng.below(2) == 0;
        let counts = if is_tail { [usize::MAX; 2] } else { [self.rng.below(4), 1 + self.rng.below(3)] };
        let firsts = [left, right].map(|after| plan.next[after as usize]);
        if is_tail {
            let change = plan.arc(left, firsts[1], lanes[0]) + plan.arc(right, firsts[0], lanes[1])
                - plan.arc(left, firsts[0], lanes[0])
                - plan.arc(right, firsts[1], lanes[1]);
            if plan.sums.fixed + change * plan.problem.weights.travel > bound {
                return false;
            }
        }
        if !may_exchange(plan, [left, right], lanes, counts) {
            return false;
        }
        plan.exchange(left, right, counts);
        plan.sums.fixed <= bound
    }

    /// A key for a joint between two neighbours of a lane, respecting its pair.
    fn key_between(&mut self, plan: &Plan, joint: u32, after: u32, before: u32) -> Option<u64> {
        let (low, high) = plan.key_range(joint);
        let (after, before) = (plan.key_or(after, 0), plan.key_or(before, u64::MAX));
        let (low, high) = (low.max(after), high.min(before));
        let room = high.checked_sub(low)?;
        if room < ROOM {
            self.is_cramped = true;
            return None;
        }
        Some(low + 1 + self.rng.next() % (room - 1))
    }
}

/// Moves the colleagues of a joint, who keep their lanes, to where its new key belongs.
fn reseat_others(plan: &mut Plan, stops: [u32; 3], moved: u32, key: u64) {
    for other in stops {
        if other != NONE && other != moved && plan.lane[other as usize] != NONE {
            let prev = plan.prev[other as usize];
            plan.unlink(other);
            let after = plan.seat(prev, key);
            plan.link(other, after);
        }
    }
}

fn swap_places(plan: &mut Plan, bound: i64, stop: u32, other: u32) -> bool {
    let (lane, lane_other) = (plan.lane[stop as usize], plan.lane[other as usize]);
    let (prev, next) = (plan.prev[stop as usize], plan.next[stop as usize]);
    let (prev_other, next_other) = (plan.prev[other as usize], plan.next[other as usize]);
    if prev == other || next == other || plan.problem.price(stop, lane_other) == REFUSED {
        return false;
    }
    let stranger = |stop: u32, lane: u32| {
        let pair = plan.problem.other_nurse(stop);
        pair == NONE || plan.lane[pair as usize] != lane
    };
    if plan.problem.price(other, lane) == REFUSED || !stranger(stop, lane_other) || !stranger(other, lane) {
        return false;
    }
    let change = plan.arc(prev, other, lane) + plan.arc(other, next, lane)
        - plan.arc(prev, stop, lane)
        - plan.arc(stop, next, lane)
        + plan.arc(prev_other, stop, lane_other)
        + plan.arc(stop, next_other, lane_other)
        - plan.arc(prev_other, other, lane_other)
        - plan.arc(other, next_other, lane_other);
    if plan.sums.fixed + change * plan.problem.weights.travel > bound {
        return false;
    }
    let (joint, joint_other) = (plan.joint_of(stop), plan.joint_of(other));
    let (key, key_other) = (plan.key[joint as usize], plan.key[joint_other as usize]);
    let fits = |joint: u32, key: u64| {
        let (low, high) = plan.key_range(joint);
        low < key && key < high
    };
    if !fits(joint, key_other) || !fits(joint_other, key) {
        return false;
    }
    plan.set_key(joint, key_other);
    plan.set_key(joint_other, key);
    plan.unlink(stop);
    plan.unlink(other);
    plan.link(stop, prev_other);
    plan.link(other, prev);
    plan.sums.fixed <= bound
}

/// Whether two pieces may change lanes without breaking the order of keys, a filter or a pair.
fn may_exchange(plan: &Plan, afters: [u32; 2], lanes: [u32; 2], counts: [usize; 2]) -> bool {
    let ends = [0, 1].map(|side| {
        let mut last = afters[side];
        let mut stop = plan.next[last as usize];
        let mut left = counts[side];
        while left > 0 && !plan.is_head(stop) {
            last = stop;
            stop = plan.next[stop as usize];
            left -= 1;
        }
        (last, stop)
    });
    (0..2).all(|side| {
        let other = 1 - side;
        let (low, high) = (plan.key_or(afters[other], 0), plan.key_or(ends[other].1, u64::MAX));
        let (mut stop, end) = (plan.next[afters[side] as usize], ends[side].1);
        if stop == end {
            return true;
        }
        if plan.key_or(stop, 0) <= low || plan.key_or(ends[side].0, u64::MAX) >= high {
            return false;
        }
        while stop != end {
            if plan.problem.price(stop, lanes[other]) == REFUSED {
                return false;
            }
            let pair = plan.problem.other_nurse(stop);
            if pair != NONE && plan.lane[pair as usize] == lanes[other] {
                let key = plan.key_or(pair, 0);
                let leaves =
                    key > plan.key_or(afters[other], 0) && key < plan.key_or(ends[other].1, u64::MAX);
                if !leaves {
                    return false;
                }
            }
            stop = plan.next[stop as usize];
        }
        true
    })
}
