//! What the report's form sends: its fields, and perhaps one file.

use axum::extract::{FromRequest, Multipart, Request};
use http::header::CONTENT_TYPE;
use ui::Typed;
use web::{Posted, Problem};

/// The fields as they were typed, and the file when one was chosen.
pub(super) struct WithFile {
    pub(super) typed: Typed,
    pub(super) file: Option<Vec<u8>>,
}

/// More fields than the form has.
const MOST_FIELDS: usize = 200;

impl<S: Send + Sync> FromRequest<S> for WithFile {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let Posted(typed) = Posted::from_request(request, state).await?;
            return Ok(Self { typed, file: None });
        }
        let mut parts = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
        let (mut pairs, mut file) = (Vec::new(), None);
        while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
            let name = part.name().unwrap_or_default().to_owned();
            let is_file = part.file_name().is_some();
            let bytes = part.bytes().await.map_err(|error| broken(&error))?;
            if is_file {
                if !bytes.is_empty() {
                    file = Some(bytes.to_vec());
                }
                continue;
            }
            let value = String::from_utf8(bytes.to_vec()).map_err(|_| unreadable())?;
            let wrong = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
            if pairs.len() >= MOST_FIELDS || value.chars().any(wrong) || name.chars().any(char::is_control) {
                return Err(unreadable());
            }
            pairs.push((name, value));
        }
        Ok(Self { typed: Typed::from_pairs(pairs), file })
    }
}

fn unreadable() -> Problem {
    Problem::malformed("Un caractère n’est pas lisible : effacez ce que vous avez collé et tapez-le.")
}

fn broken(error: &axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(
            http::StatusCode::PAYLOAD_TOO_LARGE,
            "record/not-a-file",
            "Ce fichier n’a pas été joint.",
            record::NotAFile::TooLarge.advice(),
        );
    }
    unreadable()
}
