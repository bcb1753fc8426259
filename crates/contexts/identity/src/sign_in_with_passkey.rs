//! Enters with a key: « Entrer avec ma clé ». The key says whose it is; nothing is typed.

use db::{Actor, Db};
use web::{Method, Problem};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PublicKeyCredential, RequestChallengeResponse, Webauthn,
};

use crate::ceremony::{self, Asked, CeremonyError, Purpose};
use crate::model::Token;
use crate::start_session::{self, StartSession, StartSessionError};

#[derive(Debug, thiserror::Error)]
pub(crate) enum SignInError {
    #[error(transparent)]
    Ceremony(#[from] CeremonyError),
    #[error(transparent)]
    Session(#[from] StartSessionError),
}

impl From<db::DbError> for SignInError {
    fn from(error: db::DbError) -> Self {
        CeremonyError::from(error).into()
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Ceremony(error) => error.into(),
            SignInError::Session(error) => error.into(),
        }
    }
}

/// Begins, for whoever comes.
pub(crate) async fn start(db: &Db, party: &Webauthn) -> Result<Asked<RequestChallengeResponse>, SignInError> {
    let (mut options, state) = party.start_discoverable_authentication().map_err(CeremonyError::from)?;
    // ours is a button: the browser asks at once, where « conditional » would wait for a field
    options.mediation = None;
    let mut tx = db.begin_outside(Actor::Nobody).await?;
    let ticket = ceremony::ask(&mut tx, Purpose::SignIn, &state).await?;
    tx.commit().await?;
    Ok(Asked { options, ticket })
}

/// Ends: opens a session of the key's account and returns its token.
pub(crate) async fn finish(
    db: &Db,
    party: &Webauthn,
    ticket: &Token,
    answer: &PublicKeyCredential,
    device: Option<&str>,
) -> Result<Token, SignInError> {
    let state: DiscoverableAuthentication =
        ceremony::take(db, Actor::Nobody, Purpose::SignIn, ticket).await?;
    let (claimed, credential) =
        party.identify_discoverable_authentication(answer).map_err(CeremonyError::from)?;
    let (account, before) = key_of(db, credential).await?.ok_or(CeremonyError::Unknown)?;
    if account != claimed {
        return Err(CeremonyError::Unknown.into());
    }
    let key: Passkey = serde_json::from_str(&before).map_err(CeremonyError::from)?;
    let result =
        party.finish_discoverable_authentication_v2(answer, state, &key).map_err(CeremonyError::from)?;
    let account = account.into();
    let mut tx = db.begin_outside(Actor::Account(account)).await?;
    ceremony::remember_use(&mut tx, &before, key, &result).await?;
    let command = StartSession { account, method: Method::Passkey, territory: None };
    let token = start_session::open(&mut tx, command, device).await?;
    tx.commit().await?;
    Ok(token)
}

/// Whose key this is, and the key as it is kept. Nobody reads others' keys but through this one function.
async fn key_of(db: &Db, credential: &[u8]) -> Result<Option<(uuid::Uuid, String)>, CeremonyError> {
    let mut tx = db.begin_outside(Actor::Nobody).await?;
    let row = sqlx::query!(
        r#"select account_id as "account_id!", key as "key!" from identity.passkey_of($1)"#,
        credential
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.account_id, row.key)))
}
