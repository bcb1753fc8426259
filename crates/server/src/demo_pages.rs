//! The demonstration's own page: who can sign in with one click. Mounted by `maillage demo` only.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Router};
use axum_extra::extract::CookieJar;
use axum_extra::routing::{RouterExt as _, TypedPath};
use identity::{StartSession, cookie_of, start_session};
use kernel::{AccountId, TerritoryId};
use orientation::MyAppointment;
use serde::{Deserialize, Serialize};
use ui::PlainShell;
use web::{App, Frame, Method, Posted, Problem, page, see_other};

/// Somebody whom the demonstration lets in with one click.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Persona {
    /// `secretary`
    pub key: String,
    /// « Nadège Courtin »
    pub name: String,
    /// « secrétaire à Nérondes »
    pub role: String,
    /// What they would do here.
    pub does: String,
    pub door: Door,
}

/// How they enter.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Door {
    /// A professional is signed in.
    Session { account: AccountId, territory: TerritoryId },
    /// A patient has no account: the secret of a link, as a mail brought it.
    Link(String),
}

/// Who they are, and from which day the data is.
#[derive(Clone)]
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
) -> Result<Response, Problem> {
    let wanted = typed.get("as").unwrap_or_default();
    let persona =
        stage.personas.iter().find(|persona| persona.key == wanted).ok_or_else(Problem::not_found)?;
    let (account, territory) = match &persona.door {
        Door::Session { account, territory } => (*account, *territory),
        Door::Link(token) => {
            let page = MyAppointment { token: token.clone() };
            return Ok((cookies, see_other(&page)).into_response());
        }
    };
    let command = StartSession { account, method: Method::Demo, territory: Some(territory) };
    let token = start_session(&app.db, command).await?;
    Ok((cookies.add(cookie_of(&app, &token)), see_other(&"/")).into_response())
}
