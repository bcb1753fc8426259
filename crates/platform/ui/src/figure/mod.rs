//! Figures: the finding as caption, an SVG made here, its table twin beside. No script, no tooltip: what the picture
//! cannot say without labels running into each other, the table says.

mod bars;
mod lines;
mod ranked;
mod scale;
mod spark;
mod svg;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;

pub(crate) use spark::Spark;
pub(crate) use svg::Svg;

use crate::{Text, french};

/// How much room a plot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Room {
    Narrow,
    Half,
    Whole,
}

impl Room {
    /// Units of the `viewBox`; about as many pixels.
    fn width(self) -> f64 {
        match self {
            Self::Narrow => 360.0,
            Self::Half => 460.0,
            Self::Whole => 900.0,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Narrow => "plot-narrow",
            Self::Half => "plot-half",
            Self::Whole => "plot-whole",
        }
    }
}

/// What one mark is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    Known(f64),
    /// Nothing was measured: a gap.
    Missing,
    /// Too few to be shown: hatched, and « masqué » in the table.
    Masked,
}

impl Value {
    pub(crate) fn known(self) -> Option<f64> {
        match self {
            Self::Known(number) if number.is_finite() => Some(number),
            _ => None,
        }
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Known(number)
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Known(number.into())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Missing, Into::into)
    }
}

/// How values are written: decimals, and what follows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    decimals: usize,
    suffix: &'static str,
}

impl Unit {
    /// Things one counts.
    pub const COUNT: Self = Self::new(0, "");
    /// Hundredths.
    pub const PERCENT: Self = Self::new(0, "%");
    /// Hours.
    pub const HOURS: Self = Self::new(0, "h");

    /// Any unit; its suffix follows a narrow no-break space.
    pub const fn new(decimals: usize, suffix: &'static str) -> Self {
        Self { decimals, suffix }
    }

    pub(crate) fn write(self, number: f64) -> String {
        let text = french::decimal(number, self.decimals);
        if self.suffix.is_empty() { text } else { format!("{text}{}{}", french::NARROW, self.suffix) }
    }

    fn cell(self, value: Value) -> String {
        match value {
            Value::Known(number) => self.write(number),
            Value::Missing => "–".to_owned(),
            Value::Masked => "masqué".to_owned(),
        }
    }
}

/// What runs along the bottom.
#[derive(Debug, Clone)]
pub enum Axis<'a> {
    /// Months, oldest first, each by its first day.
    Months(Vec<Date>),
    /// Anything else.
    Words(Vec<Text<'a>>),
}

impl Axis<'_> {
    /// `count` months that end with the month of `last`.
    pub fn months_to(last: Date, count: usize) -> Self {
        let first = last.first_of_month();
        let months =
            (0..count).rev().map(|back| first - jiff::Span::new().months(i64::try_from(back).unwrap_or(0)));
        Self::Months(months.collect())
    }

    fn len(&self) -> usize {
        match self {
            Self::Months(months) => months.len(),
            Self::Words(words) => words.len(),
        }
    }

    /// The label under the axis and, for months, the year to write under it.
    fn label(&self, index: usize) -> (String, Option<i16>) {
        match self {
            Self::Months(months) => (french::month(months[index]).to_owned(), Some(months[index].year())),
            Self::Words(words) => (words[index].to_string(), None),
        }
    }

    /// The label of the table, which stands alone.
    fn full(&self, index: usize) -> String {
        match self.label(index) {
            (label, Some(year)) => format!("{label} {year}"),
            (label, None) => label,
        }
    }
}

/// Values of one thing, one for each place of the axis.
#[derive(Debug, Clone)]
pub struct Series<'a> {
    name: Text<'a>,
    values: Vec<Value>,
    hrefs: Vec<Text<'a>>,
}

impl<'a> Series<'a> {
    /// A named series. Values beyond the axis are not shown; absent ones are [`Value::Missing`].
    pub fn new<V: Into<Value>>(name: impl Into<Text<'a>>, values: impl IntoIterator<Item = V>) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        Self { name: name.into(), values, hrefs: Vec::new() }
    }

    /// Where each value's list is: the table's figures become links.
    #[must_use]
    pub fn hrefs<H: Into<Text<'a>>>(mut self, hrefs: impl IntoIterator<Item = H>) -> Self {
        self.hrefs = hrefs.into_iter().map(Into::into).collect();
        self
    }

    fn value(&self, index: usize) -> Value {
        self.values.get(index).copied().unwrap_or(Value::Missing)
    }
}

/// A figure. Up to five series: `Figure::bars("Un acte sur six se fait à distance", "Actes par mois.", axis, series)`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/figure.html")]
pub struct Figure<'a> {
    finding: Text<'a>,
    measured: Text<'a>,
    kind: Kind,
    axis: Axis<'a>,
    series: Vec<Series<'a>>,
    unit: Unit,
    band: Option<(f64, f64, Text<'a>)>,
    marks: Vec<(usize, Text<'a>)>,
    row_title: Text<'a>,
    room: Room,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bars,
    Lines,
    Ranked,
}

impl<'a> Figure<'a> {
    /// Upright bars; several series are stacked.
    pub fn bars(
        finding: impl Into<Text<'a>>,
        measured: impl Into<Text<'a>>,
        axis: Axis<'a>,
        series: impl IntoIterator<Item = Series<'a>>,
    ) -> Self {
        Self::new(Kind::Bars, finding, measured, axis, series)
    }

    /// Lines over time, each with its name at its end.
    pub fn lines(
        finding: impl Into<Text<'a>>,
        measured: impl Into<Text<'a>>,
        axis: Axis<'a>,
        series: impl IntoIterator<Item = Series<'a>>,
    ) -> Self {
        Self::new(Kind::Lines, finding, measured, axis, series)
    }

    /// Level bars, in the order given; `rows` names what they are: « Commune ».
    pub fn ranked(
        finding: impl Into<Text<'a>>,
        measured: impl Into<Text<'a>>,
        rows: impl Into<Text<'a>>,
        names: impl IntoIterator<Item = Text<'a>>,
        series: Series<'a>,
    ) -> Self {
        let axis = Axis::Words(names.into_iter().collect());
        Self { row_title: rows.into(), ..Self::new(Kind::Ranked, finding, measured, axis, [series]) }
    }

    /// How values are written.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// A band behind lines, from one value to another, and what it means: « cible : 24 h au plus ».
    #[must_use]
    pub fn band(mut self, from: f64, to: f64, meaning: impl Into<Text<'a>>) -> Self {
        self.band = Some((from, to, meaning.into()));
        self
    }

    /// An upright rule before a place of the axis: « définition v2 ».
    #[must_use]
    pub fn mark(mut self, before: usize, text: impl Into<Text<'a>>) -> Self {
        self.marks.push((before, text.into()));
        self
    }

    /// What the rows of the table are, when they are not months: « Jour ».
    #[must_use]
    pub fn rows_are(mut self, title: impl Into<Text<'a>>) -> Self {
        self.row_title = title.into();
        self
    }

    /// For a side column.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.room = Room::Narrow;
        self
    }

    /// As wide as the page, for a figure alone on its row; others take half of it.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.room = Room::Whole;
        self
    }

    fn new(
        kind: Kind,
        finding: impl Into<Text<'a>>,
        measured: impl Into<Text<'a>>,
        axis: Axis<'a>,
        series: impl IntoIterator<Item = Series<'a>>,
    ) -> Self {
        let row_title = if matches!(axis, Axis::Months(_)) { "Mois" } else { "Rang" };
        Self {
            finding: finding.into(),
            measured: measured.into(),
            kind,
            axis,
            series: series.into_iter().collect(),
            unit: Unit::COUNT,
            band: None,
            marks: Vec::new(),
            row_title: row_title.into(),
            room: Room::Half,
        }
    }

    fn plot(&self) -> Svg {
        match self.kind {
            Kind::Bars => bars::plot(self),
            Kind::Lines => lines::plot(self),
            Kind::Ranked => ranked::plot(self),
        }
    }

    /// Names beside colours, where the picture itself has no room for names.
    fn has_legend(&self) -> bool {
        self.band.is_some() || self.is_masked() || (self.kind == Kind::Bars && self.series.len() > 1)
    }

    fn is_masked(&self) -> bool {
        self.series.iter().any(|series| series.values.contains(&Value::Masked))
    }

    /// The rows of the table twin.
    fn rows(&self) -> Vec<TableRow<'_>> {
        (0..self.axis.len())
            .map(|index| {
                let cells = self.series.iter().map(|series| {
                    let value = series.value(index);
                    let href = series.hrefs.get(index).filter(|_| value.known().is_some());
                    (self.unit.cell(value), href.map(|href| &**href))
                });
                TableRow { label: self.axis.full(index), cells: cells.collect() }
            })
            .collect()
    }
}

impl HtmlSafe for Figure<'_> {}

/// A row of the table twin: its label, then a text and perhaps a link for each series.
struct TableRow<'a> {
    label: String,
    cells: Vec<(String, Option<&'a str>)>,
}
