//! Pages that show several contexts: one file a page, and only reads.
//!
//! It owns no table and no rule. What a page does is a use case of a context; what it shows, contexts hand over.

mod desk;
mod home;

use axum::Router;
use db::Tx;
use futures_util::future::BoxFuture;
use ui::StatusItem;
use web::{App, Caller, Door, Problem};

/// The routes of every screen.
pub fn routes() -> Router<App> {
    Router::new().merge(home::routes()).merge(desk::routes())
}

/// « À rappeler » in the status bar.
pub fn reminders_status<'a>(
    tx: &'a mut Tx,
    caller: &'a Caller,
) -> BoxFuture<'a, Result<Vec<StatusItem<'static>>, Problem>> {
    desk::reminders_status(tx, caller)
}

/// The doors of every screen.
pub fn doors() -> Vec<Door> {
    vec![desk::DOOR]
}
