//! What pages ask of the folded rows, in the territory of the transaction: cells of a cube, a list, the moment they stand at.

mod cube;
mod list;

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff_sqlx::ToSqlx;

pub use cube::{Cell, Cube, Evaluations, cube};
pub use list::{Held, held};

use crate::filter::{Filter, Part, Window};

/// How far the log was folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The number of the last event.
    pub seq: u64,
    /// The latest moment that an event tells.
    pub at: Option<Timestamp>,
}

/// The moment that every figure stands at.
pub async fn as_of(tx: &mut Tx) -> Result<AsOf, DbError> {
    let row = sqlx::query!("select seq, at from indicators.progress").fetch_optional(tx.conn()).await?;
    let known = row.map(|row| (row.seq.cast_unsigned(), row.at.map(jiff_sqlx::Timestamp::to_jiff)));
    let (seq, at) = known.unwrap_or((0, None));
    Ok(AsOf { seq, at })
}

/// The perimeter of a territory with its dates, as the database takes it.
struct Perimeter {
    cogs: Vec<String>,
    sinces: Vec<jiff_sqlx::Date>,
    untils: Vec<Option<jiff_sqlx::Date>>,
}

impl Perimeter {
    async fn of(tx: &mut Tx) -> Result<Self, DbError> {
        let mut perimeter = Self { cogs: Vec::new(), sinces: Vec::new(), untils: Vec::new() };
        for commune in territory::perimeter(tx).await? {
            perimeter.cogs.push(commune.cog);
            perimeter.sinces.push(commune.since.to_sqlx());
            perimeter.untils.push(commune.until.map(ToSqlx::to_sqlx));
        }
        Ok(perimeter)
    }
}

/// A filter as the database takes it.
struct Bounds {
    zone: String,
    from: Timestamp,
    until: Timestamp,
    genre: Option<&'static str>,
    site: Option<uuid::Uuid>,
    residence: Option<String>,
    professionals: Option<Vec<uuid::Uuid>>,
}

impl Bounds {
    fn of(filter: &Filter, zone: &TimeZone) -> Self {
        Self {
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            from: midnight(filter.from, zone),
            until: midnight(filter.until, zone),
            genre: filter.genre.map(crate::Genre::name),
            site: filter.site.map(kernel::Id::uuid),
            residence: filter.residence.as_ref().map(|one| one.name().to_owned()),
            professionals: filter.professionals.as_ref().map(|ids| ids.iter().map(|id| id.uuid()).collect()),
        }
    }
}

/// A part of a filter as the database takes it.
#[derive(Default)]
struct Only {
    remote: Option<bool>,
    day: Option<Vec<String>>,
    week: Option<Vec<String>>,
    reach: Option<&'static str>,
    without: Option<&'static str>,
    solved: Option<&'static str>,
}

impl Only {
    fn of(part: Part) -> Self {
        let remote = Self { remote: Some(true), ..Self::default() };
        let names =
            |places: &[crate::InWindow]| Some(places.iter().map(|one| one.name().to_owned()).collect());
        match part {
            Part::All => Self::default(),
            Part::Remote => remote,
            Part::Within(Window::Day, places) => Self { day: names(places), ..remote },
            Part::Within(Window::Week, places) => Self { week: names(places), ..remote },
            Part::Reached(reach) => Self { reach: Some(reach.name()), ..remote },
            Part::Without(answer) => Self { without: Some(answer.name()), ..remote },
            Part::Solved(answer) => Self { solved: Some(answer.name()), ..Self::default() },
        }
    }
}

/// The first moment of a day; of one that is out of every calendar, the beginning of time.
fn midnight(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}
