//! « Mon rendez-vous »: what a patient's link shows. Day, hour and place to whoever has the link; the rest to whoever
//! has the code of the mail.
//!
//! Forms and links alone. Nothing of it is cached, and no name is in an address.

mod after;
mod calendar;
mod change;
mod code;
mod show;
mod words;

use axum::Router;
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use axum_extra::routing::RouterExt as _;
use db::Tx;
use jiff::tz::TimeZone;
use orientation::{Link, LinkPage, LinkToken, MyAppointment};
use web::{App, Problem};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .typed_get(show::show)
        .typed_post(code::open)
        .typed_post(code::send)
        .typed_get(change::show_move)
        .typed_post(change::move_it)
        .typed_get(change::show_cancel)
        .typed_post(change::cancel)
        .typed_get(calendar::file)
        .typed_post(after::answer)
        .typed_get(after::sheet)
}

/// The cookie that proves that a code opened the link; each link has its own path, so its own cookie.
const COOKIE: &str = "suivi";

/// A link that somebody came with, in the transaction of the server that acts for them.
struct Holder {
    tx: Tx,
    link: Link,
    token: LinkToken,
    known: LinkPage,
    /// The code of the mail was given in this browser, lately.
    opened: bool,
}

impl Holder {
    /// Finds the link; unknown, closed and old ones are not told apart.
    async fn come(app: &App, token: &str, cookies: &CookieJar) -> Result<Self, Problem> {
        let token = LinkToken::parse(token).ok_or_else(Problem::not_found)?;
        let (mut tx, link) = orientation::open_link(&app.db, &token).await?.ok_or_else(Problem::not_found)?;
        let known = orientation::page_of(&mut tx, &link).await?;
        let opened =
            cookies.get(COOKIE).is_some_and(|cookie| orientation::is_proven(&tx, &link, cookie.value()));
        Ok(Self { tx, link, token, known, opened })
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.known.territory.zone).unwrap_or(TimeZone::UTC)
    }

    fn path(&self) -> MyAppointment {
        MyAppointment::of(&self.token)
    }

    /// The cookie of an opened link: out of reach of scripts, sent to this link's pages only.
    fn proof(&self, app: &App) -> Cookie<'static> {
        Cookie::build((COOKIE, orientation::proof(&self.tx, &self.link)))
            .path(self.path().to_string())
            .http_only(true)
            .secure(app.house.origin.starts_with("https://"))
            .same_site(SameSite::Lax)
            .build()
    }
}
