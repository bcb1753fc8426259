//! Moves an appointment: a new one that replaces the old, with the same calendar UID and the next sequence.

use db::Tx;
use kernel::AppointmentId;

use crate::book::{BookAppointment, BookError, Booked, Replaced, ensure_open, insert};
use crate::cancel::{CancelError, CancelledBy, cancel};
use crate::read::appointment;

/// Books `to` in place of `old`, or changes nothing.
///
/// The old time is freed first, so that an appointment can move onto its own hour; both happen in one transaction.
pub async fn move_appointment(
    tx: &mut Tx,
    old: AppointmentId,
    to: &BookAppointment,
) -> Result<Booked, BookError> {
    let known = appointment(tx, old).await?.ok_or(BookError::UnknownPatient)?;
    if to.overbook_reason.is_none() {
        ensure_open(tx, to).await?;
    }
    cancel(tx, old, CancelledBy::Moved).await.map_err(|error| match error {
        CancelError::NotFound | CancelError::Over => BookError::Taken,
        CancelError::Database(error) => BookError::Database(error),
        CancelError::Record(error) => BookError::Record(error),
    })?;
    let replaced = Replaced { id: old, calendar_uid: known.calendar_uid, sequence: known.sequence };
    insert(tx, to, Some(replaced)).await
}
