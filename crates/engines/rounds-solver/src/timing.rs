//! From orders to times: the earliest start of every joint that a change can reach, and nothing else.
//!
//! Given the order of each lane, the earliest schedule is unique and no other is better: cost grows with lateness.
//! Steps whose inputs changed wait in a small list and are taken by key, so each is computed about once; the wave
//! stops where slack absorbs it. The second of a sequential pair may push the first later (its *floor*).
//! This module never changes an order.

use crate::plan::{Moment, Plan};
use crate::problem::{Joint, NEVER, NONE, Opening, PROMISE_MINUTES, Pause, Tie};

/// What is still to compute after a change.
#[derive(Debug, Clone)]
pub(crate) struct Work {
    waiting: Vec<(u64, u32)>,
    is_waiting: Vec<bool>,
    ends: Vec<u32>,
    is_end: Vec<bool>,
    /// Floors lowered in this wave: each once, so that two pairs cannot lift each other for ever.
    lowered: Vec<u32>,
    /// Largest lateness written since the last settled state.
    worst: i64,
    /// The joint that was the latest of all has become less late: the largest must be searched again.
    worst_may_fall: bool,
    /// Joints whose nurses waited too long for the doctor at some moment of this wave: a pair may still mend it.
    long_waits: Vec<u32>,
    /// Half of a pair is being seated: caps and waits that the other half may mend are looked at with it.
    is_half: bool,
    /// What a half broke and the whole must mend: waits of joints, caps of lanes.
    owed: Vec<u32>,
    owed_ends: Vec<u32>,
    /// Schedules computed since the plan was made.
    pub(crate) decodes: u64,
}

impl Work {
    pub(crate) fn sized(joints: usize, lanes: usize) -> Self {
        Self {
            waiting: Vec::with_capacity(64),
            is_waiting: vec![false; joints],
            ends: Vec::with_capacity(8),
            is_end: vec![false; lanes],
            lowered: Vec::new(),
            worst: 0,
            worst_may_fall: false,
            long_waits: Vec::new(),
            is_half: false,
            owed: Vec::new(),
            owed_ends: Vec::new(),
            decodes: 0,
        }
    }

    pub(crate) fn touch_joint(&mut self, key: u64, joint: u32) {
        if !self.is_waiting[joint as usize] {
            self.is_waiting[joint as usize] = true;
            self.waiting.push((key, joint));
        }
    }

    pub(crate) fn touch_end(&mut self, lane: u32) {
        if !self.is_end[lane as usize] {
            self.is_end[lane as usize] = true;
            self.ends.push(lane);
        }
    }

    /// Notes that the lateness of a joint goes from `old` to `new` while the largest is `worst`.
    pub(crate) fn note_late(&mut self, old: i64, new: i64, worst: i64) {
        self.worst = self.worst.max(new);
        self.worst_may_fall |= old > new && old == worst;
    }

    pub(crate) fn clear(&mut self) {
        for (_, joint) in self.waiting.drain(..) {
            self.is_waiting[joint as usize] = false;
        }
        for lane in self.ends.drain(..) {
            self.is_end[lane as usize] = false;
        }
        self.lowered.clear();
        self.long_waits.clear();
        self.worst = 0;
        self.worst_may_fall = false;
    }

    /// The waiting joint of smallest key; the list holds a handful.
    fn take(&mut self) -> Option<u32> {
        let mut best = 0;
        for place in 1..self.waiting.len() {
            if self.waiting[place] < self.waiting[best] {
                best = place;
            }
        }
        if self.waiting.is_empty() {
            return None;
        }
        let (_, joint) = self.waiting.swap_remove(best);
        self.is_waiting[joint as usize] = false;
        Some(joint)
    }
}

/// When a nurse can begin at a stop, and what that took.
struct Arrival {
    at: i64,
    pauses: u8,
}

/// When a joint begins.
pub(crate) struct Beginning {
    pub(crate) start: i64,
    /// Lateness, in ticks.
    late: i64,
    /// How long the nurses waited for the doctor.
    waited: i64,
}

impl Plan<'_> {
    /// Computes the times that the changes since the last commit can reach.
    ///
    /// Returns false when some rule is broken (a window closed, a shift overrun, a doctor never free); the caller
    /// then rolls back.
    pub(crate) fn settle(&mut self) -> bool {
        self.work.decodes += 1;
        for rank in 0..self.work.owed.len() {
            let joint = self.work.owed[rank];
            self.work.touch_joint(self.key[joint as usize], joint);
        }
        for rank in 0..self.work.owed_ends.len() {
            self.work.touch_end(self.work.owed_ends[rank]);
        }
        let mut fuel = 8 * self.problem.joints.len() + 64;
        while let Some(joint) = self.work.take() {
            if self.is_planned(joint) && (fuel <= 1 || !self.retime(joint)) {
                return false;
            }
            fuel -= 1;
        }
        while let Some(lane) = self.work.ends.pop() {
            self.work.is_end[lane as usize] = false;
            if !self.close_lane(lane) {
                if !self.work.is_half {
                    return false;
                }
                self.work.owed_ends.push(lane);
            }
        }
        while let Some(joint) = self.work.long_waits.pop() {
            let most = self.problem.joints[joint as usize].max_wait;
            if self.is_planned(joint) && self.wait_for_doctor(joint) > most {
                if !self.work.is_half {
                    return false;
                }
                self.work.owed.push(joint);
            }
        }
        self.sums.worst = if self.work.worst_may_fall {
            self.moment.iter().map(|moment| moment.late).max().unwrap_or(0)
        } else {
            self.sums.worst.max(self.work.worst)
        };
        self.work.clear();
        true
    }

    /// Settles the first joint of a pair before the second is seated: what the second may mend (hours, caps, the wait
    /// for a doctor) is looked at by each later settling, until [`Plan::forget_half`].
    pub(crate) fn settle_half(&mut self) -> bool {
        self.work.is_half = true;
        let fits = self.settle();
        self.work.is_half = false;
        fits
    }

    /// The half is whole, or taken out again.
    pub(crate) fn forget_half(&mut self) {
        self.work.owed.clear();
        self.work.owed_ends.clear();
    }

    /// Computes every time again, from the orders alone; false when the plan breaks a rule.
    pub fn settle_all(&mut self) -> bool {
        for joint in 0..crate::plan::index(self.problem.joints.len()) {
            if self.is_planned(joint) {
                let mut moment = self.moment[joint as usize];
                moment.floor = 0;
                self.set_moment(joint, moment);
                self.work.touch_joint(self.key[joint as usize], joint);
            }
        }
        for lane in 0..crate::plan::index(self.problem.lanes.len()) {
            self.work.touch_end(lane);
        }
        self.settle()
    }

    /// Forgets the times of a joint that leaves the plan.
    pub(crate) fn forget(&mut self, joint: u32) {
        self.set_moment(joint, Moment::default());
    }

    fn retime(&mut self, joint: u32) -> bool {
        let problem = self.problem;
        let this = &problem.joints[joint as usize];
        let old = self.moment[joint as usize];
        let mut start = old.floor;
        let mut arrivals = [Arrival { at: 0, pauses: 0 }, Arrival { at: 0, pauses: 0 }];
        for (arrival, &stop) in arrivals.iter_mut().zip(&this.stops[..2]) {
            if stop != NONE {
                let Some(found) = self.arrive(stop, this) else { return false };
                start = start.max(found.at);
                *arrival = found;
            }
        }
        if let Tie::Second { first, min, .. } = this.tie {
            start = start.max(self.moment[first as usize].start + min);
        }
        let doctor = this.stops[2];
        let joined = (doctor != NONE)
            .then(|| (self.lane[doctor as usize], self.free[self.prev[doctor as usize] as usize]));
        let Some(Beginning { start, late, waited }) = self.begin(this, start, joined) else { return false };
        if waited > this.max_wait {
            self.work.long_waits.push(joint);
        }
        let mut soft = late * this.nurses * problem.weights.tardiness;
        if problem.weights.waiting > 0 {
            for (arrival, &stop) in arrivals.iter().zip(&this.stops[..2]) {
                if stop != NONE && !self.is_head(self.prev[stop as usize]) {
                    soft += (start - arrival.at) * problem.weights.waiting;
                }
            }
        }
        soft += self.doctor_idle(this, start) + self.broken_promise(this, start);
        self.set_moment(joint, Moment { start, late, soft, floor: old.floor });
        for (place, &stop) in this.stops.iter().enumerate() {
            if stop != NONE {
                let part = &problem.stops[stop as usize];
                let pauses = arrivals.get(place).map_or(0, |arrival| arrival.pauses);
                self.leave(stop, start + part.after + part.duration, pauses);
            }
        }
        self.pull_pair(joint, old.start)
    }

    /// Records when a person is free again, and wakes the next stop if that changed.
    fn leave(&mut self, stop: u32, free: i64, pauses: u8) {
        let lane = self.lane[stop as usize];
        if self.is_head(self.prev[stop as usize]) && self.departure_matters(lane) {
            self.work.touch_end(lane);
        }
        if self.free[stop as usize] == free && self.pauses[stop as usize] == pauses {
            return;
        }
        self.set_free(stop, free, pauses);
        let next = self.next[stop as usize];
        if self.is_head(next) {
            self.work.touch_end(lane);
        } else {
            let joint = self.joint_of(next);
            self.work.touch_joint(self.key[joint as usize], joint);
        }
    }

    /// Keeps the two joints of a sequential pair within their distance.
    fn pull_pair(&mut self, joint: u32, old_start: i64) -> bool {
        let start = self.moment[joint as usize].start;
        match self.problem.joints[joint as usize].tie {
            Tie::Alone => {}
            Tie::First { second, .. } => {
                if start != old_start && self.is_planned(second) {
                    self.work.touch_joint(self.key[second as usize], second);
                }
            }
            Tie::Second { first, max, .. } => {
                let needed = start - max;
                let mut moment = self.moment[first as usize];
                let is_active = moment.floor > 0;
                if needed > moment.start {
                    moment.floor = needed;
                } else if is_active && needed < moment.floor && !self.work.lowered.contains(&first) {
                    self.work.lowered.push(first);
                    moment.floor = 0;
                } else {
                    return true;
                }
                self.set_moment(first, moment);
                self.work.touch_joint(self.key[first as usize], first);
                self.work.touch_joint(self.key[joint as usize], joint);
            }
        }
        true
    }

    /// When the nurse of a stop can begin there, pauses that are due or free of charge taken on the way.
    ///
    /// A pause is taken before a leg when it delays nothing (the nurse would wait anyway) or when it would be too
    /// late after the stop; `None` when it can no longer be taken.
    fn arrive(&self, stop: u32, joint: &Joint) -> Option<Arrival> {
        let prev = self.prev[stop as usize];
        let lane = self.lane[stop as usize];
        let leg = self.arc(prev, stop, lane);
        let mut free = self.free[prev as usize];
        let mut taken = self.pauses[prev as usize];
        let pauses = &self.problem.lanes[lane as usize].pauses;
        if usize::from(taken) < pauses.len() {
            let stay = self.problem.stops[stop as usize].duration;
            for pause in &pauses[usize::from(taken)..] {
                let (start, _) = open_at(&joint.openings, free + leg)?;
                let back = pause_end(pause, free);
                let is_due = start + stay > pause.close;
                match back {
                    None => return None,
                    Some(back) if is_due || back + leg <= start => free = back,
                    Some(_) => break,
                }
                taken += 1;
            }
        }
        Some(Arrival { at: free + leg, pauses: taken })
    }

    /// The first start from `ready` on that windows and doctor (lane, free from when) allow.
    pub(crate) fn begin(&self, joint: &Joint, ready: i64, doctor: Option<(u32, i64)>) -> Option<Beginning> {
        let (alone, late) = open_at(&joint.openings, ready)?;
        let Some((agenda, busy_until)) = doctor else {
            return Some(Beginning { start: alone, late, waited: 0 });
        };
        let part = &self.problem.stops[joint.stops[2] as usize];
        let agenda = &self.problem.lanes[agenda as usize];
        let mut start = alone.max(busy_until - part.after);
        loop {
            start = round_up(start, self.problem.minute);
            let (opened, late) = open_at(&joint.openings, start)?;
            if opened > start {
                start = opened;
                continue;
            }
            let joined = agenda.free_from(start + part.after, part.duration)?;
            if joined == start + part.after {
                return Some(Beginning { start, late, waited: start - alone });
            }
            start = joined - part.after;
        }
    }

    fn doctor_idle(&self, joint: &Joint, start: i64) -> i64 {
        let (doctor, weight) = (joint.stops[2], self.problem.weights.doctor_idle);
        if doctor == NONE || weight == 0 {
            return 0;
        }
        let prev = self.prev[doctor as usize];
        if self.is_head(prev) {
            return 0;
        }
        (start + self.problem.stops[doctor as usize].after - self.free[prev as usize]) * weight
    }

    fn broken_promise(&self, joint: &Joint, start: i64) -> i64 {
        let tolerance = PROMISE_MINUTES * self.problem.minute;
        let is_broken = joint.promised.is_some_and(|promised| (start - promised).abs() > tolerance);
        if is_broken { self.problem.weights.promise } else { 0 }
    }

    fn departure_matters(&self, lane: u32) -> bool {
        self.problem.weights.balance > 0 || self.problem.lanes[lane as usize].max_work < NEVER
    }

    /// Checks what holds for a whole day: back in time, hours, driving and stops within their caps.
    fn close_lane(&mut self, lane: u32) -> bool {
        let day = &self.problem.lanes[lane as usize];
        if day.is_doctor {
            return true;
        }
        let head = self.head(lane);
        if self.next[head as usize] == head && !day.under_way {
            self.set_ending(lane, 0);
            return true;
        }
        let Some((left, home)) = self.hours_out(lane) else { return false };
        let balance = self.problem.weights.balance;
        if balance > 0 {
            let minutes = (home - left) / self.problem.minute;
            self.set_ending(lane, minutes * minutes / 480 * self.problem.minute * balance);
        }
        home <= day.until
            && home - left <= day.max_work
            && self.driving[lane as usize] <= day.max_driving
            && self.count[lane as usize] as usize + day.made <= day.max_stops
    }

    /// When the nurse of a used lane leaves and is back; `None` when a pause can no longer be taken.
    ///
    /// She leaves as late as the first stop allows, unless her day had begun before the plan; a pause that opens
    /// after she is back is not owed.
    pub(crate) fn hours_out(&self, lane: u32) -> Option<(i64, i64)> {
        let day = &self.problem.lanes[lane as usize];
        let head = self.head(lane);
        let (first, last) = (self.next[head as usize], self.prev[head as usize]);
        let mut free = self.free[last as usize];
        let leg = self.arc(last, head, lane);
        for pause in &day.pauses[usize::from(self.pauses[last as usize])..] {
            if free + leg <= pause.open {
                break;
            }
            free = pause_end(pause, free)?;
        }
        let left = day.began.unwrap_or_else(|| {
            let start =
                if first == head { day.from } else { self.moment[self.joint_of(first) as usize].start };
            (start - self.arc(head, first, lane)).max(day.from)
        });
        Some((left, free + leg))
    }

    /// How long the nurses of a joint wait for its doctor.
    pub(crate) fn wait_for_doctor(&self, joint: u32) -> i64 {
        let this = &self.problem.joints[joint as usize];
        let nurses = this.stops[..2].iter().filter(|&&stop| stop != NONE);
        let ready = nurses.filter_map(|&stop| self.arrive(stop, this)).map(|arrival| arrival.at).max();
        let held = match this.tie {
            Tie::Second { first, min, .. } => self.moment[first as usize].start + min,
            _ => self.moment[joint as usize].floor,
        };
        let ready = ready.map(|ready| ready.max(held));
        let alone = ready.and_then(|ready| open_at(&this.openings, ready));
        alone.map_or(0, |(alone, _)| self.moment[joint as usize].start - alone)
    }
}

/// The first start at or after `ready`: in the first window still on time, else late in the last one.
pub(crate) fn open_at(openings: &[Opening], ready: i64) -> Option<(i64, i64)> {
    let (last, earlier) = openings.split_last()?;
    for opening in earlier {
        if ready <= opening.due {
            return Some((ready.max(opening.open), 0));
        }
    }
    let start = ready.max(last.open);
    (start <= last.close).then(|| (start, (start - last.due).max(0)))
}

fn pause_end(pause: &Pause, free: i64) -> Option<i64> {
    let begin = free.max(pause.open);
    (begin <= pause.close).then_some(begin + pause.duration)
}

fn round_up(moment: i64, grid: i64) -> i64 {
    moment + (grid - moment.rem_euclid(grid)) % grid
}

impl crate::problem::Lane {
    /// The first moment from which a doctor is free for long enough.
    pub(crate) fn free_from(&self, ready: i64, length: i64) -> Option<i64> {
        self.free.iter().find_map(|&(from, until)| {
            let begin = ready.max(from);
            (begin + length <= until).then_some(begin)
        })
    }
}
