//! How this server reaches its mail operator: one application mailbox that sends, and receives the reports.

use std::time::Duration;

use crate::mail::Address;
use crate::mail::intake::Mailbox;
use crate::mail::smtp::{Patience, Route};

/// What leaves, where, as whom; where reports come back. Made by the server from its settings, or from the double.
#[derive(Clone)]
pub struct Post {
    pub route: Route,
    pub mailbox: Mailbox,
    /// The application mailbox of the structure.
    pub sender: Address,
    /// What stands after the `@` of a Message-ID.
    pub host: String,
}

impl Post {
    /// How long one attempt may take: all phases together stay well under the quarter of an hour after which a message
    /// of unknown fate leaves again, so an attempt that is still under way is never doubled.
    pub const PATIENCE: Patience = Patience {
        connect: Duration::from_secs(30),
        command: Duration::from_mins(1),
        data: Duration::from_mins(3),
        end_of_data: Duration::from_mins(4),
    };

    /// The name under which the place in the mailbox is kept.
    pub(crate) fn mailbox_name(&self) -> &str {
        self.sender.as_str()
    }
}
