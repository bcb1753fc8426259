//! Answers: a page, a PDF, a redirection.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderValue, header};

use crate::Problem;

/// Renders a page.
pub fn page(template: &impl Template) -> Result<Html<String>, Problem> {
    Ok(Html(template.render()?))
}

/// After a form: the browser gets the page that shows what was done.
pub fn see_other(path: &impl ToString) -> Redirect {
    Redirect::to(&path.to_string())
}

/// A PDF shown in the browser under a name without identity.
pub fn pdf(bytes: Vec<u8>, name: &'static str) -> Response {
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Ok(value) = HeaderValue::from_str(&format!("inline; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}
