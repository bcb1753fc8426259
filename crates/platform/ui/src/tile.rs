//! Indicators in the size of a card.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::figure::{Spark, Svg};
use crate::{Badge, Text};

/// An indicator: its value, its change, on how many it rests, thirteen months, and the verdict in words.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/tile.html")]
pub struct Tile<'a> {
    title: Text<'a>,
    value: Text<'a>,
    unit: Text<'a>,
    metas: Vec<Text<'a>>,
    months: Spark,
    verdict: Option<Badge<'a>>,
    definition: Option<Text<'a>>,
    href: Option<Text<'a>>,
}

impl<'a> Tile<'a> {
    /// A value as it is read, with its unit apart (may be empty): `Tile::new("Rendez-vous en moins de 48 h", "61", "%")`.
    pub fn new(title: impl Into<Text<'a>>, value: impl Into<Text<'a>>, unit: impl Into<Text<'a>>) -> Self {
        Self {
            title: title.into(),
            value: value.into(),
            unit: unit.into(),
            metas: Vec::new(),
            months: Spark::default(),
            verdict: None,
            definition: None,
            href: None,
        }
    }

    /// A line under the value: « +9 points en un an », « n = 1 284 · complet à 92 % ».
    #[must_use]
    pub fn meta(mut self, text: impl Into<Text<'a>>) -> Self {
        self.metas.push(text.into());
        self
    }

    /// The last months, oldest first, `None` where nothing is known, and the band of the target.
    #[must_use]
    pub fn months(
        mut self,
        values: impl IntoIterator<Item = Option<f64>>,
        target: Option<(f64, f64)>,
    ) -> Self {
        self.months = Spark::new(values, target);
        self
    }

    /// The verdict in words: `Badge::ok("Dans la cible : 60 % au moins")`.
    #[must_use]
    pub fn verdict(mut self, badge: Badge<'a>) -> Self {
        self.verdict = Some(badge);
        self
    }

    /// Where the definition is.
    #[must_use]
    pub fn definition(mut self, href: impl Into<Text<'a>>) -> Self {
        self.definition = Some(href.into());
        self
    }

    /// Where the list behind the value is.
    #[must_use]
    pub fn href(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }

    fn picture(&self) -> Svg {
        let words = format!(
            "{} : {} derniers mois, dernière valeur {} {}",
            self.title,
            self.months.len(),
            self.value,
            self.unit
        );
        self.months.svg(words.trim_end())
    }
}

impl HtmlSafe for Tile<'_> {}
