//! Ends a provisional identity: it is a person known here, or somebody new.

use db::{DbError, Tx};
use kernel::PatientId;
use web::Problem;

use crate::events::PatientEvent;

/// Who the provisional identity turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnsOut {
    /// Somebody who was known already.
    Known(PatientId),
    /// Somebody new; their identity stays to be verified by a document.
    New,
}

#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error("join an identity that is not provisional, or no longer")]
    NotProvisional,
    #[error("join an identity to somebody who is not known here, or is provisional too")]
    UnknownPerson,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for JoinError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("patient_joined_is_here") => Self::UnknownPerson,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<JoinError> for Problem {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::NotProvisional => Self::new(
                http::StatusCode::CONFLICT,
                "patients/not-provisional",
                "Cette identité est déjà rattachée.",
                "Rechargez la page pour voir à qui.",
            ),
            JoinError::UnknownPerson => Self::not_found(),
            JoinError::Database(error) => error.into(),
            JoinError::Record(error) => Self::internal(&error),
        }
    }
}

/// Joins `provisional` to a known person, whose traits stay as they are; it is then found by nobody. Or keeps it as
/// somebody new. The appointments follow in the same transaction: see `agenda::take_over`.
pub async fn join_identity(
    tx: &mut Tx,
    provisional: PatientId,
    turns_out: TurnsOut,
) -> Result<(), JoinError> {
    match turns_out {
        TurnsOut::Known(person) => join(tx, provisional, person).await,
        TurnsOut::New => keep(tx, provisional).await,
    }
}

async fn join(tx: &mut Tx, provisional: PatientId, person: PatientId) -> Result<(), JoinError> {
    if !is_settled(tx, person).await? {
        return Err(JoinError::UnknownPerson);
    }
    let territory = tx.territory();
    let joined = sqlx::query!(
        "update patients.patient set joined_into = $3
          where territory_id = $1 and id = $2 and id <> $3 and provisional_for is not null and joined_into is null",
        territory.uuid(),
        provisional.uuid(),
        person.uuid(),
    )
    .execute(tx.conn())
    .await?;
    if joined.rows_affected() == 0 {
        return Err(JoinError::NotProvisional);
    }
    sqlx::query!("select patients.write_tokens($1, $2)", provisional.uuid(), &[] as &[Vec<u8>])
        .execute(tx.conn())
        .await?;
    audit::record(tx, Some(person), &PatientEvent::Joined { provisional, patient: person }).await?;
    Ok(())
}

async fn keep(tx: &mut Tx, provisional: PatientId) -> Result<(), JoinError> {
    let territory = tx.territory();
    let kept = sqlx::query!(
        "update patients.patient set provisional_for = null
          where territory_id = $1 and id = $2 and provisional_for is not null and joined_into is null",
        territory.uuid(),
        provisional.uuid(),
    )
    .execute(tx.conn())
    .await?;
    if kept.rows_affected() == 0 {
        return Err(JoinError::NotProvisional);
    }
    audit::record(tx, Some(provisional), &PatientEvent::Kept { patient: provisional }).await?;
    Ok(())
}

/// Whether this is somebody known here whose own identity is not waiting to be joined.
async fn is_settled(tx: &mut Tx, person: PatientId) -> Result<bool, DbError> {
    let territory = tx.territory();
    Ok(sqlx::query_scalar!(
        r#"select exists (select from patients.patient
                           where territory_id = $1 and id = $2 and provisional_for is null and joined_into is null)
                  as "settled!""#,
        territory.uuid(),
        person.uuid(),
    )
    .fetch_one(tx.conn())
    .await?)
}
