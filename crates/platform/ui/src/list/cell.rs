//! What one cell of a list may hold.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::{Date, Time};

use crate::{Badge, Text, french};

/// The content of a cell. Plain values convert into it: `|row| row.minutes.into()`.
#[derive(Debug, Clone)]
pub enum Cell<'a> {
    /// Nothing known: « – ».
    Nothing,
    Text(Text<'a>),
    /// A number and how many decimals it shows.
    Number(f64, usize),
    Day(Date),
    Clock(Time),
    Link {
        href: Text<'a>,
        text: Text<'a>,
    },
    Badge(Badge<'a>),
    /// A cell that may not be shown, with what stands in its place: « < 11 », « masqué ».
    Masked(Text<'a>),
    Part(Part<'a>),
}

impl<'a> Cell<'a> {
    /// A link, the usual content of a first column.
    pub fn link(href: impl Into<Text<'a>>, text: impl Into<Text<'a>>) -> Self {
        Self::Link { href: href.into(), text: text.into() }
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(self, Self::Number(..) | Self::Masked(_))
    }

    /// The cell as the page reads it.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Number(number, decimals) => french::decimal(*number, *decimals),
            Self::Day(date) => french::day(*date),
            other => other.plain(),
        }
    }

    /// The cell as a file shows it.
    pub(super) fn plain(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Text(text) | Self::Link { text, .. } | Self::Masked(text) => text.to_string(),
            Self::Number(number, decimals) => french::decimal(*number, *decimals).replace(french::NARROW, ""),
            Self::Day(date) => french::day_numeric(*date),
            Self::Clock(time) => french::clock(*time),
            Self::Badge(badge) => badge.text.to_string(),
            Self::Part(part) => part.plain.to_string(),
        }
    }
}

/// A context's own little template inside a typed cell, with the text that stands for it in files.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    html: String,
    plain: Text<'a>,
}

impl<'a> Part<'a> {
    /// Renders a template that its author marked safe.
    ///
    /// # Panics
    /// When the template fails, which only a formatter that fails does.
    pub fn of<T: Template + HtmlSafe>(template: &T, plain: impl Into<Text<'a>>) -> Self {
        let html = template.render().expect("a template of values renders");
        Self { html, plain: plain.into() }
    }
}

impl std::fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.html)
    }
}

impl HtmlSafe for Part<'_> {}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl<'a> From<Badge<'a>> for Cell<'a> {
    fn from(badge: Badge<'a>) -> Self {
        Self::Badge(badge)
    }
}

impl<'a> From<Part<'a>> for Cell<'a> {
    fn from(part: Part<'a>) -> Self {
        Self::Part(part)
    }
}

impl From<Date> for Cell<'_> {
    fn from(date: Date) -> Self {
        Self::Day(date)
    }
}

impl From<Time> for Cell<'_> {
    fn from(time: Time) -> Self {
        Self::Clock(time)
    }
}

impl From<i32> for Cell<'_> {
    fn from(number: i32) -> Self {
        Self::Number(f64::from(number), 0)
    }
}

impl From<u32> for Cell<'_> {
    fn from(number: u32) -> Self {
        Self::Number(f64::from(number), 0)
    }
}

impl From<i64> for Cell<'_> {
    #[expect(clippy::cast_precision_loss, reason = "counts shown to people stay far below 2^53")]
    fn from(number: i64) -> Self {
        Self::Number(number as f64, 0)
    }
}

impl From<usize> for Cell<'_> {
    #[expect(clippy::cast_precision_loss, reason = "counts shown to people stay far below 2^53")]
    fn from(number: usize) -> Self {
        Self::Number(number as f64, 0)
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}
