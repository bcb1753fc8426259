//! Stylesheets and scripts: embedded, precompressed, cached for ever under names that carry their content's hash.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};

use crate::Problem;

/// Answers `/static/…`.
pub(crate) async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let Some(asset) = ui::assets::find(uri.path()) else { return Problem::not_found().into_response() };
    if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let takes_brotli = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.split(',').any(|coding| coding.trim().starts_with("br")));
    let mut response = if takes_brotli { asset.brotli.into_response() } else { asset.bytes.into_response() };
    let answer = response.headers_mut();
    if takes_brotli {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    answer.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    response
}
