//! What a report looks like outside: its sheet, its plain text, the files joined to it.

use access::Action as Asked;
use acts::Report;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use db::Tx;
use http::{HeaderValue, header};
use kernel::ReportId;
use web::{App, Caller, Problem};

use super::seen::seen;
use super::{ShowFile, ShowSheet, ShowText};

/// The sheet, made on the first asking and the same ever since.
pub(super) async fn show(
    ShowSheet { report }: ShowSheet,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let (mut tx, _) = found(&app, &caller, report).await?;
    let sheet = acts::pdf_of(&mut tx, report).await?.ok_or_else(Problem::not_found)?;
    tx.commit().await?;
    Ok(web::pdf(sheet.bytes, "compte-rendu.pdf"))
}

/// The text alone, for another software.
pub(super) async fn text(
    ShowText { report }: ShowText,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let (tx, known) = found(&app, &caller, report).await?;
    tx.commit().await?;
    let mut response = known.content.to_draft().plain_text().into_response();
    let kind = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// A joined file, as its bytes say what it is.
pub(super) async fn file(
    ShowFile { act, document }: ShowFile,
    State(app): State<App>,
    caller: Caller,
) -> Result<Response, Problem> {
    let (mut tx, act, basis) = seen(&app, &caller, act, Asked::SeeAct).await?;
    let documents = record::documents(&mut tx, &[document]).await?;
    let known =
        documents.into_iter().find(|known| known.patient == act.patient).ok_or_else(Problem::not_found)?;
    audit::view(&mut tx, audit::View { page: "act/file", patients: &[act.patient], basis: basis.name() })
        .await?;
    let bytes = record::content_of(&mut tx, &known).await?;
    tx.commit().await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(known.media_type.name()));
    let name = format!("inline; filename=\"{}.{}\"", known.kind.name(), known.media_type.extension());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

/// The report, for whoever may see its act; the view is recorded.
async fn found(app: &App, caller: &Caller, id: ReportId) -> Result<(Tx, Report), Problem> {
    let mut tx = app.begin(caller).await?;
    let known = acts::report(&mut tx, id).await?.ok_or_else(Problem::not_found)?;
    let act = acts::act(&mut tx, known.act).await?.ok_or_else(Problem::not_found)?;
    let basis = acts::decide_on(&mut tx, caller, &act, Asked::SeeAct).await??;
    audit::view(&mut tx, audit::View { page: "act/report", patients: &[act.patient], basis: basis.name() })
        .await?;
    Ok((tx, known))
}
