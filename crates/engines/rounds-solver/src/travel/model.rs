//! Estimated travel times, when no road graph is at hand: distance as the crow flies, detour, speed, relief.
//!
//! Each kilometre counts with the detour and the speed of its distance from the start, so that a longer way never
//! takes less time. **Bias**: the figures are averages of rural and small-town France by class of road, not
//! calibrated on the territory. They are too short where a river or a ridge forces a detour (Loire, Allier), and
//! too long along a straight main road. Plans made with them say « temps estimés ».

use super::{Site, Table, TravelError, TravelTimes};

/// Mean radius of the Earth, in kilometres.
const EARTH: f64 = 6371.0;
/// Minutes to park, reach the door and leave, for each leg.
const ACCESS: f64 = 2.0;
/// Up to this distance as the crow flies (km): road kilometres for each, and speed in km/h (street, lane, departmental
/// road, main road). Detour after a Swiss survey of car trips (1.51 for all) and its fall with distance.
const CLASSES: [(f64, f64, f64); 4] =
    [(2.0, 1.45, 35.0), (8.0, 1.40, 50.0), (30.0, 1.28, 65.0), (f64::INFINITY, 1.22, 80.0)];

/// What the road climbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Relief {
    #[default]
    Plain,
    /// Roads of a mountain department (Lozère) take 15 % longer.
    Mountain,
}

/// Travel times by class of road and relief.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RoadModel {
    pub relief: Relief,
}

impl RoadModel {
    /// Minutes and kilometres between two places; nothing between a place and itself.
    pub fn leg(self, from: &Site, to: &Site) -> (f64, f64) {
        let crow = crow_flies(from, to);
        if crow < 0.001 {
            return (0.0, 0.0);
        }
        let (mut hours, mut road, mut reached) = (0.0, 0.0, 0.0);
        for (until, detour, speed) in CLASSES {
            let piece = (crow.min(until) - reached).max(0.0) * detour;
            road += piece;
            hours += piece / speed;
            reached = until;
        }
        let relief = if self.relief == Relief::Mountain { 1.15 } else { 1.0 };
        (ACCESS + hours * 60.0 * relief, road)
    }
}

impl TravelTimes for RoadModel {
    fn table(&self, sites: &[Site]) -> Result<Table, TravelError> {
        let legs = |from: &Site| sites.iter().map(|to| self.leg(from, to)).collect::<Vec<_>>();
        let rows: Vec<Vec<(f64, f64)>> = sites.iter().map(legs).collect();
        let part =
            |pick: fn(&(f64, f64)) -> f64| rows.iter().map(|row| row.iter().map(pick).collect()).collect();
        let relief = if self.relief == Relief::Mountain { "montagne" } else { "plaine" };
        Ok(Table {
            minutes: part(|leg| leg.0),
            kilometres: Some(part(|leg| leg.1)),
            source: format!("temps estimés par classe de route ({relief}), non calibrés sur le territoire"),
        })
    }

    fn engine(&self) -> String {
        format!("model-1-{:?}", self.relief)
    }
}

/// Great-circle distance in kilometres (haversine), with `libm` so that it is the same everywhere.
fn crow_flies(from: &Site, to: &Site) -> f64 {
    let half = |degrees: f64| libm::sin(degrees.to_radians() / 2.0);
    let (north, east) = (half(to.lat - from.lat), half(to.lon - from.lon));
    let cosines = libm::cos(from.lat.to_radians()) * libm::cos(to.lat.to_radians());
    2.0 * EARTH * libm::asin(libm::sqrt(north * north + cosines * east * east).min(1.0))
}
