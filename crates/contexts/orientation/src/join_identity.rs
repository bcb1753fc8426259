//! On arrival, the desk says who a provisional identity is: the appointment follows, and its link stays or is closed.

use agenda::TakeOverError;
use db::{DbError, Tx};
use kernel::{AppointmentId, MailAddress};
use patients::{JoinError, TurnsOut};
use web::Problem;

use crate::events::OrientationEvent;
use crate::link::mailbox_of;

#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error("say who somebody is for an appointment that is not here")]
    NotFound,
    #[error(transparent)]
    Join(#[from] JoinError),
    #[error(transparent)]
    TakeOver(#[from] TakeOverError),
    #[error(transparent)]
    Acts(#[from] acts::TakeOverError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<SettleError> for Problem {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::NotFound => Self::not_found(),
            SettleError::Join(error) => error.into(),
            SettleError::TakeOver(error) => error.into(),
            SettleError::Acts(error) => error.into(),
            SettleError::Database(error) => error.into(),
            SettleError::Record(error) => Self::internal(&error),
        }
    }
}

/// Settles who the person of `appointment` is. A link that is not kept opens nothing any more: whoever booked may not
/// be whom the desk sees, and the link would show them the report.
pub async fn settle_identity(
    tx: &mut Tx,
    appointment: AppointmentId,
    turns_out: TurnsOut,
    keeps_link: bool,
) -> Result<(), SettleError> {
    let known = agenda::appointment(tx, appointment).await?.ok_or(SettleError::NotFound)?;
    patients::join_identity(tx, known.patient, turns_out).await?;
    if let TurnsOut::Known(person) = turns_out {
        agenda::take_over(tx, known.patient, person).await?;
        acts::take_over(tx, known.patient, person).await?;
    }
    if keeps_link {
        return Ok(());
    }
    let (territory, now) = (tx.territory(), tx.now_sql());
    let closed = sqlx::query_scalar!(
        "update orientation.link set closed_at = $3
          where territory_id = $1 and calendar_uid = $2 and closed_at is null returning id",
        territory.uuid(),
        known.calendar_uid,
        now as _,
    )
    .fetch_optional(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    if let Some(link) = closed {
        audit::record(tx, None, &OrientationEvent::LinkClosed { link }).await?;
    }
    Ok(())
}

/// The mailbox that an appointment's link belongs to, for the desk to ask whose it is; `None` without link or mail.
pub async fn link_mailbox(tx: &mut Tx, appointment: AppointmentId) -> Result<Option<MailAddress>, DbError> {
    let Some(known) = agenda::appointment(tx, appointment).await? else { return Ok(None) };
    let territory = tx.territory();
    let link = sqlx::query_scalar!(
        "select id from orientation.link where territory_id = $1 and calendar_uid = $2 and closed_at is null",
        territory.uuid(),
        known.calendar_uid,
    )
    .fetch_optional(tx.conn())
    .await?;
    match link {
        Some(link) => Ok(mailbox_of(tx, link).await?.map(|(address, _)| address)),
        None => Ok(None),
    }
}
