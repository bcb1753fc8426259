//! The report of a survey: one HTML page, readable without script, printable, with its parameters and its limits.
//!
//! The font and the figures are inside the page; nothing is fetched. Every figure has its sentence, its n and its table.

mod crossed;
mod page;

pub use crossed::cross_table;
pub use page::{Report, closed_figures, report};
