//! The choice between day and night.

use axum::Router;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use axum_extra::routing::{RouterExt as _, TypedPath};
use web::{App, Posted};

use super::way_back;

#[derive(TypedPath)]
#[typed_path("/apparence")]
struct Appearance;

pub(super) fn routes() -> Router<App> {
    Router::new().typed_post(choose_theme)
}

/// Day, night or as the system; comes back to the page that asked, never to another site.
async fn choose_theme(_: Appearance, cookies: CookieJar, Posted(typed): Posted) -> impl IntoResponse {
    let theme = ui::Theme::parse(typed.get("choix").unwrap_or_default());
    let back = typed.get("retour").and_then(way_back).unwrap_or("/");
    let cookie =
        Cookie::build(("apparence", theme.name())).path("/").same_site(SameSite::Lax).permanent().build();
    (cookies.add(cookie), Redirect::to(back))
}
