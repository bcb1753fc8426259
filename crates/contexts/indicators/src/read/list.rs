//! The list behind a figure: acts one by one, of nobody.

use acts::Solved;
use db::{DbError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx as _;
use kernel::{ActId, ProfessionalId, SiteId};

use super::{Bounds, Only, Perimeter};
use crate::filter::{Filter, Genre, Part};
use crate::reach::Reach;

/// One act that a figure counts, without its patient.
#[derive(Debug, Clone)]
pub struct Held {
    pub act: ActId,
    /// The first day of the month in which it ended: the day would tell an act of a small place apart.
    pub month: Date,
    pub ended_at: Timestamp,
    pub genre: Genre,
    pub remote: bool,
    pub site: Option<SiteId>,
    pub professional: Option<ProfessionalId>,
    pub reach: Option<Reach>,
    pub acknowledged_at: Option<Timestamp>,
    pub solved: Option<Solved>,
}

/// The acts of this part of a filter, latest first, `most` of them from the row `skip`; and how many there are in all.
pub async fn held(
    tx: &mut Tx,
    filter: &Filter,
    part: Part,
    zone: &TimeZone,
    (skip, most): (i64, i64),
) -> Result<(Vec<Held>, u32), DbError> {
    let (territory, perimeter) = (tx.territory(), Perimeter::of(tx).await?);
    let (bounds, only) = (Bounds::of(filter, zone), Only::of(part));
    let rows = sqlx::query!(
        r#"select h.act_id as "act_id!: ActId", date_trunc('month', h.day)::date as "month!", h.ended_at as "ended_at!",
                  h.genre as "genre!", h.remote as "remote!", h.site_id, h.professional_id, h.reach, h.acknowledged_at,
                  h.solved, count(*) over () as "total!"
             from indicators.held($1, $2, $3, $4) h
            where h.territory_id = $5 and h.ended_at >= $6 and h.ended_at < $7
              and ($8::text is null or h.genre = $8) and ($9::uuid is null or h.site_id = $9)
              and ($10::text is null or h.residence = $10 or h.commune_cog = $10)
              and ($11::uuid[] is null or h.professional_id = any($11))
              and ($12::boolean is null or h.remote = $12)
              and ($13::text[] is null or h.day_state = any($13)) and ($14::text[] is null or h.week_state = any($14))
              and ($15::text is null or h.reach = $15) and ($16::text is null or h.without_it = $16)
              and ($17::text is null or h.solved = $17)
            order by h.ended_at desc, h.act_id
            limit $18 offset $19"#,
        bounds.zone,
        &perimeter.cogs,
        &perimeter.sinces as _,
        &perimeter.untils as _,
        territory.uuid(),
        bounds.from.to_sqlx() as _,
        bounds.until.to_sqlx() as _,
        bounds.genre,
        bounds.site,
        bounds.residence,
        bounds.professionals.as_deref(),
        only.remote,
        only.day.as_deref(),
        only.week.as_deref(),
        only.reach,
        only.without,
        only.solved,
        most,
        skip,
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| u32::try_from(row.total).unwrap_or(u32::MAX));
    let acts = rows.into_iter().filter_map(|row| {
        Some(Held {
            act: row.act_id,
            month: row.month.to_jiff(),
            ended_at: row.ended_at.to_jiff(),
            genre: Genre::from_name(&row.genre)?,
            remote: row.remote,
            site: row.site_id.map(Into::into),
            professional: row.professional_id.map(Into::into),
            reach: row.reach.as_deref().and_then(Reach::from_name),
            acknowledged_at: row.acknowledged_at.map(jiff_sqlx::Timestamp::to_jiff),
            solved: row.solved.as_deref().and_then(Solved::from_name),
        })
    });
    Ok((acts.collect(), total))
}
