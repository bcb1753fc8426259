//! Days of the demonstration: public holidays of France, working days, seasons, and dates in French words.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, ToSpan as _};
use ui::french;

/// A moment `minutes` later (earlier when negative).
pub(super) fn plus(moment: DateTime, minutes: i32) -> DateTime {
    moment.saturating_add(SignedDuration::from_mins(i64::from(minutes)))
}

/// A moment `seconds` later.
pub(super) fn plus_seconds(moment: DateTime, seconds: i32) -> DateTime {
    moment.saturating_add(SignedDuration::from_secs(i64::from(seconds)))
}

/// A day `days` later (earlier when negative).
pub(super) fn day_plus(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}

/// Whole days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(from.duration_until(to).as_hours() / 24).expect("the demonstration spans a lifetime")
}

/// Whole years from one date to another.
pub(super) fn years_between(from: Date, to: Date) -> i32 {
    let years = i32::from(to.year()) - i32::from(from.year());
    if (to.month(), to.day()) < (from.month(), from.day()) { years - 1 } else { years }
}

/// Minutes from one moment to another, negative when the second comes first.
pub(super) fn minutes_between(from: DateTime, to: DateTime) -> i32 {
    i32::try_from(from.duration_until(to).as_mins()).expect("the demonstration spans some months")
}

/// The moment at so many minutes after midnight.
pub(super) fn at_minute(day: Date, minute: u16) -> DateTime {
    let hour = i8::try_from(minute / 60).expect("minutes of a day");
    let rest = i8::try_from(minute % 60).expect("minutes of an hour");
    day.at(hour, rest, 0, 0)
}

/// The public holiday that falls on a day, in metropolitan France (code du travail, L3133-1).
pub(super) fn holiday(day: Date) -> Option<&'static str> {
    match (day.month(), day.day()) {
        (1, 1) => return Some("Jour de l’an"),
        (5, 1) => return Some("Fête du travail"),
        (5, 8) => return Some("Victoire de 1945"),
        (7, 14) => return Some("Fête nationale"),
        (8, 15) => return Some("Assomption"),
        (11, 1) => return Some("Toussaint"),
        (11, 11) => return Some("Armistice de 1918"),
        (12, 25) => return Some("Noël"),
        _ => {}
    }
    match days_between(easter(day.year()), day) {
        1 => Some("Lundi de Pâques"),
        39 => Some("Ascension"),
        50 => Some("Lundi de Pentecôte"),
        _ => None,
    }
}

/// The public holidays of the months around a day.
pub(super) fn holidays_around(today: Date) -> Vec<(Date, &'static str)> {
    let days = (-130..=60).map(|offset| day_plus(today, offset));
    days.filter_map(|day| Some((day, holiday(day)?))).collect()
}

/// Whether practices are open as on any weekday.
pub(super) fn is_working_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && holiday(day).is_none()
}

/// The first working day on or after a day.
pub(super) fn working_day_from(day: Date) -> Date {
    let mut day = day;
    while !is_working_day(day) {
        day = day_plus(day, 1);
    }
    day
}

/// « mardi 1er décembre ».
pub(super) fn in_words(day: Date) -> String {
    let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
    format!("{} {number}\u{a0}{}", french::weekday(day), french::month_name(day))
}

/// Easter Sunday of the Gregorian calendar (anonymous algorithm, Nature, 20 April 1876).
fn easter(year: i16) -> Date {
    let (golden, century, of_century) = (i32::from(year) % 19, i32::from(year) / 100, i32::from(year) % 100);
    let lunar = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - lunar + 15) % 30;
    let sunday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let shift = (golden + 11 * epact + 22 * sunday) / 451;
    let days = epact + sunday - 7 * shift + 114;
    let month = i8::try_from(days / 31).expect("March or April");
    let day = i8::try_from(days % 31 + 1).expect("a day of the month");
    jiff::civil::date(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn movable_feasts_fall_where_the_almanac_says() {
        assert_eq!(holiday(date(2026, 4, 6)), Some("Lundi de Pâques"));
        assert_eq!(holiday(date(2026, 5, 14)), Some("Ascension"));
        assert_eq!(holiday(date(2027, 5, 17)), Some("Lundi de Pentecôte"));
        assert_eq!(holiday(date(2026, 11, 24)), None);
    }

    #[test]
    fn a_date_reads_as_french() {
        assert_eq!(in_words(date(2026, 12, 1)), "mardi 1er\u{a0}décembre");
        assert_eq!(in_words(date(2026, 11, 24)), "mardi 24\u{a0}novembre");
    }

    #[test]
    fn an_age_changes_on_the_birthday() {
        assert_eq!(years_between(date(1944, 3, 12), date(2026, 3, 11)), 81);
        assert_eq!(years_between(date(1944, 3, 12), date(2026, 3, 12)), 82);
    }
}
