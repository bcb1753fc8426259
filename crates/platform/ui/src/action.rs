//! One thing that one can do: a link, or a button that posts. A label begins with a verb.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Icon, Text};

/// A link or a button: `Action::post("/envois/12/reprise", "Réessayer").icon(Icon::Send)`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/action.html")]
pub struct Action<'a> {
    label: Text<'a>,
    target: Target<'a>,
    look: &'static str,
    small: bool,
    icon: Option<Icon>,
    bare: bool,
    key: Option<Text<'a>>,
    fields: Vec<(Text<'a>, Text<'a>)>,
    refused: Option<Text<'a>>,
}

#[derive(Debug, Clone)]
enum Target<'a> {
    Link(Text<'a>),
    Post(Text<'a>),
    Submit,
    SubmitTo(Text<'a>),
    Print,
    Close,
}

impl<'a> Action<'a> {
    /// A link that looks like a button. `#id` of a [`crate::Dialog`] opens it.
    pub fn link(href: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(Target::Link(href.into()), label)
    }

    /// A button that posts to an address; a form of its own, so never inside another form.
    pub fn post(to: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(Target::Post(to.into()), label)
    }

    /// A button that submits the form around it; [`Action::field`] names what it means.
    pub fn submit(label: impl Into<Text<'a>>) -> Self {
        Self::new(Target::Submit, label)
    }

    /// A button that submits the form around it to another address.
    pub fn submit_to(to: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        Self::new(Target::SubmitTo(to.into()), label)
    }

    /// Prints the page; absent without script.
    pub fn print(label: impl Into<Text<'a>>) -> Self {
        Self::new(Target::Print, label).icon(Icon::Print)
    }

    /// Closes the dialog around it and changes nothing.
    pub fn close(label: impl Into<Text<'a>>) -> Self {
        Self::new(Target::Close, label)
    }

    /// The one main action of its card.
    #[must_use]
    pub fn main(mut self) -> Self {
        self.look = " btn-main";
        self
    }

    /// Without edge: what one rarely does.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.look = " btn-quiet";
        self
    }

    /// Takes something away.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.look = " btn-danger";
        self
    }

    /// For lines and notes.
    #[must_use]
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// An icon before the words.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The icon alone, the words for screen readers: phone, print and close only.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// The key that does it, as `aria-keyshortcuts` writes it, shown beside the words.
    #[must_use]
    pub fn key(mut self, key: impl Into<Text<'a>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// A name and value that are posted with it.
    #[must_use]
    pub fn field(mut self, name: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// Cannot be done now; the reason stands beside the button.
    #[must_use]
    pub fn refused(mut self, why: impl Into<Text<'a>>) -> Self {
        self.refused = Some(why.into());
        self
    }

    fn new(target: Target<'a>, label: impl Into<Text<'a>>) -> Self {
        Self {
            label: label.into(),
            target,
            look: "",
            small: false,
            icon: None,
            bare: false,
            key: None,
            fields: Vec::new(),
            refused: None,
        }
    }

    fn inside(&self) -> Inside<'_> {
        Inside { label: &self.label, icon: self.icon, bare: self.bare, key: self.key.as_deref() }
    }

    fn attributes(&self) -> Attributes<'_> {
        Attributes {
            look: self.look,
            small: self.small,
            bare: self.bare.then_some(&*self.label),
            key: self.key.as_deref(),
        }
    }
}

impl HtmlSafe for Action<'_> {}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#" class="btn{{ look }}{% if small %} btn-small{% endif %}{% if bare.is_some() %} btn-icon{% endif %}"{% if let Some(label) = bare %} aria-label="{{ label }}"{% endif %}{% if let Some(key) = key %} aria-keyshortcuts="{{ key }}"{% endif %}"#
)]
struct Attributes<'a> {
    look: &'static str,
    small: bool,
    bare: Option<&'a str>,
    key: Option<&'a str>,
}

impl HtmlSafe for Attributes<'_> {}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{% if let Some(icon) = icon %}{{ icon }}{% endif %}{% if !bare %}{{ label }}{% if let Some(key) = key %} <kbd class="wide-only" aria-hidden="true">{{ crate::keys::shown(key) }}</kbd>{% endif %}{% endif %}"#
)]
struct Inside<'a> {
    label: &'a str,
    icon: Option<Icon>,
    bare: bool,
    key: Option<&'a str>,
}

impl HtmlSafe for Inside<'_> {}
