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

async fn lead_in(_: Home, State(app): State<App>, caller: MaybeCaller) -> impl IntoResponse {
    let place = caller.map_or(app.house.welcome, |caller| app.house.home_of(caller.role));
    Redirect::to(place)
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
