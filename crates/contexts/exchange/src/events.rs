//! What happens to deliveries, as others may know it: ids, codes and times.

use kernel::{ActId, DeliveryId, ProfessionalId, ReportId};
use serde::{Deserialize, Serialize};

use crate::model::{Carries, Cause, Resumed, Said};

/// A fact about the delivery of a report. `to_author` tells copies to the author's own mailbox apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ExchangeEvent {
    /// A signed report is to be handed over to so many readers other than its author.
    Dispatched {
        act: ActId,
        report: ReportId,
        version: u16,
        readers: u16,
    },
    /// A version will not be read any more: another took its place.
    Replaced {
        act: ActId,
        by: ReportId,
        version: u16,
    },
    Queued {
        delivery: DeliveryId,
        act: ActId,
        report: ReportId,
        carries: Carries,
        professional: Option<ProfessionalId>,
        to_author: bool,
        resumes: Option<DeliveryId>,
    },
    /// Our operator has it. Without notification no acknowledgement will come.
    Sent {
        delivery: DeliveryId,
        act: ActId,
        report: ReportId,
        to_author: bool,
        notified: bool,
    },
    /// The line broke: it has it, or not.
    BecameUnknown {
        delivery: DeliveryId,
        act: ActId,
        report: ReportId,
    },
    /// Relayed, expanded or delayed.
    Said {
        delivery: DeliveryId,
        act: ActId,
        report: ReportId,
        to_author: bool,
        said: Said,
    },
    Failed {
        delivery: DeliveryId,
        act: ActId,
        report: ReportId,
        to_author: bool,
        cause: Cause,
    },
    Acknowledged {
        delivery: DeliveryId,
        act: ActId,
        report: ReportId,
        to_author: bool,
        carries: Carries,
    },
    Resumed {
        delivery: DeliveryId,
        act: ActId,
        how: Resumed,
    },
    Printed {
        delivery: DeliveryId,
        act: ActId,
    },
}

impl audit::Event for ExchangeEvent {
    const CONTEXT: &'static str = "exchange";
}
