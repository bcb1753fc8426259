//! The two append-only streams of the product, and the proof that nobody rewrote them.
//!
//! `audit.event` holds what happened (every write, in the words of its context), `audit.access` who looked (every
//! view of a page about patients). A use case calls [`record`] and [`view`] in its own transaction: the trace is kept
//! exactly when the act is. The server may only insert; the leaf hash it writes is checked by the database, so
//! between a commit and the sequencer there is no moment when a row could be exchanged.
//!
//! **One log, one number.** A [`Sequencer`] gives each committed row of both streams its place in the one table
//! `audit.log`, adds its leaf to one Merkle tree and signs the head. One order over both rather than two: a single
//! head (and a single anchor kept elsewhere) then proves at once what was done and who looked, in which order;
//! verification is one pass, and there is one mark, one leader and one set of tiles to keep true. Readers of events
//! only skip the others by a partial index. Rows, log and bodies go by months; tiles keep the leaves, so the tree
//! stays provable when a month's bodies are destroyed.
//!
//! [`consume`] reads events in that order, [`prove`] proves one row to somebody who has only a public key,
//! [`verify()`] reads everything again and says in French what was changed.
//!
//! This crate knows no business word. It must never hold free text, a name or a number of a person, update a row, or
//! give the server a way to read what it wrote, but for « qui a regardé » ([`who_looked`]).

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
pub use partitions::{ensure_partitions, exposed_partitions, months_ahead};
pub use prove::{Proof, ProofError, prove};
pub use record::{Event, Leaf, LeafId, RecordError, SealError, record};
pub use record_past::{Past, record_past};
pub use sequencer::{CHANNEL, Sequencer, SequencerError, Step};
pub use verify::{Anchor, Finding, Place, Report, Stream, last_head, verify};
pub use view::{Look, View, ViewError, view, who_looked};
