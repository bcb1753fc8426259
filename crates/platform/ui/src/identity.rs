//! The identity of a patient: first in the page, always in sight.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Badge, Text};

/// The banner: `Identity::new("GITTON Raymond", "Homme, 7 juin 1951 (75 ans) · Léré")`. Its name is the page's `h1`.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/identity.html")]
pub struct Identity<'a> {
    name: Text<'a>,
    beside: Option<Text<'a>>,
    traits: Text<'a>,
    facts: Vec<Fact<'a>>,
}

#[derive(Debug, Clone)]
struct Fact<'a> {
    label: Text<'a>,
    value: Text<'a>,
    badge: Option<Badge<'a>>,
    always: bool,
}

impl<'a> Identity<'a> {
    /// The name as lists show it, then sex, birth, age and commune on one line.
    pub fn new(name: impl Into<Text<'a>>, traits: impl Into<Text<'a>>) -> Self {
        Self { name: name.into(), beside: None, traits: traits.into(), facts: Vec::new() }
    }

    /// A few pale words after the name: « née AUGENDRE ».
    #[must_use]
    pub fn beside(mut self, text: impl Into<Text<'a>>) -> Self {
        self.beside = Some(text.into());
        self
    }

    /// The INS, grouped, with the state of the identity. It leaves small screens, not the paper.
    #[must_use]
    pub fn ins(self, ins: impl Into<Text<'a>>, state: Badge<'a>) -> Self {
        self.push("INS", ins, Some(state), false)
    }

    /// An allergy. It stays on small screens.
    #[must_use]
    pub fn allergy(self, text: impl Into<Text<'a>>) -> Self {
        self.push("Allergie", "", Some(Badge::fail(text)), true)
    }

    /// Anything else that is known: « Médecin traitant ».
    #[must_use]
    pub fn fact(self, label: impl Into<Text<'a>>, value: impl Into<Text<'a>>) -> Self {
        self.push(label, value, None, false)
    }

    /// A state that must be seen on small screens too: « Identité à vérifier ».
    #[must_use]
    pub fn state(self, label: impl Into<Text<'a>>, badge: Badge<'a>) -> Self {
        self.push(label, "", Some(badge), true)
    }

    fn push(
        mut self,
        label: impl Into<Text<'a>>,
        value: impl Into<Text<'a>>,
        badge: Option<Badge<'a>>,
        always: bool,
    ) -> Self {
        self.facts.push(Fact { label: label.into(), value: value.into(), badge, always });
        self
    }
}

impl HtmlSafe for Identity<'_> {}
