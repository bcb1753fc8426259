//! The shell of professionals: rail with doors, page, status bar. It knows no page and no context.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::icon::Sprite;
use crate::{Action, Icon, Keys, Text, Tone, assets};

/// The choice between day and night, kept in the cookie `apparence` and changed by `POST /apparence`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system does.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// Reads the cookie or the posted value `choix`; anything unknown is `Auto`.
    pub fn parse(value: &str) -> Self {
        match value {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The value of the cookie.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The attribute of `<html>`.
    pub(crate) fn attribute(self) -> Markup {
        Markup(match self {
            Self::Auto => "",
            Self::Light => r#" data-theme="light""#,
            Self::Dark => r#" data-theme="dark""#,
        })
    }
}

/// A door of the rail: the way into one part of the house.
#[derive(Debug, Clone)]
pub struct Door<'a> {
    icon: Icon,
    label: Text<'a>,
    href: Text<'a>,
    count: Option<(usize, Text<'a>)>,
}

impl<'a> Door<'a> {
    /// A door with its pictogram and the address behind it.
    pub fn new(icon: Icon, label: impl Into<Text<'a>>, href: impl Into<Text<'a>>) -> Self {
        Self { icon, label: label.into(), href: href.into(), count: None }
    }

    /// How many things wait behind it, and what that number means: `.count(4, "à placer")`. Zero shows nothing.
    #[must_use]
    pub fn count(mut self, number: usize, meaning: impl Into<Text<'a>>) -> Self {
        self.count = (number > 0).then(|| (number, meaning.into()));
        self
    }
}

/// The person who is signed in.
#[derive(Debug, Clone)]
pub struct Me<'a> {
    initials: Text<'a>,
    name: Text<'a>,
    role: Text<'a>,
    actions: Vec<Action<'a>>,
}

impl<'a> Me<'a> {
    /// Initials, name as said (« Dr Hélène Marchais ») and one line of role (« Nérondes · médecin »).
    pub fn new(initials: impl Into<Text<'a>>, name: impl Into<Text<'a>>, role: impl Into<Text<'a>>) -> Self {
        Self { initials: initials.into(), name: name.into(), role: role.into(), actions: Vec::new() }
    }

    /// A line of the person's menu: their keys, signing out.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.actions.push(action.quiet().small());
        self
    }
}

/// One sentence of the status bar, computed from queues.
#[derive(Debug, Clone)]
pub struct StatusItem<'a> {
    tone: Tone,
    icon: Icon,
    text: Text<'a>,
    href: Option<Text<'a>>,
}

impl<'a> StatusItem<'a> {
    /// A sentence with its tone: « 2 envois en attente ».
    pub fn new(tone: Tone, text: impl Into<Text<'a>>) -> Self {
        Self { tone, icon: tone.icon(), text: text.into(), href: None }
    }

    /// Where to go and repair it: a failure always has one.
    #[must_use]
    pub fn href(mut self, href: impl Into<Text<'a>>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// The status bar: what is pending, sent and failed. Also a fragment of its own, which the page asks for again by itself.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "ui/status.html")]
pub struct Status<'a> {
    items: Vec<StatusItem<'a>>,
    saved: Text<'a>,
    refresh: Option<Text<'a>>,
}

impl<'a> Status<'a> {
    /// A bar whose last words are `saved`: « Tout est enregistré · 14:32 ».
    pub fn new(saved: impl Into<Text<'a>>) -> Self {
        Self { items: Vec::new(), saved: saved.into(), refresh: None }
    }

    /// Adds a sentence.
    #[must_use]
    pub fn item(mut self, item: StatusItem<'a>) -> Self {
        self.items.push(item);
        self
    }

    /// Asks this address for a new bar every twenty seconds; it answers a `Status`, alone.
    #[must_use]
    pub fn refresh(mut self, from: impl Into<Text<'a>>) -> Self {
        self.refresh = Some(from.into());
        self
    }
}

impl HtmlSafe for Status<'_> {}

/// What was just done, with the way back: « Rendez-vous déplacé à 15:30. Annuler ».
#[derive(Debug, Clone)]
pub struct Toast<'a> {
    text: Text<'a>,
    undo: Option<Action<'a>>,
}

impl<'a> Toast<'a> {
    /// One sentence; never the only trace of an error.
    pub fn new(text: impl Into<Text<'a>>) -> Self {
        Self { text: text.into(), undo: None }
    }

    /// The way back.
    #[must_use]
    pub fn undo(mut self, action: Action<'a>) -> Self {
        self.undo = Some(action.quiet().small());
        self
    }
}

/// Everything around a professional's page. The page's struct has it as its field `shell`.
#[derive(Debug, Clone)]
pub struct Shell<'a> {
    nonce: Text<'a>,
    territory: Text<'a>,
    me: Me<'a>,
    home: Text<'a>,
    here: Text<'a>,
    theme: Theme,
    doors: Vec<Door<'a>>,
    status: Status<'a>,
    toast: Option<Toast<'a>>,
    keys: Option<Keys<'a>>,
    skip: (Text<'a>, Text<'a>),
}

impl<'a> Shell<'a> {
    /// A shell with the CSP nonce of this answer, the territory's name and the person signed in.
    pub fn new(nonce: impl Into<Text<'a>>, territory: impl Into<Text<'a>>, me: Me<'a>) -> Self {
        Self {
            nonce: nonce.into(),
            territory: territory.into(),
            me,
            home: "/".into(),
            here: "/".into(),
            theme: Theme::Auto,
            doors: Vec::new(),
            status: Status::default(),
            toast: None,
            keys: None,
            skip: ("contenu".into(), "Aller au contenu".into()),
        }
    }

    /// Where the brand leads.
    #[must_use]
    pub fn home(mut self, href: impl Into<Text<'a>>) -> Self {
        self.home = href.into();
        self
    }

    /// The path of this page: marks its door and is where `POST /apparence` comes back to.
    #[must_use]
    pub fn here(mut self, path: impl Into<Text<'a>>) -> Self {
        self.here = path.into();
        self
    }

    /// Day or night.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// The doors, most used first: a telephone shows the first five, its menu the others.
    #[must_use]
    pub fn doors(mut self, doors: impl IntoIterator<Item = Door<'a>>) -> Self {
        self.doors.extend(doors);
        self
    }

    /// The status bar.
    #[must_use]
    pub fn status(mut self, status: Status<'a>) -> Self {
        self.status = status;
        self
    }

    /// What was just done.
    #[must_use]
    pub fn toast(mut self, toast: Toast<'a>) -> Self {
        self.toast = Some(toast);
        self
    }

    /// The keys of this page, shown by F1.
    #[must_use]
    pub fn keys(mut self, keys: Keys<'a>) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Where the skip link leads, when not to the content: `.skip("q", "Aller à la recherche")`.
    #[must_use]
    pub fn skip(mut self, id: impl Into<Text<'a>>, label: impl Into<Text<'a>>) -> Self {
        self.skip = (id.into(), label.into());
        self
    }

    /// For `ui/shell.html`: the attributes of `<html>`.
    pub fn html(&self) -> Markup {
        self.theme.attribute()
    }

    /// For `ui/shell.html`: metadata, sheet and script.
    pub fn head(&self) -> Head<'_> {
        Head { nonce: &self.nonce, sheet: "maillage.css", script: "maillage.js" }
    }

    /// For `ui/shell.html`: what comes before the page.
    pub fn before(&self) -> Before<'_> {
        Before { shell: self, sprite: Sprite }
    }

    /// For `ui/shell.html`: what comes after the page.
    pub fn after(&self) -> After<'_> {
        After { shell: self }
    }

    fn is_current(&self, door: &Door<'_>) -> bool {
        let inside = |href: &str| {
            self.here == href
                || (self.here.starts_with(href) && self.here[href.len()..].starts_with(['/', '?']))
        };
        let deepest =
            self.doors.iter().filter(|other| inside(&other.href)).max_by_key(|other| other.href.len());
        deepest.is_some_and(|other| other.href == door.href)
    }
}

/// Attributes written by this crate alone.
#[derive(Debug, Clone, Copy)]
pub struct Markup(pub(crate) &'static str);

impl std::fmt::Display for Markup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl HtmlSafe for Markup {}

/// The inside of `<head>`, title apart.
#[derive(Debug, Template)]
#[template(path = "ui/parts/head.html")]
pub struct Head<'a> {
    pub(crate) nonce: &'a str,
    pub(crate) sheet: &'static str,
    pub(crate) script: &'static str,
}

impl HtmlSafe for Head<'_> {}

/// Skip link, sprite and rail.
#[derive(Template)]
#[template(path = "ui/parts/before.html")]
pub struct Before<'a> {
    shell: &'a Shell<'a>,
    sprite: Sprite,
}

impl HtmlSafe for Before<'_> {}

/// Status bar, toast and keys.
#[derive(Template)]
#[template(path = "ui/parts/after.html")]
pub struct After<'a> {
    shell: &'a Shell<'a>,
}

impl HtmlSafe for After<'_> {}

/// The M of three knots, in the colour of the words beside it.
pub(crate) const LOGO: Markup = Markup(
    r##"<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M6 26V8l10 10L26 8v18" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/><circle cx="6" cy="8" r="3.5" fill="currentColor"/><circle cx="26" cy="8" r="3.5" fill="currentColor"/><circle cx="16" cy="18" r="5" fill="#e9a640"/></svg>"##,
);
