//! The demonstration's own page: who can sign in with one click. Mounted by `maillage demo` only.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use axum::{Extension, Router};
use axum_extra::extract::CookieJar;
use axum_extra::routing::{RouterExt as _, TypedPath};
use identity::{StartSession, cookie_of, start_session};
use kernel::{AccountId, TerritoryId};
use serde::{Deserialize, Serialize};
use ui::PlainShell;
use web::{App, Frame, Method, Posted, Problem, page};

/// Somebody whom the demonstration lets in with one click.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Persona {
    /// `secretary`
    pub key: String,
    /// « Nadège Courtin »
    pub name: String,
    /// « secrétaire à Nérondes »
    pub role: String,
    /// What they would do here.
    pub does: String,
    pub account: AccountId,
    pub territory: TerritoryId,
}

/// Who they are, and from which day the data is.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub personas: Vec<Persona>,
    pub day: String,
}

#[derive(TypedPath)]
#[typed_path("/demonstration")]
struct Welcome;

/// The routes of the demonstration.
pub(crate) fn routes(stage: Stage) -> Router<App> {
    Router::new().typed_get(show).typed_post(enter).layer(Extension(Arc::new(stage)))
}

#[derive(Template)]
#[template(path = "demonstration.html")]
struct WelcomePage<'a> {
    shell: PlainShell<'static>,
    stage: &'a Stage,
}

async fn show(
    _: Welcome,
    Extension(stage): Extension<Arc<Stage>>,
    frame: Frame,
) -> Result<impl IntoResponse, Problem> {
    let shell = PlainShell::professional(frame.nonce, "Démonstration").theme(frame.theme);
    page(&WelcomePage { shell, stage: &stage })
}

async fn enter(
    _: Welcome,
    State(app): State<App>,
    Extension(stage): Extension<Arc<Stage>>,
    cookies: CookieJar,
    Posted(typed): Posted,
) -> Result<impl IntoResponse, Problem> {
    let wanted = typed.get("as").unwrap_or_default();
    let persona =
        stage.personas.iter().find(|persona| persona.key == wanted).ok_or_else(Problem::not_found)?;
    let command =
        StartSession { account: persona.account, method: Method::Demo, territory: Some(persona.territory) };
    let token = start_session(&app.db, command).await?;
    Ok((cookies.add(cookie_of(&app, &token)), Redirect::to("/")))
}
