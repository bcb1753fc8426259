//! What happens in records, as others may know it: ids, codes and sizes.

use kernel::DocumentId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{DocumentKind, MeasureKind, MediaType};

/// A fact about what is known of a patient.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum RecordEvent {
    DocumentAdded {
        document: DocumentId,
        what: DocumentKind,
        media_type: MediaType,
        bytes: u32,
        /// 64 hexadecimal digits.
        sha256: String,
    },
    Measured {
        measure: Uuid,
        what: MeasureKind,
    },
    AllergyNoted {
        allergy: Uuid,
    },
    TreatmentNoted {
        treatment: Uuid,
    },
}

impl audit::Event for RecordEvent {
    const CONTEXT: &'static str = "record";
}
