//! Badges and notes: a state in words, with its icon and its tone. Never a colour alone.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Action, Icon, Rich, Text};

/// What a state means: its colour in both themes and its usual icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Neither good nor bad.
    #[default]
    Plain,
    /// Ours, the place, the person.
    Brand,
    /// Done, arrived, verified.
    Ok,
    /// Waits, or must be read with care.
    Wait,
    /// Failed, or danger.
    Fail,
    /// Comes from outside; information.
    Info,
    /// Advice of a specialist.
    Expert,
}

impl Tone {
    /// The value of `data-tone`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Brand => "brand",
            Self::Ok => "ok",
            Self::Wait => "wait",
            Self::Fail => "fail",
            Self::Info => "info",
            Self::Expert => "expert",
        }
    }

    /// The icon that goes with it when none is chosen.
    pub fn icon(self) -> Icon {
        match self {
            Self::Plain => Icon::Doc,
            Self::Brand => Icon::Home,
            Self::Ok => Icon::Check,
            Self::Wait => Icon::Clock,
            Self::Fail => Icon::Alert,
            Self::Info => Icon::Info,
            Self::Expert => Icon::Skin,
        }
    }
}

/// A state of two or three words: `Badge::wait("attend depuis 18 min")`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/badge.html")]
pub struct Badge<'a> {
    pub(crate) tone: Tone,
    pub(crate) icon: Icon,
    pub(crate) text: Text<'a>,
}

impl<'a> Badge<'a> {
    /// A badge with the tone's usual icon.
    pub fn new(tone: Tone, text: impl Into<Text<'a>>) -> Self {
        Self { tone, icon: tone.icon(), text: text.into() }
    }

    /// Neither good nor bad.
    pub fn plain(text: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Plain, text)
    }

    /// Ours, the place, the person.
    pub fn brand(text: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Brand, text)
    }

    /// Done, arrived, verified.
    pub fn ok(text: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Ok, text)
    }

    /// Waits.
    pub fn wait(text: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Wait, text)
    }

    /// Failed.
    pub fn fail(text: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Fail, text)
    }

    /// Comes from outside.
    pub fn info(text: impl Into<Text<'a>>) -> Self {
        Self::new(Tone::Info, text)
    }

    /// Another icon than the tone's usual one.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }
}

impl HtmlSafe for Badge<'_> {}

/// A remark in a box: one bold line, one sentence, one next step.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/note.html")]
pub struct Note<'a> {
    tone: Tone,
    icon: Icon,
    title: Text<'a>,
    text: Rich<'a>,
    action: Option<Action<'a>>,
    alert: bool,
}

impl<'a> Note<'a> {
    /// A note whose bold first line is `title`.
    pub fn new(tone: Tone, title: impl Into<Text<'a>>, text: impl Into<Rich<'a>>) -> Self {
        let icon = if tone == Tone::Wait { Icon::Alert } else { tone.icon() };
        Self { tone, icon, title: title.into(), text: text.into(), action: None, alert: false }
    }

    /// Another icon than the tone's usual one.
    #[must_use]
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = icon;
        self
    }

    /// The next step.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.action = Some(action.small());
        self
    }

    /// Reads it aloud as soon as it appears: for what has just gone wrong, never for what was there before.
    #[must_use]
    pub fn alert(mut self) -> Self {
        self.alert = true;
        self
    }
}

impl HtmlSafe for Note<'_> {}
