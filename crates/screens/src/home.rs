//! The front door: everyone is led to where their work begins.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use axum_extra::routing::{RouterExt as _, TypedPath};
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

async fn lead_in(_: Home, State(app): State<App>, caller: MaybeCaller) -> Result<Redirect, Problem> {
    let Some(caller) = caller else { return Ok(Redirect::to(app.house.welcome)) };
    // every role that a membership gives has a door; tests/it/home.rs follows each
    app.house.home_of(caller.role).map(Redirect::to).ok_or_else(Problem::not_found)
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
