//! Every route of the product, in one place.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use http::StatusCode;
use web::App;

use crate::sessions::recognise;

/// The routes of all contexts and screens, and `extra` ones, with sessions and the layers of `web` around them.
pub fn router(app: App, extra: Router<App>) -> Router {
    let routes = Router::new()
        .merge(extra)
        .merge(identity::routes())
        .merge(screens::routes())
        .route("/healthz", get(|| async { "ok" }))
        .route("/readyz", get(ready))
        .layer(from_fn_with_state(app.clone(), recognise));
    web::layers(routes, app)
}

/// Whether this node can answer: the database does.
async fn ready(axum::extract::State(app): axum::extract::State<App>) -> (StatusCode, &'static str) {
    if app.db.is_ready().await {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
    }
}
