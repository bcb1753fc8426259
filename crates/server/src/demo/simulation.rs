//! One simulation of days: needs come, look for a place, take it, keep it or not; professionals hold what
//! was booked. Everything happens in the order of the clock, up to the demonstration's « now ».

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use jiff::civil::{Date, DateTime, time};

use super::acts::{Act, Waiting};
use super::agenda::{Block, Book, Leave};
use super::calendar::{at_minute, day_plus};
use super::communes::Roads;
use super::desk::Sentences;
use super::dice::Dice;
use super::keys::{ActKey, ProfessionalKey};
use super::needs::{Demand, Need};
use super::patients::Patient;
use super::places::Places;
use super::reasons::Reason;
use super::staff::Staff;

/// Days simulated before the first one kept, so that agendas are already full on it.
const WARM_UP: i32 = 28;
/// Days kept before today.
pub(super) const PAST: i32 = 91;
/// Days of agenda after today.
const FUTURE: i32 = 45;

/// What never changes while days go by.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) places: &'a Places,
    pub(super) staff: &'a Staff,
    pub(super) roads: &'a Roads,
    pub(super) reasons: &'a [Reason],
    pub(super) sentences: &'a Sentences,
    pub(super) patients: &'a [Patient],
    pub(super) blocks: &'a [Block],
    pub(super) leaves: &'a [Leave],
    pub(super) now: DateTime,
}

pub(super) struct Simulation<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) demand: Demand<'a>,
    pub(super) book: Book,
    pub(super) acts: Vec<Act>,
    pub(super) waiting: Vec<Waiting>,
    /// Residents to be seen at the next round in their home.
    pub(super) rounds: Vec<Need>,
    /// Acts by day and professional, moved and cancelled ones included.
    pub(super) agenda: BTreeMap<(Date, ProfessionalKey), Vec<ActKey>>,
    pub(super) dice: Dice,
    queue: BinaryHeap<Reverse<(DateTime, u32, Event)>>,
    pushed: u32,
}

/// What happens next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A day begins: its needs are drawn.
    Morning(Date),
    /// A request, by rank in `asked`.
    Ask(u32),
    /// A patient cancels.
    Cancel(ActKey),
    /// A patient moves an appointment.
    Move(ActKey),
    /// Somebody dies: what was booked is cancelled by us.
    Died(ActKey),
    /// The desk learns of a leave, by rank.
    Away(u32),
    /// A day ends: what was booked is held.
    Evening(Date),
}

impl<'a> Simulation<'a> {
    pub(super) fn new(seed: u64, ground: Ground<'a>, rules: &[super::agenda::OpeningRule]) -> Self {
        let today = ground.now.date();
        let first = day_plus(today, -PAST - WARM_UP);
        // leaves known in advance shut the book; the others are met as events
        let planned: Vec<_> = ground.leaves.iter().filter(|leave| is_planned(leave)).cloned().collect();
        let days = PAST + WARM_UP + FUTURE + 1;
        let book = Book::open(ground.staff.people.len(), rules, ground.blocks, &planned, first, days);
        let basis = (ground.places, ground.staff, ground.reasons, ground.roads);
        let mut simulation = Self {
            ground,
            demand: Demand::new(seed, today, ground.patients, basis),
            book,
            acts: Vec::with_capacity(9_000),
            waiting: Vec::new(),
            rounds: Vec::new(),
            agenda: BTreeMap::new(),
            dice: Dice::new(seed, "days"),
            queue: BinaryHeap::new(),
            pushed: 0,
        };
        for offset in 0..=PAST + WARM_UP {
            let day = day_plus(first, offset);
            simulation.push(day.to_datetime(time(5, 0, 0, 0)), Event::Morning(day));
            simulation.push(at_minute(day, 1230).min(ground.now), Event::Evening(day));
        }
        for (rank, leave) in ground.leaves.iter().enumerate().filter(|(_, leave)| !is_planned(leave)) {
            simulation.push(leave.known_at, Event::Away(u32::try_from(rank).unwrap_or(u32::MAX)));
        }
        simulation
    }

    /// Runs until now, and gives the acts of the days kept, in the order of their requests.
    pub(super) fn run(mut self) -> (Vec<Act>, Vec<Waiting>) {
        let mut asked: Vec<Option<Need>> = Vec::new();
        while let Some(Reverse((moment, _, event))) = self.queue.pop() {
            match event {
                Event::Morning(day) => {
                    for need in self.demand.of_day(day) {
                        let rank = u32::try_from(asked.len()).unwrap_or(u32::MAX);
                        self.push(need.asked.at, Event::Ask(rank));
                        asked.push(Some(need));
                    }
                }
                Event::Ask(rank) => {
                    if let Some(need) = asked[rank as usize].take() {
                        self.ask(need);
                    }
                }
                Event::Cancel(act) => self.cancel_by_patient(act, moment),
                Event::Move(act) => self.move_appointment(act, moment),
                Event::Died(act) => self.cancel_by_us(act, moment, "Décès"),
                Event::Away(rank) => self.meet_absence(rank as usize, moment),
                Event::Evening(day) => self.hold_day(day),
            }
        }
        let first = day_plus(self.ground.now.date(), -PAST);
        let today = self.ground.now.date();
        let alive = |waiting: &Waiting| self.ground.patients[waiting.patient.rank()].deceased_on.is_none();
        self.waiting.retain(|waiting| waiting.before > today && alive(waiting));
        (kept(self.acts, first), self.waiting)
    }

    /// Adds an event, unless it would come after now.
    pub(super) fn push(&mut self, moment: DateTime, event: Event) {
        if moment <= self.ground.now {
            self.pushed += 1;
            self.queue.push(Reverse((moment, self.pushed, event)));
        }
    }

    pub(super) fn patient(&self, act: ActKey) -> &'a Patient {
        &self.ground.patients[self.acts[act.rank()].patient.rank()]
    }
}

/// Leave that was known three weeks ahead.
fn is_planned(leave: &Leave) -> bool {
    leave.known_at.date() <= day_plus(leave.first, -21)
}

/// Drops the acts of the warm-up, keeps those that live on the days kept, and numbers them again.
fn kept(acts: Vec<Act>, first: Date) -> Vec<Act> {
    let day = |act: &Act| {
        let held = act.closed_at.or_else(|| act.appointment().map(|appointment| appointment.start));
        held.unwrap_or(act.asked.at).date()
    };
    let mut acts: Vec<_> = acts.into_iter().filter(|act| day(act) >= first).collect();
    acts.sort_by_key(|act| (act.asked.at, act.key));
    let renumbered: BTreeMap<_, _> =
        acts.iter().enumerate().map(|(rank, act)| (act.key, ActKey::from_rank(rank))).collect();
    for act in &mut acts {
        act.key = renumbered[&act.key];
        act.follows = act.follows.and_then(|key| renumbered.get(&key).copied());
    }
    acts
}
