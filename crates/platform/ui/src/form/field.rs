//! One field of a form. The label is above, the hint before the input, the error after it.

use askama::Template;
use askama::filters::HtmlSafe;

use super::Typed;
use crate::{Badge, Icon, Text};

/// A field, before it is shown.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    pub(super) name: Text<'a>,
    label: Text<'a>,
    kind: Kind<'a>,
    hint: Option<Text<'a>>,
    value: Text<'a>,
    pub(super) error: Option<Text<'a>>,
    pub(super) focus: bool,
    need: Need,
    complete: Option<&'static str>,
    key: Option<Text<'a>>,
    arrows_to: Option<Text<'a>>,
    large: bool,
    longest: Option<usize>,
}

/// Whether a field must be filled, and whether that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Unsaid,
    Required,
    Optional,
}

#[derive(Debug, Clone)]
enum Kind<'a> {
    Line(&'static str),
    Area(u8),
    Choice(Vec<Choice<'a>>),
    Radios(Vec<Choice<'a>>),
    Select(Vec<Choice<'a>>),
    Picks(Vec<Pick<'a>>),
    Check(bool),
    Hidden,
    File(&'static str),
}

/// One answer among several.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    value: Text<'a>,
    label: Text<'a>,
    example: Option<Text<'a>>,
    aside: Option<Text<'a>>,
    icon: Option<Icon>,
    key: Option<char>,
}

impl<'a> Choice<'a> {
    /// The value that is posted and the words that are read.
    pub fn new(value: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        let (value, label) = (value.into(), label.into());
        Self { value, label, example: None, aside: None, icon: None, key: None }
    }

    /// One line under the words: an example, a place, a person.
    #[must_use]
    pub fn example(mut self, text: impl Into<Text<'a>>) -> Self {
        self.example = Some(text.into());
        self
    }

    /// Two words at the end of the line: « son médecin ».
    #[must_use]
    pub fn aside(mut self, text: impl Into<Text<'a>>) -> Self {
        self.aside = Some(text.into());
        self
    }

    /// A pictogram.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The key that chooses it, shown in place of the pictogram.
    #[must_use]
    pub fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }
}

/// One line that can be ticked among several: a recipient.
#[derive(Debug, Clone)]
pub struct Pick<'a> {
    value: Text<'a>,
    label: Text<'a>,
    meta: Option<Text<'a>>,
    badge: Option<Badge<'a>>,
    ticked: bool,
}

impl<'a> Pick<'a> {
    /// The value that is posted when ticked, and the words that are read.
    pub fn new(value: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self { value: value.into(), label: label.into(), meta: None, badge: None, ticked: false }
    }

    /// One line under the words.
    #[must_use]
    pub fn meta(mut self, text: impl Into<Text<'a>>) -> Self {
        self.meta = Some(text.into());
        self
    }

    /// Its state, at the end of the line.
    #[must_use]
    pub fn badge(mut self, badge: Badge<'a>) -> Self {
        self.badge = Some(badge);
        self
    }

    /// Ticked from the start.
    #[must_use]
    pub fn ticked(mut self, ticked: bool) -> Self {
        self.ticked = ticked;
        self
    }
}

impl<'a> Field<'a> {
    /// One line of text.
    pub fn line(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("text"))
    }

    /// Several lines of text, at least `rows`; it grows with its text.
    pub fn area(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>, rows: u8) -> Self {
        Self::new(name, label, Kind::Area(rows))
    }

    /// A day as people type it, read back by [`crate::french::parse_day`]: for birthdays.
    pub fn date(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("date-typed"))
    }

    /// A near day, chosen in the browser's calendar; the value is ISO.
    pub fn day(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("date"))
    }

    /// An hour of the day; the value is `14:30`.
    pub fn time(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("time"))
    }

    /// A telephone number.
    pub fn phone(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("tel"))
    }

    /// A mail address.
    pub fn mail(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("email"))
    }

    /// A number typed with digits; the value stays text until it is read.
    pub fn number(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("number"))
    }

    /// What one searches.
    pub fn search(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("search"))
    }

    /// A code that was sent; the telephone offers to fill it in.
    pub fn code(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Line("code"))
    }

    /// One answer among a few, as cards.
    pub fn choice(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        choices: impl IntoIterator<Item = Choice<'a>>,
    ) -> Self {
        Self::new(name, label, Kind::Choice(choices.into_iter().collect()))
    }

    /// One answer among a few short ones, on a line.
    pub fn radios(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        choices: impl IntoIterator<Item = Choice<'a>>,
    ) -> Self {
        Self::new(name, label, Kind::Radios(choices.into_iter().collect()))
    }

    /// One answer among many.
    pub fn select(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        choices: impl IntoIterator<Item = Choice<'a>>,
    ) -> Self {
        Self::new(name, label, Kind::Select(choices.into_iter().collect()))
    }

    /// Any of several lines; the name is posted once for each that is ticked.
    pub fn picks(
        name: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
        picks: impl IntoIterator<Item = Pick<'a>>,
    ) -> Self {
        Self::new(name, label, Kind::Picks(picks.into_iter().collect()))
    }

    /// Yes or no; the value posted is `oui`, or nothing.
    pub fn check(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(name, label, Kind::Check(false)).value("oui")
    }

    /// A value that travels with the form.
    pub fn hidden(name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        Self::new(name, "", Kind::Hidden).value(value)
    }

    /// A file; `accept` as in HTML: `"application/pdf,image/*"`.
    pub fn file(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>, accept: &'static str) -> Self {
        Self::new(name, label, Kind::File(accept))
    }

    /// One sentence before the input.
    #[must_use]
    pub fn hint(mut self, text: impl Into<Text<'a>>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// What the field holds when nothing was typed yet; for choices, the value chosen.
    #[must_use]
    pub fn value(mut self, value: impl Into<Text<'a>>) -> Self {
        self.value = value.into();
        self
    }

    /// Ticks a [`Field::check`].
    #[must_use]
    pub fn ticked(mut self, ticked: bool) -> Self {
        self.kind = Kind::Check(ticked);
        self
    }

    /// Must be filled.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.need = Need::Required;
        self
    }

    /// Says « facultatif » beside the label.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.need = Need::Optional;
        self
    }

    /// What the browser may fill in by itself: `"tel"`, `"email"`, `"family-name"`, `"bday"` (WCAG 1.3.5).
    #[must_use]
    pub fn complete(mut self, token: &'static str) -> Self {
        self.complete = Some(token);
        self
    }

    /// Takes the focus when the page opens.
    #[must_use]
    pub fn focus(mut self) -> Self {
        self.focus = true;
        self
    }

    /// The key that brings the focus here.
    #[must_use]
    pub fn key(mut self, key: impl Into<Text<'a>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The down arrow goes to the first link inside the element of this id.
    #[must_use]
    pub fn arrows_to(mut self, id: impl Into<Text<'a>>) -> Self {
        self.arrows_to = Some(id.into());
        self
    }

    /// Larger letters: the one field of a desk.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }

    /// The most characters that may be typed.
    #[must_use]
    pub fn longest(mut self, characters: usize) -> Self {
        self.longest = Some(characters);
        self
    }

    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.kind, Kind::Hidden)
    }

    pub(super) fn is_file(&self) -> bool {
        matches!(self.kind, Kind::File(_))
    }

    /// Puts back what was typed. In a posted form an absent box is an unticked one.
    pub(super) fn fill(&mut self, typed: &Typed) {
        if typed.is_empty() {
            return;
        }
        match &mut self.kind {
            Kind::Check(ticked) => *ticked = typed.raw(&self.name).is_some(),
            Kind::Picks(picks) => {
                for pick in picks {
                    pick.ticked = typed.all(&self.name).any(|value| value == pick.value);
                }
            }
            Kind::File(_) => {}
            _ => {
                if let Some(value) = typed.raw(&self.name) {
                    self.value = value.to_owned().into();
                }
            }
        }
    }

    pub(super) fn shown<'s>(&'s self, form: &'s str) -> Shown<'s> {
        Shown { field: self, id: format!("{form}-{}", self.name) }
    }

    fn new(name: impl Into<Text<'a>>, label: impl Into<Text<'a>>, kind: Kind<'a>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            kind,
            hint: None,
            value: "".into(),
            error: None,
            focus: false,
            need: Need::Unsaid,
            complete: None,
            key: None,
            arrows_to: None,
            large: false,
            longest: None,
        }
    }
}

/// A field as it is shown, with its id.
#[derive(Debug, Template)]
#[template(path = "ui/field.html")]
pub struct Shown<'a> {
    field: &'a Field<'a>,
    id: String,
}

impl Shown<'_> {
    /// `aria-describedby`, when there is something to describe.
    fn described(&self) -> Option<String> {
        let hint = self.field.hint.as_ref().map(|_| format!("{}-n", self.id));
        let error = self.field.error.as_ref().map(|_| format!("{}-e", self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    /// How a line is typed: its `type`, its keyboard, what the browser may fill in.
    fn typing(&self, kind: &str) -> Typing {
        let (kind, keyboard, complete) = match kind {
            "date-typed" => ("text", Some("numeric"), None),
            "number" => ("text", Some("decimal"), None),
            "code" => ("text", Some("numeric"), Some("one-time-code")),
            "date" => ("date", None, None),
            "time" => ("time", None, None),
            "tel" => ("tel", None, None),
            "email" => ("email", None, None),
            "search" => ("search", None, Some("off")),
            _ => ("text", None, None),
        };
        Typing { kind, keyboard, complete: self.field.complete.or(complete) }
    }
}

struct Typing {
    kind: &'static str,
    keyboard: Option<&'static str>,
    complete: Option<&'static str>,
}

impl HtmlSafe for Shown<'_> {}
