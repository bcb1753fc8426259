//! The two questions after an act: were you satisfied, is the problem solved. Answered once.

use db::{DbError, Tx};
use kernel::ActId;
use web::Problem;

use crate::events::ActEvent;
use crate::model::{AnsweredBy, Outcome, Solved};
use crate::read::act;

/// The answers.
#[derive(Debug, Clone, Copy)]
pub struct Evaluate {
    pub act: ActId,
    /// From 1, not at all, to 5, entirely.
    pub satisfied: u8,
    pub solved: Solved,
    pub answered_by: AnsweredBy,
}

#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    #[error("answer about an act that is not here")]
    NotFound,
    #[error("answer about an act that was not held")]
    NotHeld,
    #[error("answer twice about one act")]
    Answered,
    #[error("answer beyond one to five")]
    OutOfRange,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for EvaluateError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("evaluation_is_once_an_act") => Self::Answered,
            Some("evaluation_satisfied_is_one_to_five") => Self::OutOfRange,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<EvaluateError> for Problem {
    fn from(error: EvaluateError) -> Self {
        match error {
            EvaluateError::NotFound | EvaluateError::NotHeld => Self::not_found(),
            EvaluateError::Answered => Self::new(
                http::StatusCode::CONFLICT,
                "acts/answered",
                "Vous avez déjà répondu.",
                "Merci\u{a0}: vos deux réponses sont enregistrées.",
            ),
            EvaluateError::OutOfRange => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "acts/satisfied",
                "Cette note n’existe pas.",
                "Choisissez une note de 1 à 5.",
            ),
            EvaluateError::Database(error) => error.into(),
            EvaluateError::Record(error) => Self::internal(&error),
        }
    }
}

/// Writes the answers of the patient, a carer, or the sheet they gave back. The caller decides who may answer.
pub async fn evaluate(tx: &mut Tx, command: Evaluate) -> Result<(), EvaluateError> {
    let known = act(tx, command.act).await?.ok_or(EvaluateError::NotFound)?;
    if known.outcome != Some(Outcome::Closed) {
        return Err(EvaluateError::NotHeld);
    }
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into acts.evaluation (territory_id, act_id, satisfied, solved, answered_by, answered_at)
         values ($1, $2, $3, $4, $5, $6)",
        territory.uuid(),
        command.act.uuid(),
        i16::from(command.satisfied),
        command.solved.name(),
        command.answered_by.name(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    let Evaluate { act, satisfied, solved, answered_by } = command;
    audit::record(tx, Some(known.patient), &ActEvent::Evaluated { act, satisfied, solved, answered_by })
        .await?;
    Ok(())
}
