//! What happens to accounts, as others may know it: the actor of the event is the account.

use kernel::{AccountId, SessionId};
use serde::{Deserialize, Serialize};

/// A fact about how somebody proves who they are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum IdentityEvent {
    /// Entered: `passkey`, `recovery`, `mail_code` or `demo`.
    SignedIn {
        session: SessionId,
        method: String,
    },
    /// Proved again, within a session.
    Confirmed {
        session: SessionId,
        method: String,
    },
    /// Ended every session at once.
    SignedOutEverywhere {
        sessions: u64,
    },
    PasskeyAdded,
    PasskeyRemoved,
    /// Printed ten new recovery codes, which replace all others.
    RecoveryCodesMade,
    /// Invited a newcomer, or made a new link for one.
    Invited {
        account: AccountId,
    },
    /// The newcomer made a first key.
    InvitationAccepted,
}

impl audit::Event for IdentityEvent {
    const CONTEXT: &'static str = "identity";
}
