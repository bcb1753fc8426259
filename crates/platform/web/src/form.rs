//! What a form sent, as it was typed: raw pairs, so that nothing typed is lost when something is wrong.

use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use ui::Typed;

use crate::Problem;

/// The pairs of a urlencoded form, in their order.
#[derive(Debug, Clone)]
pub struct Posted(pub Typed);

/// More than any form of ours, reports included.
const LARGEST: usize = 256 * 1024;

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Problem::malformed("Envoyez le formulaire depuis sa page."));
        }
        let body = http_body_util::Limited::new(request.into_body(), LARGEST);
        let bytes = body.collect().await.map_err(|_| too_large())?.to_bytes();
        pairs(&bytes).map(|pairs| Self(Typed::from_pairs(pairs)))
    }
}

/// Decodes the pairs; broken UTF-8 and control characters are refused rather than replaced.
fn pairs(bytes: &[u8]) -> Result<Vec<(String, String)>, Problem> {
    let unreadable =
        || Problem::malformed("Un caractère n’est pas lisible : effacez ce que vous avez collé et tapez-le.");
    let mut pairs = Vec::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        if value.contains('\u{fffd}') || name.contains('\u{fffd}') {
            return Err(unreadable());
        }
        if value.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(unreadable());
        }
        pairs.push((name.into_owned(), value.into_owned()));
    }
    Ok(pairs)
}

fn too_large() -> Problem {
    Problem::new(
        http::StatusCode::PAYLOAD_TOO_LARGE,
        "web/too-large",
        "Ce texte est trop long pour un formulaire.",
        "Joignez-le plutôt comme document.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_keep_their_order_and_their_repetitions() {
        let read = pairs(b"jour=lundi&jour=mardi&nom=L%C3%A9ger").unwrap();
        assert_eq!(
            read,
            [
                ("jour".into(), "lundi".into()),
                ("jour".into(), "mardi".into()),
                ("nom".into(), "Léger".to_owned())
            ]
        );
    }

    #[test]
    fn broken_text_and_control_characters_are_refused() {
        assert!(pairs(b"nom=%ff%fe").is_err());
        assert!(pairs(b"nom=a%00b").is_err());
        assert!(pairs(b"nom=ligne%0d%0adeux").is_ok());
    }
}
