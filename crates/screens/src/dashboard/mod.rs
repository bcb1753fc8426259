//! « Tableau de bord » : the figures of the territory, each with its definition, its n and the list behind it.
//!
//! No patient is on these pages. Coordinators run the acts: they see every count and the lists. Evaluators look from
//! outside: small counts are masked, and there is no list.

mod acts;
mod board;
mod definitions;
mod figures;
mod scope;
mod tables;
mod tiles;
mod words;

use access::Role;
use axum::Router;
use axum_extra::routing::{RouterExt as _, TypedPath};
use serde::Deserialize;
use ui::Icon;
use web::{App, Door};

/// The way in: for those who steer.
pub(crate) const DOOR: Door = Door {
    icon: Icon::Chart,
    label: "Tableau de bord",
    href: "/tableau",
    roles: &[Role::Coordinator, Role::Evaluator],
    rank: 10,
};

/// The figures.
#[derive(TypedPath)]
#[typed_path("/tableau")]
struct ShowBoard;

/// The acts behind one figure.
#[derive(TypedPath)]
#[typed_path("/tableau/actes")]
struct ShowActs;

/// The same as a file.
#[derive(TypedPath)]
#[typed_path("/tableau/actes.csv")]
struct ActsFile;

/// A table of figures as a file: « volumes ».
#[derive(TypedPath, Deserialize)]
#[typed_path("/tableau/fichiers/{table}")]
struct TableFile {
    table: String,
}

/// What every figure means.
#[derive(TypedPath)]
#[typed_path("/tableau/definitions")]
struct ShowDefinitions;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .typed_get(board::show)
        .typed_get(acts::show)
        .typed_get(acts::file)
        .typed_get(tables::file)
        .typed_get(definitions::show)
}
