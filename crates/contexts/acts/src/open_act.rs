//! Opens an act: its professional begins, the form can be written.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use kernel::ActId;
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::read::act;

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("open an act that is not here")]
    NotFound,
    #[error("open an act: {0:?}")]
    Refused(Refusal),
    #[error("open an act that has ended")]
    Over,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for OpenError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<OpenError> for Problem {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NotFound => Self::not_found(),
            OpenError::Refused(why) => why.into(),
            OpenError::Over => over(),
            OpenError::Database(error) => error.into(),
            OpenError::Record(error) => Self::internal(&error),
        }
    }
}

/// What is said of any change to an act that has ended.
pub(crate) fn over() -> Problem {
    Problem::new(
        http::StatusCode::CONFLICT,
        "acts/over",
        "Cet acte est terminé.",
        "Rechargez la page pour voir où il en est. Un compte rendu signé se corrige par une nouvelle version.",
    )
}

/// Opens the act; one that is open stays as it is.
pub async fn open_act(tx: &mut Tx, caller: &Caller, id: ActId) -> Result<(), OpenError> {
    let known = act(tx, id).await?.ok_or(OpenError::NotFound)?;
    decide_on(tx, caller, &known, Action::HoldAct).await?.map_err(OpenError::Refused)?;
    if known.outcome.is_some() {
        return Err(OpenError::Over);
    }
    let now = tx.now_sql();
    let opened = sqlx::query!(
        "update acts.act set opened_at = $2 where id = $1 and opened_at is null and outcome is null",
        id.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    if opened.rows_affected() == 1 {
        audit::record(tx, Some(known.patient), &ActEvent::Opened { act: id }).await?;
    }
    Ok(())
}
