//! « Ma journée »: who waits and since when, the hours of the day, what is left to sign, and the taps that change them.
//!
//! The page of whoever receives; somebody to whom they delegated sees its hours and names, never its care.

mod agenda_list;
mod block;
mod facts;
mod show;
mod steps;
mod to_do;
mod waiting;
mod walk_in;
mod which;

pub(crate) use which::Whose;

use access::Role;
use axum::Router;
use axum_extra::routing::{RouterExt as _, TypedPath};
use kernel::{AppointmentId, PatientId};
use serde::Deserialize;
use ui::Icon;
use uuid::Uuid;
use web::{App, Door};

/// The way in, and the first: a day of care begins here.
pub(crate) const DOOR: Door = Door {
    icon: Icon::Sun,
    label: "Ma journée",
    href: "/journee",
    roles: &[Role::Doctor, Role::Nurse],
    rank: 10,
};

#[derive(TypedPath)]
#[typed_path("/journee")]
pub(crate) struct ShowDay;

#[derive(TypedPath, Deserialize)]
#[typed_path("/journee/sans-rendez-vous/{patient}")]
struct WalkIn {
    patient: PatientId,
}

#[derive(TypedPath)]
#[typed_path("/journee/blocage")]
struct Block;

#[derive(TypedPath, Deserialize)]
#[typed_path("/journee/blocage/{block}/levee")]
struct Unblock {
    block: Uuid,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/journee/rendez-vous/{appointment}/arrivee")]
struct Arrive {
    appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/journee/rendez-vous/{appointment}/absence")]
struct Absent {
    appointment: AppointmentId,
}

#[derive(TypedPath, Deserialize)]
#[typed_path("/journee/rendez-vous/{appointment}/retour")]
struct Undo {
    appointment: AppointmentId,
}

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .typed_get(show::show)
        .typed_post(walk_in::search)
        .typed_post(walk_in::take_in)
        .typed_post(block::block)
        .typed_post(block::unblock)
        .typed_post(steps::arrive)
        .typed_post(steps::absent)
        .typed_post(steps::undo)
}
