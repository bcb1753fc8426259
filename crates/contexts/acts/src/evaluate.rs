//! The two questions after an act: was the request answered, would you do the same again. Answered once.

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
    /// « Votre demande a-t-elle trouvé sa réponse ? »
    pub solved: Solved,
    /// « Referiez-vous de même ? », from 0, not at all, to 10, surely.
    pub again: u8,
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
    #[error("answer beyond zero to ten")]
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
            Some("evaluation_again_is_zero_to_ten") => Self::OutOfRange,
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
                "acts/again",
                "Cette note n’existe pas.",
                "Choisissez une note de 0 à 10.",
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
        "insert into acts.evaluation (territory_id, act_id, again, solved, answered_by, answered_at)
         values ($1, $2, $3, $4, $5, $6)",
        territory.uuid(),
        command.act.uuid(),
        i16::from(command.again),
        command.solved.name(),
        command.answered_by.name(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    let Evaluate { act, solved, again, answered_by } = command;
    audit::record(tx, Some(known.patient), &ActEvent::Evaluated { act, solved, again, answered_by }).await?;
    Ok(())
}
