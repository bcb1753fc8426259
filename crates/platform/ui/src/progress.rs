//! How far something is.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Text, french};

/// How far something long is, with a number and a duration in words.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/progress.html")]
pub struct Progress<'a> {
    label: Text<'a>,
    done: u32,
    of: u32,
    left: Text<'a>,
    steps: bool,
}

impl<'a> Progress<'a> {
    /// A long work: `Progress::new("Import des adresses", 412, 1150, "Encore deux minutes environ.")`.
    pub fn new(label: impl Into<Text<'a>>, done: u32, of: u32, left: impl Into<Text<'a>>) -> Self {
        Self { label: label.into(), done, of, left: left.into(), steps: false }
    }

    /// The steps of a patient's request: « Étape 2 sur 5 » and a few words after it.
    pub fn steps(step: u32, of: u32, then: impl Into<Text<'a>>) -> Self {
        Self { label: "Avancement de la demande".into(), done: step, of, left: then.into(), steps: true }
    }

    fn words(&self) -> String {
        format!("{} sur {}", french::integer(self.done.into()), french::integer(self.of.into()))
    }
}

impl HtmlSafe for Progress<'_> {}
