//! « À rappeler »: who has an appointment tomorrow and can only be reached by a call.

use db::{DbError, Tx};
use jiff::Timestamp;
use kernel::AppointmentId;

use crate::events::AgendaEvent;
use crate::mark_arrival::ArrivalError;
use crate::read::{Appointment, appointment, appointments_between};

/// The appointments between two instants of people whom neither mail nor mobile reaches, not reminded yet.
pub async fn to_remind(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<Appointment>, DbError> {
    let planned = appointments_between(tx, None, from, to).await?;
    let waiting: Vec<Appointment> =
        planned.into_iter().filter(|a| a.cancelled_at.is_none() && a.reminded_at.is_none()).collect();
    let ids: Vec<_> = waiting.iter().map(|appointment| appointment.patient).collect();
    let people = patients::persons(tx, &ids).await?;
    let out_of_reach =
        |patient| people.iter().any(|person| person.id == patient && person.identity.is_out_of_reach());
    Ok(waiting.into_iter().filter(|appointment| out_of_reach(appointment.patient)).collect())
}

/// They were called.
pub async fn mark_reminded(tx: &mut Tx, id: AppointmentId) -> Result<(), ArrivalError> {
    let known = appointment(tx, id).await?.ok_or(ArrivalError::NotFound)?;
    let now = tx.now_sql();
    let marked = sqlx::query!(
        "update agenda.appointment set reminded_at = $2 where id = $1 and reminded_at is null and cancelled_at is null",
        id.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    if marked.rows_affected() == 0 {
        return Err(ArrivalError::Over);
    }
    audit::record(tx, Some(known.patient), &AgendaEvent::Reminded { appointment: id }).await?;
    Ok(())
}
