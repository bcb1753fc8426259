//! Values and rules of agendas.

mod opening;
mod slot_value;
mod words;

pub use opening::{OpeningRule, Slot, free_slots, free_stretches};
pub use slot_value::SlotValue;
pub use words::{AskedBy, Audience, Modality};
