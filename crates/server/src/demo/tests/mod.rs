//! What the demonstration's world promises, read on whole worlds.

mod agenda;
mod people;
mod stable;
mod texts;
mod today;
mod trail;

use jiff::civil::{Date, date};

use super::World;

/// A Tuesday of November, the day of the example screens.
const TUESDAY: Date = date(2026, 11, 24);

fn world() -> World {
    World::generate(1, TUESDAY)
}
