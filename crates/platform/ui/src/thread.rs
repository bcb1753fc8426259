//! The thread of an act: six knots on one line. Wherever an act is shown, its thread is shown.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::Text;

const PROFESSIONAL: [&str; 6] = ["Besoin", "Orientation", "Acte", "Compte rendu", "Remise", "Évaluation"];
const PATIENT: [&str; 6] =
    ["Votre demande", "Rendez-vous pris", "Consultation", "Compte rendu", "Envoi", "Votre avis"];

/// How far one knot is, with the few words under it (may be empty): « hier, 18:40 ».
#[derive(Debug, Clone)]
pub struct Knot<'a> {
    state: KnotState,
    under: Text<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KnotState {
    Done,
    Current,
    Lost,
    Ahead,
}

impl KnotState {
    /// What those hear who do not see the knots.
    fn heard(self) -> &'static str {
        match self {
            Self::Done => "fait",
            Self::Current => "en cours",
            Self::Lost => "échec",
            Self::Ahead => "à venir",
        }
    }
}

impl<'a> Knot<'a> {
    /// Behind us.
    pub fn done(under: impl Into<Text<'a>>) -> Self {
        Self { state: KnotState::Done, under: under.into() }
    }

    /// Where the act is.
    pub fn current(under: impl Into<Text<'a>>) -> Self {
        Self { state: KnotState::Current, under: under.into() }
    }

    /// Failed, to be repaired: a square.
    pub fn lost(under: impl Into<Text<'a>>) -> Self {
        Self { state: KnotState::Lost, under: under.into() }
    }

    /// Still to come.
    pub fn ahead(under: impl Into<Text<'a>>) -> Self {
        Self { state: KnotState::Ahead, under: under.into() }
    }
}

/// Need, orientation, act, report, delivery, evaluation.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/thread.html")]
pub struct Thread<'a> {
    names: &'static [&'static str; 6],
    knots: [Knot<'a>; 6],
}

impl<'a> Thread<'a> {
    /// In the words of professionals.
    pub fn professional(knots: [Knot<'a>; 6]) -> Self {
        Self { names: &PROFESSIONAL, knots }
    }

    /// In the words of patients.
    pub fn patient(knots: [Knot<'a>; 6]) -> Self {
        Self { names: &PATIENT, knots }
    }
}

impl HtmlSafe for Thread<'_> {}
