//! Reads what people write in free answers and what they tick in closed ones, and makes every table and figure of a
//! survey report: words, similarity, classes, factors, cross tables, and the actions that classes call for.
//!
//! A pure engine: no database, no network, no clock, no randomness but a seed; two runs on two machines give the same
//! bytes. It must never print a word, a cell or a verbatim that points at one respondent.

pub mod actions;
pub mod afc;
pub mod analysis;
pub mod chd;
#[cfg(feature = "cli")]
pub mod cli;
pub mod concordance;
pub mod figure;
pub mod french;
pub mod matrix;
pub mod profile;
pub mod report;
pub mod similarity;
pub mod specificity;
pub mod survey;
pub mod words;
