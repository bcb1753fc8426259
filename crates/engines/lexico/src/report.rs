//! The report of a survey: one HTML page, readable without script, printable, with its parameters and its limits.
//!
//! The font and the figures are inside the page; nothing is fetched. Every figure has its sentence, its n and its table.

mod closed;
mod crossed;
mod page;
mod weighted;

pub use closed::closed_figures;
pub use crossed::cross_table;
pub use page::{Report, report};
pub use weighted::weighted_tables;
