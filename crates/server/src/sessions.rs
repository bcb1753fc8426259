//! Recognises the person behind the cookie and puts them into the request: account, territory, role.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum_extra::extract::CookieJar;
use db::Actor;
use identity::{COOKIE, OpenSession, Token};
use jiff::tz::TimeZone;
use web::{App, Caller, Problem};

/// A layer: with a live session the request carries a [`Caller`]; without, it goes on as nobody's.
pub(crate) async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let cookies = CookieJar::from_headers(request.headers());
    if let Some(cookie) = cookies.get(COOKIE) {
        match caller(&app, &Token::presented(cookie.value())).await {
            Ok(Some(caller)) => {
                request.extensions_mut().insert(caller);
            }
            Ok(None) => {}
            Err(problem) => return problem.into_response(),
        }
    }
    next.run(request).await
}

async fn caller(app: &App, token: &Token) -> Result<Option<Caller>, Problem> {
    let mut tx = app.db.begin_outside(Actor::Nobody).await?;
    let Some(session) = identity::session_of(&mut tx, &token.hash()).await? else { return Ok(None) };
    drop(tx);
    member(app, &session).await
}

/// The session's person in the territory where they work; `None` when no membership is active any more.
async fn member(app: &App, session: &OpenSession) -> Result<Option<Caller>, Problem> {
    let mut tx = app.db.begin_outside(Actor::Account(session.account)).await?;
    let memberships = territory::memberships_of(&mut tx, session.account).await?;
    let chosen =
        memberships.iter().find(|m| Some(m.territory.id) == session.territory).or(memberships.first());
    let Some(membership) = chosen else { return Ok(None) };
    let professional = directory::of_account(&mut tx, session.account).await?.map(|row| row.id);
    let name = identity::name_of(&mut tx, session.account).await?.unwrap_or_default();
    Ok(Some(Caller {
        session: session.id,
        account: session.account,
        territory: membership.territory.id,
        territory_name: membership.territory.name.clone(),
        zone: TimeZone::get(&membership.territory.zone).unwrap_or(TimeZone::UTC),
        role: membership.role,
        name,
        title: membership.title.clone(),
        site: membership.site,
        professional,
        method: session.method,
        signed_in_at: session.signed_in_at,
    }))
}
