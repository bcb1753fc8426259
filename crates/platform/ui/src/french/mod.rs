//! French as the French write it: days, hours, durations, numbers, telephones, names, and the spaces that must not break.
//!
//! Every function is pure: today and now are parameters. Nothing here knows a page.

mod date;
mod duration;
mod name;
mod number;
mod typography;

pub use date::{
    age, birth, clock, clock_words, day, day_long, day_month, day_numeric, month, month_name, parse_day,
    relative_day, weekday,
};
pub use duration::{ago, duration, since};
pub use name::{initials, ins, listed, phone, spoken, tel};
pub use number::{decimal, euros, integer, percent, signed};
pub use typography::{NARROW, NO_BREAK, typo};
