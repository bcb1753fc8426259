//! Values and rules of the record.

mod document;
mod measure;

pub use document::{DocumentKind, LARGEST, MediaType, NotAFile};
pub use measure::{MeasureKind, Posture, SaidBy};
