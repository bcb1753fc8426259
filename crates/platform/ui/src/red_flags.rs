//! Red flags: never a modal.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Icon, Rich};

/// The signs that must not wait. Its [`RedFlags::line`] stands above the form, itself lower on the same page.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/red_flags.html")]
pub struct RedFlags<'a> {
    signs: Vec<Rich<'a>>,
}

impl<'a> RedFlags<'a> {
    /// The signs, each a short sentence: « Vous respirez très mal. »
    pub fn new<S: Into<Rich<'a>>>(signs: impl IntoIterator<Item = S>) -> Self {
        Self { signs: signs.into_iter().map(Into::into).collect() }
    }

    /// The one line above the form.
    pub fn line() -> UrgentLine {
        UrgentLine
    }
}

impl HtmlSafe for RedFlags<'_> {}

/// « C’est grave, ou urgent ? »
#[derive(Debug, Clone, Copy, Template)]
#[template(
    ext = "html",
    source = r##"<p class="urgent"><span class="row row-fixed">{{ Icon::Alert }}<strong>C’est grave, ou urgent ?</strong></span><a href="#urgence">Appelez le 15 · voir les signes</a></p>"##
)]
pub struct UrgentLine;

impl HtmlSafe for UrgentLine {}
