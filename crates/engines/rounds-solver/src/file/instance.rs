//! The instance document: patients, caregivers, doctors, offices and distances, as written in JSON.
//!
//! Fields that the published format lacks are optional, so every published instance is a valid document.
//! Times are numbers in the unit of the instance (minutes, or see [`Instance::minute`]) since its midnight.

use serde::{Deserialize, Serialize};

/// One day to plan.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Instance {
    pub patients: Vec<Patient>,
    #[serde(default)]
    pub services: Vec<CareKind>,
    pub caregivers: Vec<Caregiver>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doctors: Vec<Doctor>,
    #[serde(default)]
    pub central_offices: Vec<Office>,
    /// Travel times; rows and columns are the offices (one when none is listed), then the patients in order.
    /// A `null` is a hole: it reads as NaN, and whoever cannot be reached is left out.
    #[serde(default, deserialize_with = "matrix")]
    pub distances: Vec<Vec<f64>>,
    /// Kilometres, same shape as `distances`; used to tell the extra distance of an insertion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kilometres: Option<Vec<Vec<f64>>>,
    /// Where the travel times come from, copied to every plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_source: Option<String>,
    /// How many units of time make a minute: 1 by default, 60 when times are in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minute: Option<f64>,
    /// The moment from which the rest of the day is planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<f64>,
    /// What a good plan is; by default the published objective, or the territory's when doctors are listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<ObjectiveFile>,
}

fn matrix<'de, D: serde::Deserializer<'de>>(document: D) -> Result<Vec<Vec<f64>>, D::Error> {
    #[derive(Deserialize)]
    struct Row(#[serde(deserialize_with = "row")] Vec<f64>);
    fn row<'de, D: serde::Deserializer<'de>>(document: D) -> Result<Vec<f64>, D::Error> {
        let cells = Vec::<Option<f64>>::deserialize(document)?;
        Ok(cells.into_iter().map(|cell| cell.unwrap_or(f64::NAN)).collect())
    }
    Ok(Vec::<Row>::deserialize(document)?.into_iter().map(|Row(cells)| cells).collect())
}

/// A named objective, or weights.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ObjectiveFile {
    /// `published`, `territory` or `worst_delay`.
    Named(String),
    Weights(WeightsFile),
}

/// Weights per minute (or per broken promise, per unserved patient); what is absent weighs nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WeightsFile {
    pub travel: u32,
    pub waiting: u32,
    pub doctor_idle: u32,
    pub tardiness: u32,
    pub worst_delay: u32,
    pub promise: u32,
    pub continuity: u32,
    pub balance: u32,
    /// By priority: P1, P2, planned.
    pub unserved: [u32; 3],
}

/// One patient, one place, one or two services.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Patient {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<[f64; 2]>,
    /// `[e, l]`: not before `e`; after `l` is late, not refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_window: Option<[f64; 2]>,
    /// Several windows, hard or soft; replaces `time_window`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<Window>,
    pub required_caregivers: Vec<RequiredCaregiver>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub synchronization: Option<Synchronization>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equipment: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultation: Option<Consultation>,
    #[serde(default, alias = "incompatible_caregivers", skip_serializing_if = "Vec::is_empty")]
    pub forbidden_caregivers: Vec<String>,
    /// Who already knows the patient (continuity).
    #[serde(default, alias = "preferred_caregivers", skip_serializing_if = "Vec::is_empty")]
    pub usual_caregivers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
    /// No mobile network at the patient's: a video consultation cannot be held there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dead_zone: bool,
}

/// When a service may start.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Window {
    pub open: f64,
    /// After this moment the start is late; only the last window of a patient bears lateness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<f64>,
    /// After this moment the start is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close: Option<f64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RequiredCaregiver {
    pub service: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Synchronization {
    #[serde(rename = "type")]
    pub kind: SyncKind,
    /// `[min, max]` between the two starts of a sequential pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<[f64; 2]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncKind {
    Simultaneous,
    Sequential,
}

/// How urgent: orders which patients are left out first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    P1,
    P2,
    #[default]
    Planned,
}

/// A remote doctor joined to the first service, to the minute.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Consultation {
    /// Length of one consultation.
    pub duration: f64,
    /// Delay between the nurse's start and the doctor's.
    #[serde(default)]
    pub after: f64,
    /// Consultations held one after the other by the same doctor (group session in an EHPAD).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speciality: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_doctor: Option<String>,
    /// Only this doctor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<String>,
    /// How long the nurse may wait for the doctor; without it, as long as the windows allow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_wait: Option<f64>,
}

/// What was already said to the patient; breaking it costs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Promise {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caregiver: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<f64>,
}

/// What may not change any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lock {
    pub state: LockState,
    /// One name per required caregiver, in their order.
    pub caregivers: Vec<String>,
    /// Start of each service; required for a stop that is done or en route.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doctor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockState {
    /// The stop has been made: nurse, start and doctor are history.
    Done,
    /// The nurse is there or on the way.
    EnRoute,
    /// The nurse (and the start, to the quarter of an hour) are settled with the patient.
    Confirmed,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CareKind {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_duration: Option<f64>,
}

/// A nurse.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Caregiver {
    pub id: String,
    pub abilities: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub equipment: Vec<String>,
    /// From when she may leave to when she must be back.
    #[serde(default, alias = "working_shift", skip_serializing_if = "Option::is_none")]
    pub shift: Option<[f64; 2]>,
    /// The office she leaves from and returns to; the first by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Break>,
    /// Longest time between leaving and being back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_work: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_driving: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_stops: Option<u32>,
}

/// A pause that starts within its window.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Break {
    pub window: [f64; 2],
    pub duration: f64,
}

/// A doctor at a distance and the time that the agenda leaves free.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Doctor {
    pub id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub specialities: Vec<String>,
    pub free: Vec<[f64; 2]>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Office {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<[f64; 2]>,
}
