//! Forms: labels, hints, errors beside fields, what was typed kept, the draft saved by itself.

mod field;
mod typed;

use askama::Template;
use askama::filters::HtmlSafe;

pub use field::{Choice, Field, Pick};
pub use typed::{Problems, Typed};

use crate::{Action, Icon, Note, Text, Tone};

/// A form. `{{ form }}` shows it whole; for a free layout write `{{ form.open() }}`, `{{ form.field("motif") }}` where
/// each field goes, `{{ form.close() }}`.
///
/// A refused form is shown again with status 422, [`Form::filled`] with what was typed and what is wrong.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/form.html")]
pub struct Form<'a> {
    to: Text<'a>,
    submit: Action<'a>,
    id: Text<'a>,
    title: Option<Text<'a>>,
    get: bool,
    in_place: bool,
    fields: Vec<Field<'a>>,
    others: Vec<Action<'a>>,
    draft: Option<(Text<'a>, u64, Text<'a>)>,
    general: Option<Text<'a>>,
    aside: Option<Text<'a>>,
}

impl<'a> Form<'a> {
    /// A form that posts to an address; the label of its button is a verb.
    pub fn new(to: impl Into<Text<'a>>, button: impl Into<Text<'a>>) -> Self {
        Self {
            to: to.into(),
            submit: Action::submit(button).main(),
            id: "f".into(),
            title: None,
            get: false,
            in_place: false,
            fields: Vec::new(),
            others: Vec::new(),
            draft: None,
            general: None,
            aside: None,
        }
    }

    /// Adds a field.
    #[must_use]
    pub fn with(mut self, field: Field<'a>) -> Self {
        self.fields.push(field);
        self
    }

    /// A prefix for the ids of its fields: needed when a page has two forms.
    #[must_use]
    pub fn id(mut self, id: impl Into<Text<'a>>) -> Self {
        self.id = id.into();
        self
    }

    /// Makes it a card with this title.
    #[must_use]
    pub fn title(mut self, title: impl Into<Text<'a>>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Asks instead of changing: filters, whose values are ids, dates and codes. Never a search by a person's traits.
    #[must_use]
    pub fn get(mut self) -> Self {
        self.get = true;
        self
    }

    /// Sends by htmx and swaps itself for the answer: the bare form with 422, or a header `HX-Redirect`.
    #[must_use]
    pub fn in_place(mut self) -> Self {
        self.in_place = true;
        self
    }

    /// An icon on its button.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.submit = self.submit.icon(icon);
        self
    }

    /// The key of its button.
    #[must_use]
    pub fn key(mut self, key: impl Into<Text<'a>>) -> Self {
        self.submit = self.submit.key(key);
        self
    }

    /// Another button or link after the main one.
    #[must_use]
    pub fn other(mut self, action: Action<'a>) -> Self {
        self.others.push(action);
        self
    }

    /// A few words after the buttons: « à 4 destinataires, remplace la version 1 ».
    #[must_use]
    pub fn aside(mut self, text: impl Into<Text<'a>>) -> Self {
        self.aside = Some(text.into());
        self
    }

    /// Saves the draft at this address, at most a second after a keystroke. `version` is the draft's version that
    /// the form shows (posted as `version`), `said` the sentence shown before anything is typed.
    /// The address answers `{ "version": 4, "said": "Enregistré à 14:32:08" }`, or 409 with `said` when the posted
    /// version is behind; it may accept a version that is behind when the posted `writer` wrote the last one.
    #[must_use]
    pub fn autosave(mut self, to: impl Into<Text<'a>>, version: u64, said: impl Into<Text<'a>>) -> Self {
        self.draft = Some((to.into(), version, said.into()));
        self
    }

    /// Puts back what was typed, and says what is wrong. The first wrong field takes the focus.
    #[must_use]
    pub fn filled(mut self, typed: &Typed, problems: &Problems) -> Self {
        for field in &mut self.fields {
            field.fill(typed);
            field.error = problems.of(&field.name).map(|sentence| sentence.to_owned().into());
            field.focus = false;
        }
        if let Some(wrong) = self.fields.iter_mut().find(|field| field.error.is_some()) {
            wrong.focus = true;
        }
        self.general = problems.general().map(|sentence| sentence.to_owned().into());
        self
    }

    /// One field, for a free layout.
    ///
    /// # Panics
    /// When the form has no such field: the name is a literal, so the first page shown tells.
    pub fn field(&self, name: &str) -> field::Shown<'_> {
        let found = self.fields.iter().find(|field| field.name == name);
        found.unwrap_or_else(|| panic!("the form has no field called {name}")).shown(&self.id)
    }

    /// For a free layout: the beginning, with hidden fields, the general problem and the state of the draft.
    pub fn open(&self) -> Open<'_> {
        Open { form: self }
    }

    /// For a free layout: the buttons and the end.
    pub fn close(&self) -> Close<'_> {
        Close { form: self }
    }

    fn visible(&self) -> impl Iterator<Item = field::Shown<'_>> {
        self.fields.iter().filter(|field| !field.is_hidden()).map(|field| field.shown(&self.id))
    }

    fn hidden(&self) -> impl Iterator<Item = field::Shown<'_>> {
        self.fields.iter().filter(|field| field.is_hidden()).map(|field| field.shown(&self.id))
    }

    fn has_file(&self) -> bool {
        self.fields.iter().any(Field::is_file)
    }

    fn alert(&self) -> Option<Note<'_>> {
        let sentence = self.general.as_deref()?;
        Some(Note::new(Tone::Fail, sentence, "").alert())
    }
}

impl HtmlSafe for Form<'_> {}

/// The beginning of a form.
#[derive(Debug, Template)]
#[template(path = "ui/parts/form_open.html")]
pub struct Open<'a> {
    form: &'a Form<'a>,
}

impl HtmlSafe for Open<'_> {}

/// The end of a form.
#[derive(Debug, Template)]
#[template(path = "ui/parts/form_close.html")]
pub struct Close<'a> {
    form: &'a Form<'a>,
}

impl HtmlSafe for Close<'_> {}
