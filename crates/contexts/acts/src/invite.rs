//! Asks another professional into an act: they see it and write in it, and nothing else of the patient.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use jiff::Timestamp;
use kernel::{AccountId, ActId, ProfessionalId};
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::open_act::over;
use crate::read::{Act, act};

/// Whom to ask in.
#[derive(Debug, Clone, Copy)]
pub struct Invite {
    pub act: ActId,
    pub professional: ProfessionalId,
}

/// Somebody who takes part in an act beside its holder.
#[derive(Debug, Clone, Copy)]
pub struct Participant {
    pub account: AccountId,
    pub since: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    #[error("invite somebody into an act that is not here")]
    NotFound,
    #[error("invite somebody into an act: {0:?}")]
    Refused(Refusal),
    #[error("invite somebody into an act that has ended")]
    Over,
    #[error("invite somebody who cannot sign in")]
    WithoutAccount,
    #[error("invite somebody who takes part already")]
    Already,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for InviteError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<InviteError> for Problem {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::NotFound => Self::not_found(),
            InviteError::Refused(why) => why.into(),
            InviteError::Over => over(),
            InviteError::WithoutAccount => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "acts/invite-without-account",
                "Cette personne n’a pas de compte ici.",
                "Choisissez quelqu’un de la liste, ou envoyez-lui le compte rendu.",
            ),
            InviteError::Already => Self::new(
                http::StatusCode::CONFLICT,
                "acts/invited-already",
                "Cette personne participe déjà à cet acte.",
                "Elle le trouve sur sa journée.",
            ),
            InviteError::Database(error) => error.into(),
            InviteError::Record(error) => Self::internal(&error),
        }
    }
}

/// Gives `professional` part in the act, from now on. Only its holder asks somebody in.
pub async fn invite(tx: &mut Tx, caller: &Caller, command: Invite) -> Result<(), InviteError> {
    let known = act(tx, command.act).await?.ok_or(InviteError::NotFound)?;
    decide_on(tx, caller, &known, Action::HoldAct).await?.map_err(InviteError::Refused)?;
    if caller.professional != Some(known.professional) {
        return Err(InviteError::Refused(Refusal::NotYours));
    }
    if known.outcome.is_some() {
        return Err(InviteError::Over);
    }
    let invited = directory::professional(tx, command.professional).await?;
    let account = invited.and_then(|row| row.account).ok_or(InviteError::WithoutAccount)?;
    let (territory, now) = (tx.territory(), tx.now_sql());
    let seated = sqlx::query!(
        "insert into acts.participant (territory_id, act_id, account_id, role, since)
         values ($1, $2, $3, 'intervenant', $4) on conflict on constraint participant_pkey do nothing",
        territory.uuid(),
        known.id.uuid(),
        account.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    if seated.rows_affected() == 0 {
        return Err(InviteError::Already);
    }
    let event = ActEvent::Invited { act: known.id, professional: command.professional };
    audit::record(tx, Some(known.patient), &event).await?;
    Ok(())
}

/// Who takes part beside the holder, in the order in which they came.
pub async fn participants(tx: &mut Tx, known: &Act) -> Result<Vec<Participant>, DbError> {
    let now = tx.now_sql();
    let rows = sqlx::query!(
        r#"select account_id as "account: AccountId", since from acts.participant
            where act_id = $1 and role <> 'holder' and since <= $2 and (until is null or until > $2)
            order by since, account_id"#,
        known.id.uuid(),
        now as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| Participant { account: row.account, since: row.since.to_jiff() }).collect())
}
