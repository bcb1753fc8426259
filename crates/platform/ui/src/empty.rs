//! What a place says while it is empty: what will come here, and the one thing to do.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Action, Text};

/// An empty place: `Empty::new("Personne n’attend", "Les arrivées s’affichent ici.")`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/empty.html")]
pub struct Empty<'a> {
    title: Text<'a>,
    text: Text<'a>,
    action: Option<Action<'a>>,
}

impl<'a> Empty<'a> {
    /// What is so, then what will come here (may be empty).
    pub fn new(title: impl Into<Text<'a>>, text: impl Into<Text<'a>>) -> Self {
        Self { title: title.into(), text: text.into(), action: None }
    }

    /// The one thing to do.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.action = Some(action);
        self
    }
}

impl HtmlSafe for Empty<'_> {}
