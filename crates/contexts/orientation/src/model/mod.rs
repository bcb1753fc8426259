//! Values of the portal: what is handed to patients, and what they get for their calendar.

mod calendar;
mod code;
mod link_token;

pub use calendar::{CalendarEntry, calendar};
pub use code::Code;
pub use link_token::LinkToken;

/// The system gave no random bits.
#[derive(Debug, thiserror::Error)]
#[error("get randomness from the system")]
pub struct NoRandomness;

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0_u8; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}
