//! What happens here, as others may know it: ids and codes, never a trait.

use kernel::PatientId;
use serde::{Deserialize, Serialize};

/// A fact about a person's identity.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PatientEvent {
    /// Somebody new was written down.
    Registered { patient: PatientId, status: String },
    /// Traits or means of contact were corrected.
    Corrected { patient: PatientId },
    /// Somebody entered the circle, on this basis.
    CircleJoined { patient: PatientId, basis: String },
}

impl audit::Event for PatientEvent {
    const CONTEXT: &'static str = "patients";
}
