//! What an answer needs to know of its request: the nonce of its policy, the path, day or night, htmx or not.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum_extra::extract::CookieJar;
use http::request::Parts;
use ui::Theme;

/// The frame of one answer.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The CSP nonce that scripts of this answer carry.
    pub nonce: String,
    /// The path of the page, without its query.
    pub here: String,
    pub theme: Theme,
    /// The browser asked for a fragment.
    pub fragment: bool,
}

/// The nonce of one answer, made by the security layer.
#[derive(Debug, Clone)]
pub(crate) struct Nonce(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Frame {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

impl Frame {
    pub(crate) fn of(parts: &Parts) -> Self {
        let cookies = CookieJar::from_headers(&parts.headers);
        Self {
            nonce: parts.extensions.get::<Nonce>().map(|nonce| nonce.0.clone()).unwrap_or_default(),
            here: parts.uri.path().to_owned(),
            theme: cookies.get("apparence").map(|cookie| Theme::parse(cookie.value())).unwrap_or_default(),
            fragment: parts.headers.contains_key("hx-request"),
        }
    }
}
