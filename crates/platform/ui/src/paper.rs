//! The paper a patient leaves with. White by night too, and all that prints of a page that holds it.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::{Date, Time};

use crate::slots::Leaf;
use crate::{Rich, Text, french};

/// A sheet or a letter, in 16 pt or more once printed. Around it, mark with `no-print` what must not come along.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/paper.html")]
pub struct Paper<'a> {
    sender: Text<'a>,
    address: Text<'a>,
    opening: Rich<'a>,
    appointment: Option<Meeting<'a>>,
    paragraphs: Vec<(Text<'a>, Rich<'a>)>,
    foot: (Rich<'a>, Text<'a>),
}

#[derive(Debug, Clone)]
struct Meeting<'a> {
    leaf: Leaf,
    hour: String,
    place: Text<'a>,
    who: Text<'a>,
}

impl<'a> Paper<'a> {
    /// Who writes and from where, then the first line: « Rendez-vous de **Mme Simone Martin** ».
    pub fn new(
        sender: impl Into<Text<'a>>,
        address: impl Into<Text<'a>>,
        opening: impl Into<Rich<'a>>,
    ) -> Self {
        Self {
            sender: sender.into(),
            address: address.into(),
            opening: opening.into(),
            appointment: None,
            paragraphs: Vec::new(),
            foot: (Rich::default(), "".into()),
        }
    }

    /// When, where and with whom, in large letters.
    #[must_use]
    pub fn appointment(
        mut self,
        on: Date,
        at: Time,
        place: impl Into<Text<'a>>,
        who: impl Into<Text<'a>>,
    ) -> Self {
        let hour = french::clock_words(at);
        self.appointment = Some(Meeting { leaf: Leaf::new(on), hour, place: place.into(), who: who.into() });
        self
    }

    /// A paragraph with its first words in bold (may be empty): `.paragraph("À apporter :", "votre carte Vitale.")`.
    #[must_use]
    pub fn paragraph(mut self, lead: impl Into<Text<'a>>, text: impl Into<Rich<'a>>) -> Self {
        self.paragraphs.push((lead.into(), text.into()));
        self
    }

    /// The foot: what to do when it is serious, and the day of the sheet.
    #[must_use]
    pub fn foot(mut self, left: impl Into<Rich<'a>>, right: impl Into<Text<'a>>) -> Self {
        self.foot = (left.into(), right.into());
        self
    }
}

impl HtmlSafe for Paper<'_> {}
