//! Signing in and out, and the choice between day and night.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use axum_extra::routing::{RouterExt as _, TypedPath};
use ui::PlainShell;
use web::{App, Caller, Frame, MaybeCaller, Posted, Problem, page};

use crate::{COOKIE, Token, end_session};

#[derive(TypedPath)]
#[typed_path("/connexion")]
struct SignIn;

#[derive(TypedPath)]
#[typed_path("/deconnexion")]
struct SignOut;

#[derive(TypedPath)]
#[typed_path("/apparence")]
struct Appearance;

/// The routes of this context.
pub fn routes() -> Router<App> {
    Router::new().typed_get(show_sign_in).typed_post(sign_out).typed_post(choose_theme)
}

/// The cookie of a session: out of reach of scripts, sent to this site only.
pub fn cookie_of(app: &App, token: &Token) -> Cookie<'static> {
    Cookie::build((COOKIE, token.reveal().to_owned()))
        .path("/")
        .http_only(true)
        .secure(app.house.origin.starts_with("https://"))
        .same_site(SameSite::Lax)
        .build()
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: PlainShell<'static>,
}

async fn show_sign_in(_: SignIn, frame: Frame, caller: MaybeCaller) -> Result<impl IntoResponse, Problem> {
    if caller.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let shell = PlainShell::professional(frame.nonce, "Professionnels du territoire").theme(frame.theme);
    Ok(page(&SignInPage { shell })?.into_response())
}

async fn sign_out(
    _: SignOut,
    State(app): State<App>,
    caller: Caller,
    cookies: CookieJar,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.db.begin_outside(caller.actor()).await?;
    end_session(&mut tx, caller.session).await?;
    tx.commit().await?;
    let gone = Cookie::build((COOKIE, "")).path("/").build();
    Ok((cookies.remove(gone), Redirect::to("/")))
}

/// Day, night or as the system; comes back to the page that asked, never to another site.
async fn choose_theme(_: Appearance, cookies: CookieJar, Posted(typed): Posted) -> impl IntoResponse {
    let theme = ui::Theme::parse(typed.get("choix").unwrap_or_default());
    let back =
        typed.get("retour").filter(|path| path.starts_with('/') && !path.starts_with("//")).unwrap_or("/");
    let cookie =
        Cookie::build(("apparence", theme.name())).path("/").same_site(SameSite::Lax).permanent().build();
    (cookies.add(cookie), Redirect::to(back))
}
