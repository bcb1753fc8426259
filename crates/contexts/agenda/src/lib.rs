//! Opening rules, appointments, blocked time, and people's busy time across territories.
//!
//! Tables: `agenda.opening_rule`, `appointment`, `block`, `busy`. Events: [`AgendaEvent`]. It knows no act: an act points
//! to its appointment. Nothing is sold twice: `busy_no_overlap` is the only judge, whatever the territory.

mod access;
mod block_time;
mod book;
mod cancel;
mod events;
mod first_times;
mod import;
mod mark_arrival;
pub mod model;
mod move_appointment;
mod open_hours;
mod read;
mod remind;

pub use access::may_block;
pub use block_time::{BlockError, BlockTime, block_time, unblock};
pub use book::{BookAppointment, BookError, Booked, book};
pub use cancel::{CancelError, CancelledBy, cancel};
pub use events::AgendaEvent;
pub use first_times::{FirstTimes, Proposal, first_times};
pub use import::{ImportAppointment, import};
pub use mark_arrival::{ArrivalError, mark_absent, mark_arrived, undo_arrival};
pub use model::{AskedBy, Audience, Modality, OpeningRule, Slot};
pub use move_appointment::move_appointment;
pub use open_hours::{OpenHours, open_hours};
pub use read::{
    Appointment, Block, Taken, appointment, appointments_between, blocks_between, next_appointments_of,
    rules_of, rules_on, taken_between,
};
pub use remind::{mark_reminded, to_remind};
