//! The layers around every route: identity-free log, request id, policy, forgery guard, limits, problems.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;
use ui::{PlainShell, ProblemPage};

use crate::frame::{Frame, Nonce};
use crate::{App, Problem, page, statics};

/// Documents joined to a report are the largest thing sent.
const LARGEST_BODY: usize = 12 * 1024 * 1024;

/// Wraps the routes of all contexts.
pub fn layers(routes: Router<App>, app: App) -> Router {
    routes
        .route("/static/{file}", get(statics::serve))
        .fallback(|| async { Problem::not_found() })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "web/method",
                "Cette adresse ne s’ouvre pas ainsi.",
                "Revenez à la page précédente et utilisez son bouton.",
            )
        })
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CsrfLayer::new().with_rejection_response(|_: tower_http::csrf::ProtectionError| forged()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(20)))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(answer))
        .with_state(app)
}

/// The number of a request, said to the reader of a problem and written in the log.
#[derive(Debug, Clone)]
struct RequestId(String);

/// Gives the request its id and nonce, writes one line of log, renders problems, sets the headers of safety.
async fn answer(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId(random());
    let nonce = Nonce(random());
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(nonce.clone());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let (parts, body) = request.into_parts();
    let frame = Frame::of(&parts);
    let wants_page = accepts_html(&parts.headers);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = shown(&problem, &frame, wants_page, &id);
    }
    harden(response.headers_mut(), &nonce.0, &id.0);
    tracing::info!(
        request = id.0,
        %method,
        // the pattern of the route, never the address: addresses may name people
        route = route.as_deref().unwrap_or("(none)"),
        status = response.status().as_u16(),
        ms = started.elapsed().as_millis(),
        "answered"
    );
    response
}

fn shown(problem: &Problem, frame: &Frame, wants_page: bool, id: &RequestId) -> Response {
    if !wants_page {
        let mut response = (problem.status, axum::Json(problem)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        return response;
    }
    if let Some(place) = &problem.instead {
        return axum::response::Redirect::to(place).into_response();
    }
    let shell = PlainShell::professional(frame.nonce.clone(), "Un problème").theme(frame.theme);
    let template = ProblemPage::new(shell, problem.status.as_u16(), &*problem.says, &*problem.advice, &*id.0)
        .action(ui::Action::link("/", "Revenir à l’accueil"));
    match page(&template) {
        Ok(html) => (problem.status, html).into_response(),
        Err(_) => problem.status.into_response(),
    }
}

fn harden(headers: &mut HeaderMap, nonce: &str, id: &str) {
    let policy = format!(
        "default-src 'self'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; worker-src 'self'; \
         require-trusted-types-for 'script'; trusted-types default"
    );
    for (name, value) in [
        ("content-security-policy", policy.as_str()),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(self), microphone=(self), geolocation=()"),
        ("x-request-id", id),
    ] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    // health data stays in no cache, shared computers included; static files said otherwise already
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::VARY).or_insert(HeaderValue::from_static("hx-request"));
}

/// Browsers ask for HTML by name; programs and our own islands do not.
fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"))
}

fn forged() -> Response {
    Problem::new(
        StatusCode::FORBIDDEN,
        "web/cross-site",
        "Cette demande vient d’un autre site.",
        "Ouvrez Maillage et recommencez depuis sa page.",
    )
    .into_response()
}

fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::internal(&std::io::Error::other("a handler panicked")).into_response()
}

fn random() -> String {
    let mut bytes = [0_u8; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => BASE64_URL_SAFE_NO_PAD.encode(bytes),
        Err(_) => String::new(),
    }
}
