//! Stamps an hour of the call: nobody answers, somebody does, it ends. Hours are the server's, never typed.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use kernel::ActId;
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::model::{StampKind, is_talking};
use crate::open_act::over;
use crate::read::{act, stamps};

#[derive(Debug, thiserror::Error)]
pub enum StampError {
    #[error("stamp a call of an act that is not here")]
    NotFound,
    #[error("stamp a call: {0:?}")]
    Refused(Refusal),
    #[error("stamp a call of an act that nobody opened")]
    NotOpen,
    #[error("stamp a call of an act that has ended")]
    Over,
    #[error("stamp an answer while somebody is on the line, or an end while nobody is")]
    OutOfTurn,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<StampError> for Problem {
    fn from(error: StampError) -> Self {
        match error {
            StampError::NotFound => Self::not_found(),
            StampError::Refused(why) => why.into(),
            StampError::NotOpen => not_open(),
            StampError::Over => over(),
            StampError::OutOfTurn => Self::new(
                http::StatusCode::CONFLICT,
                "acts/call-out-of-turn",
                "Cette heure est déjà notée.",
                "Rechargez la page pour voir où en est l’appel.",
            ),
            StampError::Database(error) => error.into(),
            StampError::Record(error) => Self::internal(&error),
        }
    }
}

/// What is said of a change to an act that nobody opened.
pub(crate) fn not_open() -> Problem {
    Problem::new(
        http::StatusCode::CONFLICT,
        "acts/not-open",
        "Cet acte n’a pas commencé.",
        "Ouvrez-le d’abord depuis sa page.",
    )
}

/// Stamps the present moment.
pub async fn stamp_call(tx: &mut Tx, caller: &Caller, id: ActId, what: StampKind) -> Result<(), StampError> {
    let known = act(tx, id).await?.ok_or(StampError::NotFound)?;
    decide_on(tx, caller, &known, Action::HoldAct).await?.map_err(StampError::Refused)?;
    if known.outcome.is_some() {
        return Err(StampError::Over);
    }
    if known.opened_at.is_none() {
        return Err(StampError::NotOpen);
    }
    let talking = is_talking(&stamps(tx, id).await?);
    let in_turn = match what {
        StampKind::Answers | StampKind::NoAnswer => !talking,
        StampKind::Ends => talking,
        StampKind::IdentitySaid => true,
    };
    if !in_turn {
        return Err(StampError::OutOfTurn);
    }
    let stamp = kernel::Id::<StampKind>::at(tx.now()).uuid();
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into acts.stamp (territory_id, id, act_id, what, at, by_account) values ($1, $2, $3, $4, $5, $6)",
        territory.uuid(),
        stamp,
        id.uuid(),
        what.name(),
        now as _,
        by.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    audit::record(tx, Some(known.patient), &ActEvent::Stamped { act: id, what }).await?;
    Ok(())
}
