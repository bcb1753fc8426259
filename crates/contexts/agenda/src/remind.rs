//! « À rappeler »: who has an appointment tomorrow and can only be reached by a call.

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AppointmentId, PatientId, SiteId};

use crate::events::AgendaEvent;
use crate::mark_arrival::ArrivalError;
use crate::read::{Appointment, appointment, appointments_between};

/// The appointments between two instants, at one site or at all, of people whom neither mail nor mobile reaches, not
/// reminded yet. Opens no identity.
pub async fn to_remind(
    tx: &mut Tx,
    site: Option<SiteId>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Appointment>, DbError> {
    let mut waiting = appointments_between(tx, None, from, to).await?;
    waiting.retain(|known| {
        known.cancelled_at.is_none()
            && known.reminded_at.is_none()
            && site.is_none_or(|site| known.site == site)
    });
    let ids: Vec<_> = waiting.iter().map(|appointment| appointment.patient).collect();
    let far = patients::out_of_reach(tx, &ids).await?;
    waiting.retain(|known| far.contains(&known.patient));
    Ok(waiting)
}

/// How many there are to remind: two counts of rows, for a bar that every page shows.
pub async fn count_to_remind(
    tx: &mut Tx,
    site: Option<SiteId>,
    from: Timestamp,
    to: Timestamp,
) -> Result<usize, DbError> {
    let territory = tx.territory();
    let waiting = sqlx::query_scalar!(
        r#"select patient_id as "patient: PatientId" from agenda.appointment
            where territory_id = $1 and starts_at >= $2 and starts_at < $3 and cancelled_at is null
              and reminded_at is null and ($4::uuid is null or site_id = $4)"#,
        territory.uuid(),
        from.to_sqlx() as _,
        to.to_sqlx() as _,
        site.map(SiteId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    let far = patients::out_of_reach(tx, &waiting).await?;
    Ok(waiting.iter().filter(|patient| far.contains(patient)).count())
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
