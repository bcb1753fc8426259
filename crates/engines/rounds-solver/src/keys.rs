//! Keys: the one order over all lanes that keeps them from waiting for each other in a circle.
//!
//! Keys are sparse, so that a joint moves without touching others; now and then they are spread again. Nothing here
//! changes who does what, nor any order within a lane.

use crate::plan::{Plan, index};
use crate::problem::{NONE, Tie};

impl Plan<'_> {
    /// Spreads the keys again in the order of start times, which every lane already follows.
    pub(crate) fn respace(&mut self) {
        let mut joints: Vec<u32> =
            (0..index(self.problem.joints.len())).filter(|&joint| self.is_planned(joint)).collect();
        joints.sort_by_key(|&joint| (self.moment[joint as usize].start, self.key[joint as usize], joint));
        let in_lane_order = |plan: &Self, rank: &[u64]| {
            (0..index(plan.problem.lanes.len())).all(|lane| {
                let mut last = 0;
                plan.route(lane).all(|stop| {
                    let key = rank[plan.joint_of(stop) as usize];
                    let follows = key > last;
                    last = key;
                    follows
                })
            })
        };
        let mut rank = self.spread(&joints);
        if !in_lane_order(self, &rank) || !self.pairs_in_order(&rank) {
            joints.sort_by_key(|&joint| (self.key[joint as usize], joint));
            rank = self.spread(&joints);
        }
        self.key = rank;
        self.commit();
    }

    /// Gives new keys that follow the order of every lane; false when lanes wait for each other in a circle.
    ///
    /// Several orders of keys follow the same lanes, and each opens other places: `pick` chooses the next joint among
    /// those that may come next.
    pub(crate) fn rank_again(&mut self, pick: &mut dyn FnMut(usize) -> usize) -> bool {
        let problem = self.problem;
        let planned: Vec<u32> =
            (0..index(problem.joints.len())).filter(|&joint| self.is_planned(joint)).collect();
        let mut before = vec![0; problem.joints.len()];
        for &joint in &planned {
            before[joint as usize] = self.neighbours(joint, &self.prev, false).count();
        }
        let mut ready: Vec<u32> =
            planned.iter().copied().filter(|&joint| before[joint as usize] == 0).collect();
        let mut order = Vec::with_capacity(planned.len());
        while !ready.is_empty() {
            let joint = ready.swap_remove(pick(ready.len()));
            order.push(joint);
            for after in self.neighbours(joint, &self.next, true) {
                before[after as usize] -= 1;
                if before[after as usize] == 0 {
                    ready.push(after);
                }
            }
        }
        let rank = self.spread(&order);
        for &joint in &order {
            self.set_key(joint, rank[joint as usize]);
        }
        order.len() == planned.len()
    }

    /// The joints just before or just after a joint, in each of its lanes and in its pair.
    fn neighbours<'a>(
        &'a self,
        joint: u32,
        links: &'a [u32],
        forward: bool,
    ) -> impl Iterator<Item = u32> + 'a {
        let this = &self.problem.joints[joint as usize];
        let pair = match this.tie {
            Tie::First { second, .. } if forward => Some(second),
            Tie::Second { first, .. } if !forward => Some(first),
            _ => None,
        };
        let stops = this.stops.into_iter().filter(|&stop| stop != NONE).map(|stop| links[stop as usize]);
        let in_lanes = stops.filter(|&stop| !self.is_head(stop)).map(|stop| self.joint_of(stop));
        in_lanes.chain(pair.filter(|&pair| self.is_planned(pair)))
    }

    fn spread(&self, joints: &[u32]) -> Vec<u64> {
        let gap = u64::MAX / (joints.len() as u64 + 2);
        let mut rank = vec![0; self.key.len()];
        for (place, &joint) in joints.iter().enumerate() {
            rank[joint as usize] = gap * (place as u64 + 1);
        }
        rank
    }

    fn pairs_in_order(&self, rank: &[u64]) -> bool {
        self.problem.joints.iter().enumerate().all(|(joint, this)| match this.tie {
            Tie::First { second, .. } => !self.is_planned(second) || rank[joint] < rank[second as usize],
            _ => true,
        })
    }
}
