//! A survey as a file holds it: the table read whatever its format, the role of each column, what each question says.
//!
//! Every reader names the line of what it could not take, and drops nothing silently: what is set aside is a notice.

mod closed;
mod delimited;
mod guess;
mod mapping;
mod open;
mod spreadsheet;
mod starred;
mod table;

pub use closed::{Answers, ClosedResult, CrossResult, Matrix as ScaleMatrix, closed_results, cross_results};
pub use guess::propose;
pub use mapping::{Column, Mapping, MappingError, Role};
pub use open::{OpenQuestion, Respondents, open_questions, respondents};
pub use table::{FileKind, ReadError, Row, Table, read};
