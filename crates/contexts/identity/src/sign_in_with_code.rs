//! Enters with one of the ten printed codes: for the day when no key is at hand, and without script.

use db::{Actor, Db, DbError, Key, Tx};
use web::{Method, Problem};

use crate::model::{RecoveryCode, Token};
use crate::start_session::{self, StartSession, StartSessionError};

#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInWithCodeError {
    #[error("enter with a code that is unknown or used")]
    Unknown,
    #[error(transparent)]
    Session(#[from] StartSessionError),
}

impl From<DbError> for SignInWithCodeError {
    fn from(error: DbError) -> Self {
        StartSessionError::from(error).into()
    }
}

impl From<SignInWithCodeError> for Problem {
    fn from(error: SignInWithCodeError) -> Self {
        match error {
            SignInWithCodeError::Unknown => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "identity/code-unknown",
                "Ce code n’est pas connu.",
                "Ce code n’est pas sur votre liste, ou il a déjà servi. Essayez le suivant.",
            ),
            SignInWithCodeError::Session(error) => error.into(),
        }
    }
}

/// Spends a code and opens a session of its account. The code alone says whose it is: nobody types a name.
pub(crate) async fn sign_in_with_code(
    db: &Db,
    typed: &str,
    device: Option<&str>,
) -> Result<Token, SignInWithCodeError> {
    let code = RecoveryCode::parse(typed).ok_or(SignInWithCodeError::Unknown)?;
    let mut tx = db.begin_outside(Actor::Nobody).await?;
    let hash = code.hash(&code_key(&tx));
    let account = sqlx::query_scalar!("select identity.use_recovery_code($1)", hash)
        .fetch_one(tx.conn())
        .await
        .map_err(DbError::from)?;
    tx.commit().await?;
    let account = account.ok_or(SignInWithCodeError::Unknown)?.into();
    let mut tx = db.begin_outside(Actor::Account(account)).await?;
    let command = StartSession { account, method: Method::Recovery, territory: None };
    let token = start_session::open(&mut tx, command, device).await?;
    tx.commit().await?;
    Ok(token)
}

/// The key under which recovery codes are hashed.
pub(crate) fn code_key(tx: &Tx) -> Key {
    tx.derived_key("identity.recovery_code")
}
