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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_shapes_of_events_are_those_that_others_know() {
        let (commune, day): (Cog, _) = ("18241".parse().expect("a code"), date(2026, 12, 1));
        let shape = |event| serde_json::to_string(&event).expect("an event is JSON");
        assert_eq!(
            shape(TerritoryEvent::CommuneAdded { commune: commune.clone(), since: day }),
            r#"{"kind":"commune-added","commune":"18241","since":"2026-12-01"}"#
        );
        assert_eq!(
            shape(TerritoryEvent::CommuneRemoved { commune, until: day }),
            r#"{"kind":"commune-removed","commune":"18241","until":"2026-12-01"}"#
        );
    }
}
