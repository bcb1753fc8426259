//! A refusal or a failure, as its reader will see it: JSON of RFC 9457 or a page, by what they accept.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;

/// What went wrong: a stable code, a French sentence, and what to do.
///
/// Details of the inside go to the log with the request's id, never here.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// `context/kebab-case`, listed in docs/reference/problems.md.
    #[serde(rename = "type")]
    pub code: &'static str,
    #[serde(rename = "title")]
    pub says: Cow<'static, str>,
    #[serde(rename = "detail")]
    pub advice: Cow<'static, str>,
    #[serde(serialize_with = "as_number")]
    pub status: StatusCode,
    /// Where to go instead, when a page is what they want: signing in, say.
    #[serde(skip)]
    pub instead: Option<Cow<'static, str>>,
}

impl Problem {
    pub fn new(
        status: StatusCode,
        code: &'static str,
        says: impl Into<Cow<'static, str>>,
        advice: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { code, says: says.into(), advice: advice.into(), status, instead: None }
    }

    /// Nothing at this address, or nothing for this person: the two are not told apart.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "web/not-found",
            "Il n’y a rien à cette adresse.",
            "Revenez à l’accueil, ou vérifiez le lien que vous avez reçu.",
        )
    }

    /// A rule of access says no.
    pub fn refused(why: access::Refusal) -> Self {
        let (code, advice) = match why {
            access::Refusal::NotHere => (
                "access/not-here",
                "Vous n’êtes pas membre de ce territoire aujourd’hui. Demandez au coordinateur.",
            ),
            access::Refusal::Role => ("access/role", "Votre rôle n’ouvre pas cette page."),
            access::Refusal::OutsideTheCircle => (
                "access/outside-the-circle",
                "Cette personne n’est pas dans votre cercle de soins. En cas de besoin, ouvrez l’accès avec un motif : \
                 elle le verra.",
            ),
            access::Refusal::NotDelegated => {
                ("access/not-delegated", "Ce professionnel ne vous a pas confié cette tâche.")
            }
            access::Refusal::NotYours => ("access/not-yours", "Seul son auteur peut faire cela."),
        };
        Self::new(StatusCode::FORBIDDEN, code, "Cette page ne vous est pas ouverte.", advice)
    }

    /// Nobody is signed in: a page goes to sign-in, a program gets 401.
    pub fn sign_in() -> Self {
        let problem = Self::new(
            StatusCode::UNAUTHORIZED,
            "web/sign-in",
            "Votre session est fermée.",
            "Connectez-vous de nouveau : rien de ce qui a été enregistré n’est perdu.",
        );
        Self { instead: Some("/connexion".into()), ..problem }
    }

    /// A request that no form of ours sends.
    pub fn malformed(advice: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "web/malformed", "Cette demande n’est pas lisible.", advice)
    }

    /// Something failed inside: the cause goes to the log, the reader gets the request's number.
    pub fn internal(cause: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(error = cause, "a request failed inside");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "web/internal",
            "Quelque chose n’a pas marché de notre côté.",
            "Réessayez dans un instant. Si cela se répète, donnez le numéro ci-dessous à votre coordinateur.",
        )
    }

    /// The database does not answer.
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "web/unavailable",
            "Maillage ne répond pas pour le moment.",
            "Ce qui a été confirmé est gardé. Réessayez dans une minute.",
        )
    }
}

impl IntoResponse for Problem {
    /// The status now; the body is written by the layer that knows what the reader accepts.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<db::DbError> for Problem {
    fn from(error: db::DbError) -> Self {
        match error {
            db::DbError::Sql(error) => error.into(),
            db::DbError::Seal(_) | db::DbError::NoKey(_) => Self::internal(&error),
        }
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::PoolClosed => {
                tracing::error!(%error, "the database does not answer");
                Self::unavailable()
            }
            // the server is going down or coming up (class 57)
            sqlx::Error::Database(known) if known.code().is_some_and(|code| code.starts_with("57P")) => {
                Self::unavailable()
            }
            _ => Self::internal(&error),
        }
    }
}

impl From<askama::Error> for Problem {
    fn from(error: askama::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<access::Refusal> for Problem {
    fn from(why: access::Refusal) -> Self {
        Self::refused(why)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl From<audit::RecordError> for Problem {
    fn from(error: audit::RecordError) -> Self {
        Self::internal(&error)
    }
}

impl From<audit::ViewError> for Problem {
    /// A page whose view could not be recorded is not shown.
    fn from(error: audit::ViewError) -> Self {
        Self::internal(&error)
    }
}
