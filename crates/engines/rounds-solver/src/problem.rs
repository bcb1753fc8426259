//! The instance as the search sees it: dense indices, whole ticks, filters already applied.
//!
//! The vocabulary: a **passage** is one patient's need; it has one or two **joints**, each an instant where one or
//! two nurses and perhaps a doctor begin together; a **stop** is one person's part in a joint; a **lane** is the day
//! of one person, nurse or doctor. Nothing here changes while the search runs.

/// One thousandth of the instance's unit of time: sums of ticks are exact, so plans are equal on every machine.
pub const TICKS: i64 = 1000;
/// No stop, no joint.
pub const NONE: u32 = u32::MAX;
/// The price of giving a stop to a lane that may not take it.
pub const REFUSED: i64 = i64::MAX;
/// A moment after every other.
pub const NEVER: i64 = i64::MAX / 4;
/// A promised start may move by a quarter of an hour before the promise counts as broken.
pub const PROMISE_MINUTES: i64 = 15;

/// One person's part in a joint.
#[derive(Debug, Clone, Copy)]
pub struct Stop {
    pub joint: u32,
    pub place: u32,
    /// Time between the start of the joint and the moment this person begins (a doctor joins a little later).
    pub after: i64,
    pub duration: i64,
    pub is_doctor: bool,
}

/// When a joint may start: from `open`, late after `due`, refused after `close`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub open: i64,
    pub due: i64,
    pub close: i64,
}

/// How a joint is tied to the other joint of its passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    Alone,
    /// The other starts between `min` and `max` after this one.
    First {
        second: u32,
        min: i64,
        max: i64,
    },
    Second {
        first: u32,
        min: i64,
        max: i64,
    },
}

/// An instant where everybody concerned begins together.
#[derive(Debug, Clone)]
pub struct Joint {
    pub passage: u32,
    /// First nurse, second nurse of a simultaneous pair, doctor; [`NONE`] where absent.
    pub stops: [u32; 3],
    pub openings: Vec<Opening>,
    pub tie: Tie,
    /// Longest wait of the nurse for the doctor.
    pub max_wait: i64,
    /// Lateness counts once for each nurse, as in the published objective.
    pub nurses: i64,
    /// Start said to the patient; a larger move than [`PROMISE_MINUTES`] breaks the promise.
    pub promised: Option<i64>,
}

/// One patient's need.
#[derive(Debug, Clone)]
pub struct Passage {
    /// Row of the patient in the instance.
    pub patient: usize,
    pub joints: [u32; 2],
    /// Weighted cost of leaving this patient out.
    pub unserved: i64,
    /// Known before any search that no plan can hold it: bad row, done already, excluded by a lock.
    pub excluded: bool,
}

/// A pause of a nurse, started between `open` and `close`.
#[derive(Debug, Clone, Copy)]
pub struct Pause {
    pub open: i64,
    pub close: i64,
    pub duration: i64,
}

/// The day of one person.
#[derive(Debug, Clone)]
pub struct Lane {
    pub is_doctor: bool,
    /// First moment and place from which the search may plan (after the frozen stops of the day).
    pub from: i64,
    pub from_place: u32,
    pub home: u32,
    pub until: i64,
    pub pauses: Vec<Pause>,
    pub max_work: i64,
    /// When work began, if the day is under way.
    pub began: Option<i64>,
    pub max_driving: i64,
    pub max_stops: usize,
    /// Driving and stops already made by the frozen part of the day.
    pub driven: i64,
    pub made: usize,
    /// The free time of a doctor, sorted, disjoint.
    pub free: Vec<(i64, i64)>,
    /// The frozen part of the day has stops, so an empty lane still has to drive home.
    pub under_way: bool,
}

/// Weights of the objective, per tick (or per piece for promise, continuity, unserved, in ticks).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weights {
    pub travel: i64,
    pub waiting: i64,
    pub doctor_idle: i64,
    pub tardiness: i64,
    pub worst_delay: i64,
    pub promise: i64,
    pub continuity: i64,
    pub balance: i64,
    pub unserved: [i64; 3],
}

/// One compiled day.
#[derive(Debug, Clone)]
pub struct Problem {
    pub stops: Vec<Stop>,
    pub joints: Vec<Joint>,
    pub passages: Vec<Passage>,
    pub lanes: Vec<Lane>,
    pub nurses: usize,
    pub weights: Weights,
    /// Ticks in a minute: doctors begin on whole minutes.
    pub minute: i64,
    pub(crate) places: usize,
    pub(crate) travel: Vec<i32>,
    /// Cost of a stop in a lane (continuity, promised nurse), or [`REFUSED`]; `stop * lanes + lane`.
    pub(crate) price: Vec<i64>,
    /// Lanes that may take each stop.
    pub(crate) takers: Vec<Vec<u32>>,
}

impl Problem {
    /// Travel time in ticks between two places.
    pub fn travel(&self, from: u32, to: u32) -> i64 {
        i64::from(self.travel[from as usize * self.places + to as usize])
    }

    /// The cost of giving a stop to a lane, [`REFUSED`] when a filter forbids it.
    pub fn price(&self, stop: u32, lane: u32) -> i64 {
        self.price[stop as usize * self.lanes.len() + lane as usize]
    }

    /// The lanes that may take a stop.
    pub fn takers(&self, stop: u32) -> &[u32] {
        &self.takers[stop as usize]
    }

    /// The joints of a passage, one or two.
    pub fn joints_of(&self, passage: u32) -> impl Iterator<Item = u32> + use<> {
        self.passages[passage as usize].joints.into_iter().filter(|&joint| joint != NONE)
    }

    /// The stops of a passage, nurses and doctors.
    pub fn stops_of(&self, passage: u32) -> impl Iterator<Item = u32> + '_ {
        self.joints_of(passage)
            .flat_map(|joint| self.joints[joint as usize].stops)
            .filter(|&stop| stop != NONE)
    }

    /// The other nurse stop of a passage, whom the same nurse may not take.
    pub fn other_nurse(&self, stop: u32) -> u32 {
        let joint = &self.joints[self.stops[stop as usize].joint as usize];
        match joint.tie {
            Tie::First { second: other, .. } | Tie::Second { first: other, .. } => {
                self.joints[other as usize].stops[0]
            }
            Tie::Alone if joint.stops[0] == stop => joint.stops[1],
            Tie::Alone => joint.stops[0],
        }
    }
}
