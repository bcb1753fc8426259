//! Queued work: a row exists only where there is work to do, enqueued in the transaction that needs it.
//!
//! Workers claim with SKIP LOCKED and poll each second: nothing depends on a notification. A job may run twice (a
//! worker killed after its work, before saying so), so each handler is idempotent by its subject. No business word here.

mod queue;
mod worker;

pub use queue::enqueue;
pub use worker::{Done, Handler, Job, Worker};
