//! Acts, from the need to the evaluation, tried as their people would.

mod floor;
mod trail;

use acts::{Kind, Modality, RequestAct, RequestedFrom};
use agenda::AskedBy;
use kernel::{PatientId, SiteId};
use testing::Member;

/// A need by telephone, in the patient's words.
fn by_telephone(patient: PatientId, doctor: &Member, site: SiteId) -> RequestAct {
    RequestAct {
        patient,
        kind: Kind::Consultation,
        modality: Modality::Telephone,
        professional: doctor.professional.expect("a doctor is in the directory"),
        site: Some(site),
        appointment: None,
        reason: None,
        words: Some("J’ai la tête qui tourne quand je me lève.".into()),
        from: RequestedFrom::Desk,
        asked_by: AskedBy::Themself,
        requester: None,
        why: None,
        replaces: None,
    }
}
