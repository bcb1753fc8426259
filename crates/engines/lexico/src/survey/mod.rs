//! A survey as a file holds it: the table read whatever its format, the role of each column, what each question says.
//!
//! Every reader names the line of what it could not take, and drops nothing silently: what is set aside is a notice.

mod closed;
mod coded;
mod crossing;
mod delimited;
mod guess;
mod mapping;
mod open;
mod sample;
mod spreadsheet;
mod starred;
mod table;
mod weighted;
mod weighting;

pub use closed::{Answers, ClosedResult, Matrix as ScaleMatrix, closed_results};
pub use crossing::{CrossResult, cross_results};
pub use guess::propose;
pub use mapping::{Column, Mapping, MappingError, Role};
pub use open::{OpenQuestion, Respondents, open_questions, respondents};
pub use sample::{Filter, FilterError, Sample};
pub use table::{FileKind, ReadError, Row, Table, read};
pub use weighted::{WeightedAnswer, weighted_answers};
pub use weighting::{FittedMargin, WeightingError, Weights, calibrated_weights, weights_of_column};
