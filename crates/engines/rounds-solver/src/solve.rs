//! Solving a day: one or several searches side by side, the same plan for the same seed and iterations.
//!
//! Threads are independent searches with neighbouring seeds. Twenty times a run they meet, in a fixed order, and
//! the one that is behind goes on from the plan of the one ahead. No clock takes part: a caller who watches one
//! may only stop the run, and then keeps the best plan so far.

use crate::anneal::{Cooling, Search};
use crate::compile::Day;
use crate::near::Near;
use crate::plan::Plan;

/// How often the searches meet.
const MEETINGS: u32 = 20;
/// Moves between two looks at the temperature and at the caller.
const BEAT: u64 = 1024;

/// What a run is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Moves tried by each thread.
    pub iterations: u64,
    pub seed: u64,
    pub threads: usize,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    pub iterations: u64,
    /// Weighted cost of the best plan of this search.
    pub best: i64,
}

/// The best plan of a run.
#[derive(Debug, Clone)]
pub struct Solved<'d> {
    pub plan: Plan<'d>,
    /// Moves tried by each thread: fewer than asked when the run was stopped.
    pub iterations: u64,
    /// Schedules computed by all threads.
    pub decodes: u64,
}

/// Says at each beat which share of the cooling is done (0 to 1); `None` stops the run.
type Pace<'a> = dyn Fn(Progress) -> Option<f64> + Sync + 'a;

/// Searches a good plan; `go_on` is asked now and then, from any thread, and false stops the run.
pub fn solve<'d>(day: &'d Day, settings: &Settings, go_on: &(dyn Fn(Progress) -> bool + Sync)) -> Solved<'d> {
    let iterations = settings.iterations;
    #[expect(clippy::cast_precision_loss, reason = "a temperature needs no more than 52 bits")]
    let pace = |progress: Progress| go_on(progress).then(|| progress.done as f64 / iterations.max(1) as f64);
    solve_paced(day, settings, &Cooling::default(), &pace)
}

/// Searches for as long as `pace` says, at most [`Settings::iterations`] moves a thread.
///
/// A pace that follows a clock gives another plan each time; the command line uses it for `--seconds`.
pub fn solve_paced<'d>(day: &'d Day, settings: &Settings, cooling: &Cooling, pace: &Pace) -> Solved<'d> {
    let near = Near::of(&day.problem);
    let mut searches: Vec<Search> = (0..settings.threads.clamp(1, 64) as u64)
        .map(|thread| Search::new(&day.problem, &near, settings.seed.wrapping_mul(1009).wrapping_add(thread)))
        .collect();
    let mut done = vec![0; searches.len()];
    for meeting in 1..=MEETINGS {
        let leg = Leg {
            cooling,
            iterations: settings.iterations,
            until: f64::from(meeting) / f64::from(MEETINGS),
            pace,
        };
        let went_on = if let [only] = &mut searches[..] {
            leg.run(only, &mut done[0])
        } else {
            std::thread::scope(|scope| {
                let pairs = searches.iter_mut().zip(&mut done);
                let running: Vec<_> =
                    pairs.map(|(search, done)| scope.spawn(|| leg.run(search, done))).collect();
                running.into_iter().all(|thread| thread.join().unwrap_or(false))
            })
        };
        if !went_on {
            break;
        }
        meet(&mut searches);
    }
    let decodes = searches.iter().map(Search::decodes).sum();
    let best = searches.into_iter().map(|search| search.best).min_by_key(Plan::cost);
    let mut plan = best.unwrap_or_else(|| Plan::empty(&day.problem));
    let settled = plan.settle_all();
    debug_assert!(settled, "a kept plan respects every rule");
    plan.commit();
    Solved { plan, iterations: done.into_iter().max().unwrap_or(0), decodes }
}

/// The way of the searches from one meeting to the next.
struct Leg<'a> {
    cooling: &'a Cooling,
    iterations: u64,
    until: f64,
    pace: &'a Pace<'a>,
}

impl Leg<'_> {
    /// Runs one search up to the meeting; false when the run is stopped.
    fn run(&self, search: &mut Search, done: &mut u64) -> bool {
        while *done < self.iterations {
            let progress = Progress { done: *done, iterations: self.iterations, best: search.best.cost() };
            let Some(share) = (self.pace)(progress) else { return false };
            if share >= self.until {
                return true;
            }
            let to = self.iterations.min(*done + BEAT);
            search.run(self.cooling, share, *done, to);
            *done = to;
        }
        true
    }
}

/// The search ahead gives its plan to the one furthest behind.
fn meet(searches: &mut [Search]) {
    let ahead = (0..searches.len()).min_by_key(|&search| searches[search].cost());
    let behind = (0..searches.len()).max_by_key(|&search| searches[search].cost());
    if let (Some(ahead), Some(behind)) = (ahead, behind)
        && ahead != behind
    {
        let (low, high) = searches.split_at_mut(ahead.max(behind));
        if ahead < behind { high[0].adopt(&low[ahead]) } else { low[behind].adopt(&high[0]) }
    }
}
