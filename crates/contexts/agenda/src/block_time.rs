//! Keeps a professional's time for something else: a meeting, rounds at an EHPAD, a pause.

use db::{DbError, Tx};
use jiff::civil::DateTime;
use jiff_sqlx::ToSqlx as _;
use kernel::{Plan, PlanError, ProfessionalId};
use uuid::Uuid;
use web::Problem;

use crate::events::AgendaEvent;

/// Time to keep.
#[derive(Debug, Clone)]
pub struct BlockTime {
    pub professional: ProfessionalId,
    /// Civil, in the zone of the territory.
    pub start: DateTime,
    pub zone: String,
    pub minutes: u16,
    /// What for, as the desk reads it; never a patient.
    pub label: String,
}

#[derive(Debug, thiserror::Error)]
pub enum BlockError {
    #[error("keep time in which somebody is booked")]
    Taken,
    #[error("give back time that is not kept")]
    NotFound,
    #[error("keep time: {0}")]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for BlockError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<BlockError> for Problem {
    fn from(error: BlockError) -> Self {
        match error {
            BlockError::Taken => Self::new(
                http::StatusCode::CONFLICT,
                "agenda/block-taken",
                "Quelqu’un a rendez-vous pendant ce temps.",
                "Déplacez d’abord ce rendez-vous, ou bloquez un temps libre.",
            ),
            BlockError::NotFound => Self::not_found(),
            BlockError::Plan(_) => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "agenda/plan",
                "Cette durée n’est pas possible.",
                "Un temps bloqué dure de 1 minute à 24 heures.",
            ),
            BlockError::Database(error) => error.into(),
            BlockError::Record(error) => Self::internal(&error),
        }
    }
}

/// Keeps the time, unless somebody is booked in it.
pub async fn block_time(tx: &mut Tx, command: &BlockTime) -> Result<Uuid, BlockError> {
    let (starts_at, ends_at) = Plan::new(command.start, &command.zone, command.minutes)?.instants()?;
    let id = kernel::Id::<BlockTime>::at(tx.now()).uuid();
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into agenda.block
             (territory_id, id, professional_id, starts_local, zone, minutes, starts_at, ends_at, label, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        territory.uuid(),
        id,
        command.professional.uuid(),
        command.start.to_sqlx() as _,
        command.zone,
        i16::try_from(command.minutes).unwrap_or(i16::MAX),
        starts_at.to_sqlx() as _,
        ends_at.to_sqlx() as _,
        command.label,
        now as _,
        by.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await?;
    let taken = sqlx::query!(
        "insert into agenda.busy (block_id, resource_id, starts_at, during) values ($1, $2, $3, tstzrange($3, $4))
         on conflict on constraint busy_no_overlap do nothing",
        id,
        command.professional.uuid(),
        starts_at.to_sqlx() as _,
        ends_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    if taken.rows_affected() == 0 {
        return Err(BlockError::Taken);
    }
    let (professional, minutes) = (command.professional, command.minutes);
    audit::record(tx, None, &AgendaEvent::Blocked { block: id, professional, starts_at, minutes }).await?;
    Ok(id)
}

/// Gives the time back.
pub async fn unblock(tx: &mut Tx, id: Uuid) -> Result<(), BlockError> {
    let now = tx.now_sql();
    let removed = sqlx::query!(
        "update agenda.block set removed_at = $2 where id = $1 and removed_at is null",
        id,
        now as _
    )
    .execute(tx.conn())
    .await?;
    if removed.rows_affected() == 0 {
        return Err(BlockError::NotFound);
    }
    sqlx::query!("delete from agenda.busy where block_id = $1", id).execute(tx.conn()).await?;
    audit::record(tx, None, &AgendaEvent::Unblocked { block: id }).await?;
    Ok(())
}
