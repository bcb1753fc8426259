//! Ends an act: closed when it was held, else absent, interrupted or cancelled. Only a closed act has a report.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use jiff::SignedDuration;
use kernel::ActId;
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::model::{ConsentAnswer, Outcome, Transport, WithoutIt, minutes_of};
use crate::open_act::over;
use crate::read::{Act, act, consents, stamps};
use crate::stamp_call::not_open;

/// The act was held. A remote act says what would have happened without it: before its outcome is known.
#[derive(Debug, Clone, Copy)]
pub struct CloseAct {
    pub act: ActId,
    /// « Je ne sais pas » and « Passer » are answers; nothing is not one.
    pub without_it: Option<WithoutIt>,
    pub transport: Option<Transport>,
    /// There and back.
    pub km: Option<u16>,
}

#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    #[error("close an act that is not here")]
    NotFound,
    #[error("close an act: {0:?}")]
    Refused(Refusal),
    #[error("close an act that nobody opened")]
    NotOpen,
    #[error("close an act that has ended")]
    Over,
    #[error("close a remote act without saying what would have happened without it")]
    NoAnswer,
    #[error("close a remote act to which the patient has not agreed")]
    NoConsent,
    #[error("close a remote act that the patient refused")]
    ConsentRefused,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for CloseError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("act_remote_and_closed_says_without_it") => Self::NoAnswer,
            Some("act_that_was_held_was_opened") => Self::NotOpen,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<CloseError> for Problem {
    fn from(error: CloseError) -> Self {
        let wrong = |code, says: &'static str, advice: &'static str| {
            Self::new(http::StatusCode::UNPROCESSABLE_ENTITY, code, says, advice)
        };
        match error {
            CloseError::NotFound => Self::not_found(),
            CloseError::Refused(why) => why.into(),
            CloseError::NotOpen => not_open(),
            CloseError::Over => over(),
            CloseError::NoAnswer => wrong(
                "acts/without-it",
                "Une question attend sa réponse.",
                "Dites ce qu’aurait fait le patient sans cet acte ; «\u{a0}Je ne sais pas\u{a0}» et «\u{a0}Passer\u{a0}» sont des réponses.",
            ),
            CloseError::NoConsent => wrong(
                "acts/no-consent",
                "L’accord du patient n’est pas noté.",
                "Informez-le, puis notez son accord ou son refus.",
            ),
            CloseError::ConsentRefused => wrong(
                "acts/consent-refused",
                "Le patient a refusé cet acte à distance.",
                "Convertissez-le en présentiel, ou interrompez-le.",
            ),
            CloseError::Database(error) => error.into(),
            CloseError::Record(error) => Self::internal(&error),
        }
    }
}

/// How long the professional stays in the patient's circle after the end of the act.
const CIRCLE_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Closes an act that was held: its minutes come from the hours of the call, else from its opening.
pub async fn close(tx: &mut Tx, caller: &Caller, command: CloseAct) -> Result<(), CloseError> {
    let known = held_by(tx, caller, command.act).await?;
    let opened_at = known.opened_at.ok_or(CloseError::NotOpen)?;
    let remote = known.modality.is_remote();
    if remote && command.without_it.is_none() {
        return Err(CloseError::NoAnswer);
    }
    if remote {
        match consents(tx, known.id).await?.last().map(|consent| consent.answer) {
            None => return Err(CloseError::NoConsent),
            Some(ConsentAnswer::Refused) => return Err(CloseError::ConsentRefused),
            Some(ConsentAnswer::Given) => {}
        }
    }
    let now = tx.now();
    let since_opening = now.duration_since(opened_at).as_mins().clamp(0, 24 * 60);
    let minutes = minutes_of(&stamps(tx, known.id).await?, now).or_else(|| u16::try_from(since_opening).ok());
    let ending = Ending {
        outcome: Outcome::Closed,
        without_it: command.without_it.filter(|_| remote),
        transport: command.transport.filter(|_| remote),
        minutes,
        km: command.km.filter(|_| remote),
        why: None,
    };
    end(tx, &known, &ending).await?;
    // an intervenant from elsewhere has part in this act, and no circle
    if tx.territory() == caller.territory {
        patients::join_circle(tx, known.patient, caller.account, "care", now + CIRCLE_AFTER).await?;
    }
    Ok(())
}

/// The patient did not come, or did not answer.
pub async fn mark_act_absent(tx: &mut Tx, caller: &Caller, id: ActId) -> Result<(), CloseError> {
    let known = held_by(tx, caller, id).await?;
    end(tx, &known, &Ending::bare(Outcome::Absent, None)).await
}

/// How an act ends.
pub(crate) struct Ending {
    pub(crate) outcome: Outcome,
    pub(crate) without_it: Option<WithoutIt>,
    pub(crate) transport: Option<Transport>,
    pub(crate) minutes: Option<u16>,
    pub(crate) km: Option<u16>,
    pub(crate) why: Option<String>,
}

impl Ending {
    pub(crate) fn bare(outcome: Outcome, why: Option<String>) -> Self {
        Self { outcome, without_it: None, transport: None, minutes: None, km: None, why }
    }
}

/// The act, if the caller holds it and it has not ended.
pub(crate) async fn held_by(tx: &mut Tx, caller: &Caller, id: ActId) -> Result<Act, CloseError> {
    let known = act(tx, id).await?.ok_or(CloseError::NotFound)?;
    decide_on(tx, caller, &known, Action::HoldAct).await?.map_err(CloseError::Refused)?;
    if known.outcome.is_some() { Err(CloseError::Over) } else { Ok(known) }
}

/// Writes the end of an act, once.
pub(crate) async fn end(tx: &mut Tx, known: &Act, ending: &Ending) -> Result<(), CloseError> {
    let why = match ending.why.as_deref().map(str::trim).filter(|why| !why.is_empty()) {
        Some(why) => {
            let key = tx.key_of(known.patient.uuid()).await?;
            Some(key.seal(&why_place(known.id), why.as_bytes()).map_err(DbError::from)?)
        }
        None => None,
    };
    let now = tx.now_sql();
    let ended = sqlx::query!(
        "update acts.act
            set closed_at = $2, outcome = $3, outcome_why = $4, without_it = $5, without_transport = $6, minutes = $7, km = $8
          where id = $1 and outcome is null",
        known.id.uuid(),
        now as _,
        ending.outcome.name(),
        why,
        ending.without_it.map(WithoutIt::name),
        ending.transport.map(Transport::name),
        ending.minutes.map(i32::from),
        ending.km.map(i32::from),
    )
    .execute(tx.conn())
    .await?;
    if ended.rows_affected() == 0 {
        return Err(CloseError::Over);
    }
    let event = ActEvent::Ended {
        act: known.id,
        outcome: ending.outcome,
        without_it: ending.without_it,
        transport: ending.transport,
        minutes: ending.minutes,
        km: ending.km,
    };
    audit::record(tx, Some(known.patient), &event).await?;
    Ok(())
}

pub(crate) fn why_place(id: ActId) -> String {
    format!("acts.act.outcome_why|{id}")
}
