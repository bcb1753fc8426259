//! Figures of a territory: folds over the trail, never typed, each with its definition, its n and the moment it stands at.
//!
//! Tables: `indicators.progress`, `act`, `delivery`, written by [`Fold`] alone under the role `maillage_ind` from events
//! in their order. It reads no table of care and keeps no patient. Its pages are in `screens`.

mod fold;
mod reach;

pub use fold::{Fold, FoldError};
pub use reach::Reach;
