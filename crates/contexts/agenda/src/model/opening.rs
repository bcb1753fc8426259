//! Opening rules and the free times they leave: pure computation over a day.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, Timestamp};
use kernel::{Plan, ProfessionalId, RuleId, SiteId};

use super::{Audience, Modality};

/// When a professional receives, every week between two dates.
#[derive(Debug, Clone)]
pub struct OpeningRule {
    pub id: RuleId,
    pub professional: ProfessionalId,
    pub site: SiteId,
    /// ISO: 1 is Monday.
    pub weekday: i8,
    pub starts: Time,
    pub ends: Time,
    pub slot_minutes: u16,
    pub modalities: Vec<Modality>,
    pub audience: Audience,
    pub valid_from: Date,
    /// The first day it no longer holds.
    pub valid_until: Option<Date>,
}

/// A time that can be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub professional: ProfessionalId,
    pub site: SiteId,
    pub start: DateTime,
    pub minutes: u16,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub modalities: Vec<Modality>,
}

impl OpeningRule {
    /// Whether the rule holds on this day.
    pub fn holds_on(&self, day: Date) -> bool {
        day.weekday().to_monday_one_offset() == self.weekday
            && self.valid_from <= day
            && self.valid_until.is_none_or(|until| day < until)
    }

    /// Whether this exact time is one that the rule gives.
    pub fn gives(&self, start: DateTime, minutes: u16, modality: Modality) -> bool {
        self.holds_on(start.date())
            && self.modalities.contains(&modality)
            && minutes == self.slot_minutes
            && self.starts_of(start.date()).any(|given| given == start)
    }

    /// The starts of its slots on a day, whole slots only.
    fn starts_of(&self, day: Date) -> impl Iterator<Item = DateTime> + '_ {
        let (first, last) = (day.to_datetime(self.starts), day.to_datetime(self.ends));
        let step = Span::new().minutes(i64::from(self.slot_minutes));
        std::iter::successors(Some(first), move |start| start.checked_add(step).ok())
            .take_while(move |start| start.checked_add(step).is_ok_and(|end| end <= last))
    }
}

/// The times of `rule` on `day` in the zone `zone` that start after `after` and meet nothing of `taken`.
///
/// `taken` holds half-open ranges of the professional's time, from all territories, in any order.
pub fn free_slots(
    rule: &OpeningRule,
    day: Date,
    zone: &str,
    after: Timestamp,
    taken: &[(Timestamp, Timestamp)],
) -> Vec<Slot> {
    if !rule.holds_on(day) {
        return Vec::new();
    }
    rule.starts_of(day)
        .filter_map(|start| {
            let (starts_at, ends_at) = Plan::new(start, zone, rule.slot_minutes).ok()?.instants().ok()?;
            let is_free = taken.iter().all(|(from, to)| ends_at <= *from || *to <= starts_at);
            (starts_at > after && is_free).then(|| Slot {
                professional: rule.professional,
                site: rule.site,
                start,
                minutes: rule.slot_minutes,
                starts_at,
                ends_at,
                modalities: rule.modalities.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn morning() -> OpeningRule {
        let now: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        OpeningRule {
            id: RuleId::at(now),
            professional: ProfessionalId::at(now),
            site: SiteId::at(now),
            weekday: 1,
            starts: time(9, 0, 0, 0),
            ends: time(10, 10, 0, 0),
            slot_minutes: 20,
            modalities: vec![Modality::OnSite],
            audience: Audience::Territory,
            valid_from: date(2026, 1, 1),
            valid_until: Some(date(2026, 12, 1)),
        }
    }

    fn hours(slots: &[Slot]) -> Vec<String> {
        slots.iter().map(|slot| slot.start.time().strftime("%H:%M").to_string()).collect()
    }

    const LONG_AGO: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_rule_gives_whole_slots_on_its_day_only() {
        let monday = date(2026, 11, 23);
        assert_eq!(
            hours(&free_slots(&morning(), monday, "Europe/Paris", LONG_AGO, &[])),
            ["09:00", "09:20", "09:40"]
        );
        assert!(free_slots(&morning(), date(2026, 11, 24), "Europe/Paris", LONG_AGO, &[]).is_empty());
    }

    #[test]
    fn a_rule_ends_on_its_last_day() {
        assert!(!free_slots(&morning(), date(2026, 11, 30), "Europe/Paris", LONG_AGO, &[]).is_empty());
        assert!(free_slots(&morning(), date(2026, 12, 7), "Europe/Paris", LONG_AGO, &[]).is_empty());
    }

    #[test]
    fn taken_and_past_times_are_not_given() {
        let taken = [("2026-11-23T08:10:00Z".parse().unwrap(), "2026-11-23T08:25:00Z".parse().unwrap())];
        let slots = free_slots(&morning(), date(2026, 11, 23), "Europe/Paris", LONG_AGO, &taken);
        assert_eq!(hours(&slots), ["09:40"], "9:00 and 9:20 both meet 9:10 to 9:25");
        let late: Timestamp = "2026-11-23T08:15:00Z".parse().unwrap();
        assert_eq!(
            hours(&free_slots(&morning(), date(2026, 11, 23), "Europe/Paris", late, &[])),
            ["09:20", "09:40"]
        );
    }

    #[test]
    fn hours_stay_civil_when_the_clocks_change() {
        let before = free_slots(&morning(), date(2026, 10, 19), "Europe/Paris", LONG_AGO, &[]);
        let after = free_slots(&morning(), date(2026, 10, 26), "Europe/Paris", LONG_AGO, &[]);
        assert_eq!(hours(&before), hours(&after));
        assert_eq!(before[0].starts_at.to_string(), "2026-10-19T07:00:00Z");
        assert_eq!(after[0].starts_at.to_string(), "2026-10-26T08:00:00Z");
    }
}
