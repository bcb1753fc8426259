//! Says who has arrived and who has not come; both can be undone until the act is opened.

use db::{DbError, Tx};
use kernel::AppointmentId;
use web::Problem;

use crate::events::AgendaEvent;
use crate::read::appointment;

#[derive(Debug, thiserror::Error)]
pub enum ArrivalError {
    #[error("mark an appointment that is not here")]
    NotFound,
    #[error("mark an appointment that is cancelled, or marked already")]
    Over,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for ArrivalError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<ArrivalError> for Problem {
    fn from(error: ArrivalError) -> Self {
        match error {
            ArrivalError::NotFound => Self::not_found(),
            ArrivalError::Over => Self::new(
                http::StatusCode::CONFLICT,
                "agenda/marked",
                "L’arrivée de cette personne est déjà notée, ou son rendez-vous est annulé.",
                "Rechargez la page pour voir où il en est.",
            ),
            ArrivalError::Database(error) => error.into(),
            ArrivalError::Record(error) => Self::internal(&error),
        }
    }
}

/// They are here.
pub async fn mark_arrived(tx: &mut Tx, id: AppointmentId) -> Result<(), ArrivalError> {
    let now = tx.now_sql();
    let marked = sqlx::query!(
        "update agenda.appointment set arrived_at = $2, absent_at = null
          where id = $1 and arrived_at is null and cancelled_at is null",
        id.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    said(tx, id, marked.rows_affected(), AgendaEvent::Arrived { appointment: id }).await
}

/// They have not come. The time stays theirs: it is past.
pub async fn mark_absent(tx: &mut Tx, id: AppointmentId) -> Result<(), ArrivalError> {
    let now = tx.now_sql();
    let marked = sqlx::query!(
        "update agenda.appointment set absent_at = $2
          where id = $1 and arrived_at is null and absent_at is null and cancelled_at is null",
        id.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    said(tx, id, marked.rows_affected(), AgendaEvent::Absent { appointment: id }).await
}

/// It was somebody else, or they came after all.
pub async fn undo_arrival(tx: &mut Tx, id: AppointmentId) -> Result<(), ArrivalError> {
    let marked = sqlx::query!(
        "update agenda.appointment set arrived_at = null, absent_at = null
          where id = $1 and num_nonnulls(arrived_at, absent_at) = 1 and walked_in_at is null",
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    said(tx, id, marked.rows_affected(), AgendaEvent::ArrivalUndone { appointment: id }).await
}

async fn said(tx: &mut Tx, id: AppointmentId, rows: u64, event: AgendaEvent) -> Result<(), ArrivalError> {
    let known = appointment(tx, id).await?.ok_or(ArrivalError::NotFound)?;
    if rows == 0 {
        return Err(ArrivalError::Over);
    }
    audit::record(tx, Some(known.patient), &event).await?;
    Ok(())
}
