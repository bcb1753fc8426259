//! Money in whole cents: sums are exact, and nothing is rounded before it is shown.

use serde::{Deserialize, Serialize};

/// An amount in euro cents; negative is a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Cents(pub i64);
