//! The front door: everyone is led to where their work begins.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::{RouterExt as _, TypedPath};
use ui::{Empty, Shell};
use web::{App, Caller, Frame, MaybeCaller, Problem, page};

#[derive(TypedPath)]
#[typed_path("/")]
struct Home;

#[derive(TypedPath)]
#[typed_path("/etat")]
struct StatusBar;

pub(crate) fn routes() -> Router<App> {
    Router::new().typed_get(lead_in).typed_get(show_status)
}

/// For a role to which no door is open.
#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell<'static>,
    empty: Empty<'static>,
}

async fn lead_in(
    _: Home,
    State(app): State<App>,
    caller: MaybeCaller,
    frame: Frame,
) -> Result<Response, Problem> {
    let Some(caller) = caller else { return Ok(Redirect::to(app.house.welcome).into_response()) };
    if let Some(place) = app.house.home_of(caller.role) {
        return Ok(Redirect::to(place).into_response());
    }
    let mut tx = app.begin(&caller).await?;
    let shell = app.shell(&mut tx, &caller, &frame).await?;
    let empty =
        Empty::new("Aucune page n’est ouverte à votre rôle", "Cette version tient l’accueil téléphonique.");
    Ok(page(&HomePage { shell, empty })?.into_response())
}

/// The status bar alone, which a page asks for again by itself.
async fn show_status(
    _: StatusBar,
    State(app): State<App>,
    caller: Caller,
    _: Frame,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.begin(&caller).await?;
    page(&app.status(&mut tx, &caller).await?.refresh("/etat"))
}
