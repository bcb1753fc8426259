//! Opens hours: a weekly rule of one professional at one site.

use db::{DbError, Tx};
use jiff::civil::{Date, Time};
use jiff_sqlx::ToSqlx as _;
use kernel::{ProfessionalId, RuleId, SiteId};

use crate::model::{Audience, Modality};

/// Hours of every week from a day on.
#[derive(Debug, Clone)]
pub struct OpenHours {
    pub professional: ProfessionalId,
    pub site: SiteId,
    /// ISO: 1 is Monday.
    pub weekday: i8,
    pub starts: Time,
    pub ends: Time,
    pub slot_minutes: u16,
    pub modalities: Vec<Modality>,
    pub audience: Audience,
    pub valid_from: Date,
    pub valid_until: Option<Date>,
}

/// Adds the rule; what is booked already stays as it is.
pub async fn open_hours(tx: &mut Tx, command: &OpenHours) -> Result<RuleId, DbError> {
    let (id, territory) = (RuleId::at(tx.now()), tx.territory());
    let modalities: Vec<String> =
        command.modalities.iter().map(|modality| modality.name().to_owned()).collect();
    sqlx::query!(
        "insert into agenda.opening_rule
             (territory_id, id, professional_id, site_id, weekday, starts, ends, slot_minutes, modalities, audience,
              valid_from, valid_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        territory.uuid(),
        id.uuid(),
        command.professional.uuid(),
        command.site.uuid(),
        i16::from(command.weekday),
        command.starts.to_sqlx() as _,
        command.ends.to_sqlx() as _,
        i16::try_from(command.slot_minutes).unwrap_or(i16::MAX),
        &modalities,
        command.audience.name(),
        command.valid_from.to_sqlx() as _,
        command.valid_until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}
