//! The signed context of a transaction: who acts, where, when. Row-level security verifies it on each statement.
//!
//! `app.ctx = territory|actor|clock|pid|issued|mac`, mac an HMAC-SHA256 with a key that the application's role
//! cannot read. The backend's pid and a window of ten seconds around the real time bound a replay.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use kernel::{AccountId, TerritoryId};
use sha2::Sha256;

use crate::clock::real_now;

/// Who acts in a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Someone not signed in: sees nothing but what definer functions give.
    Nobody,
    /// The server itself, doing queued work.
    System,
    /// A person.
    Account(AccountId),
}

impl Actor {
    /// The person, if it is one.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::Nobody | Self::System => None,
        }
    }
}

/// Writes the value of `app.ctx` for a backend and a business moment.
pub(crate) fn sign(
    key: &[u8; 32],
    territory: Option<TerritoryId>,
    actor: Actor,
    now: Timestamp,
    backend_pid: i32,
) -> String {
    let territory = territory.map(|id| id.to_string()).unwrap_or_default();
    let actor = match actor {
        Actor::Nobody => String::new(),
        Actor::System => "system".to_owned(),
        Actor::Account(id) => id.to_string(),
    };
    let issued = real_now().as_millisecond();
    let message = format!("{territory}|{actor}|{now}|{backend_pid}|{issued}");
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message.as_bytes());
    format!("{message}|{}", hex::encode(mac.finalize().into_bytes()))
}

/// The two padded blocks of the HMAC key (RFC 2104), which the database keeps instead of the key.
pub(crate) fn pads(key: &[u8; 32]) -> ([u8; 64], [u8; 64]) {
    let mut inner = [0x36_u8; 64];
    let mut outer = [0x5c_u8; 64];
    for (index, byte) in key.iter().enumerate() {
        inner[index] ^= byte;
        outer[index] ^= byte;
    }
    (inner, outer)
}
