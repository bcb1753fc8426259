//! What a link is about.

use agenda::Appointment;
use db::{DbError, Tx};
use kernel::AppointmentId;
use territory::{Reason, Site, TerritoryRow};

use crate::link::Link;

/// The appointment of a link as it stands, where, and why it was asked for.
#[derive(Debug, Clone)]
pub struct LinkPage {
    pub appointment: Appointment,
    pub site: Site,
    pub territory: TerritoryRow,
    pub reason: Reason,
}

/// All that the page of a link is made of.
///
/// # Errors
/// When the database does not answer, or a row that the link points to is gone: rows are never removed.
pub async fn page_of(tx: &mut Tx, link: &Link) -> Result<LinkPage, DbError> {
    let gone = || DbError::Sql(sqlx::Error::RowNotFound);
    let appointment = agenda::last_of(tx, link.calendar_uid).await?.ok_or_else(gone)?;
    let site = territory::site(tx, appointment.site).await?.ok_or_else(gone)?;
    let territory = territory::territory(tx, link.territory).await?.ok_or_else(gone)?;
    let reason = territory::reason(tx, link.reason).await?.ok_or_else(gone)?;
    Ok(LinkPage { appointment, site, territory, reason })
}

/// The reason that an appointment was asked for with on the portal; `None` when it was booked otherwise.
pub async fn reason_of(tx: &mut Tx, appointment: AppointmentId) -> Result<Option<Reason>, DbError> {
    let Some(known) = agenda::appointment(tx, appointment).await? else { return Ok(None) };
    let territory = tx.territory();
    let id = sqlx::query_scalar!(
        r#"select reason_id as "id: kernel::ReasonId" from orientation.link where territory_id = $1 and calendar_uid = $2"#,
        territory.uuid(),
        known.calendar_uid,
    )
    .fetch_optional(tx.conn())
    .await?;
    match id {
        Some(id) => territory::reason(tx, id).await,
        None => Ok(None),
    }
}
