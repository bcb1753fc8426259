//! Where a patient fits best: every nurse, every place in her day, every doctor, cheapest first.
//!
//! Places are ranked by what is known without times (travel and prices); times are then computed in that order
//! until no remaining place can win, since inserting never makes anybody earlier. The plan is left as it was.

use crate::plan::Plan;
use crate::problem::{NONE, Tie};
use crate::slack::Slack;
use crate::timing::open_at;

/// A way to hold one joint: which stop after which, under which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) joint: u32,
    pub(crate) key: u64,
    /// `(stop, after)` for each person of the joint.
    pub(crate) seats: [(u32, u32); 3],
    /// What it is sure to add: travel, prices and its own lateness.
    floor: i64,
}

/// A place being made, person after person.
#[derive(Debug, Clone, Copy)]
struct Draft {
    seats: [(u32, u32); 3],
    /// Travel and prices added.
    fixed: i64,
    /// Between which keys the joint fits.
    range: (u64, u64),
    /// The earliest start that everybody seated so far allows.
    start: i64,
}

/// Places completed by one more person, when only some are tried: about so many over all lanes of that person.
const COMPLETED: usize = 512;

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
            self.forget_half();
        }
        best
    }

    /// Shows every way to serve a passage that breaks no rule; the plan is unchanged in the end.
    ///
    /// Everybody keeps the order of their day, and nothing else is kept: keys are ranked again for each try. A pair
    /// is seated whole before its times are computed, since half of it may break a cap that the whole respects.
    pub(crate) fn each_insertion(&mut self, passage: u32, show: &mut dyn FnMut(&Plan)) {
        let stops: Vec<u32> = self.problem.stops_of(passage).collect();
        let mut slack = std::mem::take(&mut self.slack);
        slack.compute(self);
        self.each_seat(&stops, &slack, show);
        self.slack = slack;
    }

    fn each_seat(&mut self, stops: &[u32], slack: &Slack, show: &mut dyn FnMut(&Plan)) {
        let mark = self.mark();
        let Some((&stop, others)) = stops.split_first() else {
            if self.rank_again(&mut |ready| ready - 1) && self.settle_all() {
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
                if self.has_room(stop, after, slack) {
                    self.link(stop, after);
                    self.each_seat(others, slack, show);
                    self.rollback(mark);
                }
                after = self.next[after as usize];
                if self.is_head(after) {
                    break;
                }
            }
        }
    }

    /// Whether a stop alone could be held after another before the slack of its lane ends.
    fn has_room(&self, stop: u32, after: u32, slack: &Slack) -> bool {
        let (lane, next) = (self.lane[after as usize], self.next[after as usize]);
        let part = &self.problem.stops[stop as usize];
        let joint = &self.problem.joints[part.joint as usize];
        let free = self.free[after as usize];
        let start = if part.is_doctor {
            self.begin(joint, 0, Some((lane, free))).map(|beginning| beginning.start)
        } else {
            open_at(&joint.openings, free + self.arc(after, stop, lane)).map(|(start, _)| start)
        };
        let end = start.map(|start| start + part.after + part.duration + self.arc(stop, next, lane));
        end.is_some_and(|end| end <= slack.latest_end(self, lane, next))
    }

    /// Serves a passage as found; false (and the plan unchanged) if it no longer fits.
    pub(crate) fn insert(&mut self, passage: u32, insertion: &Insertion) -> bool {
        let mark = self.mark();
        self.set_served(passage, true);
        let fits = insertion.spots.iter().all(|spot| self.try_spot(spot));
        self.forget_half();
        if !fits {
            self.rollback(mark);
        }
        fits
    }

    /// Takes passages out of the plan, then settles the times; false when the rest breaks a rule without them (a nurse
    /// who comes earlier waits longer for a doctor).
    pub(crate) fn remove(&mut self, passages: &[u32]) -> bool {
        let problem = self.problem;
        for &passage in passages {
            for joint in problem.joints_of(passage) {
                for stop in problem.joints[joint as usize].stops {
                    if stop != NONE && self.lane[stop as usize] != NONE {
                        self.unlink(stop);
                    }
                }
                self.forget(joint);
            }
            self.set_served(passage, false);
        }
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
        let soft = self.soft_cost();
        let sure = self.sums.fixed + self.sure_soft(soft);
        let mut spots = self.spots(joint, bound - sure, effort);
        // blinks refuse some, so twice as many as are settled are ranked
        let ranked = effort.settled.saturating_mul(2);
        if spots.len() > ranked {
            spots.select_nth_unstable_by_key(ranked, |spot| (spot.floor, spot.seats));
            spots.truncate(ranked);
        }
        spots.sort_unstable_by_key(|spot| (spot.floor, spot.seats));
        let is_half = matches!(self.problem.joints[joint as usize].tie, Tie::First { .. });
        let mut best: Vec<(i64, Spot)> = Vec::new();
        let mut left = effort.settled;
        for spot in spots {
            let worst = if best.len() < kept { bound } else { best[kept - 1].0.min(bound) };
            if sure + spot.floor >= worst || left == 0 {
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
            if is_half {
                self.forget_half();
            }
        }
        best
    }

    /// What the times are sure to cost after an insertion: all of it, unless waiting counts (it may shrink).
    fn sure_soft(&self, soft: i64) -> i64 {
        let weights = &self.problem.weights;
        let may_shrink = weights.waiting + weights.doctor_idle + weights.promise + weights.balance > 0;
        if may_shrink { 0 } else { soft }
    }

    /// Seats everybody and settles; the caller undoes, and forgets the half that the first of a pair is.
    fn try_spot(&mut self, spot: &Spot) -> bool {
        self.set_key(spot.joint, spot.key);
        for (stop, after) in spot.seats {
            if stop != NONE {
                self.link(stop, after);
            }
        }
        match self.problem.joints[spot.joint as usize].tie {
            Tie::First { second, .. } if !self.is_planned(second) => self.settle_half(),
            _ => self.settle(),
        }
    }

    /// Every place for a joint that adds less than `room` and that no rule known in advance refuses.
    fn spots(&mut self, joint: u32, room: i64, effort: Effort) -> Vec<Spot> {
        let mut slack = std::mem::take(&mut self.slack);
        slack.compute(self);
        let seats = self.first_seats(joint, room, &slack);
        let spots = self.complete(joint, seats, room, effort, &slack);
        self.slack = slack;
        spots
    }

    /// Every place for the first nurse of a joint.
    fn first_seats(&self, joint: u32, room: i64, slack: &Slack) -> Vec<Draft> {
        let this = &self.problem.joints[joint as usize];
        let (low, high) = self.key_range(joint);
        let mut drafts = Vec::new();
        let first = this.stops[0];
        let stay = self.problem.stops[first as usize].duration;
        let ready = self.ready(joint);
        for &lane in self.problem.takers(first) {
            if !self.may_take(first, lane) {
                continue;
            }
            let price = self.problem.price(first, lane);
            let mut after = self.head(lane);
            loop {
                let next = self.next[after as usize];
                let range = (low.max(self.key_or(after, 0)), high.min(self.key_or(next, u64::MAX)));
                let fixed = self.detour(first, after) * self.problem.weights.travel + price;
                if range.0 + 1 < range.1 && fixed < room {
                    let arrival = self.free[after as usize] + self.arc(after, first, lane);
                    let opened = open_at(&this.openings, arrival.max(ready));
                    let latest = slack.latest_end(self, lane, next) - self.arc(first, next, lane) - stay;
                    if let Some((start, _)) = opened.filter(|&(start, _)| start <= latest) {
                        let seats = [(first, after), (NONE, NONE), (NONE, NONE)];
                        drafts.push(Draft { seats, fixed, range, start });
                    }
                }
                if self.is_head(next) {
                    break;
                }
                after = next;
            }
        }
        drafts
    }

    /// The start before which the other joint of a pair keeps this one.
    fn ready(&self, joint: u32) -> i64 {
        match self.problem.joints[joint as usize].tie {
            Tie::Second { first, min, .. } if self.is_planned(first) => {
                self.moment[first as usize].start + min
            }
            _ => 0,
        }
    }

    /// Adds the second nurse and the doctor to first seats, then the lateness that is sure.
    fn complete(
        &self,
        joint: u32,
        mut drafts: Vec<Draft>,
        room: i64,
        effort: Effort,
        slack: &Slack,
    ) -> Vec<Spot> {
        let this = &self.problem.joints[joint as usize];
        for person in 1..3 {
            if this.stops[person] == NONE {
                continue;
            }
            let lanes = self.problem.takers(this.stops[person]).len();
            let tried = (COMPLETED / lanes.max(1)).clamp(8, 64);
            if !effort.everywhere && drafts.len() > tried {
                drafts.select_nth_unstable_by_key(tried, |draft| (draft.fixed, draft.seats));
                drafts.truncate(tried);
            }
            drafts = drafts
                .iter()
                .flat_map(|draft| self.with_person(joint, draft, person, effort.everywhere, slack))
                .collect();
        }
        let price_of_late = this.nurses * self.problem.weights.tardiness;
        let spots = drafts.into_iter().filter_map(|draft| {
            let (_, late) = open_at(&this.openings, draft.start)?;
            let floor = draft.fixed + late * price_of_late;
            let key = key_within(draft.range, joint);
            (floor < room).then_some(Spot { joint, key, seats: draft.seats, floor })
        });
        spots.collect()
    }

    /// One more person in each of their lanes: at the hour of the first nurse, or at every hour.
    fn with_person(
        &self,
        joint: u32,
        draft: &Draft,
        person: usize,
        everywhere: bool,
        slack: &Slack,
    ) -> Vec<Draft> {
        let stop = self.problem.joints[joint as usize].stops[person];
        let taken = self.lane[draft.seats[0].1 as usize];
        let mut drafts = Vec::new();
        for &lane in self.problem.takers(stop).iter().filter(|&&lane| lane != taken) {
            if everywhere {
                let seats = std::iter::once(self.head(lane)).chain(self.route(lane));
                drafts.extend(seats.filter_map(|seat| self.seated(joint, draft, person, seat, slack)));
            } else {
                let seat = self.seat_at(lane, draft.start, draft.range);
                drafts.extend(self.seated(joint, draft, person, seat, slack));
            }
        }
        drafts
    }

    /// A draft with one more person after `seat`, if keys and slack leave room.
    fn seated(&self, joint: u32, draft: &Draft, person: usize, seat: u32, slack: &Slack) -> Option<Draft> {
        let this = &self.problem.joints[joint as usize];
        let stop = this.stops[person];
        let (lane, next) = (self.lane[seat as usize], self.next[seat as usize]);
        let (low, high) = draft.range;
        let range = (low.max(self.key_or(seat, 0)), high.min(self.key_or(next, u64::MAX)));
        if range.0 + 1 >= range.1 {
            return None;
        }
        let part = &self.problem.stops[stop as usize];
        let free = self.free[seat as usize];
        // how long the nurse waits is not looked at: a pause may bring her later, and the wait is then shorter
        let start = if part.is_doctor {
            self.begin(this, draft.start, Some((lane, free)))?.start
        } else {
            open_at(&this.openings, draft.start.max(free + self.arc(seat, stop, lane)))?.0
        };
        let mut seats = draft.seats;
        seats[person] = (stop, seat);
        let fits = seats.iter().filter(|(stop, _)| *stop != NONE).all(|&(stop, seat)| {
            let (lane, next) = (self.lane[seat as usize], self.next[seat as usize]);
            let part = &self.problem.stops[stop as usize];
            let end = start + part.after + part.duration + self.arc(stop, next, lane);
            end <= slack.latest_end(self, lane, next)
        });
        let added = self.detour(stop, seat) * self.problem.weights.travel + self.problem.price(stop, lane);
        fits.then_some(Draft { seats, fixed: draft.fixed + added, range, start })
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
