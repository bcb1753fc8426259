//! How late each stop of a plan may begin: the slack that a new patient may eat.
//!
//! A place that overruns it breaks a rule for certain, so no time is computed for it. Each lane is looked at alone,
//! doctors before the nurses they join, and pauses are left aside: the bound may be generous, never too strict.

use crate::plan::{Plan, index};
use crate::problem::{NEVER, NONE, Problem};

/// The latest start of the joint of each planned stop, as far as its own lane and its doctor allow.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slack {
    latest: Vec<i64>,
    /// No window closes, no shift ends, no doctor joins: every bound is [`NEVER`] and stays so.
    is_endless: bool,
}

impl Slack {
    /// The slack of a plan that is still empty.
    pub(crate) fn of(problem: &Problem) -> Self {
        let mut closes = problem.joints.iter().flat_map(|joint| &joint.openings).map(|opening| opening.close);
        let is_endless = closes.all(|close| close == NEVER)
            && problem.lanes.iter().all(|lane| !lane.is_doctor && lane.until == NEVER);
        Self { latest: vec![NEVER; problem.stops.len()], is_endless }
    }

    /// Computes the latest starts of a settled plan.
    pub(crate) fn compute(&mut self, plan: &Plan) {
        if self.is_endless {
            return;
        }
        self.latest.fill(NEVER);
        for lane in (0..index(plan.problem.lanes.len())).rev() {
            self.walk_back(plan, lane);
        }
    }

    /// The latest start of the joint that follows a seat, told as the latest end of what is seated there.
    pub(crate) fn latest_end(&self, plan: &Plan, lane: u32, next: u32) -> i64 {
        let day = &plan.problem.lanes[lane as usize];
        if !plan.is_head(next) {
            return self.latest[next as usize] + plan.problem.stops[next as usize].after;
        }
        if day.is_doctor { day.free.last().map_or(0, |&(_, until)| until) } else { day.until }
    }

    /// Doctors come after nurses in the order of lanes, so that walking lanes backwards meets them first.
    fn walk_back(&mut self, plan: &Plan, lane: u32) {
        let problem = plan.problem;
        let head = plan.head(lane);
        let (mut next, mut stop) = (head, plan.prev[head as usize]);
        while stop != head {
            let this = &problem.stops[stop as usize];
            let joint = &problem.joints[this.joint as usize];
            let end = self.latest_end(plan, lane, next) - plan.arc(stop, next, lane);
            let close = joint.openings.last().map_or(NEVER, |opening| opening.close);
            let doctor = joint.stops[2];
            let joined = if doctor == NONE { NEVER } else { self.latest[doctor as usize] };
            self.latest[stop as usize] = (end - this.after - this.duration).min(close).min(joined);
            (next, stop) = (stop, plan.prev[stop as usize]);
        }
    }
}
