//! The two append-only logs.

mod body;
mod canonical;
mod consume;
mod head;
pub mod note;
mod partitions;
mod prove;
mod record;
mod record_past;
mod sequencer;
mod store;
pub mod tree;
mod verify;
mod view;

pub use body::{AccessBody, EventBody, System, Who};
pub use canonical::{CanonicalError, LARGEST_INTEGER, canonical};
pub use consume::{ConsumeError, Consumed, consume};
pub use head::{Head, HeadError};
pub use note::{Signer, Verifier};
pub use partitions::ensure_partitions;
pub use prove::{Proof, ProofError, prove};
pub use record::{Event, Leaf, LeafId, RecordError, SealError, record};
pub use record_past::{Past, record_past};
pub use sequencer::{CHANNEL, Sequencer, SequencerError, Step};
pub use verify::{Anchor, Finding, Place, Report, Stream, last_head, verify};
pub use view::{Look, View, ViewError, view, who_looked};
