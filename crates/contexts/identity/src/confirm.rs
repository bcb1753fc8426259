//! Proves again who one is, within the session: before signing, exporting, granting, changing one's keys.
//!
//! The session keeps the moment and the means, and gets a new token: a cookie stolen before is worth nothing after.

use db::{Actor, Db, DbError, Tx};
use kernel::{AccountId, SessionId};
use web::{House, Method, Mode, Problem};
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PublicKeyCredential, RequestChallengeResponse, Webauthn,
};

use crate::ceremony::{self, Asked, CeremonyError, Purpose};
use crate::events::IdentityEvent;
use crate::model::{RecoveryCode, Token};
use crate::sign_in_with_code::code_key;

#[derive(Debug, thiserror::Error)]
pub(crate) enum ConfirmError {
    #[error("confirm with a key on an account that has none")]
    NoKey,
    #[error("confirm with a code that is unknown or used")]
    WrongCode,
    #[error("confirm with one click outside the demonstration")]
    NotDemo,
    #[error("confirm a session that has ended")]
    Ended,
    #[error(transparent)]
    Ceremony(#[from] CeremonyError),
}

impl From<DbError> for ConfirmError {
    fn from(error: DbError) -> Self {
        CeremonyError::from(error).into()
    }
}

impl From<sqlx::Error> for ConfirmError {
    fn from(error: sqlx::Error) -> Self {
        CeremonyError::from(error).into()
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::NoKey => Self::new(
                http::StatusCode::CONFLICT,
                "identity/no-key",
                "Votre compte n’a pas encore de clé.",
                "Votre compte n’a pas encore de clé. Confirmez avec un code de secours.",
            ),
            ConfirmError::WrongCode => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "identity/code-unknown",
                "Ce code n’est pas connu.",
                "Ce code n’est pas sur votre liste, ou il a déjà servi. Essayez le suivant.",
            ),
            ConfirmError::NotDemo => Self::not_found(),
            ConfirmError::Ended => Self::sign_in(),
            ConfirmError::Ceremony(error) => error.into(),
        }
    }
}

/// Begins with the account's own keys.
pub(crate) async fn start(
    db: &Db,
    party: &Webauthn,
    account: AccountId,
    session: SessionId,
) -> Result<Asked<RequestChallengeResponse>, ConfirmError> {
    let mut tx = db.begin_outside(Actor::Account(account)).await?;
    let kept = sqlx::query_scalar!("select key from identity.passkey where account_id = $1", account.uuid())
        .fetch_all(tx.conn())
        .await?;
    if kept.is_empty() {
        return Err(ConfirmError::NoKey);
    }
    let keys: Result<Vec<Passkey>, _> = kept.iter().map(|key| serde_json::from_str(key)).collect();
    let keys = keys.map_err(CeremonyError::from)?;
    let (options, state) = party.start_passkey_authentication(&keys).map_err(CeremonyError::from)?;
    let ticket = ceremony::ask(&mut tx, Purpose::Confirm(session), &state).await?;
    tx.commit().await?;
    Ok(Asked { options, ticket })
}

/// Confirms with one of the account's keys and returns the session's new token.
pub(crate) async fn confirm_with_passkey(
    db: &Db,
    party: &Webauthn,
    (account, session): (AccountId, SessionId),
    ticket: &Token,
    answer: &PublicKeyCredential,
) -> Result<Token, ConfirmError> {
    let actor = Actor::Account(account);
    let state: PasskeyAuthentication = ceremony::take(db, actor, Purpose::Confirm(session), ticket).await?;
    let result = party.finish_passkey_authentication(answer, &state).map_err(CeremonyError::from)?;
    let mut tx = db.begin_outside(actor).await?;
    let id = result.cred_id().as_slice();
    let before = sqlx::query_scalar!("select key from identity.passkey where credential_id = $1", id)
        .fetch_optional(tx.conn())
        .await?
        .ok_or(CeremonyError::Unknown)?;
    let key = serde_json::from_str(&before).map_err(CeremonyError::from)?;
    ceremony::remember_use(&mut tx, &before, key, &result).await?;
    finish(tx, session, Method::Passkey).await
}

/// Confirms with one of the account's recovery codes, which is spent, and returns the session's new token.
pub(crate) async fn confirm_with_code(
    db: &Db,
    (account, session): (AccountId, SessionId),
    typed: &str,
) -> Result<Token, ConfirmError> {
    let code = RecoveryCode::parse(typed).ok_or(ConfirmError::WrongCode)?;
    let mut tx = db.begin_outside(Actor::Account(account)).await?;
    let (now, hash) = (tx.now_sql(), code.hash(&code_key(&tx)));
    let spent = sqlx::query!(
        "update identity.recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null",
        account.uuid(),
        hash,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    if spent.rows_affected() == 0 {
        return Err(ConfirmError::WrongCode);
    }
    finish(tx, session, Method::Recovery).await
}

/// Confirms with one click, in the demonstration only, and returns the session's new token.
pub(crate) async fn confirm_in_demo(
    db: &Db,
    house: &House,
    (account, session): (AccountId, SessionId),
) -> Result<Token, ConfirmError> {
    if house.mode != Mode::Demo {
        return Err(ConfirmError::NotDemo);
    }
    let tx = db.begin_outside(Actor::Account(account)).await?;
    finish(tx, session, Method::Demo).await
}

async fn finish(mut tx: Tx, session: SessionId, method: Method) -> Result<Token, ConfirmError> {
    let token = Token::random().map_err(CeremonyError::from)?;
    let now = tx.now_sql();
    let confirmed = sqlx::query!(
        "update identity.session set token_hash = $2, confirmed_at = $3, confirmed_by = $4
          where id = $1 and ended_at is null",
        session.uuid(),
        token.hash().0,
        now as _,
        method.name(),
    )
    .execute(tx.conn())
    .await?;
    if confirmed.rows_affected() == 0 {
        return Err(ConfirmError::Ended);
    }
    let event = IdentityEvent::Confirmed { session, method: method.name().to_owned() };
    audit::record(&mut tx, None, &event).await.map_err(CeremonyError::from)?;
    tx.commit().await?;
    Ok(token)
}
