//! Dialogs: only for what engages.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Action, Form, Rich, Text};

/// A question that engages: access, signature, refusal. Elsewhere, do it and offer to undo.
/// `Action::link("#id", …)` opens it; without script the link shows it in place.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/dialog.html")]
pub struct Dialog<'a> {
    id: Text<'a>,
    title: Text<'a>,
    text: Rich<'a>,
    form: Option<Form<'a>>,
    keep: Text<'a>,
}

impl<'a> Dialog<'a> {
    /// Its id, its question and what follows from a yes. `keep` closes it: « Garder l’accès ».
    pub fn new(
        id: impl Into<Text<'a>>,
        title: impl Into<Text<'a>>,
        text: impl Into<Rich<'a>>,
        keep: impl Into<Text<'a>>,
    ) -> Self {
        Self { id: id.into(), title: title.into(), text: text.into(), form: None, keep: keep.into() }
    }

    /// What is asked and the button that does it.
    #[must_use]
    pub fn form(mut self, form: Form<'a>) -> Self {
        self.form = Some(form.other(Action::close(self.keep.clone())));
        self
    }
}

impl HtmlSafe for Dialog<'_> {}
