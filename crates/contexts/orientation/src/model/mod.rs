//! Values of the portal: what is handed to patients, and what they get for their calendar.

mod calendar;
mod link_token;

pub use calendar::{CalendarEntry, calendar};
pub use link_token::LinkToken;
