//! Days and hours.

use jiff::civil::{Date, Time, Weekday};

use super::{NARROW, NO_BREAK};

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const SHORT_MONTHS: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

/// For lists: `mar. 24 nov. 2026`.
pub fn day(date: Date) -> String {
    format!("{}. {} {}", &weekday(date)[..3], day_month(date), date.year())
}

/// For sentences: `mardi 24 novembre 2026`, `mardi 1er décembre 2026`.
pub fn day_long(date: Date) -> String {
    format!("{} {} {} {}", weekday(date), rank(date), month_name(date), date.year())
}

/// For crowded lists: `24 nov.`, `1er déc.`.
pub fn day_month(date: Date) -> String {
    format!("{}{NO_BREAK}{}", rank(date), SHORT_MONTHS[month_index(date)])
}

/// For forms and files: `24/11/2026`.
pub fn day_numeric(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// For identities: `7 juin 1951`, `1er mars 1944`.
pub fn birth(date: Date) -> String {
    format!("{} {} {}", rank(date), month_name(date), date.year())
}

/// For axes: `nov.`
pub fn month(date: Date) -> &'static str {
    SHORT_MONTHS[month_index(date)]
}

/// `novembre`.
pub fn month_name(date: Date) -> &'static str {
    MONTHS[month_index(date)]
}

/// `mardi`.
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "lundi",
        Weekday::Tuesday => "mardi",
        Weekday::Wednesday => "mercredi",
        Weekday::Thursday => "jeudi",
        Weekday::Friday => "vendredi",
        Weekday::Saturday => "samedi",
        Weekday::Sunday => "dimanche",
    }
}

/// `aujourd’hui`, `demain`, `hier`; `jeudi` for the six days ahead; `24 nov.` beyond, with its year when it differs.
pub fn relative_day(date: Date, today: Date) -> String {
    match days_between(today, date) {
        -2 => "avant-hier".to_owned(),
        -1 => "hier".to_owned(),
        0 => "aujourd’hui".to_owned(),
        1 => "demain".to_owned(),
        2..=6 => weekday(date).to_owned(),
        _ if date.year() == today.year() => day_month(date),
        _ => format!("{} {}", day_month(date), date.year()),
    }
}

/// For lists: `14:30`, `9:20`.
pub fn clock(time: Time) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}

/// For sentences: `14 h 30`, `11 h`.
pub fn clock_words(time: Time) -> String {
    match time.minute() {
        0 => format!("{}{NARROW}h", time.hour()),
        minute => format!("{}{NARROW}h{NARROW}{minute:02}", time.hour()),
    }
}

/// Whole years lived; zero before birth. Someone born on 29 February is a year older on 1 March of common years.
pub fn age(born: Date, today: Date) -> u16 {
    let passed = (today.month(), today.day()) >= (born.month(), born.day());
    let years = i32::from(today.year()) - i32::from(born.year()) - i32::from(!passed);
    u16::try_from(years).unwrap_or(0)
}

/// Reads a day as people type it: `12/03/1944`, `12-3-44`, `12 03 1944`, `12031944`, `120344`, or ISO `1944-03-12`.
/// Two digits of year mean the last such year that is not after `today`. `None`: no such day.
pub fn parse_day(text: &str, today: Date) -> Option<Date> {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (day, month, year) = match parts[..] {
        [year, month, day] if year.len() == 4 => (day, month, year),
        [day, month, year] => (day, month, year),
        [run] if matches!(run.len(), 6 | 8) => (&run[..2], &run[2..4], &run[4..]),
        _ => return None,
    };
    let number = match (year.len(), year.parse::<i16>().ok()?) {
        (4, number) => number,
        (2, number) => {
            let century = today.year() / 100 * 100;
            let guess = Date::new(century + number, month.parse().ok()?, day.parse().ok()?);
            if guess.is_ok_and(|guess| guess <= today) { century + number } else { century - 100 + number }
        }
        _ => return None,
    };
    Date::new(number, month.parse().ok()?, day.parse().ok()?).ok()
}

fn rank(date: Date) -> String {
    if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() }
}

fn month_index(date: Date) -> usize {
    usize::from(date.month().unsigned_abs()) - 1
}

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_list_shows_a_short_day_and_a_sentence_a_long_one() {
        assert_eq!(day(date(2026, 11, 24)), "mar. 24\u{a0}nov. 2026");
        assert_eq!(day_long(date(2026, 11, 24)), "mardi 24 novembre 2026");
        assert_eq!(day_long(date(2026, 12, 1)), "mardi 1er décembre 2026");
        assert_eq!(birth(date(1951, 6, 7)), "7 juin 1951");
        assert_eq!(day_numeric(date(1944, 3, 12)), "12/03/1944");
    }

    #[test]
    fn near_days_have_names() {
        let today = date(2026, 11, 24);
        let said = |ahead: i32| relative_day(today + jiff::Span::new().days(ahead), today);
        assert_eq!([said(-2), said(-1), said(0), said(1)], ["avant-hier", "hier", "aujourd’hui", "demain"]);
        assert_eq!(said(2), "jeudi");
        assert_eq!(said(6), "lundi");
        assert_eq!(said(7), "1er\u{a0}déc.");
        assert_eq!(said(-24), "31\u{a0}oct.");
        assert_eq!(said(60), "23\u{a0}janv. 2027");
    }

    #[test]
    fn hours_are_short_in_lists_and_spoken_in_sentences() {
        assert_eq!(clock(time(9, 20, 0, 0)), "9:20");
        assert_eq!(clock(time(14, 5, 59, 0)), "14:05");
        assert_eq!(clock_words(time(14, 30, 0, 0)), "14\u{202f}h\u{202f}30");
        assert_eq!(clock_words(time(11, 0, 0, 0)), "11\u{202f}h");
    }

    #[test]
    fn age_changes_on_the_birthday() {
        assert_eq!(age(date(1951, 6, 7), date(2026, 6, 6)), 74);
        assert_eq!(age(date(1951, 6, 7), date(2026, 6, 7)), 75);
        assert_eq!(age(date(2024, 2, 29), date(2025, 2, 28)), 0);
        assert_eq!(age(date(2024, 2, 29), date(2025, 3, 1)), 1);
        assert_eq!(age(date(2026, 12, 1), date(2026, 11, 24)), 0);
    }

    #[test]
    fn a_day_is_read_as_people_type_it() {
        let today = date(2026, 11, 24);
        for text in ["12/03/1944", "12-3-44", "12 03 1944", "12031944", "120344", "1944-03-12", "12.03.44"] {
            assert_eq!(parse_day(text, today), Some(date(1944, 3, 12)), "{text}");
        }
        assert_eq!(parse_day("24/11/26", today), Some(today));
        assert_eq!(parse_day("25/11/26", today), Some(date(1926, 11, 25)));
        for text in ["31/02/1950", "", "12/03", "1203", "12/03/944", "99/99/9999", "mar 12"] {
            assert_eq!(parse_day(text, today), None, "{text}");
        }
    }
}
