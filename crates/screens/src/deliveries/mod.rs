//! « Envois » : reports on their way to their readers, for who signed them and who acts for them.
//!
//! To whom, how far, since when; never the report, and no patient: the act's number leads to it.

mod list;
mod one;
mod strays;

use access::Role;
use axum::Router;
use axum_extra::routing::RouterExt as _;
use ui::Icon;
use web::{App, Door};

/// The way in: for those whose reports leave, and their secretaries.
pub(crate) const DOOR: Door = Door {
    icon: Icon::Send,
    label: "Envois",
    href: "/envois",
    roles: &[Role::Doctor, Role::Nurse, Role::Pharmacist, Role::Secretary],
    rank: 40,
};

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .typed_get(list::show)
        .typed_get(strays::show)
        .typed_get(one::show)
        .typed_post(one::send_elsewhere)
}
