//! Figures of a territory: folds over the trail, never typed, each with its definition, its n and the moment it stands at.
//!
//! Tables: `indicators.progress`, `act`, `delivery`, written by [`Fold`] alone under the role `maillage_ind` from events
//! in their order. It reads no table of care and keeps no patient. Its pages are in `screens`.

pub mod disclosure;
mod filter;
mod fold;
mod reach;
mod read;
mod registry;

pub use filter::{Filter, Genre, InWindow, Part, Residence, Window};
pub use fold::{Fold, FoldError};
pub use reach::Reach;
pub use read::{AsOf, Cell, Cube, Evaluations, Held, as_of, cube, held};
pub use registry::{Indicator, REGISTRY, indicator};
