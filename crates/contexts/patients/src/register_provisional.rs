//! Writes down somebody who typed their traits on the portal: a provisional identity, tied to its appointment.
//!
//! It never looks for a known person, even of equal traits: whoever types learns nothing, and nobody's record is touched.

use db::{DbError, Tx};
use kernel::{AppointmentId, IdentityStatus, PatientId};

use crate::model::Identity;
use crate::register::{RegisterError, RegisterPatient, register};

/// Writes a provisional identity; it must be tied to its appointment in the same transaction.
pub async fn register_provisional(tx: &mut Tx, identity: Identity) -> Result<PatientId, RegisterError> {
    let command = RegisterPatient { identity, status: IdentityStatus::Prov, own_gp: None, to_know: None };
    register(tx, &command).await
}

/// Ties a provisional identity to the appointment that it was typed for.
pub async fn tie_to_appointment(
    tx: &mut Tx,
    patient: PatientId,
    appointment: AppointmentId,
) -> Result<(), DbError> {
    let territory = tx.territory();
    sqlx::query!(
        "update patients.patient set provisional_for = $3
          where territory_id = $1 and id = $2 and provisional_for is null and joined_into is null",
        territory.uuid(),
        patient.uuid(),
        appointment.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
