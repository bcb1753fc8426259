//! What happens to a territory, as others may know it.

use jiff::civil::Date;
use kernel::Cog;
use serde::{Deserialize, Serialize};

/// A fact about the perimeter.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TerritoryEvent {
    /// A commune is of the territory from this day on.
    CommuneAdded { commune: Cog, since: Date },
    /// It is no more from this day on.
    CommuneRemoved { commune: Cog, until: Date },
}

impl audit::Event for TerritoryEvent {
    const CONTEXT: &'static str = "territory";
}
