//! Times that can be chosen: the answer a patient came for. The whole block is the button.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::{Date, Time};

use crate::{Icon, Text, french};

/// The first possible times, inside a form: choosing one posts `name=value` with it.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/slots.html")]
pub struct SlotChoice<'a> {
    label: Text<'a>,
    name: Text<'a>,
    today: Date,
    slots: Vec<Slot<'a>>,
    mini: bool,
}

impl<'a> SlotChoice<'a> {
    /// The label is a heading: « Les premiers rendez-vous possibles ».
    pub fn new(label: impl Into<Text<'a>>, name: impl Into<Text<'a>>, today: Date) -> Self {
        Self { label: label.into(), name: name.into(), today, slots: Vec::new(), mini: false }
    }

    /// Adds times, the first first.
    #[must_use]
    pub fn slots(mut self, slots: impl IntoIterator<Item = Slot<'a>>) -> Self {
        self.slots.extend(slots);
        self
    }

    /// Smaller blocks, for many times of the same person.
    #[must_use]
    pub fn mini(mut self) -> Self {
        self.mini = true;
        self
    }
}

impl HtmlSafe for SlotChoice<'_> {}

/// One time: day, hour, how, with whom.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    value: Text<'a>,
    on: Date,
    at: Time,
    how: Option<(Icon, Text<'a>)>,
    who: Option<Text<'a>>,
}

impl<'a> Slot<'a> {
    /// The value that is posted when this time is chosen.
    pub fn new(value: impl Into<Text<'a>>, on: Date, at: Time) -> Self {
        Self { value: value.into(), on, at, how: None, who: None }
    }

    /// How and where: `.how(Icon::Map, "Au cabinet de Nérondes")`.
    #[must_use]
    pub fn how(mut self, icon: Icon, text: impl Into<Text<'a>>) -> Self {
        self.how = Some((icon, text.into()));
        self
    }

    /// With whom: « Dr Hélène Marchais, votre médecin ».
    #[must_use]
    pub fn who(mut self, text: impl Into<Text<'a>>) -> Self {
        self.who = Some(text.into());
        self
    }

    /// « Demain », then the day in full, paler; a day that has no such name is said once.
    fn day(&self, today: Date) -> (String, String) {
        let full = format!("{} {} {}", french::weekday(self.on), rank(self.on), french::month_name(self.on));
        let near = french::relative_day(self.on, today);
        if near.starts_with(char::is_alphabetic) && near != french::weekday(self.on) {
            (first_upper(&near), full)
        } else {
            (first_upper(french::weekday(self.on)), full[french::weekday(self.on).len() + 1..].to_owned())
        }
    }

    fn hour(&self) -> String {
        french::clock(self.at)
    }
}

/// A leaf of a calendar: the day in large letters.
#[derive(Debug, Clone, Copy, Template)]
#[template(
    ext = "html",
    source = r#"<p class="leaf"><span>{{ french::weekday(*on) }}</span><b>{{ on.day() }}</b><span>{{ french::month_name(*on) }}</span></p>"#
)]
pub struct Leaf {
    on: Date,
}

impl Leaf {
    /// The leaf of a day.
    pub fn new(on: Date) -> Self {
        Self { on }
    }
}

impl HtmlSafe for Leaf {}

fn rank(date: Date) -> String {
    if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() }
}

fn first_upper(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn a_near_day_has_its_name_and_its_date() {
        let today = date(2026, 11, 24);
        let said = |on| Slot::new("1", on, time(9, 15, 0, 0)).day(today);
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(said(today), pair("Aujourd’hui", "mardi 24 novembre"));
        assert_eq!(said(date(2026, 11, 25)), pair("Demain", "mercredi 25 novembre"));
        assert_eq!(said(date(2026, 11, 26)), pair("Jeudi", "26 novembre"));
        assert_eq!(said(date(2026, 12, 1)), pair("Mardi", "1er décembre"));
    }
}
