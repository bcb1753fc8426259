//! The day of a practice: half-hours down, people across. The only table of this shape; it changes nothing by itself.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Time;

use crate::{Rich, Text, Tone, french};

/// Minutes of one row.
const STEP: u16 = 30;

/// The table of a day, or of half a day.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/day_grid.html")]
pub struct DayGrid<'a> {
    caption: Text<'a>,
    from: u16,
    until: u16,
    now: Option<Time>,
    columns: Vec<DayColumn<'a>>,
}

impl<'a> DayGrid<'a> {
    /// A table from one half-hour to another; it grows when something lies outside. The caption is only heard:
    /// « Après-midi du mardi 24 novembre, trois médecins, par demi-heure ».
    pub fn new(caption: impl Into<Text<'a>>, from: Time, until: Time) -> Self {
        Self {
            caption: caption.into(),
            from: minutes(from),
            until: end(until),
            now: None,
            columns: Vec::new(),
        }
    }

    /// The present moment, when it is today.
    #[must_use]
    pub fn now(mut self, now: Time) -> Self {
        self.now = Some(now);
        self
    }

    /// Adds a person.
    #[must_use]
    pub fn column(mut self, column: DayColumn<'a>) -> Self {
        self.columns.push(column);
        self
    }

    /// The table as rows of cells, in reading order.
    fn rows(&self) -> Vec<Row<'_>> {
        let all = || self.columns.iter().flat_map(|column| &column.entries);
        let first = all().map(DayEntry::start).chain([self.from]).min().unwrap_or(self.from) / STEP;
        let last = all().map(DayEntry::finish).chain([self.until]).max().unwrap_or(self.until).div_ceil(STEP);
        let columns: Vec<Vec<Cell<'_>>> =
            self.columns.iter().map(|column| column.cells(first, last)).collect();
        let now = self.now.map(|now| minutes(now) / STEP);
        (first..last)
            .enumerate()
            .map(|(index, half_hour)| Row {
                hour: format!("{}:{:02}", half_hour * STEP / 60, half_hour * STEP % 60),
                now: self.now.filter(|_| now == Some(half_hour)).map(french::clock),
                cells: columns.iter().map(|column| column[index].clone()).collect(),
            })
            .collect()
    }
}

impl HtmlSafe for DayGrid<'_> {}

/// One person's day.
#[derive(Debug, Clone)]
pub struct DayColumn<'a> {
    name: Text<'a>,
    meta: Option<Text<'a>>,
    entries: Vec<DayEntry<'a>>,
}

impl<'a> DayColumn<'a> {
    /// A column with its name.
    pub fn new(name: impl Into<Text<'a>>) -> Self {
        Self { name: name.into(), meta: None, entries: Vec::new() }
    }

    /// A few words under the name: « 18 min de retard ».
    #[must_use]
    pub fn meta(mut self, text: impl Into<Text<'a>>) -> Self {
        self.meta = Some(text.into());
        self
    }

    /// Adds what the day holds, in any order.
    #[must_use]
    pub fn entries(mut self, entries: impl IntoIterator<Item = DayEntry<'a>>) -> Self {
        self.entries.extend(entries);
        self
    }

    /// One cell a half-hour. A shut time takes the rows that nothing else needs; where every row is needed it
    /// becomes a line among the others, so that nothing is ever hidden.
    fn cells(&self, first: u16, last: u16) -> Vec<Cell<'_>> {
        let count = usize::from(last - first);
        let row = |minute: u16| usize::from(minute / STEP - first);
        let mut held: Vec<Vec<&DayEntry<'_>>> = vec![Vec::new(); count];
        for entry in self.entries.iter().filter(|entry| !entry.is_shut()) {
            held[row(entry.start())].push(entry);
        }
        let mut cells: Vec<Option<Cell<'_>>> = vec![None; count];
        for entry in self.entries.iter().filter(|entry| entry.is_shut()) {
            let rows = row(entry.start())..usize::from(entry.finish().div_ceil(STEP) - first);
            let free: Vec<usize> =
                rows.clone().filter(|&r| held[r].is_empty() && cells[r].is_none()).collect();
            if free.is_empty() {
                match rows.clone().find(|&r| !held[r].is_empty()) {
                    Some(r) => held[r].push(entry),
                    None => add_to_shut(&mut cells[..=rows.start], entry),
                }
            }
            for run in free.chunk_by(|above, below| above + 1 == *below) {
                cells[run[0]] = Some(Cell::Shut { entries: vec![entry], rows: run.len() });
                for &r in &run[1..] {
                    cells[r] = Some(Cell::Covered);
                }
            }
        }
        for entries in &mut held {
            entries.sort_by_key(|entry| entry.start());
        }
        cells.into_iter().zip(held).map(|(cell, entries)| cell.unwrap_or(Cell::Entries(entries))).collect()
    }
}

/// What stands in one person's day.
#[derive(Debug, Clone)]
pub struct DayEntry<'a> {
    at: Time,
    until: Option<Time>,
    kind: Kind,
    title: Text<'a>,
    detail: Rich<'a>,
    href: Option<Text<'a>>,
    tone: Tone,
    past: bool,
    keys: Vec<(char, Text<'a>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Booked,
    Extra,
    Free,
    Shut,
}

impl<'a> DayEntry<'a> {
    /// Someone is expected: the name as lists show it, and how or in what state: « vidéo · attend 18 min ».
    pub fn booked(at: Time, name: impl Into<Text<'a>>, detail: impl Into<Rich<'a>>) -> Self {
        Self::new(at, Kind::Booked, name, detail)
    }

    /// Someone is expected beside another: the detail says why.
    pub fn extra(at: Time, name: impl Into<Text<'a>>, reason: impl Into<Rich<'a>>) -> Self {
        Self::new(at, Kind::Extra, name, reason)
    }

    /// A time that can be given; the detail (may be empty) says to whom.
    pub fn free(at: Time, detail: impl Into<Rich<'a>>) -> Self {
        Self::new(at, Kind::Free, "Libre", detail)
    }

    /// A time that cannot be given, and why: « bloqué : EHPAD Les Tilleuls ».
    pub fn shut(from: Time, until: Time, reason: impl Into<Rich<'a>>) -> Self {
        let hours = format!("{} à {}", french::clock(from), french::clock(until));
        Self { until: Some(until), ..Self::new(from, Kind::Shut, hours, reason) }
    }

    /// Where it leads.
    #[must_use]
    pub fn href(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// Its state: `Brand` is there, `Wait` waits, `Fail` did not come, `Info` proposed.
    #[must_use]
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Over: paler.
    #[must_use]
    pub fn past(mut self) -> Self {
        self.past = true;
        self
    }

    /// While it has the focus, this letter posts to that address: `.key('a', "/rendez-vous/12/arrivee")`.
    #[must_use]
    pub fn key(mut self, letter: char, to: impl Into<Text<'a>>) -> Self {
        self.keys.push((letter.to_ascii_lowercase(), to.into()));
        self
    }

    fn new(at: Time, kind: Kind, title: impl Into<Text<'a>>, detail: impl Into<Rich<'a>>) -> Self {
        Self {
            at,
            until: None,
            kind,
            title: title.into(),
            detail: detail.into(),
            href: None,
            tone: Tone::Plain,
            past: false,
            keys: Vec::new(),
        }
    }

    fn is_shut(&self) -> bool {
        self.kind == Kind::Shut
    }

    fn start(&self) -> u16 {
        minutes(self.at)
    }

    /// The first minute that is no longer its own.
    fn finish(&self) -> u16 {
        self.until.map_or(self.start() + 1, end).max(self.start() + 1)
    }

    fn hour(&self) -> String {
        french::clock(self.at)
    }

    fn class(&self) -> &'static str {
        match (self.kind, self.past) {
            (Kind::Extra, false) => "entry extra",
            (Kind::Extra, true) => "entry extra past",
            (Kind::Free, _) => "entry free",
            (_, true) => "entry past",
            (_, false) => "entry",
        }
    }
}

struct Row<'a> {
    hour: String,
    now: Option<String>,
    cells: Vec<Cell<'a>>,
}

/// Two reasons to be shut at the same time: the last shut cell says both.
fn add_to_shut<'a>(above: &mut [Option<Cell<'a>>], entry: &'a DayEntry<'a>) {
    if let Some(Some(Cell::Shut { entries, .. })) =
        above.iter_mut().rev().find(|cell| matches!(cell, Some(Cell::Shut { .. })))
    {
        entries.push(entry);
    }
}

#[derive(Clone)]
enum Cell<'a> {
    Entries(Vec<&'a DayEntry<'a>>),
    Shut { entries: Vec<&'a DayEntry<'a>>, rows: usize },
    Covered,
}

fn minutes(time: Time) -> u16 {
    u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs())
}

/// Midnight as an end is the end of the day.
fn end(time: Time) -> u16 {
    match minutes(time) {
        0 => 24 * 60,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use jiff::civil::{Time, time};
    use proptest::prelude::*;

    use super::*;

    fn at(hour: i8, minute: i8) -> Time {
        time(hour, minute, 0, 0)
    }

    fn titles(entries: &[&DayEntry<'_>]) -> String {
        entries.iter().map(|entry| &*entry.title).collect::<Vec<_>>().join("+")
    }

    /// The grid as text: one line a row, `.` for a cell covered from above.
    fn drawn(entries: Vec<DayEntry<'_>>) -> Vec<String> {
        let grid =
            DayGrid::new("Jour", at(13, 30), at(15, 30)).column(DayColumn::new("Dr A").entries(entries));
        let cell = |cell: &Cell<'_>| match cell {
            Cell::Entries(entries) => titles(entries),
            Cell::Shut { entries, rows } => format!("[{}]x{rows}", titles(entries)),
            Cell::Covered => ".".to_owned(),
        };
        grid.rows().iter().map(|row| format!("{} {}", row.hour, cell(&row.cells[0]))).collect()
    }

    #[test]
    fn each_half_hour_holds_what_begins_in_it_by_the_clock() {
        let entries = vec![
            DayEntry::booked(at(14, 50), "B", ""),
            DayEntry::booked(at(14, 30), "A", ""),
            DayEntry::free(at(13, 40), ""),
        ];
        assert_eq!(drawn(entries), ["13:30 Libre", "14:00 ", "14:30 A+B", "15:00 "]);
    }

    #[test]
    fn a_shut_time_covers_its_half_hours() {
        let shut = vec![DayEntry::shut(at(13, 45), at(15, 0), "bloqué")];
        assert_eq!(drawn(shut), ["13:30 [13:45 à 15:00]x3", "14:00 .", "14:30 .", "15:00 "]);
    }

    #[test]
    fn someone_booked_inside_a_shut_time_is_still_seen() {
        let entries =
            vec![DayEntry::shut(at(13, 30), at(15, 30), "bloqué"), DayEntry::booked(at(14, 10), "A", "")];
        assert_eq!(
            drawn(entries),
            ["13:30 [13:30 à 15:30]x1", "14:00 A", "14:30 [13:30 à 15:30]x2", "15:00 ."]
        );
    }

    #[test]
    fn a_shut_time_without_a_row_of_its_own_is_a_line() {
        let entries =
            vec![DayEntry::shut(at(14, 15), at(14, 30), "bloqué"), DayEntry::booked(at(14, 0), "A", "")];
        assert_eq!(drawn(entries), ["13:30 ", "14:00 A+14:15 à 14:30", "14:30 ", "15:00 "]);
    }

    #[test]
    fn the_day_grows_for_what_lies_outside() {
        let entries = vec![
            DayEntry::booked(at(12, 50), "Tôt", ""),
            DayEntry::shut(at(23, 30), Time::midnight(), "fini"),
        ];
        let rows = drawn(entries);
        assert_eq!(rows.first().map(String::as_str), Some("12:30 Tôt"));
        assert_eq!(rows.last().map(String::as_str), Some("23:30 [23:30 à 0:00]x1"));
    }

    #[test]
    fn two_shut_times_over_each_other_are_both_seen() {
        let entries =
            vec![DayEntry::shut(at(13, 30), at(14, 30), "un"), DayEntry::shut(at(14, 0), at(15, 0), "deux")];
        assert_eq!(
            drawn(entries),
            ["13:30 [13:30 à 14:30]x2", "14:00 .", "14:30 [14:00 à 15:00]x1", "15:00 "]
        );
    }

    #[test]
    fn two_reasons_for_the_same_hours_share_a_cell() {
        let entries =
            vec![DayEntry::shut(at(13, 30), at(14, 30), "un"), DayEntry::shut(at(13, 40), at(14, 0), "deux")];
        assert_eq!(drawn(entries), ["13:30 [13:30 à 14:30+13:40 à 14:00]x2", "14:00 .", "14:30 ", "15:00 "]);
    }

    proptest! {
        #[test]
        fn whatever_the_day_holds_the_table_is_whole_and_everything_is_seen(
            held in proptest::collection::vec((0_u8..4, 0_i8..24, 0_i8..60, 1_i8..9), 0..14)
        ) {
            let entries = held.iter().enumerate().map(|(index, &(kind, hour, minute, halves))| {
                let name = format!("nom {index}.");
                match kind {
                    0 => DayEntry::free(at(hour, minute), name),
                    1 => DayEntry::shut(at(hour, minute), at((hour + halves).min(23), 59), name),
                    2 => DayEntry::extra(at(hour, minute), "X", name),
                    _ => DayEntry::booked(at(hour, minute), "X", name),
                }
            });
            let grid = DayGrid::new("Jour", at(13, 30), at(15, 30)).column(DayColumn::new("Dr A").entries(entries));
            let html = grid.render().unwrap();
            let rows = grid.rows();
            let mut owed = 0;
            for row in &rows {
                match &row.cells[0] {
                    Cell::Covered => { prop_assert!(owed > 0); owed -= 1; }
                    Cell::Shut { rows, .. } => { prop_assert_eq!(owed, 0); owed = rows - 1; }
                    Cell::Entries(_) => prop_assert_eq!(owed, 0),
                }
            }
            prop_assert_eq!(owed, 0);
            for index in 0..held.len() {
                let name = format!("nom {index}.");
                prop_assert!(html.contains(&name), "{} is missing", name);
            }
        }
    }

    #[test]
    fn the_present_half_hour_is_marked_once() {
        let grid =
            DayGrid::new("Jour", at(13, 30), at(15, 30)).now(at(14, 32)).column(DayColumn::new("Dr A"));
        let html = grid.render().unwrap();
        assert_eq!(html.matches("aria-current=\"time\"").count(), 1);
        assert!(html.contains("14:32"));
    }
}
