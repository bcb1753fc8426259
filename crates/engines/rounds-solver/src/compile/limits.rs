//! How much one document may ask: enough for a large territory, not enough to exhaust a machine.
//!
//! Lists that grow the work faster than their length are capped here, before anything is built from them.

use crate::file::{Instance, Patient};
use crate::flaw::CompileError;

/// Nurses, doctors, services and offices: each list at most this long.
const LISTED: usize = 5_000;
/// Windows of a patient, pauses of a nurse.
pub(super) const PIECES: usize = 24;
/// Pieces of a doctor's free time.
pub(super) const FREE: usize = 500;
/// Consultations of one group.
const GROUP: u32 = 200;

/// Refuses a document whose lists are too long or whose clock is impossible.
pub(super) fn check(instance: &Instance) -> Result<(), CompileError> {
    let lists = [
        ("soignants", instance.caregivers.len()),
        ("médecins", instance.doctors.len()),
        ("services", instance.services.len()),
        ("bureaux", instance.central_offices.len()),
    ];
    if let Some(&(list, found)) = lists.iter().find(|(_, length)| *length > LISTED) {
        return Err(CompileError::TooMany { list, found, most: LISTED });
    }
    match instance.now {
        Some(now) if !super::is_time(now) => Err(CompileError::Now(now)),
        _ => Ok(()),
    }
}

/// What is too much in a patient's row, if anything.
pub(super) fn sentence_about(patient: &Patient) -> Option<String> {
    if patient.windows.len() > PIECES {
        return Some(format!("{} fenêtres, plus que les {PIECES} permises", patient.windows.len()));
    }
    let promised = patient.promise.as_ref().and_then(|promise| promise.start);
    if let Some(start) = promised.filter(|&start| !super::is_time(start)) {
        return Some(format!("l’heure promise {start} est impossible"));
    }
    let count = patient.consultation.as_ref().and_then(|call| call.count).unwrap_or(1);
    (!(1..=GROUP).contains(&count))
        .then(|| format!("une séance compte de 1 à {GROUP} consultations, pas {count}"))
}
