//! What happens on the portal, as others may know it.

use agenda::{AskedBy, Modality};
use jiff::Timestamp;
use kernel::{AppointmentId, PatientId, ProfessionalId, ReasonId};
use serde::{Deserialize, Serialize};

/// A fact about a need that came in by the portal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum OrientationEvent {
    /// Somebody chose a time for a reason; the identity is provisional.
    BookedOnPortal {
        appointment: AppointmentId,
        patient: PatientId,
        professional: ProfessionalId,
        reason: ReasonId,
        modality: Modality,
        asked_by: AskedBy,
        starts_at: Timestamp,
        /// The target of the reason.
        delay_hours: i32,
    },
    /// The code of the mail opened a link.
    LinkOpened { link: uuid::Uuid },
    /// The desk or the patient closed a link.
    LinkClosed { link: uuid::Uuid },
}

impl audit::Event for OrientationEvent {
    const CONTEXT: &'static str = "orientation";
}
