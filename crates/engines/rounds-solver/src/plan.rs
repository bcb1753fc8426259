//! A plan under construction: who does what in which order, its start times and its cost, changed in place.
//!
//! Every person's day is a doubly linked list of stops sorted by the **key** of their joints. One total order of
//! keys over all lanes means that no two lanes ever wait for each other in a circle. Each write goes through a
//! journal, so that a tried change is undone exactly. This module never decides which change to try.

use crate::problem::{NEVER, NONE, Problem, REFUSED, Tie};

/// Everything about a joint that timing computes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) start: i64,
    /// The start may not be earlier, because the second of a sequential pair cannot come sooner.
    pub(crate) floor: i64,
    /// Lateness of the joint, in ticks.
    pub(crate) late: i64,
    /// Weighted lateness, waiting and broken promise.
    pub(crate) soft: i64,
}

#[derive(Debug, Clone, Copy)]
enum Undo {
    Links { stop: u32, prev: u32, next: u32, lane: u32 },
    Key { joint: u32, key: u64 },
    Moment { joint: u32, moment: Moment },
    Free { stop: u32, free: i64, pauses: u8 },
    Ending { lane: u32, ending: i64 },
    Lane { lane: u32, driving: i64, count: u32 },
    Served { passage: u32, served: bool },
}

/// The sums of a plan, kept while it changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Weighted travel, prices and unserved passages: known without computing any time.
    pub(crate) fixed: i64,
    /// Weighted sum of what depends on times, without the worst delay.
    pub(crate) soft: i64,
    pub(crate) worst: i64,
    pub(crate) travel: i64,
}

/// A plan and its journal.
#[derive(Debug, Clone)]
pub struct Plan<'p> {
    pub(crate) problem: &'p Problem,
    pub(crate) prev: Vec<u32>,
    pub(crate) next: Vec<u32>,
    pub(crate) lane: Vec<u32>,
    pub(crate) key: Vec<u64>,
    pub(crate) moment: Vec<Moment>,
    /// When the person is free after each stop (or at the head of the lane).
    pub(crate) free: Vec<i64>,
    /// Pauses taken by then.
    pub(crate) pauses: Vec<u8>,
    /// Weighted cost of the end of each lane (balance).
    pub(crate) ending: Vec<i64>,
    pub(crate) driving: Vec<i64>,
    pub(crate) count: Vec<u32>,
    pub(crate) served: Vec<bool>,
    /// How many passages that are not excluded are not served.
    left_out: usize,
    pub(crate) sums: Sums,
    pub(crate) work: crate::timing::Work,
    pub(crate) slack: crate::slack::Slack,
    journal: Vec<Undo>,
    segment: Vec<u32>,
}

/// A moment of the journal to come back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    length: usize,
    sums: Sums,
}

impl<'p> Plan<'p> {
    /// The plan that serves nobody yet.
    pub fn empty(problem: &'p Problem) -> Self {
        let (stops, lanes) = (problem.stops.len(), problem.lanes.len());
        let heads = || (0..lanes).map(|lane| index(stops + lane));
        let mut plan = Self {
            problem,
            prev: (0..stops).map(|_| NONE).chain(heads()).collect(),
            next: (0..stops).map(|_| NONE).chain(heads()).collect(),
            lane: (0..stops).map(|_| NONE).chain((0..lanes).map(index)).collect(),
            key: vec![0; problem.joints.len()],
            moment: vec![Moment::default(); problem.joints.len()],
            free: (0..stops).map(|_| 0).chain(problem.lanes.iter().map(|lane| lane.from)).collect(),
            pauses: vec![0; stops + lanes],
            ending: vec![0; lanes],
            driving: problem.lanes.iter().map(|lane| lane.driven).collect(),
            count: vec![0; lanes],
            served: vec![false; problem.passages.len()],
            left_out: problem.passages.iter().filter(|passage| !passage.excluded).count(),
            sums: Sums::default(),
            work: crate::timing::Work::sized(problem.joints.len(), lanes),
            slack: crate::slack::Slack::of(problem),
            journal: Vec::with_capacity(256),
            segment: Vec::new(),
        };
        plan.sums.fixed = problem.passages.iter().map(|passage| passage.unserved).sum();
        for lane in 0..lanes {
            let head = plan.head(index(lane));
            let home = plan.arc(head, head, index(lane));
            plan.sums.travel += home;
            plan.sums.fixed += home * problem.weights.travel;
        }
        plan.commit();
        plan
    }

    /// The same orders under other rules; `None` when these rules do not hold them.
    ///
    /// The two problems must have the same passages, joints, stops and lanes.
    pub(crate) fn under<'q>(&self, problem: &'q Problem) -> Option<Plan<'q>> {
        let mut plan = Plan::empty(problem);
        let mut joints: Vec<u32> =
            (0..index(problem.joints.len())).filter(|&joint| self.is_planned(joint)).collect();
        joints.sort_by_key(|&joint| (self.key[joint as usize], joint));
        for joint in joints {
            plan.set_key(joint, self.key[joint as usize]);
            for stop in problem.joints[joint as usize].stops.into_iter().filter(|&stop| stop != NONE) {
                plan.link(stop, plan.prev[plan.head(self.lane[stop as usize]) as usize]);
            }
            plan.set_served(problem.joints[joint as usize].passage, true);
        }
        let fits = plan.settle_all();
        plan.commit();
        fits.then_some(plan)
    }

    /// The weighted cost, unserved passages included.
    pub fn cost(&self) -> i64 {
        self.sums.fixed + self.sums.soft + self.sums.worst * self.problem.weights.worst_delay
    }

    /// What the times cost: no change can lower the total by more than this beside what it saves in [`Sums::fixed`].
    pub(crate) fn soft_cost(&self) -> i64 {
        self.sums.soft + self.sums.worst * self.problem.weights.worst_delay
    }

    /// The node before the first and after the last stop of a lane.
    pub(crate) fn head(&self, lane: u32) -> u32 {
        index(self.problem.stops.len()) + lane
    }

    pub(crate) fn is_head(&self, stop: u32) -> bool {
        stop as usize >= self.problem.stops.len()
    }

    /// The stops of a lane in order.
    pub fn route(&self, lane: u32) -> impl Iterator<Item = u32> + '_ {
        let head = self.head(lane);
        std::iter::successors(Some(self.next[head as usize]), |&stop| Some(self.next[stop as usize]))
            .take_while(move |&stop| stop != head)
    }

    pub fn is_served(&self, passage: u32) -> bool {
        self.served[passage as usize]
    }

    /// Whether nobody is left out who could be in.
    pub(crate) fn serves_all(&self) -> bool {
        self.left_out == 0
    }

    /// When a joint starts, in ticks.
    pub fn start(&self, joint: u32) -> i64 {
        self.moment[joint as usize].start
    }

    /// The lane of a stop, if it is in the plan.
    pub fn lane_of(&self, stop: u32) -> Option<u32> {
        Some(self.lane[stop as usize]).filter(|&lane| lane != NONE)
    }

    pub(crate) fn joint_of(&self, stop: u32) -> u32 {
        self.problem.stops[stop as usize].joint
    }

    /// The key of the joint of a stop, or `edge` for the head of a lane.
    pub(crate) fn key_or(&self, stop: u32, edge: u64) -> u64 {
        if self.is_head(stop) { edge } else { self.key[self.joint_of(stop) as usize] }
    }

    /// Travel between two neighbours of a lane; an unused lane drives nowhere.
    pub(crate) fn arc(&self, from: u32, to: u32, lane: u32) -> i64 {
        let day = &self.problem.lanes[lane as usize];
        match (self.is_head(from), self.is_head(to)) {
            (false, false) => self
                .problem
                .travel(self.problem.stops[from as usize].place, self.problem.stops[to as usize].place),
            (true, false) => self.problem.travel(day.from_place, self.problem.stops[to as usize].place),
            (false, true) => self.problem.travel(self.problem.stops[from as usize].place, day.home),
            (true, true) if day.under_way => self.problem.travel(day.from_place, day.home),
            (true, true) => 0,
        }
    }

    /// Extra travel of a stop placed after `after`.
    pub(crate) fn detour(&self, stop: u32, after: u32) -> i64 {
        let (lane, next) = (self.lane[after as usize], self.next[after as usize]);
        self.arc(after, stop, lane) + self.arc(stop, next, lane) - self.arc(after, next, lane)
    }

    /// Forgets how to undo what was done since the last commit.
    pub(crate) fn commit(&mut self) {
        self.journal.clear();
    }

    /// Notes the present state; valid until the next commit.
    pub(crate) fn mark(&self) -> Mark {
        Mark { length: self.journal.len(), sums: self.sums }
    }

    /// Undoes everything since a mark.
    pub(crate) fn rollback(&mut self, mark: Mark) {
        while self.journal.len() > mark.length {
            let Some(undo) = self.journal.pop() else { break };
            match undo {
                Undo::Links { stop, prev, next, lane } => {
                    self.prev[stop as usize] = prev;
                    self.next[stop as usize] = next;
                    self.lane[stop as usize] = lane;
                }
                Undo::Key { joint, key } => self.key[joint as usize] = key,
                Undo::Moment { joint, moment } => self.moment[joint as usize] = moment,
                Undo::Free { stop, free, pauses } => {
                    self.free[stop as usize] = free;
                    self.pauses[stop as usize] = pauses;
                }
                Undo::Ending { lane, ending } => self.ending[lane as usize] = ending,
                Undo::Lane { lane, driving, count } => {
                    self.driving[lane as usize] = driving;
                    self.count[lane as usize] = count;
                }
                Undo::Served { passage, served } => {
                    self.served[passage as usize] = served;
                    self.count_left_out(served);
                }
            }
        }
        self.sums = mark.sums;
        self.work.clear();
    }

    pub(crate) fn set_key(&mut self, joint: u32, key: u64) {
        self.journal.push(Undo::Key { joint, key: self.key[joint as usize] });
        self.key[joint as usize] = key;
    }

    pub(crate) fn set_moment(&mut self, joint: u32, moment: Moment) {
        let old = self.moment[joint as usize];
        if old != moment {
            self.journal.push(Undo::Moment { joint, moment: old });
            self.sums.soft += moment.soft - old.soft;
            self.work.note_late(old.late, moment.late, self.sums.worst);
            self.moment[joint as usize] = moment;
        }
    }

    pub(crate) fn set_free(&mut self, stop: u32, free: i64, pauses: u8) {
        let place = stop as usize;
        self.journal.push(Undo::Free { stop, free: self.free[place], pauses: self.pauses[place] });
        self.free[place] = free;
        self.pauses[place] = pauses;
    }

    pub(crate) fn set_ending(&mut self, lane: u32, ending: i64) {
        let old = self.ending[lane as usize];
        if old != ending {
            self.journal.push(Undo::Ending { lane, ending: old });
            self.sums.soft += ending - old;
            self.ending[lane as usize] = ending;
        }
    }

    pub(crate) fn set_served(&mut self, passage: u32, served: bool) {
        let old = self.served[passage as usize];
        if old != served {
            self.journal.push(Undo::Served { passage, served: old });
            self.served[passage as usize] = served;
            self.count_left_out(served);
            let penalty = self.problem.passages[passage as usize].unserved;
            self.sums.fixed += if served { -penalty } else { penalty };
        }
    }

    fn count_left_out(&mut self, served: bool) {
        if served {
            self.left_out -= 1;
        } else {
            self.left_out += 1;
        }
    }

    /// Takes a stop out of its lane; times are computed later.
    pub(crate) fn unlink(&mut self, stop: u32) {
        let (prev, next, lane) = self.links(stop);
        let change = self.arc(prev, next, lane) - self.arc(prev, stop, lane) - self.arc(stop, next, lane);
        self.set_links(prev, self.prev[prev as usize], next);
        self.set_links(next, prev, self.next[next as usize]);
        self.journal.push(Undo::Links { stop, prev, next, lane });
        self.lane[stop as usize] = NONE;
        self.account(lane, change, -1, -self.problem.price(stop, lane));
        self.touch(next, lane);
    }

    /// Puts a stop after another; the caller has checked that the lane may take it and that the key fits.
    pub(crate) fn link(&mut self, stop: u32, after: u32) {
        let (lane, next) = (self.lane[after as usize], self.next[after as usize]);
        let change = self.detour(stop, after);
        self.set_links(after, self.prev[after as usize], stop);
        self.set_links(next, stop, self.next[next as usize]);
        let (prev, old_next, old_lane) = self.links(stop);
        self.journal.push(Undo::Links { stop, prev, next: old_next, lane: old_lane });
        self.prev[stop as usize] = after;
        self.next[stop as usize] = next;
        self.lane[stop as usize] = lane;
        self.account(lane, change, 1, self.problem.price(stop, lane));
        self.touch(stop, lane);
        self.touch(next, lane);
    }

    /// Exchanges up to `counts` stops that follow `left` and `right` in their two lanes; keys do not change.
    pub(crate) fn exchange(&mut self, left: u32, right: u32, counts: [usize; 2]) {
        let mut moved = std::mem::take(&mut self.segment);
        moved.clear();
        self.collect_after(left, counts[0], &mut moved);
        let split = moved.len();
        self.collect_after(right, counts[1], &mut moved);
        for &stop in &moved {
            self.unlink(stop);
        }
        for (mut after, stops) in [(left, &moved[split..]), (right, &moved[..split])] {
            for &stop in stops {
                self.link(stop, after);
                after = stop;
            }
        }
        self.segment = moved;
    }

    /// Adds the next `count` stops of the lane after a stop.
    pub(crate) fn collect_after(&self, after: u32, count: usize, stops: &mut Vec<u32>) {
        let mut stop = self.next[after as usize];
        for _ in 0..count {
            if self.is_head(stop) {
                break;
            }
            stops.push(stop);
            stop = self.next[stop as usize];
        }
    }

    /// The stop of a lane after which a key belongs, searched from a stop of that lane.
    pub(crate) fn seat(&self, mut after: u32, key: u64) -> u32 {
        while !self.is_head(after) && self.key_or(after, 0) > key {
            after = self.prev[after as usize];
        }
        loop {
            let next = self.next[after as usize];
            if self.is_head(next) || self.key_or(next, 0) > key {
                return after;
            }
            after = next;
        }
    }

    /// Whether the nurse of a lane may take a stop: filters, and the other nurse of the pair is somebody else.
    pub(crate) fn may_take(&self, stop: u32, lane: u32) -> bool {
        if self.problem.price(stop, lane) == REFUSED {
            return false;
        }
        let other = self.problem.other_nurse(stop);
        other == NONE || self.lane[other as usize] != lane
    }

    /// The keys a joint may take without passing the other joint of its pair.
    pub(crate) fn key_range(&self, joint: u32) -> (u64, u64) {
        match self.problem.joints[joint as usize].tie {
            Tie::Second { first, .. } if self.is_planned(first) => (self.key[first as usize], u64::MAX),
            Tie::First { second, .. } if self.is_planned(second) => (0, self.key[second as usize]),
            _ => (0, u64::MAX),
        }
    }

    /// Whether a joint has its first nurse.
    pub(crate) fn is_planned(&self, joint: u32) -> bool {
        self.lane[self.problem.joints[joint as usize].stops[0] as usize] != NONE
    }

    fn links(&self, stop: u32) -> (u32, u32, u32) {
        let place = stop as usize;
        (self.prev[place], self.next[place], self.lane[place])
    }

    fn set_links(&mut self, stop: u32, prev: u32, next: u32) {
        let (old_prev, old_next, lane) = self.links(stop);
        self.journal.push(Undo::Links { stop, prev: old_prev, next: old_next, lane });
        self.prev[stop as usize] = prev;
        self.next[stop as usize] = next;
    }

    fn account(&mut self, lane: u32, driving: i64, stops: i32, price: i64) {
        let place = lane as usize;
        self.journal.push(Undo::Lane { lane, driving: self.driving[place], count: self.count[place] });
        self.driving[place] += driving;
        self.count[place] = self.count[place].saturating_add_signed(stops);
        self.sums.travel += driving;
        self.sums.fixed += driving * self.problem.weights.travel + price;
        let day = &self.problem.lanes[place];
        if day.max_driving < NEVER || day.max_stops < usize::MAX {
            self.work.touch_end(lane);
        }
    }

    /// Remembers that the arrival at a stop (or the end of a lane) must be computed again.
    fn touch(&mut self, stop: u32, lane: u32) {
        if self.is_head(stop) {
            self.work.touch_end(lane);
        } else {
            let joint = self.joint_of(stop);
            self.work.touch_joint(self.key[joint as usize], joint);
        }
    }
}

/// Dense indices are 32 bits: an instance has a few thousand stops.
pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NONE)
}
