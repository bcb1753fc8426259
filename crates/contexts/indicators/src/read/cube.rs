//! Counts by every dimension at once. Figures are sums of cells, so that each rests on the same acts as its neighbours.

use acts::{Solved, WithoutIt};
use db::{DbError, Tx};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx as _;
use kernel::{ProfessionalId, SiteId};

use super::{Bounds, Perimeter};
use crate::filter::{Filter, Genre, InWindow, Part, Residence, Window};
use crate::reach::Reach;

/// How many acts share all these dimensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The first day of the month in which they ended.
    pub month: Date,
    pub genre: Genre,
    pub remote: bool,
    pub site: Option<SiteId>,
    pub professional: Option<ProfessionalId>,
    /// The commune where the patient lives, if it is known, and whether it is of the territory.
    pub commune: Option<String>,
    pub residence: Residence,
    pub without_it: Option<WithoutIt>,
    pub reach: Option<Reach>,
    pub day: Option<InWindow>,
    pub week: Option<InWindow>,
    pub solved: Option<Solved>,
    pub count: u32,
    /// How many of them were answered by their patient, and the sum of « Le referiez-vous ainsi ? », each from 0 to 10.
    pub answers: u32,
    pub again: u32,
}

impl Cell {
    /// Whether its acts are of this part: the same rule as that of the lists.
    pub fn is_in(&self, part: Part) -> bool {
        let within =
            |state: Option<InWindow>, places: &[InWindow]| state.is_some_and(|one| places.contains(&one));
        match part {
            Part::All => true,
            Part::Remote => self.remote,
            Part::Within(Window::Day, places) => within(self.day, places),
            Part::Within(Window::Week, places) => within(self.week, places),
            Part::Reached(reach) => self.remote && self.reach == Some(reach),
            Part::Without(answer) => self.remote && self.without_it == Some(answer),
            Part::Solved(answer) => self.solved == Some(answer),
        }
    }
}

/// All the cells of a filter.
#[derive(Debug, Clone, Default)]
pub struct Cube {
    pub cells: Vec<Cell>,
}

impl Cube {
    /// How many acts are of this part.
    pub fn count(&self, part: Part) -> u32 {
        self.count_of(part, |_| true)
    }

    /// How many acts are of this part and of cells that suit.
    pub fn count_of(&self, part: Part, suits: impl Fn(&Cell) -> bool) -> u32 {
        self.cells.iter().filter(|cell| cell.is_in(part) && suits(cell)).map(|cell| cell.count).sum()
    }

    /// What patients answered about these acts.
    pub fn evaluations(&self) -> Evaluations {
        let answers: u32 = self.cells.iter().map(|cell| cell.answers).sum();
        let again: u32 = self.cells.iter().map(|cell| cell.again).sum();
        Evaluations { answers, again: (answers > 0).then(|| f64::from(again) / f64::from(answers)) }
    }
}

/// What patients answered to the two questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluations {
    /// How many answered.
    pub answers: u32,
    /// The mean of « Le referiez-vous ainsi ? », from 0 to 10; nothing when nobody answered.
    pub again: Option<f64>,
}

/// Counts the acts of a filter by every dimension, in the territory of the transaction. `zone` is its own.
pub async fn cube(tx: &mut Tx, filter: &Filter, zone: &TimeZone) -> Result<Cube, DbError> {
    let (territory, perimeter, bounds) = (tx.territory(), Perimeter::of(tx).await?, Bounds::of(filter, zone));
    let rows = sqlx::query!(
        r#"select date_trunc('month', h.day)::date as "month!", h.genre as "genre!", h.remote as "remote!", h.site_id,
                  h.professional_id, h.commune_cog, h.residence as "residence!", h.without_it, h.reach, h.day_state,
                  h.week_state, h.solved, count(*) as "count!", count(h.again) as "answers!",
                  coalesce(sum(h.again), 0) as "again!"
             from indicators.held($1, $2, $3, $4) h
            where h.territory_id = $5 and h.ended_at >= $6 and h.ended_at < $7
              and ($8::text is null or h.genre = $8) and ($9::uuid is null or h.site_id = $9)
              and ($10::text is null or h.residence = $10 or h.commune_cog = $10)
              and ($11::uuid[] is null or h.professional_id = any($11))
            group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"#,
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
    )
    .fetch_all(tx.conn())
    .await?;
    let cells = rows.into_iter().filter_map(|row| {
        Some(Cell {
            month: row.month.to_jiff(),
            genre: Genre::from_name(&row.genre)?,
            remote: row.remote,
            site: row.site_id.map(Into::into),
            professional: row.professional_id.map(Into::into),
            commune: row.commune_cog,
            residence: Residence::from_name(&row.residence)?,
            without_it: row.without_it.as_deref().and_then(WithoutIt::from_name),
            reach: row.reach.as_deref().and_then(Reach::from_name),
            day: row.day_state.as_deref().and_then(InWindow::from_name),
            week: row.week_state.as_deref().and_then(InWindow::from_name),
            solved: row.solved.as_deref().and_then(Solved::from_name),
            count: small(row.count),
            answers: small(row.answers),
            again: small(row.again),
        })
    });
    Ok(Cube { cells: cells.collect() })
}

/// A count as cells hold it.
fn small(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
