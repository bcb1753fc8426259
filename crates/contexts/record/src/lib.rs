//! What is known of a patient: documents, measures, allergies, treatments.
//!
//! Tables: `record.document`, `measure`, `allergy`, `treatment`. Events: [`RecordEvent`]. Its pages are in `screens`.
//! Texts and files are sealed by the patient's key. It prescribes nothing and interprets no measure: it keeps what
//! was said, by whom and when. The caller decides who may ask; the circle is the floor.

mod add_document;
mod events;
mod import;
pub mod model;
mod note;
mod read;

pub use add_document::{AddDocument, AddDocumentError, add_document};
pub use events::RecordEvent;
pub use import::{ImportRecord, import};
pub use model::{DocumentKind, MeasureKind, MediaType, NotAFile, Posture, SaidBy};
pub use note::{
    NoteAllergy, NoteError, NoteMeasure, NoteTreatment, note_allergy, note_measure, note_treatment,
};
pub use read::{
    Allergy, Document, Measure, Treatment, allergies, content_of, documents, documents_of, measures,
    treatments,
};
