//! Where a patient fits best: every nurse, every place in her day, every doctor, cheapest first.
//!
//! Places are ranked by what is known without times (travel and prices); times are then computed in that order
//! until no remaining place can win, since inserting never makes anybody earlier. The plan is left as it was.

use crate::plan::Plan;
use crate::problem::{NONE, REFUSED};

/// A way to hold one joint: which stop after which, under which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) joint: u32,
    pub(crate) key: u64,
    /// `(stop, after)` for each person of the joint.
    pub(crate) seats: [(u32, u32); 3],
    /// Travel and prices added.
    fixed: i64,
}

/// How far the search for a place goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Places whose times are computed, for a joint.
    pub(crate) settled: usize,
    /// Places kept for the first joint of a sequential pair while the second is searched.
    pub(crate) firsts: usize,
    /// Whether the second nurse and the doctor are tried at every place of their day, not only at the hour of the
    /// first nurse.
    pub(crate) everywhere: bool,
}

impl Effort {
    /// For the search, which comes back often.
    pub(crate) const QUICK: Self = Self { settled: 12, firsts: 3, everywhere: false };
    /// For a person who waits for an answer.
    pub(crate) const CAREFUL: Self = Self { settled: 1000, firsts: 12, everywhere: true };
}

/// A complete way to serve a passage, and the cost of the plan with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Insertion {
    pub(crate) spots: Vec<Spot>,
    pub(crate) cost: i64,
}

impl Plan<'_> {
    /// The cheapest way to serve a passage that costs less than `bound`; the plan is unchanged.
    ///
    /// `skip` refuses a place at random (a *blink*), which keeps repeated insertions from being alike.
    pub(crate) fn best_insertion(
        &mut self,
        passage: u32,
        bound: i64,
        effort: Effort,
        skip: &mut dyn FnMut() -> bool,
    ) -> Option<Insertion> {
        self.best_insertions(passage, bound, effort, 1, skip).into_iter().next()
    }

    /// Up to `kept` cheapest ways to serve a passage under `bound`, the best first; the plan is unchanged.
    pub(crate) fn best_insertions(
        &mut self,
        passage: u32,
        bound: i64,
        effort: Effort,
        kept: usize,
        skip: &mut dyn FnMut() -> bool,
    ) -> Vec<Insertion> {
        let joints: Vec<u32> = self.problem.joints_of(passage).collect();
        let mark = self.mark();
        self.set_served(passage, true);
        let best = match joints[..] {
            [] => Vec::new(),
            [only] => {
                let best = self.best_spots(only, bound, effort, kept, skip);
                best.into_iter().map(|(cost, spot)| Insertion { spots: vec![spot], cost }).collect()
            }
            [first, second, ..] => self.best_pairs([first, second], bound, effort, kept, skip),
        };
        self.rollback(mark);
        best
    }

    fn best_pairs(
        &mut self,
        [first, second]: [u32; 2],
        mut bound: i64,
        effort: Effort,
        kept: usize,
        skip: &mut dyn FnMut() -> bool,
    ) -> Vec<Insertion> {
        let mut best: Vec<Insertion> = Vec::new();
        for (_, spot) in self.best_spots(first, bound, effort, effort.firsts, skip) {
            let mark = self.mark();
            if self.try_spot(&spot) {
                for (cost, other) in self.best_spots(second, bound, effort, kept, skip) {
                    let place = best.partition_point(|known| known.cost <= cost);
                    best.insert(place, Insertion { spots: vec![spot, other], cost });
                }
                best.truncate(kept);
                if best.len() == kept {
                    bound = bound.min(best[kept - 1].cost);
                }
            }
            self.rollback(mark);
        }
        best
    }

    /// Shows every way to serve a passage that breaks no rule; the plan is unchanged in the end.
    ///
    /// Everybody keeps the order of their day, and nothing else is kept: keys are ranked again for each try. A pair
    /// is seated whole before its times are computed, since half of it may break a cap that the whole respects.
    pub(crate) fn each_insertion(&mut self, passage: u32, show: &mut dyn FnMut(&Plan)) {
        let stops: Vec<u32> = self.problem.stops_of(passage).collect();
        self.each_seat(&stops, show);
    }

    fn each_seat(&mut self, stops: &[u32], show: &mut dyn FnMut(&Plan)) {
        let mark = self.mark();
        let Some((&stop, others)) = stops.split_first() else {
            if self.rank_again() && self.settle_all() {
                show(self);
            }
            return self.rollback(mark);
        };
        for &lane in self.problem.takers(stop) {
            if !self.may_take(stop, lane) {
                continue;
            }
            let mut after = self.head(lane);
            loop {
                self.link(stop, after);
                self.each_seat(others, show);
                self.rollback(mark);
                after = self.next[after as usize];
                if self.is_head(after) {
                    break;
                }
            }
        }
    }

    /// Serves a passage as found; false (and the plan unchanged) if it no longer fits.
    pub(crate) fn insert(&mut self, passage: u32, insertion: &Insertion) -> bool {
        let mark = self.mark();
        self.set_served(passage, true);
        let fits = insertion.spots.iter().all(|spot| self.try_spot(spot));
        if !fits {
            self.rollback(mark);
        }
        fits
    }

    /// Takes a passage out of the plan; times are settled, which can only free time.
    pub(crate) fn remove(&mut self, passage: u32) -> bool {
        let problem = self.problem;
        for joint in problem.joints_of(passage) {
            for stop in problem.joints[joint as usize].stops {
                if stop != NONE && self.lane[stop as usize] != NONE {
                    self.unlink(stop);
                }
            }
            self.forget(joint);
        }
        self.set_served(passage, false);
        self.settle()
    }

    /// Up to `kept` cheapest spots under `bound`, the best first.
    fn best_spots(
        &mut self,
        joint: u32,
        bound: i64,
        effort: Effort,
        kept: usize,
        skip: &mut dyn FnMut() -> bool,
    ) -> Vec<(i64, Spot)> {
        let mut spots = self.spots(joint, bound, effort.everywhere);
        spots.sort_unstable_by_key(|spot| (spot.fixed, spot.seats));
        let mut best: Vec<(i64, Spot)> = Vec::new();
        let soft = self.soft_cost();
        let mut left = effort.settled;
        for spot in spots {
            let worst = if best.len() < kept { bound } else { best[kept - 1].0.min(bound) };
            if self.sums.fixed + spot.fixed + self.sure_soft(soft) >= worst || left == 0 {
                break;
            }
            if skip() {
                continue;
            }
            left -= 1;
            let mark = self.mark();
            if self.try_spot(&spot) && self.cost() < worst {
                let place = best.partition_point(|(cost, _)| *cost <= self.cost());
                best.insert(place, (self.cost(), spot));
                best.truncate(kept);
            }
            self.rollback(mark);
        }
        best
    }

    /// What the times are sure to cost after an insertion: all of it, unless waiting counts (it may shrink).
    fn sure_soft(&self, soft: i64) -> i64 {
        let weights = &self.problem.weights;
        let may_shrink = weights.waiting + weights.doctor_idle + weights.promise + weights.balance > 0;
        if may_shrink { 0 } else { soft }
    }

    /// Seats everybody and settles; the caller undoes.
    fn try_spot(&mut self, spot: &Spot) -> bool {
        self.set_key(spot.joint, spot.key);
        for (stop, after) in spot.seats {
            if stop != NONE {
                self.link(stop, after);
            }
        }
        self.settle()
    }

    /// Every place for a joint whose fixed cost fits under `bound`.
    fn spots(&self, joint: u32, bound: i64, everywhere: bool) -> Vec<Spot> {
        let this = &self.problem.joints[joint as usize];
        let (low, high) = self.key_range(joint);
        let mut spots = Vec::new();
        let first = this.stops[0];
        for &lane in self.problem.takers(first) {
            if !self.may_take(first, lane) {
                continue;
            }
            let mut after = self.head(lane);
            loop {
                let next = self.next[after as usize];
                let range = (low.max(self.key_or(after, 0)), high.min(self.key_or(next, u64::MAX)));
                let fixed = self.fixed_of(first, after, lane);
                if range.0 < range.1 && self.sums.fixed + fixed <= bound {
                    let seats = [(first, after), (NONE, NONE), (NONE, NONE)];
                    self.spots_with_others(
                        &Spot { joint, key: 0, seats, fixed },
                        range,
                        everywhere,
                        &mut spots,
                    );
                }
                if self.is_head(next) {
                    break;
                }
                after = next;
            }
        }
        spots.retain(|spot| self.sums.fixed + spot.fixed <= bound);
        spots
    }

    fn fixed_of(&self, stop: u32, after: u32, lane: u32) -> i64 {
        self.detour(stop, after) * self.problem.weights.travel + self.problem.price(stop, lane)
    }

    /// Completes a spot with the second nurse and the doctor: each of their lanes, at the hour of the first or at
    /// every hour.
    fn spots_with_others(&self, spot: &Spot, range: (u64, u64), everywhere: bool, spots: &mut Vec<Spot>) {
        let this = &self.problem.joints[spot.joint as usize];
        let (first, after) = spot.seats[0];
        let lane = self.lane[after as usize];
        let arrival = self.free[after as usize] + self.arc(after, first, lane);
        let arrival = arrival.max(this.openings.first().map_or(0, |opening| opening.open));
        let mut partial = vec![(*spot, range)];
        for slot in 1..3 {
            let stop = this.stops[slot];
            if stop == NONE {
                continue;
            }
            let mut longer = Vec::new();
            for (spot, range) in partial {
                for &other in self.problem.takers(stop) {
                    if other == lane || self.problem.price(stop, other) == REFUSED {
                        continue;
                    }
                    let hour = [self.seat_at(other, arrival, range)];
                    let hours =
                        everywhere.then(|| std::iter::once(self.head(other)).chain(self.route(other)));
                    let seats = hours.into_iter().flatten().chain(hour.into_iter().filter(|_| !everywhere));
                    longer.extend(seats.filter_map(|seat| self.spot_with(spot, slot, seat, range)));
                }
            }
            partial = longer;
        }
        for (mut spot, range) in partial {
            if range.0 + 1 < range.1 {
                spot.key = key_within(range, spot.joint);
                spots.push(spot);
            }
        }
    }

    /// Adds one person to a spot, if the keys around the seat leave room.
    fn spot_with(
        &self,
        mut spot: Spot,
        person: usize,
        seat: u32,
        range: (u64, u64),
    ) -> Option<(Spot, (u64, u64))> {
        let stop = self.problem.joints[spot.joint as usize].stops[person];
        let next = self.next[seat as usize];
        let range = (range.0.max(self.key_or(seat, 0)), range.1.min(self.key_or(next, u64::MAX)));
        spot.seats[person] = (stop, seat);
        spot.fixed += self.fixed_of(stop, seat, self.lane[seat as usize]);
        (range.0 + 1 < range.1).then_some((spot, range))
    }

    /// The stop of a lane after which somebody needed at `moment` is seated, within a range of keys.
    fn seat_at(&self, lane: u32, moment: i64, range: (u64, u64)) -> u32 {
        let mut after = self.prev[self.head(lane) as usize];
        while !self.is_head(after) {
            let start = self.moment[self.joint_of(after) as usize].start;
            if self.key_or(after, 0) < range.1 && (start <= moment || self.key_or(after, 0) <= range.0) {
                break;
            }
            after = self.prev[after as usize];
        }
        after
    }
}

/// A key in the middle half of a range, different for each joint: equal keys would leave an order untold.
fn key_within((low, high): (u64, u64), joint: u32) -> u64 {
    let room = high - low;
    let scatter = (u64::from(joint) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    if room < 8 { low + room / 2 } else { low + room / 4 + scatter % (room / 2) }
}
