//! The demonstration as it is loaded: what the imports write is what the use cases write, the same whenever it is made,
//! and every list has what a list must show.

mod cast;
mod lists;
mod loads;
mod replay;
mod replayed;
mod rows;
mod words;

use anyhow::Result;
use db::{Clock, Db, Role};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use server::demo::{World, ZONE};
use testing::database::TestDatabase;

/// The day of the example screens.
const TUESDAY: Date = date(2026, 11, 24);

/// A database of this test alone, with room for the months of a world, and a clock that stands at its moment.
async fn ground(world: &World) -> Result<(TestDatabase, Db)> {
    let database = TestDatabase::own().await?;
    let now = world.now.to_zoned(TimeZone::get(ZONE)?)?.timestamp();
    let mut owner = database.behind(Role::Owner).await?;
    audit::ensure_partitions(&mut owner, now - SignedDuration::from_hours(24 * 400), now).await?;
    let db = database.db(Clock::starting_at(now));
    Ok((database, db))
}
