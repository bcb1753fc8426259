//! The code of the mail: asked for, typed, and the page is open for half an hour.

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;
use axum_extra::routing::TypedPath;
use http::StatusCode;
use orientation::CodeError;
use serde::Deserialize;
use ui::{Action, Field, Form, Problems, Typed};
use web::{App, Frame, Posted, Problem, page};

use super::{Holder, show};

#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}/ouverture")]
pub(super) struct Open {
    token: String,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}/code")]
pub(super) struct SendCode {
    token: String,
}

/// The card that asks for the code.
pub(super) fn form(holder: &Holder, sent: bool, typed: &Typed, problems: &Problems) -> Form<'static> {
    let token = holder.token.reveal();
    let hint = if sent {
        "Un nouveau code vient de partir. Il arrive en une minute et sert dix minutes."
    } else {
        "Six chiffres, dans le courriel que nous vous avons envoyé."
    };
    Form::new(Open { token: token.clone() }.to_string(), "Ouvrir")
        .id("code")
        .title("Voir tout le rendez-vous")
        .with(Field::code("code", "Code").hint(hint).required().longest(12))
        .other(Action::submit_to(SendCode { token }.to_string(), "M’envoyer un autre code").quiet())
        .filled(typed, problems)
}

pub(super) async fn open(
    Open { token }: Open,
    State(app): State<App>,
    cookies: CookieJar,
    frame: Frame,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    match orientation::check_code(&app.db, &holder.link, typed.get("code").unwrap_or_default()).await {
        Ok(()) => {
            let proof = holder.proof(&app);
            Ok((cookies.add(proof), Redirect::to(&holder.path().to_string())).into_response())
        }
        Err(error @ (CodeError::Malformed | CodeError::Wrong(_) | CodeError::Gone)) => {
            let problem = Problem::from(error);
            let problems = Problems::none().on("code", format!("{} {}", problem.says, problem.advice));
            let wrong = show::Wrong { code: problems, ..show::Wrong::default() };
            let shown = show::render(&mut holder, &frame, false, &wrong).await?;
            holder.tx.commit().await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&shown)?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn send(
    SendCode { token }: SendCode,
    State(app): State<App>,
    cookies: CookieJar,
    _: Posted,
) -> Result<Response, Problem> {
    let mut holder = Holder::come(&app, &token, &cookies).await?;
    orientation::send_code(&mut holder.tx, &holder.link, &holder.token, &app.house.origin).await?;
    let place = format!("{}?code=envoye#code", holder.path());
    holder.tx.commit().await?;
    Ok(Redirect::to(&place).into_response())
}
