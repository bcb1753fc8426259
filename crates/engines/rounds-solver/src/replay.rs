//! Reads a solution document back into a plan: the same orders, times computed again.
//!
//! Used to insert into a plan of this morning or to explain it. What a solution says wrongly (an unknown name, a
//! filter broken, an order that no schedule holds) leaves that patient out; nothing is trusted.

use std::collections::HashMap;

use crate::compile::{Day, ticks};
use crate::file::{Promise, Solution};
use crate::plan::{Plan, index};
use crate::problem::{NONE, REFUSED};

impl Day {
    /// The plan that a solution describes, without the patients it does not serve correctly.
    pub fn replay(&self, solution: &Solution) -> Plan<'_> {
        let mut plan = Plan::empty(&self.problem);
        let lanes = self.lanes_of(solution);
        let mut order: Vec<(i64, usize, u32)> = Vec::new();
        for (passage, this) in self.problem.passages.iter().enumerate() {
            for (rank, &joint) in this.joints.iter().enumerate().filter(|(_, joint)| **joint != NONE) {
                if let Some(start) = lanes.starts.get(&joint) {
                    order.push((*start, passage * 2 + rank, joint));
                }
            }
        }
        order.sort_unstable();
        let gap = u64::MAX / (order.len() as u64 + 2);
        let ranked = || order.iter().zip(1_u64..).map(|(&(_, _, joint), rank)| (joint, gap * rank));
        // all at once when all holds: half of a pair may break a cap that the whole respects
        if ranked().all(|(joint, key)| self.seat_joint(&mut plan, &lanes.of_stop, joint, key))
            && plan.settle_all()
        {
            self.drop_halves(&mut plan);
            plan.commit();
            return plan;
        }
        plan = Plan::empty(&self.problem);
        for (joint, key) in ranked() {
            let mark = plan.mark();
            if !self.seat_joint(&mut plan, &lanes.of_stop, joint, key) || !plan.settle() {
                plan.rollback(mark);
            }
        }
        self.drop_halves(&mut plan);
        plan.commit();
        plan
    }

    /// Puts a joint at the end of the lanes that the solution names; false when somebody may not hold it.
    fn seat_joint(&self, plan: &mut Plan, lane_of: &HashMap<u32, u32>, joint: u32, key: u64) -> bool {
        let this = &self.problem.joints[joint as usize];
        plan.set_key(joint, key);
        for stop in this.stops.into_iter().filter(|&stop| stop != NONE) {
            let lane = lane_of
                .get(&stop)
                .copied()
                .filter(|&lane| self.problem.price(stop, lane) != REFUSED && plan.may_take(stop, lane));
            let Some(lane) = lane else { return false };
            plan.link(stop, plan.prev[plan.head(lane) as usize]);
        }
        plan.set_served(this.passage, true);
        true
    }

    /// A patient half served is not served.
    fn drop_halves(&self, plan: &mut Plan) {
        for passage in 0..index(self.problem.passages.len()) {
            let is_whole = self.problem.joints_of(passage).all(|joint| plan.is_planned(joint));
            if plan.is_served(passage) && !is_whole {
                plan.remove(&[passage]);
            }
        }
    }

    fn lanes_of(&self, solution: &Solution) -> Hours {
        let rows: HashMap<&str, usize> = self
            .instance
            .patients
            .iter()
            .enumerate()
            .rev()
            .map(|(row, patient)| (patient.id.as_str(), row))
            .collect();
        let mut hours = Hours::default();
        for route in &solution.routes {
            let Some(nurse) =
                self.instance.caregivers.iter().position(|nurse| nurse.id == route.caregiver_id)
            else {
                continue;
            };
            for held in &route.locations {
                let Some(&row) = rows.get(held.patient.as_str()) else { continue };
                let stops = self.problem.stops_of(self.passage_of[row]);
                let wanted =
                    stops.filter(|&stop| !self.problem.stops[stop as usize].is_doctor).find(|stop| {
                        let need = &self.instance.patients[row].required_caregivers[self.part_of(*stop)];
                        need.service == held.service && !hours.of_stop.contains_key(stop)
                    });
                if let Some(stop) = wanted {
                    hours.of_stop.insert(stop, index(nurse));
                    let joint = self.problem.stops[stop as usize].joint;
                    hours.starts.insert(joint, ticks(held.arrival_time.clamp(0.0, 1e6)));
                }
            }
        }
        for held in &solution.consultations {
            let doctor = self.instance.doctors.iter().position(|doctor| doctor.id == held.doctor);
            let (Some(doctor), Some(&row)) = (doctor, rows.get(held.patient.as_str())) else { continue };
            let mut stops = self.problem.stops_of(self.passage_of[row]);
            if let Some(stop) = stops.find(|&stop| self.problem.stops[stop as usize].is_doctor) {
                hours.of_stop.insert(stop, index(self.problem.nurses + doctor));
            }
        }
        hours
    }
}

/// The lanes and hours that a solution gives.
#[derive(Default)]
struct Hours {
    of_stop: HashMap<u32, u32>,
    starts: HashMap<u32, i64>,
}

/// Makes promises of the hours and nurses of a solution, so that planning again moves as little as it can.
pub fn promise(instance: &mut crate::file::Instance, solution: &Solution) {
    for patient in &mut instance.patients {
        let first = patient.required_caregivers.first().map(|need| need.service.clone());
        let held = solution.routes.iter().find_map(|route| {
            let stop = route
                .locations
                .iter()
                .find(|stop| stop.patient == patient.id && Some(&stop.service) == first.as_ref());
            stop.map(|stop| (route.caregiver_id.clone(), stop.arrival_time))
        });
        if let Some((caregiver, start)) = held {
            patient.promise = Some(Promise { caregiver: Some(caregiver), start: Some(start) });
        }
    }
}
