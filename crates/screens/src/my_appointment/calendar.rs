//! The appointment as a calendar file: the same identifier through every move, so that calendars change it in place.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use axum_extra::routing::TypedPath;
use http::{HeaderValue, header};
use orientation::CalendarEntry;
use serde::Deserialize;
use web::{App, Problem};

use super::{Holder, words};

#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}/rendez-vous.ics")]
pub(super) struct File {
    pub(super) token: String,
}

pub(super) async fn file(
    File { token }: File,
    State(app): State<App>,
    cookies: CookieJar,
) -> Result<Response, Problem> {
    let holder = Holder::come(&app, &token, &cookies).await?;
    let known = &holder.known.appointment;
    let cancelled = known.cancelled_at.is_some();
    let description = format!(
        "Pour déplacer ou annuler : {}{}\nUne question : {}",
        app.house.origin,
        holder.path(),
        ui::french::phone(&holder.known.site.phone)
    );
    let entry = CalendarEntry {
        uid: known.calendar_uid,
        // a cancellation is one more change
        sequence: known.sequence + i32::from(cancelled),
        start: known.start,
        minutes: known.minutes,
        zone: &holder.known.territory.zone,
        made_at: known.cancelled_at.unwrap_or(known.booked_at),
        summary: "Rendez-vous",
        location: &words::place(known, &holder.known.site),
        description: &description,
        cancelled,
    };
    let text = orientation::calendar(&entry).map_err(|error| Problem::internal(&error))?;
    let method = if cancelled { "CANCEL" } else { "PUBLISH" };
    let mut response = text.into_response();
    let kind = format!("text/calendar; charset=utf-8; method={method}");
    if let Ok(kind) = HeaderValue::from_str(&kind) {
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    let disposition = HeaderValue::from_static("attachment; filename=\"rendez-vous.ics\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
