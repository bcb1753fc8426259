//! The two append-only logs.

mod canonical;
mod head;
pub mod note;
pub mod tree;

pub use canonical::{CanonicalError, LARGEST_INTEGER, canonical};
pub use head::{Head, HeadError};
pub use note::{Signer, Verifier};
