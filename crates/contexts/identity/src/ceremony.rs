//! What the three passkey ceremonies share: the house as keys know it, and the server's half of a challenge.
//!
//! The state of a ceremony lies in `identity.challenge`, found by a secret that only the browser which began it holds;
//! it is spent by the first answer, whatever that answer is worth. It never travels.

use db::{Actor, Db, DbError, Tx};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use kernel::SessionId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use web::{House, Mode, Problem};
use webauthn_rs::prelude::{AuthenticationResult, Passkey, Url, Webauthn, WebauthnBuilder, WebauthnError};

use crate::model::{NoRandomness, Token};

/// Five minutes, like the time that the browser gives its owner.
pub(crate) const LASTS: SignedDuration = SignedDuration::from_mins(5);

#[derive(Debug, thiserror::Error)]
pub(crate) enum CeremonyError {
    #[error("use keys at an address that is no name")]
    NoName,
    #[error("finish a ceremony that was finished, has expired or is another browser's")]
    Gone,
    #[error("accept what a key answered: {0}")]
    Refused(#[from] WebauthnError),
    #[error("use a key that nobody has")]
    Unknown,
    #[error("read or write the state of a ceremony: {0}")]
    State(#[from] serde_json::Error),
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for CeremonyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<CeremonyError> for Problem {
    fn from(error: CeremonyError) -> Self {
        let wrong = |code, says: &'static str, advice: &'static str| {
            Self::new(http::StatusCode::UNPROCESSABLE_ENTITY, code, says, advice)
        };
        match error {
            CeremonyError::NoName => wrong(
                "identity/no-name",
                "Cette adresse est un numéro.",
                "Une clé demande une adresse qui est un nom. Entrez avec un code de secours.",
            ),
            CeremonyError::Gone => Self::new(
                http::StatusCode::CONFLICT,
                "identity/challenge-gone",
                "Cette demande a expiré ou a déjà servi.",
                "La demande a expiré ou a déjà servi. Appuyez de nouveau sur le bouton.",
            ),
            CeremonyError::Unknown => wrong(
                "identity/key-unknown",
                "Cette clé n’est pas connue ici.",
                "Cette clé n’est plus sur votre compte. Choisissez-en une autre, ou entrez avec un code de secours.",
            ),
            CeremonyError::Refused(error) => refused(&error),
            CeremonyError::Database(error) => error.into(),
            CeremonyError::State(_) | CeremonyError::Randomness(_) | CeremonyError::Record(_) => {
                Self::internal(&error)
            }
        }
    }
}

fn refused(error: &WebauthnError) -> Problem {
    // the reason holds no identity: it is a code of the ceremony
    tracing::warn!(%error, "a key was refused");
    let (code, says, advice) = match error {
        WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => (
            "identity/wrong-address",
            "Cette page n’est pas ouverte à l’adresse de Maillage.",
            "Ouvrez Maillage à l’adresse que votre coordinateur vous a donnée, puis recommencez.",
        ),
        WebauthnError::UserNotVerified | WebauthnError::UserNotPresent => (
            "identity/not-verified",
            "Votre appareil ne vous a pas reconnu.",
            "Débloquez votre clé avec votre doigt, votre visage ou votre code, puis recommencez.",
        ),
        WebauthnError::CredentialPossibleCompromise => (
            "identity/key-copied",
            "Cette clé semble avoir été copiée.",
            "Cette clé semble avoir été copiée. Entrez avec un code de secours, retirez-la et prévenez votre coordinateur.",
        ),
        _ => (
            "identity/key-refused",
            "Cette clé n’a pas été reconnue.",
            "Cette clé n’a pas été reconnue. Réessayez, ou entrez avec un code de secours.",
        ),
    };
    Problem::new(http::StatusCode::UNPROCESSABLE_ENTITY, code, says, advice)
}

/// The house as keys know it: its name without port. An address that is a number has none, so no key works there.
pub(crate) fn relying_party(house: &House) -> Result<Webauthn, CeremonyError> {
    let origin = Url::parse(&house.origin).map_err(|_| CeremonyError::NoName)?;
    let name = origin.domain().ok_or(CeremonyError::NoName)?;
    let builder = WebauthnBuilder::new(name, &origin)?.rp_name("Maillage");
    // the demonstration takes whatever port is free
    Ok(builder.allow_any_port(house.mode == Mode::Demo).timeout(LASTS.unsigned_abs()).build()?)
}

/// Marks the id of a challenge.
enum Challenge {}

/// What a challenge is for; an answer to one is worth nothing to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Register,
    SignIn,
    Confirm(SessionId),
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign_in",
            Self::Confirm(_) => "confirm",
        }
    }

    fn session(self) -> Option<SessionId> {
        match self {
            Self::Confirm(session) => Some(session),
            Self::Register | Self::SignIn => None,
        }
    }
}

/// What the browser gets: the options of its key, and the secret that finds the challenge again.
#[derive(Debug)]
pub(crate) struct Asked<T> {
    pub options: T,
    pub ticket: Token,
}

/// Keeps the server's half of a challenge for the actor and returns the secret that finds it.
pub(crate) async fn ask<S: Serialize>(
    tx: &mut Tx,
    purpose: Purpose,
    state: &S,
) -> Result<Token, CeremonyError> {
    let ticket = Token::random()?;
    let id = kernel::Id::<Challenge>::at(tx.now()).uuid();
    let account = tx.account();
    let expires = (tx.now() + LASTS).to_sqlx();
    sqlx::query!("select identity.sweep_challenges()").execute(tx.conn()).await?;
    sqlx::query!(
        "insert into identity.challenge (id, account_id, session_id, purpose, state, token_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        account.map(kernel::Id::uuid),
        purpose.session().map(kernel::Id::uuid),
        purpose.name(),
        serde_json::to_string(state)?,
        ticket.hash().0,
        expires as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(ticket)
}

/// Spends a challenge of `actor`. It is gone after this call, whatever the answer to it is worth.
pub(crate) async fn take<S: DeserializeOwned>(
    db: &Db,
    actor: Actor,
    purpose: Purpose,
    ticket: &Token,
) -> Result<S, CeremonyError> {
    let mut tx = db.begin_outside(actor).await?;
    let state = sqlx::query_scalar!(
        "select identity.take_challenge($1, $2, $3)",
        ticket.hash().0,
        purpose.name(),
        purpose.session().map(kernel::Id::uuid),
    )
    .fetch_one(tx.conn())
    .await?;
    tx.commit().await?;
    Ok(serde_json::from_str(&state.ok_or(CeremonyError::Gone)?)?)
}

/// Writes down that one of the actor's keys was used, with its counter. `before` is the key as it was read: when
/// another sign-in changed it meanwhile, or it was removed, this one is refused.
pub(crate) async fn remember_use(
    tx: &mut Tx,
    before: &str,
    mut key: Passkey,
    result: &AuthenticationResult,
) -> Result<(), CeremonyError> {
    key.update_credential(result);
    let now = tx.now_sql();
    let id = key.cred_id().as_slice();
    let used = sqlx::query!(
        "update identity.passkey set key = $2, used_at = $3 where credential_id = $1 and key = $4",
        id,
        serde_json::to_string(&key)?,
        now as _,
        before,
    )
    .execute(tx.conn())
    .await?;
    if used.rows_affected() == 1 { Ok(()) } else { Err(CeremonyError::Gone) }
}
