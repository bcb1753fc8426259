//! What others may know of accounts and sessions.

use db::{DbError, Tx};
use jiff::Timestamp;
use kernel::{AccountId, SessionId, TerritoryId};
use web::Method;

use crate::model::TokenHash;

/// A live session.
#[derive(Debug, Clone, Copy)]
pub struct OpenSession {
    pub id: SessionId,
    pub account: AccountId,
    pub territory: Option<TerritoryId>,
    pub method: Method,
    pub signed_in_at: Timestamp,
    /// The last time this person proved again who they are, within the session.
    pub confirmed_at: Option<Timestamp>,
    /// How they did.
    pub confirmed_by: Option<Method>,
}

impl OpenSession {
    /// How and when this person last proved who they are: by confirming, else by signing in.
    pub fn last_proof(&self) -> (Method, Timestamp) {
        match (self.confirmed_by, self.confirmed_at) {
            (Some(method), Some(at)) => (method, at),
            _ => (self.method, self.signed_in_at),
        }
    }
}

/// The live session of a token; `None` when it ended, expired or never was.
pub async fn session_of(tx: &mut Tx, token: &TokenHash) -> Result<Option<OpenSession>, DbError> {
    let row = sqlx::query!(
        r#"select id as "id!", account_id as "account_id!", territory_id, method as "method!",
                  signed_in_at as "signed_in_at!", confirmed_at, confirmed_by
             from identity.session_of($1)"#,
        token.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        Some(OpenSession {
            id: row.id.into(),
            account: row.account_id.into(),
            territory: row.territory_id.map(Into::into),
            method: Method::from_name(&row.method)?,
            signed_in_at: row.signed_in_at.to_jiff(),
            confirmed_at: row.confirmed_at.map(jiff_sqlx::Timestamp::to_jiff),
            confirmed_by: row.confirmed_by.as_deref().and_then(Method::from_name),
        })
    }))
}

/// The public name of a professional's account; `None` for a patient's.
pub async fn name_of(tx: &mut Tx, account: AccountId) -> Result<Option<String>, DbError> {
    let name = sqlx::query_scalar!("select display_name from identity.account where id = $1", account.uuid())
        .fetch_optional(tx.conn())
        .await?;
    Ok(name.flatten())
}

/// A key, as its owner knows it.
#[derive(Debug, Clone)]
pub(crate) struct OwnPasskey {
    pub credential: Vec<u8>,
    pub label: String,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// The actor's keys, the last made first.
pub(crate) async fn own_passkeys(tx: &mut Tx) -> Result<Vec<OwnPasskey>, DbError> {
    let account = tx.account().map(kernel::Id::uuid);
    let rows = sqlx::query!(
        "select credential_id, label, created_at, used_at from identity.passkey
          where account_id = $1 order by created_at desc, credential_id",
        account,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OwnPasskey {
            credential: row.credential_id,
            label: row.label,
            created_at: row.created_at.to_jiff(),
            used_at: row.used_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// An open session, as its owner knows it.
#[derive(Debug, Clone)]
pub(crate) struct OwnSession {
    pub id: SessionId,
    pub device: Option<String>,
    pub method: Option<Method>,
    pub signed_in_at: Timestamp,
}

/// The actor's open sessions, the last opened first.
pub(crate) async fn own_sessions(tx: &mut Tx) -> Result<Vec<OwnSession>, DbError> {
    let (account, now) = (tx.account().map(kernel::Id::uuid), tx.now_sql());
    let rows = sqlx::query!(
        "select id, device, method, signed_in_at from identity.session
          where account_id = $1 and ended_at is null and expires_at > $2 order by signed_in_at desc, id desc",
        account,
        now as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OwnSession {
            id: row.id.into(),
            device: row.device,
            method: Method::from_name(&row.method),
            signed_in_at: row.signed_in_at.to_jiff(),
        })
        .collect())
}

/// When one of the actor's sessions last proved who they are; `None` for a session that ended or is another's.
pub(crate) async fn last_proof_of(tx: &mut Tx, session: SessionId) -> Result<Option<Timestamp>, DbError> {
    let at = sqlx::query_scalar!(
        r#"select greatest(signed_in_at, confirmed_at) as "at!" from identity.session
            where id = $1 and ended_at is null"#,
        session.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}
