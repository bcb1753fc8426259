//! Acts follow a provisional identity to the person that it turned out to be, as long as nobody has opened them.
//!
//! What was written in an opened act is sealed under the identity it was written for: it does not move.

use db::{DbError, Tx};
use kernel::PatientId;
use web::Problem;

use crate::events::ActEvent;

#[derive(Debug, thiserror::Error)]
pub enum TakeOverError {
    #[error("give acts to another identity once one of them is opened")]
    Opened,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<TakeOverError> for Problem {
    fn from(error: TakeOverError) -> Self {
        match error {
            TakeOverError::Opened => Self::new(
                http::StatusCode::CONFLICT,
                "acts/opened-under-another-identity",
                "L’acte est déjà ouvert sous cette identité.",
                "Ce qui y est écrit ne change pas de dossier : gardez cette identité, et corrigez ses traits.",
            ),
            TakeOverError::Database(error) => error.into(),
            TakeOverError::Record(error) => Self::internal(&error),
        }
    }
}

/// Gives the acts of `provisional`, just joined, to `person`.
pub async fn take_over(tx: &mut Tx, provisional: PatientId, person: PatientId) -> Result<(), TakeOverError> {
    let moved = sqlx::query_scalar!(
        r#"select acts.take_over($1, $2) as "moved!""#,
        provisional.uuid(),
        person.uuid()
    )
    .fetch_one(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    if !moved {
        return Err(TakeOverError::Opened);
    }
    audit::record(tx, Some(person), &ActEvent::TakenOver { provisional, patient: person }).await?;
    Ok(())
}
