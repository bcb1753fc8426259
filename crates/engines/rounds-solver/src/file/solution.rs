//! The solution document: who goes where, when, with which doctor; and what is left out, with its reason.
//!
//! `global_ordering` and `routes` are the published format; the rest is ours and optional when read.

use serde::{Deserialize, Serialize};

/// A plan as written in JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Solution {
    /// Patients in an order in which the plan can be computed again from left to right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub global_ordering: Vec<String>,
    pub routes: Vec<Route>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consultations: Vec<Consult>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unserved: Vec<Refusal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costs: Option<Costs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iterations: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threads: Option<usize>,
    /// Where the travel times come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_source: Option<String>,
}

/// The day of one nurse.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Route {
    pub caregiver_id: String,
    #[serde(default)]
    pub locations: Vec<StopTime>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
}

/// One service given at a patient's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StopTime {
    #[serde(alias = "patient_id")]
    pub patient: String,
    #[serde(alias = "service_id")]
    pub service: String,
    /// Start of the service (the published name says arrival).
    pub arrival_time: f64,
    pub departure_time: f64,
}

/// A pause taken by a nurse.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pause {
    pub start: f64,
    pub end: f64,
}

/// A doctor joined to a patient.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consult {
    pub doctor: String,
    pub patient: String,
    pub start: f64,
    pub end: f64,
}

/// A patient left out, and why, in French.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    pub patient: String,
    /// Stable code of the rule that refused.
    pub rule: String,
    pub sentence: String,
}

/// The parts of the cost, in the unit of the instance.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    /// Travel + tardiness + worst tardiness, divided by three: the published value.
    pub published: f64,
    pub travel: f64,
    pub tardiness: f64,
    pub worst_delay: f64,
    /// What the search minimised, in weighted thousandths.
    #[serde(default)]
    pub weighted: i64,
    #[serde(default)]
    pub unserved: usize,
}
