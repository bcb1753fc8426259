//! A key instead of a password.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::{Icon, Text};

/// Enters with a key, or makes one. Needs script: beside it the page offers a code.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/passkey.html")]
pub struct PasskeyButton<'a> {
    mode: &'static str,
    start: Text<'a>,
    finish: Text<'a>,
    label: Text<'a>,
}

impl<'a> PasskeyButton<'a> {
    /// Signs in. `start` answers webauthn's options as JSON, `finish` receives the key's answer and answers
    /// `{ "next": "/ma-journee" }`, or a problem whose detail is shown.
    pub fn sign_in(
        start: impl Into<Text<'a>>,
        finish: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
    ) -> Self {
        Self { mode: "sign-in", start: start.into(), finish: finish.into(), label: label.into() }
    }

    /// Makes a key, with the same two addresses.
    pub fn register(
        start: impl Into<Text<'a>>,
        finish: impl Into<Text<'a>>,
        label: impl Into<Text<'a>>,
    ) -> Self {
        Self { mode: "register", start: start.into(), finish: finish.into(), label: label.into() }
    }
}

impl HtmlSafe for PasskeyButton<'_> {}
