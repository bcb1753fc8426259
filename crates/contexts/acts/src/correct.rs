//! Corrects a signed report: the next version is written on the text of the last. Nothing signed ever changes.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use kernel::ActId;
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::read::{act, draft, reports_of_act};
use crate::save_draft::{SaveError, insert};

#[derive(Debug, thiserror::Error)]
pub enum CorrectError {
    #[error("correct a report that is not here")]
    NotFound,
    #[error("correct a report: {0:?}")]
    Refused(Refusal),
    #[error("correct a report that nobody signed")]
    NotSigned,
    #[error(transparent)]
    Draft(#[from] SaveError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<CorrectError> for Problem {
    fn from(error: CorrectError) -> Self {
        match error {
            CorrectError::NotFound => Self::not_found(),
            CorrectError::Refused(why) => why.into(),
            CorrectError::NotSigned => Self::new(
                http::StatusCode::CONFLICT,
                "acts/not-signed",
                "Ce compte rendu n’est pas signé.",
                "Il se modifie directement, dans sa page.",
            ),
            CorrectError::Draft(error) => error.into(),
            CorrectError::Database(error) => error.into(),
            CorrectError::Record(error) => Self::internal(&error),
        }
    }
}

/// Opens the draft of the next version and gives its number; one that is open stays as it is.
pub async fn correct(tx: &mut Tx, caller: &Caller, id: ActId) -> Result<u16, CorrectError> {
    let known = act(tx, id).await?.ok_or(CorrectError::NotFound)?;
    decide_on(tx, caller, &known, Action::SignReport).await?.map_err(CorrectError::Refused)?;
    if let Some(open) = draft(tx, &known).await? {
        return Ok(open.for_version);
    }
    let reports = reports_of_act(tx, &known).await?;
    let last = reports.last().ok_or(CorrectError::NotSigned)?;
    let version = last.version + 1;
    insert(tx, caller, &known, version, "", &last.content.to_draft()).await?;
    audit::record(tx, Some(known.patient), &ActEvent::CorrectionBegun { act: id, version }).await?;
    Ok(version)
}
