//! Values and rules of agendas.

mod opening;
mod words;

pub use opening::{OpeningRule, Slot, free_slots};
pub use words::{AskedBy, Audience, Modality};
