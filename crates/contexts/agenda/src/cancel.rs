//! Cancels an appointment and frees the time in the same transaction.

use db::{DbError, Tx};
use kernel::AppointmentId;
use web::Problem;

use crate::events::AgendaEvent;
use crate::read::appointment;

/// Who cancels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelledBy {
    Patient,
    Us,
    /// Another appointment replaces it.
    Moved,
}

impl CancelledBy {
    /// The name that tables use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Us => "us",
            Self::Moved => "moved",
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error("cancel an appointment that is not here")]
    NotFound,
    #[error("cancel an appointment that is cancelled or over")]
    Over,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => Self::not_found(),
            CancelError::Over => Self::new(
                http::StatusCode::CONFLICT,
                "agenda/over",
                "Ce rendez-vous est déjà annulé ou terminé.",
                "Rechargez la page pour voir où il en est.",
            ),
            CancelError::Database(error) => error.into(),
            CancelError::Record(error) => Self::internal(&error),
        }
    }
}

/// Cancels an appointment that has not been held. History is the event; the times stay as they were.
pub async fn cancel(tx: &mut Tx, id: AppointmentId, by: CancelledBy) -> Result<(), CancelError> {
    let known = appointment(tx, id).await?.ok_or(CancelError::NotFound)?;
    let now = tx.now_sql();
    let cancelled = sqlx::query!(
        "update agenda.appointment set cancelled_at = $2, cancelled_by = $3
          where id = $1 and cancelled_at is null and arrived_at is null and absent_at is null",
        id.uuid(),
        now as _,
        by.name(),
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    if cancelled.rows_affected() == 0 {
        return Err(CancelError::Over);
    }
    free_time(tx, id).await?;
    let event = AgendaEvent::Cancelled { appointment: id, by: by.name().to_owned() };
    audit::record(tx, Some(known.patient), &event).await?;
    Ok(())
}

/// Frees the time of an appointment; an overbooking under it becomes firm, so that no third takes the place.
pub(crate) async fn free_time(tx: &mut Tx, id: AppointmentId) -> Result<(), DbError> {
    let freed = sqlx::query!(
        r#"delete from agenda.busy where appointment_id = $1
           returning resource_id, starts_at, upper(during) as "ends_at!""#,
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    for time in freed {
        let under = sqlx::query!(
            r#"select b.appointment_id as "appointment_id!", b.starts_at, upper(b.during) as "ends_at!"
                 from agenda.busy b
                 join agenda.appointment a on a.id = b.appointment_id
                where b.resource_id = $1 and b.during && tstzrange($2, $3) and not b.firm and a.arrived_at is null
                order by a.booked_at limit 1"#,
            time.resource_id,
            time.starts_at as _,
            time.ends_at as _,
        )
        .fetch_optional(tx.conn())
        .await?;
        if let Some(extra) = under {
            firm_up(tx, extra.appointment_id, time.resource_id, extra.starts_at, extra.ends_at).await?;
        }
    }
    Ok(())
}

/// Replaces a loose row by a firm one, or by itself when the time is still taken.
async fn firm_up(
    tx: &mut Tx,
    appointment: uuid::Uuid,
    resource: uuid::Uuid,
    starts_at: jiff_sqlx::Timestamp,
    ends_at: jiff_sqlx::Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from agenda.busy where appointment_id = $1 and resource_id = $2",
        appointment,
        resource
    )
    .execute(tx.conn())
    .await?;
    for firm in [true, false] {
        let taken = sqlx::query!(
            "insert into agenda.busy (appointment_id, resource_id, starts_at, during, firm)
             values ($1, $2, $3, tstzrange($3, $4), $5)
             on conflict on constraint busy_no_overlap do nothing",
            appointment,
            resource,
            starts_at as _,
            ends_at as _,
            firm,
        )
        .execute(tx.conn())
        .await?;
        if taken.rows_affected() == 1 {
            break;
        }
    }
    Ok(())
}
