//! The link of a newcomer: who is expected, and one button that makes their first key.

use askama::Template;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::IntoResponse;
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use axum_extra::routing::{RouterExt as _, TypedPath};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use ui::{Note, PasskeyButton, PlainShell, Tone};
use web::{App, Frame, Problem, page};
use webauthn_rs::prelude::RegisterPublicKeyCredential;

use super::keys::Keys;
use super::{answered, challenge, device_of, inside, opened_by_number, ticket};
use crate::accept_invitation::{self, Invitation, accept_invitation, invitation_of};
use crate::ceremony;
use crate::model::Token;

#[derive(TypedPath, Deserialize)]
#[typed_path("/invitation/{token}")]
pub(crate) struct InvitationPage {
    pub(crate) token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/invitation/{token}/defi")]
struct StartKey {
    token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/invitation/{token}/cle")]
struct FinishKey {
    token: String,
}

pub(super) fn routes() -> Router<App> {
    Router::new().typed_get(show).typed_post(start_key).typed_post(finish_key)
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct Page {
    shell: PlainShell<'static>,
    name: Option<String>,
    note: Option<Note<'static>>,
    key: Option<PasskeyButton<'static>>,
}

async fn show(
    here: InvitationPage,
    State(app): State<App>,
    frame: Frame,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let shell = PlainShell::professional(frame.nonce, "Votre invitation").theme(frame.theme);
    let invitation = invitation_of(&app.db, &Token::presented(&here.token)).await?;
    let closed = |title, text| Page {
        shell: shell.clone(),
        name: None,
        note: Some(Note::new(Tone::Wait, title, text)),
        key: None,
    };
    let (status, template) = match invitation.ok_or_else(Problem::not_found)? {
        Invitation::Used => (
            StatusCode::GONE,
            closed(
                "Cette invitation a déjà servi",
                "Entrez avec votre clé. Si vous ne l’avez pas fait vous-même, appelez votre coordinateur.",
            ),
        ),
        Invitation::Expired => (
            StatusCode::GONE,
            closed(
                "Cette invitation a expiré",
                "Une invitation dure trois jours. Demandez-en une autre à votre coordinateur.",
            ),
        ),
        Invitation::Open { name, .. } => {
            let note = opened_by_number(&app, &headers, &here.to_string());
            let start = StartKey { token: here.token.clone() }.to_string();
            let finish = FinishKey { token: here.token }.to_string();
            let key = PasskeyButton::register(start, finish, "Créer ma clé et entrer");
            let key = note.is_none().then_some(key);
            (StatusCode::OK, Page { shell, name: Some(name), note, key })
        }
    };
    Ok((status, page(&template)?))
}

async fn start_key(
    StartKey { token }: StartKey,
    State(app): State<App>,
    cookies: CookieJar,
) -> Result<impl IntoResponse, Problem> {
    let party = ceremony::relying_party(&app.house)?;
    let asked = accept_invitation::start(&app.db, &party, &Token::presented(&token)).await?;
    Ok(challenge(&app, cookies, asked))
}

async fn finish_key(
    FinishKey { token }: FinishKey,
    State(app): State<App>,
    cookies: CookieJar,
    headers: HeaderMap,
    answer: Result<Json<RegisterPublicKeyCredential>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let (ticket, answer) = (ticket(&cookies)?, answered(answer)?);
    let party = ceremony::relying_party(&app.house)?;
    let (link, device) = (Token::presented(&token), device_of(&headers));
    let session = accept_invitation(&app.db, &party, &link, &ticket, &answer, device.as_deref()).await?;
    Ok(inside(&app, cookies, &session, &Keys.to_string()))
}
