//! Values and rules of an act.

mod call;
mod content;
mod draft;
mod number;
mod thread;
mod words;

pub(crate) use call::is_talking;
pub use call::{Said, Stamp, StampKind, minutes_of, said};
pub use content::{
    Author, Held, JoinedFile, Letterhead, NamedReader, PatientTraits, Signature, SignedContent,
};
pub use draft::{DraftContent, ReaderChoice, Why};
pub use number::number;
pub use thread::{KnotState, ReportState, Sending, ThreadFacts, knots};
pub use words::{
    AnsweredBy, ConsentAnswer, ConsentHow, GivenBy, Kind, Modality, Outcome, Relation, RelationWhy,
    RequestedFrom, Solved, Transport, WithoutIt,
};
