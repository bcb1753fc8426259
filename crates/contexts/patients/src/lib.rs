//! People who receive care in a territory: who they are, how they are found, who is in their circle.
//!
//! Tables: `patients.patient`, `token`, `circle`. Events: [`PatientEvent`]. Its forms are shown by pages of `screens`.
//! Identity is sealed by the territory's key; a person is found by keyed hashes of exact traits, never by a list.

mod access;
mod circle;
mod correct;
mod events;
mod find;
mod form;
mod import;
pub mod model;
mod read;
mod register;

pub use access::relation_to;
pub use circle::{CircleLine, circle_of, join_circle};
pub use correct::{CorrectError, correct};
pub use events::PatientEvent;
pub use find::{FindError, Found, find};
pub use form::{identity_form, read_form, typed_of};
pub use import::{ImportPatient, import};
pub use model::{Identity, Search, SearchError, Sex};
pub use read::{Person, person, persons};
pub use register::{RegisterError, RegisterPatient, register};
