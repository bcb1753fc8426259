//! Signing in and out: with a key, or with a printed code where there is no key or no script.

use askama::Template;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use axum_extra::routing::{RouterExt as _, TypedPath};
use http::{HeaderMap, StatusCode};
use ui::{Field, Form, Note, PasskeyButton, PlainShell, Problems, Typed};
use web::{App, Caller, Frame, MaybeCaller, Posted, Problem, page, see_other};
use webauthn_rs::prelude::PublicKeyCredential;

use super::keys::Keys;
use super::{answered, challenge, cookie_of, device_of, inside, opened_by_number, ticket};
use crate::sign_in_with_code::{SignInWithCodeError, sign_in_with_code};
use crate::{COOKIE, ceremony, end_session, sign_in_with_passkey};

#[derive(TypedPath)]
#[typed_path("/connexion")]
pub(super) struct SignIn;

#[derive(TypedPath)]
#[typed_path("/connexion/defi")]
struct StartWithKey;

#[derive(TypedPath)]
#[typed_path("/connexion/cle")]
struct FinishWithKey;

#[derive(TypedPath)]
#[typed_path("/connexion/code")]
struct WithCode;

#[derive(TypedPath)]
#[typed_path("/deconnexion")]
struct SignOut;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .typed_get(show)
        .typed_post(start_with_key)
        .typed_post(finish_with_key)
        .typed_post(with_code)
        .typed_post(sign_out)
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: PlainShell<'static>,
    by_number: Option<Note<'static>>,
    key: PasskeyButton<'static>,
    code: Form<'static>,
}

async fn show(
    _: SignIn,
    State(app): State<App>,
    frame: Frame,
    caller: MaybeCaller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if caller.is_some() {
        return Ok(Redirect::to("/").into_response());
    }
    let template = sign_in_page(&app, frame, &headers, &Typed::default(), &Problems::none());
    Ok(page(&template)?.into_response())
}

fn sign_in_page(
    app: &App,
    frame: Frame,
    headers: &HeaderMap,
    typed: &Typed,
    problems: &Problems,
) -> SignInPage {
    let (start, finish) = (StartWithKey.to_string(), FinishWithKey.to_string());
    SignInPage {
        by_number: opened_by_number(app, headers, &SignIn.to_string()),
        shell: PlainShell::professional(frame.nonce, "Professionnels du territoire").theme(frame.theme),
        key: PasskeyButton::sign_in(start, finish, "Entrer avec ma clé"),
        code: code_form(WithCode.to_string(), "Entrer avec ce code").filled(typed, problems),
    }
}

/// One recovery code, from paper.
pub(super) fn code_form(to: String, button: &'static str) -> Form<'static> {
    Form::new(to, button).id("code").with(
        Field::line("code", "Code de secours")
            .hint("Un des dix codes imprimés, qui n’a pas encore servi. Par exemple\u{a0}: 7K2M-Q9XD-41HT.")
            .longest(40)
            .complete("off")
            .required(),
    )
}

/// What is said beside the field.
pub(super) const WRONG_CODE: &str = "Ce code n’est pas sur votre liste, ou il a déjà servi. Vérifiez les douze signes, ou essayez le suivant.";

async fn start_with_key(
    _: StartWithKey,
    State(app): State<App>,
    cookies: CookieJar,
) -> Result<impl IntoResponse, Problem> {
    let party = ceremony::relying_party(&app.house)?;
    let asked = sign_in_with_passkey::start(&app.db, &party).await?;
    Ok(challenge(&app, cookies, asked))
}

async fn finish_with_key(
    _: FinishWithKey,
    State(app): State<App>,
    cookies: CookieJar,
    headers: HeaderMap,
    answer: Result<Json<PublicKeyCredential>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let (ticket, answer) = (ticket(&cookies)?, answered(answer)?);
    let party = ceremony::relying_party(&app.house)?;
    let device = device_of(&headers);
    let token = sign_in_with_passkey::finish(&app.db, &party, &ticket, &answer, device.as_deref()).await?;
    Ok(inside(&app, cookies, &token, "/"))
}

async fn with_code(
    _: WithCode,
    State(app): State<App>,
    frame: Frame,
    cookies: CookieJar,
    headers: HeaderMap,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let device = device_of(&headers);
    match sign_in_with_code(&app.db, typed.get("code").unwrap_or_default(), device.as_deref()).await {
        // whoever enters with paper has no key here: the next thing is to make one
        Ok(token) => Ok((cookies.add(cookie_of(&app, &token)), see_other(&Keys)).into_response()),
        Err(SignInWithCodeError::Unknown) => {
            let problems = Problems::none().on("code", WRONG_CODE);
            let template = sign_in_page(&app, frame, &headers, &typed, &problems);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&template)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
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
    Ok((outside(cookies), Redirect::to("/")))
}

/// Without the session's cookie.
pub(super) fn outside(cookies: CookieJar) -> CookieJar {
    cookies.remove(Cookie::build((COOKIE, "")).path("/").build())
}
