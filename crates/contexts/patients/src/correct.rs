//! Corrects traits, means of contact or « à savoir »; tokens follow in the same transaction.

use db::{DbError, Tx};
use kernel::PatientId;
use web::Problem;

use crate::events::PatientEvent;
use crate::model::Identity;
use crate::read::{identity_place, note_place};
use crate::register::write_tokens;

#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    #[error("correct somebody who is not here")]
    NotHere,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
    #[error("write an identity")]
    Identity(#[from] serde_json::Error),
}

impl From<CorrectError> for Problem {
    fn from(error: CorrectError) -> Self {
        match error {
            CorrectError::NotHere => Self::not_found(),
            CorrectError::Database(error) => error.into(),
            CorrectError::Record(_) | CorrectError::Identity(_) => Self::internal(&error),
        }
    }
}

/// Writes `identity` and `to_know` in place of what was known.
pub async fn correct(
    tx: &mut Tx,
    id: PatientId,
    identity: &Identity,
    to_know: Option<&str>,
) -> Result<(), CorrectError> {
    let key = tx.territory_key().await?;
    let sealed = key.seal(&identity_place(id), &serde_json::to_vec(identity)?).map_err(DbError::from)?;
    let note =
        to_know.map(|note| key.seal(&note_place(id), note.as_bytes())).transpose().map_err(DbError::from)?;
    let territory = tx.territory();
    let updated = sqlx::query!(
        "update patients.patient set identity = $3, to_know = $4 where territory_id = $1 and id = $2",
        territory.uuid(),
        id.uuid(),
        sealed,
        note,
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    if updated.rows_affected() == 0 {
        return Err(CorrectError::NotHere);
    }
    write_tokens(tx, id, identity).await?;
    audit::record(tx, Some(id), &PatientEvent::Corrected { patient: id }).await?;
    Ok(())
}
