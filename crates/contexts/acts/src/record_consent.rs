//! Records that the patient was told, at which version of the notice, and what they answered (A22).

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use kernel::ActId;
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::model::{ConsentAnswer, ConsentHow, GivenBy};
use crate::open_act::over;
use crate::read::{act, notice};
use crate::stamp_call::not_open;

/// One answer. The last one counts.
#[derive(Debug, Clone, Copy)]
pub struct RecordConsent {
    pub act: ActId,
    pub answer: ConsentAnswer,
    pub how: ConsentHow,
    pub given_by: GivenBy,
}

#[derive(Debug, thiserror::Error)]
pub enum ConsentError {
    #[error("record a consent to an act that is not here")]
    NotFound,
    #[error("record a consent: {0:?}")]
    Refused(Refusal),
    #[error("record a consent to an act that nobody opened")]
    NotOpen,
    #[error("record a consent to an act that has ended")]
    Over,
    #[error("record a consent without a notice that holds today")]
    NoNotice,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<ConsentError> for Problem {
    fn from(error: ConsentError) -> Self {
        match error {
            ConsentError::NotFound => Self::not_found(),
            ConsentError::Refused(why) => why.into(),
            ConsentError::NotOpen => not_open(),
            ConsentError::Over => over(),
            ConsentError::Database(error) => error.into(),
            ConsentError::NoNotice | ConsentError::Record(_) => Self::internal(&error),
        }
    }
}

/// Records the answer to the notice that holds today, collected by the caller.
pub async fn record_consent(
    tx: &mut Tx,
    caller: &Caller,
    command: RecordConsent,
) -> Result<(), ConsentError> {
    let known = act(tx, command.act).await?.ok_or(ConsentError::NotFound)?;
    decide_on(tx, caller, &known, Action::HoldAct).await?.map_err(ConsentError::Refused)?;
    if known.outcome.is_some() {
        return Err(ConsentError::Over);
    }
    if known.opened_at.is_none() {
        return Err(ConsentError::NotOpen);
    }
    let today = caller.local(tx.now()).date();
    let told = notice(tx, today).await?.ok_or(ConsentError::NoNotice)?;
    let id = kernel::Id::<RecordConsent>::at(tx.now()).uuid();
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into acts.consent
             (territory_id, id, act_id, answer, how, given_by, notice_version, collected_at, collected_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        territory.uuid(),
        id,
        command.act.uuid(),
        command.answer.name(),
        command.how.name(),
        command.given_by.name(),
        told.version.cast_signed(),
        now as _,
        caller.account.uuid(),
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    let event = ActEvent::ConsentRecorded {
        act: command.act,
        answer: command.answer,
        how: command.how,
        given_by: command.given_by,
        notice: told.version,
    };
    audit::record(tx, Some(known.patient), &event).await?;
    Ok(())
}
