//! Plans nurses' rounds and the remote doctors who join them, to the minute.
//!
//! An engine alone: documents in, plans out. It opens no file, no socket and reads no clock; chance is a seed.
//! The way through it: [`file`] reads the documents, [`compile`] turns names into indices and filters into prices,
//! [`solve`] searches over [`Plan`]s (orders first, times computed from them), [`check`] scores a solution again
//! without trusting any of this.

mod anneal;
mod check;
#[cfg(feature = "cli")]
pub mod cli;
mod compile;
mod draw;
mod explain;
pub mod file;
mod flaw;
mod french;
mod insertion;
mod keys;
mod moves;
mod near;
mod offers;
mod outcome;
mod plan;
pub mod problem;
mod replay;
mod rng;
mod ruin;
mod slack;
mod solve;
mod timing;
pub mod travel;

pub use anneal::Cooling;
pub use check::{Report, check};
pub use compile::{Day, Frozen, compile};
pub use draw::draw;
pub use explain::{Explanation, Place, Rule};
pub use flaw::{CompileError, Flaw};
pub use offers::{Improved, Offer, Shift};
pub use plan::Plan;
pub use replay::promise;
pub use solve::{Progress, Settings, Solved, solve, solve_paced};
