//! The strip of an act by telephone.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Action, Icon, Rich, Text, french};

/// An act by telephone, always dark: the number read across the desk, what happened at what time.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/call.html")]
pub struct Call<'a> {
    title: Text<'a>,
    number: Text<'a>,
    meta: Rich<'a>,
    actions: Vec<Action<'a>>,
    stamps: Vec<(Text<'a>, Vec<(Text<'a>, Text<'a>)>)>,
}

impl<'a> Call<'a> {
    /// The title, the number to dial (ten digits), and one line: « Fixe, à Léré. »
    pub fn new(title: impl Into<Text<'a>>, number: impl Into<Text<'a>>, meta: impl Into<Rich<'a>>) -> Self {
        let (title, number, meta) = (title.into(), number.into(), meta.into());
        Self { title, number, meta, actions: Vec::new(), stamps: Vec::new() }
    }

    /// A button under the number.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.actions.push(action);
        self
    }

    /// A column of hours, each with what happened: « 14:09 », « Il répond ».
    #[must_use]
    pub fn stamps<H: Into<Text<'a>>, W: Into<Text<'a>>>(
        mut self,
        title: impl Into<Text<'a>>,
        stamps: impl IntoIterator<Item = (H, W)>,
    ) -> Self {
        self.stamps.push((
            title.into(),
            stamps.into_iter().map(|(hour, what)| (hour.into(), what.into())).collect(),
        ));
        self
    }
}

impl HtmlSafe for Call<'_> {}
