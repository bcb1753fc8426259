//! Words of a delivery: how far it is, why it failed, what was done about it. Each has the name that tables and events use.

mod cause;

use serde::{Deserialize, Serialize};

/// A closed set of words: its variants and their names.
macro_rules! words {
    ($(#[$about:meta])* $set:ident, $($(#[$says:meta])* $variant:ident $name:literal)+) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $set { $($(#[$says])* #[serde(rename = $name)] $variant),+ }

        impl $set {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name that tables and events use.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Reads the name back.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.name() == name)
            }
        }
    };
}

words! {
    /// How far a delivery is. In this order, and never backwards; `Replaced` is a delivery that was kept back in time.
    State,
    /// Waits for our operator.
    Queued "queued"
    /// The connection broke while our operator was taking the message: it has it or not.
    Unknown "unknown"
    /// Our operator answered 250.
    Sent "sent"
    /// Refused, or given up.
    Failed "failed"
    /// In the mailbox of the reader, says the server that put it there.
    Acknowledged "acknowledged"
    /// A newer version was signed before this one left.
    Replaced "replaced"
}

words! {
    /// What a report said short of an acknowledgement.
    Said,
    Relayed "relayed"
    Expanded "expanded"
    Delayed "delayed"
}

words! {
    /// Why a delivery failed, as far as it tells what to do.
    Cause,
    /// No such mailbox, or a closed one.
    Address "address"
    Full "full"
    TooLarge "too_large"
    /// The domain left the secure list before the message left us.
    NotSecure "not_secure"
    /// The other operator could not be reached for days.
    NoAnswer "no_answer"
    /// Refused by a rule of an operator.
    Policy "policy"
    Other "other"
}

words! {
    /// What was done about a delivery that failed.
    Resumed,
    Again "again"
    OtherAddress "other_address"
    Printed "printed"
}

words! {
    /// What a message carries.
    Carries,
    Report "report"
    /// The news that a version is replaced, for a reader who does not get the next one.
    Replacement "replacement"
}

words! {
    /// Why a message of the intake changed nothing.
    Stray,
    /// It names nothing of ours.
    UnknownMessage "unknown_message"
    OtherEnvelope "other_envelope"
    NoEnvelope "no_envelope"
    OtherMessage "other_message"
    OtherRecipient "other_recipient"
    Duplicate "duplicate"
    /// A reader's receipt: it is matched by what is printed in the mail, so it proves nothing.
    Receipt "receipt"
    Ordinary "ordinary"
    TooLarge "too_large"
}

words! {
    /// What an operator can prove.
    Proves,
    Delivery "delivery"
    Handover "handover"
    Nothing "nothing"
}
