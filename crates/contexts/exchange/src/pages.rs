//! What a button does to a report or a delivery; the pages that show them are in `screens`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::routing::RouterExt as _;
use http::{HeaderValue, header};
use web::{App, Caller, Posted, Problem};

use crate::paths::{Print, SendAgain, ShowDelivery};
use crate::print::print;
use crate::resume::{Resume, resume};

/// The routes of this context.
pub fn routes() -> Router<App> {
    Router::new().typed_post(send_again).typed_post(print_it)
}

async fn send_again(
    SendAgain { delivery }: SendAgain,
    State(app): State<App>,
    caller: Caller,
) -> Result<impl IntoResponse, Problem> {
    let mut tx = app.begin(&caller).await?;
    let new = resume(&mut tx, &caller, delivery, &Resume::Again).await?;
    tx.commit().await?;
    Ok(Redirect::to(&ShowDelivery { delivery: new }.to_string()))
}

/// Answers the file itself: the report, or the piece that the form names.
async fn print_it(
    Print { delivery }: Print,
    State(app): State<App>,
    caller: Caller,
    Posted(typed): Posted,
) -> Result<Response, Problem> {
    let rank = match typed.get("piece") {
        None | Some("") => 0,
        Some(text) => text.parse().map_err(|_| Problem::not_found())?,
    };
    let mut tx = app.begin(&caller).await?;
    let printed = print(&mut tx, &caller, delivery, rank).await?;
    tx.commit().await?;
    let kind = HeaderValue::from_str(&printed.media_type).map_err(|_| Problem::not_found())?;
    let mut response = printed.bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok(response)
}
