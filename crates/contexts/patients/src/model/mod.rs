//! Values and rules of this context: identity, tokens, what a search may be.

mod identity;
mod search;
mod tokens;

pub use identity::{Identity, Sex};
pub use search::{Search, SearchError};
pub(crate) use tokens::{searched, stored};
