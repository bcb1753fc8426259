//! What happens in agendas, as others may know it.

use jiff::Timestamp;
use kernel::{AppointmentId, PatientId, ProfessionalId, SiteId};
use serde::{Deserialize, Serialize};

use crate::model::Modality;

/// A fact about an appointment or blocked time.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AgendaEvent {
    Booked {
        appointment: AppointmentId,
        patient: PatientId,
        professional: ProfessionalId,
        site: SiteId,
        modality: Modality,
        starts_at: Timestamp,
        minutes: u16,
        overbooked: bool,
        replaces: Option<AppointmentId>,
    },
    Cancelled {
        appointment: AppointmentId,
        by: String,
    },
    Arrived {
        appointment: AppointmentId,
    },
    Absent {
        appointment: AppointmentId,
    },
    ArrivalUndone {
        appointment: AppointmentId,
    },
    Reminded {
        appointment: AppointmentId,
    },
    Blocked {
        block: uuid::Uuid,
        professional: ProfessionalId,
        starts_at: Timestamp,
        minutes: u16,
    },
    Unblocked {
        block: uuid::Uuid,
    },
}

impl audit::Event for AgendaEvent {
    const CONTEXT: &'static str = "agenda";
}
