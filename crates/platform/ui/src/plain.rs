//! The shell of patients, of sign-in and of problems: one narrow column, large type, the telephone always in sight.
//! It loads no htmx and needs no script.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::icon::Sprite;
use crate::shell::{Head, Markup};
use crate::{Action, Rich, Text, Theme, french};

/// Everything around a patient's page. The page's struct has it as its field `shell`.
#[derive(Debug, Clone)]
pub struct PlainShell<'a> {
    nonce: Text<'a>,
    tagline: Text<'a>,
    home: Text<'a>,
    theme: Theme,
    audience: Audience,
    phone: Option<Phone<'a>>,
    links: Vec<Action<'a>>,
    foot: Rich<'a>,
    foot_links: Vec<(Text<'a>, Text<'a>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Audience {
    Patient,
    Professional,
}

#[derive(Debug, Clone)]
struct Phone<'a> {
    number: Text<'a>,
    hours: Text<'a>,
}

impl<'a> PlainShell<'a> {
    /// For patients: the CSP nonce of this answer, the line under the brand, the number to call (ten digits)
    /// and when someone answers: « du lundi au samedi, de 8 h à 19 h ».
    pub fn patient(
        nonce: impl Into<Text<'a>>,
        tagline: impl Into<Text<'a>>,
        phone: impl Into<Text<'a>>,
        hours: impl Into<Text<'a>>,
    ) -> Self {
        let phone = Phone { number: phone.into(), hours: hours.into() };
        Self { phone: Some(phone), ..Self::new(nonce, tagline, Audience::Patient) }
    }

    /// For professionals who are not inside yet: sign-in, invitation, a problem. Knows the passkey button.
    pub fn professional(nonce: impl Into<Text<'a>>, tagline: impl Into<Text<'a>>) -> Self {
        Self::new(nonce, tagline, Audience::Professional)
    }

    /// Where the brand leads.
    #[must_use]
    pub fn home(mut self, href: impl Into<Text<'a>>) -> Self {
        self.home = href.into();
        self
    }

    /// Day or night.
    #[must_use]
    pub fn theme(mut self, theme: Theme) -> Self {
        self.theme = theme;
        self
    }

    /// An action at the top right: « Version simple ».
    #[must_use]
    pub fn link(mut self, action: Action<'a>) -> Self {
        self.links.push(action.quiet());
        self
    }

    /// The sentence at the foot: « Vos réponses restent entre vous et vos soignants. »
    #[must_use]
    pub fn foot(mut self, sentence: impl Into<Rich<'a>>) -> Self {
        self.foot = sentence.into();
        self
    }

    /// A link at the foot: « Qui a vu mon dossier ».
    #[must_use]
    pub fn foot_link(mut self, href: impl Into<Text<'a>>, text: impl Into<Text<'a>>) -> Self {
        self.foot_links.push((href.into(), text.into()));
        self
    }

    /// For `ui/plain.html`: the attributes of `<html>`.
    pub fn html(&self) -> Markup {
        self.theme.attribute()
    }

    /// For `ui/plain.html`: the attributes of `<body>`.
    pub fn density(&self) -> Markup {
        Markup(match self.audience {
            Audience::Patient => r#" data-density="aise""#,
            Audience::Professional => "",
        })
    }

    /// For `ui/plain.html`: metadata, sheet and script.
    pub fn head(&self) -> Head<'_> {
        let (sheet, script) = match self.audience {
            Audience::Patient => ("patient.css", "patient.js"),
            Audience::Professional => ("maillage.css", "passkey.js"),
        };
        Head { nonce: &self.nonce, sheet, script }
    }

    /// For `ui/plain.html`: what comes before the page.
    pub fn before(&self) -> PlainBefore<'_> {
        PlainBefore { shell: self, sprite: Sprite }
    }

    /// For `ui/plain.html`: what comes after the page.
    pub fn after(&self) -> PlainAfter<'_> {
        PlainAfter { shell: self }
    }

    fn new(nonce: impl Into<Text<'a>>, tagline: impl Into<Text<'a>>, audience: Audience) -> Self {
        Self {
            nonce: nonce.into(),
            tagline: tagline.into(),
            home: "/".into(),
            theme: Theme::Auto,
            audience,
            phone: None,
            links: Vec::new(),
            foot: Rich::default(),
            foot_links: Vec::new(),
        }
    }
}

/// Skip link, sprite and brand.
#[derive(Template)]
#[template(path = "ui/parts/plain_before.html")]
pub struct PlainBefore<'a> {
    shell: &'a PlainShell<'a>,
    sprite: Sprite,
}

impl HtmlSafe for PlainBefore<'_> {}

/// Foot and telephone.
#[derive(Template)]
#[template(path = "ui/parts/plain_after.html")]
pub struct PlainAfter<'a> {
    shell: &'a PlainShell<'a>,
}

impl HtmlSafe for PlainAfter<'_> {}

/// A problem as a page: what happened in one sentence, what to do, and the number that finds it in the log.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/problem.html")]
pub struct ProblemPage<'a> {
    shell: PlainShell<'a>,
    status: u16,
    title: Text<'a>,
    advice: Rich<'a>,
    request: Text<'a>,
    actions: Vec<Action<'a>>,
}

impl<'a> ProblemPage<'a> {
    /// A problem with its HTTP status, its sentence, what to do, and the id of the request. The shell's foot is
    /// left out: one thing to do, and the telephone.
    pub fn new(
        shell: PlainShell<'a>,
        status: u16,
        title: impl Into<Text<'a>>,
        advice: impl Into<Rich<'a>>,
        request: impl Into<Text<'a>>,
    ) -> Self {
        let (title, advice, request) = (title.into(), advice.into(), request.into());
        let shell = PlainShell { foot: Rich::default(), foot_links: Vec::new(), ..shell };
        Self { shell, status, title, advice, request, actions: Vec::new() }
    }

    /// One thing to do, the best first.
    #[must_use]
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.actions.push(action);
        self
    }
}
