//! Plans in civil time: an appointment at 9:00 stays at 9:00 across a clock change.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// A planned stretch of time: civil start, zone and length.
///
/// What is stored is the plan; the range of instants is computed from it, in the same statement that writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    start: DateTime,
    zone: TimeZone,
    minutes: u16,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("a plan lasts from 1 minute to 24 hours")]
    Length,
    #[error("this zone is not in the time zone database")]
    Zone,
    #[error("this date is out of range")]
    Range,
}

impl Plan {
    /// A plan of `minutes` (1 to 1 440) from the civil moment `start` in the IANA zone `zone`.
    pub fn new(start: DateTime, zone: &str, minutes: u16) -> Result<Self, PlanError> {
        if minutes == 0 || minutes > 24 * 60 {
            return Err(PlanError::Length);
        }
        let zone = TimeZone::get(zone).map_err(|_| PlanError::Zone)?;
        let plan = Self { start, zone, minutes };
        plan.instants()?;
        Ok(plan)
    }

    pub fn start(&self) -> DateTime {
        self.start
    }

    pub fn minutes(&self) -> u16 {
        self.minutes
    }

    /// The civil end, as the wall clock reads it.
    pub fn end(&self) -> DateTime {
        self.start.checked_add(Span::new().minutes(i64::from(self.minutes))).unwrap_or(self.start)
    }

    /// The first instant of the plan and the first instant after it.
    ///
    /// A civil time that exists twice (25 October, 2:30) is its first occurrence; one that does not exist
    /// (29 March, 2:30) moves forward by the gap: the "compatible" rule of RFC 5545.
    pub fn instants(&self) -> Result<(Timestamp, Timestamp), PlanError> {
        let start =
            self.zone.to_ambiguous_timestamp(self.start).compatible().map_err(|_| PlanError::Range)?;
        let end =
            start.checked_add(Span::new().minutes(i64::from(self.minutes))).map_err(|_| PlanError::Range)?;
        Ok((start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn instants(plan: &Plan) -> (String, String) {
        let (start, end) = plan.instants().unwrap();
        (start.to_string(), end.to_string())
    }

    #[test]
    fn nine_o_clock_stays_nine_o_clock_after_the_clocks_change() {
        let before = Plan::new(date(2026, 10, 24).at(9, 0, 0, 0), "Europe/Paris", 20).unwrap();
        let after = Plan::new(date(2026, 10, 26).at(9, 0, 0, 0), "Europe/Paris", 20).unwrap();
        assert_eq!(instants(&before).0, "2026-10-24T07:00:00Z");
        assert_eq!(instants(&after).0, "2026-10-26T08:00:00Z");
    }

    #[test]
    fn an_hour_that_exists_twice_is_its_first_occurrence() {
        let plan = Plan::new(date(2026, 10, 25).at(2, 30, 0, 0), "Europe/Paris", 30).unwrap();
        assert_eq!(instants(&plan), ("2026-10-25T00:30:00Z".into(), "2026-10-25T01:00:00Z".into()));
    }

    #[test]
    fn la_reunion_keeps_its_own_hours() {
        let plan = Plan::new(date(2026, 10, 25).at(9, 0, 0, 0), "Indian/Reunion", 20).unwrap();
        assert_eq!(instants(&plan).0, "2026-10-25T05:00:00Z");
    }

    #[test]
    fn a_plan_without_length_or_with_an_unknown_zone_is_refused() {
        let noon = date(2026, 11, 25).at(12, 0, 0, 0);
        assert_eq!(Plan::new(noon, "Europe/Paris", 0), Err(PlanError::Length));
        assert_eq!(Plan::new(noon, "Europe/Bourges", 20), Err(PlanError::Zone));
    }
}
