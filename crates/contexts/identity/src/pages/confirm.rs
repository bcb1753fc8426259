//! « C’est bien vous ? »: proving again who one is, then going on to what asked for it.

use std::borrow::Cow;

use askama::Template;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, Router};
use axum_extra::extract::CookieJar;
use axum_extra::routing::{RouterExt as _, TypedPath};
use db::Tx;
use http::{HeaderMap, StatusCode};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use ui::{Action, Field, Form, Note, PasskeyButton, PlainShell, Problems, Typed};
use web::{App, Caller, Frame, Mode, Posted, Problem, page};
use webauthn_rs::prelude::PublicKeyCredential;

use super::sign_in::{WRONG_CODE, code_form};
use super::{answered, challenge, cookie_of, inside, opened_by_number, ticket, way_back};
use crate::confirm::{self, ConfirmError};
use crate::{ceremony, read};

#[derive(TypedPath)]
#[typed_path("/confirmer")]
struct Confirm;

#[derive(TypedPath)]
#[typed_path("/confirmer/defi")]
struct StartWithKey;

#[derive(TypedPath)]
#[typed_path("/confirmer/cle")]
struct FinishWithKey;

#[derive(TypedPath)]
#[typed_path("/confirmer/code")]
struct WithCode;

#[derive(TypedPath)]
#[typed_path("/confirmer/demonstration")]
struct InDemo;

/// Where to go once confirmed; anything but a path of this site is the front door.
#[derive(Serialize, Deserialize)]
struct Then<'a> {
    #[serde(default)]
    then: Cow<'a, str>,
}

impl Then<'_> {
    fn path(&self) -> &str {
        way_back(&self.then).unwrap_or("/")
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new()
        .typed_get(show)
        .typed_post(start_with_key)
        .typed_post(finish_with_key)
        .typed_post(with_code)
        .typed_post(in_demo)
}

/// The refusal of something that needs a proof at most five minutes old: a page goes to `/confirmer` and comes back to
/// `back`, a program gets 403.
pub fn confirm_first(back: &str) -> Problem {
    let instead = Confirm.with_query_params(Then { then: back.into() }).to_string();
    let problem = Problem::new(
        StatusCode::FORBIDDEN,
        "identity/confirm-first",
        "Confirmez d’abord que c’est vous.",
        "Votre dernière preuve a plus de cinq minutes. Rechargez la page et confirmez que c’est vous.",
    );
    Problem { instead: Some(instead.into()), ..problem }
}

/// Whether this session proved who it is within five minutes; read from the session, so that a confirmation counts at once.
pub(super) async fn is_fresh(tx: &mut Tx, caller: &Caller) -> Result<bool, Problem> {
    let proof = read::last_proof_of(tx, caller.session).await?;
    Ok(proof.is_some_and(|at| tx.now().duration_since(at) <= SignedDuration::from_mins(5)))
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    shell: PlainShell<'static>,
    name: String,
    by_number: Option<Note<'static>>,
    key: Option<PasskeyButton<'static>>,
    demo: Option<Action<'static>>,
    code: Form<'static>,
    back: Action<'static>,
}

async fn show(
    _: Confirm,
    State(app): State<App>,
    frame: Frame,
    caller: Caller,
    headers: HeaderMap,
    Query(then): Query<Then<'static>>,
) -> Result<Response, Problem> {
    let template =
        confirm_page(&app, frame, &caller, &headers, &then, (&Typed::default(), &Problems::none())).await?;
    Ok(page(&template)?.into_response())
}

async fn confirm_page(
    app: &App,
    frame: Frame,
    caller: &Caller,
    headers: &HeaderMap,
    then: &Then<'_>,
    (typed, problems): (&Typed, &Problems),
) -> Result<ConfirmPage, Problem> {
    let mut tx = app.db.begin_outside(caller.actor()).await?;
    let has_key = !read::own_passkeys(&mut tx).await?.is_empty();
    let path = then.path().to_owned();
    let finish = FinishWithKey.with_query_params(Then { then: path.as_str().into() }).to_string();
    let key = PasskeyButton::sign_in(StartWithKey.to_string(), finish, "Confirmer avec ma clé");
    let demo = Action::post(InDemo.to_string(), "Confirmer (démonstration)").field("then", path.clone());
    let demo = if has_key { demo } else { demo.main() };
    let here = Confirm.with_query_params(Then { then: path.as_str().into() }).to_string();
    Ok(ConfirmPage {
        by_number: opened_by_number(app, headers, &here).filter(|_| has_key),
        shell: PlainShell::professional(frame.nonce, caller.territory_name.clone()).theme(frame.theme),
        name: caller.name.clone(),
        key: has_key.then_some(key),
        demo: (app.house.mode == Mode::Demo).then_some(demo),
        code: code_form(WithCode.to_string(), "Confirmer avec ce code")
            .with(Field::hidden("then", path.clone()))
            .filled(typed, problems),
        back: Action::link(path, "Ne rien faire et revenir").quiet(),
    })
}

async fn start_with_key(
    _: StartWithKey,
    State(app): State<App>,
    caller: Caller,
    cookies: CookieJar,
) -> Result<impl IntoResponse, Problem> {
    let party = ceremony::relying_party(&app.house)?;
    let asked = confirm::start(&app.db, &party, caller.account, caller.session).await?;
    Ok(challenge(&app, cookies, asked))
}

async fn finish_with_key(
    _: FinishWithKey,
    State(app): State<App>,
    caller: Caller,
    cookies: CookieJar,
    Query(then): Query<Then<'static>>,
    answer: Result<Json<PublicKeyCredential>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let (ticket, answer) = (ticket(&cookies)?, answered(answer)?);
    let party = ceremony::relying_party(&app.house)?;
    let who = (caller.account, caller.session);
    let token = confirm::confirm_with_passkey(&app.db, &party, who, &ticket, &answer).await?;
    Ok(inside(&app, cookies, &token, then.path()))
}

async fn with_code(
    _: WithCode,
    State(app): State<App>,
    frame: Frame,
    caller: Caller,
    cookies: CookieJar,
    headers: HeaderMap,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let then = Then { then: typed.get("then").unwrap_or_default().into() };
    let who = (caller.account, caller.session);
    match confirm::confirm_with_code(&app.db, who, typed.get("code").unwrap_or_default()).await {
        Ok(token) => Ok((cookies.add(cookie_of(&app, &token)), Redirect::to(then.path())).into_response()),
        Err(ConfirmError::WrongCode) => {
            let problems = Problems::none().on("code", WRONG_CODE);
            let template = confirm_page(&app, frame, &caller, &headers, &then, (&typed, &problems)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&template)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn in_demo(
    _: InDemo,
    State(app): State<App>,
    caller: Caller,
    cookies: CookieJar,
    Posted(typed): Posted,
) -> Result<impl IntoResponse, Problem> {
    let then = Then { then: typed.get("then").unwrap_or_default().into() };
    let token = confirm::confirm_in_demo(&app.db, &app.house, (caller.account, caller.session)).await?;
    Ok((cookies.add(cookie_of(&app, &token)), Redirect::to(then.path())))
}
