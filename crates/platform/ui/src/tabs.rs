//! Tabs and segments: links with addresses, not scripted panels.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Text;

/// Views of the same thing, as links with addresses. The look is segments; [`Tabs::wide`] makes them tabs of a page.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/tabs.html")]
pub struct Tabs<'a> {
    label: Text<'a>,
    links: Vec<(Text<'a>, Text<'a>, bool)>,
    wide: bool,
}

impl<'a> Tabs<'a> {
    /// What they choose between, heard only: « Moment ».
    pub fn new(label: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), links: Vec::new(), wide: false }
    }

    /// A view with its address.
    #[must_use]
    pub fn link(mut self, href: impl Into<Text<'a>>, text: impl Into<Text<'a>>) -> Self {
        self.links.push((href.into(), text.into(), false));
        self
    }

    /// The view that is shown.
    #[must_use]
    pub fn current(mut self, href: impl Into<Text<'a>>, text: impl Into<Text<'a>>) -> Self {
        self.links.push((href.into(), text.into(), true));
        self
    }

    /// Tabs of a whole page.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
}

impl HtmlSafe for Tabs<'_> {}
