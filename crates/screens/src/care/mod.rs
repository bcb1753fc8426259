//! What is known of a patient, as cards: allergies and treatments, measures, earlier reports. For the act's page and for
//! that of who broke the glass. It decides nothing and interprets no measure.

mod glass;
mod known;

use axum::Router;
use axum_extra::routing::RouterExt as _;
use web::App;

pub(crate) use glass::BreakGlass;
pub(crate) use known::Known;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .typed_get(glass::show)
        .typed_post(glass::break_it)
        .typed_get(glass::show_care)
        .typed_post(glass::begin_act)
}
