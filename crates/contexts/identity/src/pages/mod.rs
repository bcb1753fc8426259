//! The pages of this context, one file each, and what they share: cookies, the answers of keys, the way back.

mod appearance;
mod confirm;
mod invitation;
mod keys;
mod sign_in;

use std::net::IpAddr;

use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::JsonRejection;
use axum::response::IntoResponse;
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use http::uri::Authority;
use http::{HeaderMap, header};
use serde::Serialize;
use serde_json::json;
use ui::{Note, Rich, Tone};
use web::{App, Problem};

pub use confirm::confirm_first;
pub(crate) use invitation::InvitationPage;

use crate::COOKIE;
use crate::ceremony::{self, Asked, CeremonyError};
use crate::model::{Token, device};

/// The cookie that finds a challenge again.
const CHALLENGE: &str = "maillage_defi";

/// More than any key answers.
const LARGEST_ANSWER: usize = 64 * 1024;

/// The routes of this context.
pub fn routes() -> Router<App> {
    Router::new()
        .merge(sign_in::routes())
        .merge(appearance::routes())
        .merge(keys::routes())
        .merge(confirm::routes())
        .merge(invitation::routes())
        .layer(DefaultBodyLimit::max(LARGEST_ANSWER))
}

/// The cookie of a session: out of reach of scripts, sent to this site only.
pub fn cookie_of(app: &App, token: &Token) -> Cookie<'static> {
    Cookie::build((COOKIE, token.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .secure(is_secure(app))
        .same_site(SameSite::Lax)
        .build()
}

fn is_secure(app: &App) -> bool {
    app.house.origin.starts_with("https://")
}

/// Answers the options of a key, and leaves with the browser the secret that finds their challenge again.
fn challenge<T: Serialize>(app: &App, cookies: CookieJar, asked: Asked<T>) -> impl IntoResponse + use<T> {
    let cookie = Cookie::build((CHALLENGE, asked.ticket.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .secure(is_secure(app))
        .same_site(SameSite::Strict)
        .build();
    (cookies.add(cookie), Json(asked.options))
}

/// The secret of the challenge that this browser began.
fn ticket(cookies: &CookieJar) -> Result<Token, CeremonyError> {
    cookies.get(CHALLENGE).map(|cookie| Token::presented(cookie.value())).ok_or(CeremonyError::Gone)
}

/// What a key answered, or a sentence: no page of ours sends anything else.
fn answered<T>(answer: Result<Json<T>, JsonRejection>) -> Result<T, Problem> {
    let Json(answer) = answer.map_err(|_| {
        Problem::malformed("La réponse de la clé n’est pas lisible. Rechargez la page et recommencez.")
    })?;
    Ok(answer)
}

/// The session goes on, or begins, with this token; the island goes to `next`.
fn inside(app: &App, cookies: CookieJar, token: &Token, next: &str) -> impl IntoResponse + use<> {
    let cookies = cookies.remove(Cookie::build((CHALLENGE, "")).path("/").build()).add(cookie_of(app, token));
    (cookies, Json(json!({ "next": next })))
}

/// The device of a request in a few words.
fn device_of(headers: &HeaderMap) -> Option<String> {
    device(headers.get(header::USER_AGENT)?.to_str().ok()?)
}

/// Why no key works on a page opened at this address, when none does: a number has no keys, in any browser.
fn opened_by_number(app: &App, headers: &HeaderMap, here: &str) -> Option<Note<'static>> {
    if ceremony::relying_party(&app.house).is_err() {
        let text = "Maillage est installé à une adresse qui est un numéro. Une clé demande un nom\u{a0}: en attendant, \
                    un code de secours ouvre la porte.";
        return Some(Note::new(Tone::Wait, "Pas de clé à cette adresse", text));
    }
    let host: Authority = headers.get(header::HOST)?.to_str().ok()?.parse().ok()?;
    let number: IpAddr = host.host().trim_matches(['[', ']']).parse().ok()?;
    let text = Rich::from(format!(
        "Cette page est ouverte par un numéro ({number}). Une clé ne s’ouvre qu’à un nom\u{a0}: "
    ))
    .link(format!("{}{here}", app.house.origin), app.house.origin.clone())
    .text(".");
    Some(Note::new(Tone::Wait, "Pas de clé à cette adresse", text))
}

/// A path of this site to come back to, else nothing: browsers read `//`, `/\` and even `/<tab>/` as another site.
fn way_back(path: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~?=&%:+,".contains(&byte);
    (path.starts_with('/') && !path.starts_with("//") && path.bytes().all(plain)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leads_to_another_site() {
        for path in ["/", "/mes-cles", "/actes/0193a1b2?onglet=compte-rendu&tri=-heure"] {
            assert_eq!(way_back(path), Some(path));
        }
        for path in [
            "",
            "mes-cles",
            "//ailleurs.example",
            "/\\ailleurs.example",
            "/\t/ailleurs.example",
            "https://a.example",
        ] {
            assert_eq!(way_back(path), None, "{path:?}");
        }
    }
}
