//! One appointment as a calendar file (RFC 5545, with the methods of RFC 5546): pure text, civil time with its zone.

use std::fmt::Write as _;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneTransition};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// What goes into a calendar. No reason, no name, no speciality: calendars are shared.
#[derive(Debug, Clone)]
pub struct CalendarEntry<'a> {
    /// The same through every move.
    pub uid: Uuid,
    /// Greater by one with each change.
    pub sequence: i32,
    /// Civil, in `zone`.
    pub start: DateTime,
    pub minutes: u16,
    /// An IANA zone: `Europe/Paris`.
    pub zone: &'a str,
    /// When this version was made.
    pub made_at: Timestamp,
    pub summary: &'a str,
    pub location: &'a str,
    pub description: &'a str,
    /// It no longer stands: calendars take it away.
    pub cancelled: bool,
}

/// Writes the file: CRLF lines of at most 75 bytes.
///
/// # Errors
/// When the zone is unknown, or the time is beyond what a calendar holds.
pub fn calendar(entry: &CalendarEntry<'_>) -> Result<String, jiff::Error> {
    let zone = TimeZone::get(entry.zone)?;
    let end = entry.start.checked_add(SignedDuration::from_mins(entry.minutes.into()))?;
    let (method, status) = if entry.cancelled { ("CANCEL", "CANCELLED") } else { ("PUBLISH", "CONFIRMED") };
    let mut file = File::default();
    file.line("BEGIN:VCALENDAR");
    file.line("VERSION:2.0");
    file.line("PRODID:-//Maillage//Rendez-vous//FR");
    file.line(&format!("METHOD:{method}"));
    time_zone(&mut file, entry, &zone)?;
    file.line("BEGIN:VEVENT");
    file.line(&format!("UID:{}@maillage", entry.uid));
    file.line(&format!("SEQUENCE:{}", entry.sequence));
    file.line(&format!("DTSTAMP:{}", entry.made_at.strftime("%Y%m%dT%H%M%SZ")));
    for (name, at) in [("DTSTART", entry.start), ("DTEND", end)] {
        file.line(&format!("{name};TZID={}:{}", entry.zone, local(at)));
    }
    for (name, text) in
        [("SUMMARY", entry.summary), ("LOCATION", entry.location), ("DESCRIPTION", entry.description)]
    {
        file.line(&format!("{name}:{}", escaped(text)));
    }
    file.line(&format!("STATUS:{status}"));
    file.line("CLASS:PRIVATE");
    file.line("END:VEVENT");
    file.line("END:VCALENDAR");
    Ok(file.0)
}

/// The rule of the zone around the appointment: the change before it and the change after it.
fn time_zone(file: &mut File, entry: &CalendarEntry<'_>, zone: &TimeZone) -> Result<(), jiff::Error> {
    let at = zone.to_timestamp(entry.start)?;
    file.line("BEGIN:VTIMEZONE");
    file.line(&format!("TZID:{}", entry.zone));
    let changes: Vec<TimeZoneTransition<'_>> =
        zone.preceding(at).take(1).chain(zone.following(at).take(1)).collect();
    if changes.first().is_none_or(|first| first.timestamp() > at) {
        let offset = zone.to_offset(at);
        observance(file, "STANDARD", "19700101T000000", offset, offset);
    }
    for change in changes {
        let before = zone.to_offset(change.timestamp() - SignedDuration::from_secs(1));
        let kind = if change.dst().is_dst() { "DAYLIGHT" } else { "STANDARD" };
        let since = local(before.to_datetime(change.timestamp()));
        observance(file, kind, &since, before, change.offset());
    }
    file.line("END:VTIMEZONE");
    Ok(())
}

fn observance(file: &mut File, kind: &str, since: &str, from: Offset, to: Offset) {
    file.line(&format!("BEGIN:{kind}"));
    file.line(&format!("DTSTART:{since}"));
    file.line(&format!("TZOFFSETFROM:{}", offset(from)));
    file.line(&format!("TZOFFSETTO:{}", offset(to)));
    file.line(&format!("END:{kind}"));
}

/// `+0100`
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

fn local(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(character);
            }
            '\n' => escaped.push_str("\\n"),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[derive(Default)]
struct File(String);

impl File {
    /// Writes a line, folded so that none is longer than 75 bytes and no character is cut.
    fn line(&mut self, text: &str) {
        let mut width = 0;
        for character in text.chars() {
            if width + character.len_utf8() > 75 {
                self.0.push_str("\r\n ");
                width = 1;
            }
            width += character.len_utf8();
            let _ = self.0.write_char(character);
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use icalendar::{
        Calendar, CalendarComponent, CalendarDateTime, Component as _, DatePerhapsTime, EventLike as _,
    };
    use jiff::civil::date;

    use super::*;

    fn entry(start: DateTime, sequence: i32) -> CalendarEntry<'static> {
        CalendarEntry {
            uid: Uuid::from_u128(7),
            sequence,
            start,
            minutes: 20,
            zone: "Europe/Paris",
            made_at: "2026-10-20T08:00:00Z".parse().unwrap(),
            summary: "Rendez-vous",
            location: "4 place de l’Église, 18350 Nérondes ; au fond de la cour, porte bleue, premier étage",
            description: "Apportez votre carte Vitale.\nPour déplacer : la page reçue par courriel.",
            cancelled: false,
        }
    }

    fn events(text: &str) -> Vec<icalendar::Event> {
        let read: Calendar = text.parse().unwrap();
        read.components
            .into_iter()
            .filter_map(|one| match one {
                CalendarComponent::Event(event) => Some(event),
                _ => None,
            })
            .collect()
    }

    fn civil(event: &icalendar::Event) -> (String, String) {
        match event.get_start().unwrap() {
            DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
                (date_time.to_string(), tzid)
            }
            other => panic!("not a civil time with its zone: {other:?}"),
        }
    }

    #[test]
    fn a_parser_that_is_not_ours_reads_back_what_was_written() {
        let written = entry(date(2026, 10, 23).at(9, 0, 0, 0), 0);
        let text = calendar(&written).unwrap();
        let event = events(&text).pop().unwrap();
        assert_eq!(event.get_uid(), Some("00000000-0000-0000-0000-000000000007@maillage"));
        assert_eq!(event.get_summary(), Some("Rendez-vous"));
        assert_eq!(event.get_location(), Some(written.location));
        assert_eq!(event.get_description(), Some(written.description));
        assert_eq!(civil(&event), ("2026-10-23 09:00:00".to_owned(), "Europe/Paris".to_owned()));
    }

    #[test]
    fn lines_are_short_and_end_as_calendars_want() {
        let text = calendar(&entry(date(2026, 10, 23).at(9, 0, 0, 0), 0)).unwrap();
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    }

    #[test]
    fn moved_across_the_change_of_clocks_the_hour_stays_civil_and_the_zone_says_both_offsets() {
        let before = calendar(&entry(date(2026, 10, 23).at(9, 0, 0, 0), 0)).unwrap();
        let after = calendar(&entry(date(2026, 10, 26).at(9, 0, 0, 0), 1)).unwrap();
        for (text, offset) in [(&before, "+0200"), (&after, "+0100")] {
            assert!(civil(&events(text)[0]).0.ends_with("09:00:00"), "{text}");
            let change =
                "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100";
            assert!(text.contains(change), "the change of 25 October, in the hour that it has: {text}");
            assert!(text.contains(&format!("TZOFFSETTO:{offset}")));
        }
        assert!(after.contains("SEQUENCE:1") && before.contains("SEQUENCE:0"));
    }

    #[test]
    fn a_zone_that_never_changes_has_one_rule() {
        let island = CalendarEntry { zone: "Indian/Reunion", ..entry(date(2026, 10, 25).at(9, 0, 0, 0), 0) };
        let text = calendar(&island).unwrap();
        assert!(text.contains("TZOFFSETTO:+0400") && !text.contains("DAYLIGHT"), "{text}");
    }

    #[test]
    fn a_line_break_never_becomes_a_property() {
        let hostile =
            CalendarEntry { summary: "a\r\nATTENDEE:x", ..entry(date(2026, 10, 23).at(9, 0, 0, 0), 0) };
        assert!(!calendar(&hostile).unwrap().contains("\r\nATTENDEE"));
    }

    #[test]
    fn what_is_cancelled_is_taken_away() {
        let gone = CalendarEntry { cancelled: true, ..entry(date(2026, 10, 23).at(9, 0, 0, 0), 2) };
        let text = calendar(&gone).unwrap();
        assert!(
            text.contains("METHOD:CANCEL")
                && text.contains("STATUS:CANCELLED")
                && text.contains("SEQUENCE:2")
        );
    }
}
