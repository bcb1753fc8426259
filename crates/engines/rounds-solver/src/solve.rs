//! Solving a day: one or several searches side by side, the same plan for the same seed and iterations.
//!
//! Threads are independent searches with neighbouring seeds. Twenty times a run they meet, in a fixed order, and
//! the one that is behind goes on from the plan of the one ahead. No clock takes part: a caller who watches one
//! may only stop the run, and then keeps the best plan so far.

use crate::anneal::{Cooling, Search};
use crate::compile::Day;
use crate::near::Near;
use crate::plan::Plan;

/// How often the searches meet, and how often the caller is told.
const MEETINGS: u64 = 20;
const BEATS: u64 = 10;

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

/// Searches a good plan; `go_on` is asked now and then, from any thread, and false stops the run.
pub fn solve<'d>(day: &'d Day, settings: &Settings, go_on: &(dyn Fn(Progress) -> bool + Sync)) -> Solved<'d> {
    solve_with(day, settings, &Cooling::over(settings.iterations), go_on)
}

/// Searches with another cooling than the tuned one; for measuring.
pub fn solve_with<'d>(
    day: &'d Day,
    settings: &Settings,
    cooling: &Cooling,
    go_on: &(dyn Fn(Progress) -> bool + Sync),
) -> Solved<'d> {
    let near = Near::of(&day.problem);
    let threads = settings.threads.clamp(1, 64);
    let mut searches: Vec<Search> = (0..threads as u64)
        .map(|thread| Search::new(&day.problem, &near, settings.seed.wrapping_mul(1009).wrapping_add(thread)))
        .collect();
    let iterations = cooling.iterations;
    let mut done = 0;
    for meeting in 0..MEETINGS {
        let until = iterations * (meeting + 1) / MEETINGS;
        let runs: Vec<u64> = if let [only] = &mut searches[..] {
            vec![run(only, cooling, done, until, go_on)]
        } else {
            std::thread::scope(|scope| {
                let running: Vec<_> = searches
                    .iter_mut()
                    .map(|search| scope.spawn(move || run(search, cooling, done, until, go_on)))
                    .collect();
                running.into_iter().map(|thread| thread.join().unwrap_or(done)).collect()
            })
        };
        done = runs.into_iter().min().unwrap_or(until);
        if done < until {
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
    Solved { plan, iterations: done, decodes }
}

/// Runs one search up to a meeting, in beats; returns how far it went.
fn run(
    search: &mut Search,
    cooling: &Cooling,
    from: u64,
    until: u64,
    go_on: &(dyn Fn(Progress) -> bool + Sync),
) -> u64 {
    let mut done = from;
    for beat in 0..BEATS {
        let progress = Progress { done, iterations: cooling.iterations, best: search.best.cost() };
        if !go_on(progress) {
            return done;
        }
        let to = from + (until - from) * (beat + 1) / BEATS;
        search.run(cooling, done, to);
        done = to;
    }
    done
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
