//! A doctor of the territory says that a reason may be shown to patients.

use db::{DbError, Tx};
use kernel::ReasonId;
use web::Problem;

#[derive(Debug, thiserror::Error)]
pub enum ValidateReasonError {
    #[error(
        "validate a reason without being a doctor of this territory, or one that is not here or is validated"
    )]
    NotYours,
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<sqlx::Error> for ValidateReasonError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<ValidateReasonError> for Problem {
    fn from(error: ValidateReasonError) -> Self {
        match error {
            ValidateReasonError::NotYours => Self::new(
                http::StatusCode::FORBIDDEN,
                "territory/not-a-doctor",
                "Ce motif ne peut pas être validé ainsi.",
                "Seul un médecin du territoire valide un motif, une fois. Rechargez la page pour voir où il en est.",
            ),
            ValidateReasonError::Database(error) => error.into(),
        }
    }
}

/// Puts a version in use from now, in place of the one before it. Who validates is whoever acts.
pub async fn validate_reason(tx: &mut Tx, id: ReasonId) -> Result<(), ValidateReasonError> {
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "update territory.reason r set until = $3
          where r.territory_id = $1 and r.since is not null and r.until is null
            and exists (select from territory.reason n
                         where n.id = $2 and n.territory_id = $1 and n.slug = r.slug and n.version > r.version)",
        territory.uuid(),
        id.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    let validated = sqlx::query!(
        "update territory.reason set reviewed_by = $3, reviewed_at = $4, since = $4
          where territory_id = $1 and id = $2 and since is null and until is null and $3::uuid is not null",
        territory.uuid(),
        id.uuid(),
        by.map(kernel::Id::uuid),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    if validated.rows_affected() == 1 { Ok(()) } else { Err(ValidateReasonError::NotYours) }
}
