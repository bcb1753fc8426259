//! What others may know of accounts and sessions.

use db::{DbError, Tx};
use jiff::Timestamp;
use kernel::{AccountId, SessionId, TerritoryId};
use web::Method;

use crate::token::TokenHash;

/// A live session.
#[derive(Debug, Clone, Copy)]
pub struct OpenSession {
    pub id: SessionId,
    pub account: AccountId,
    pub territory: Option<TerritoryId>,
    pub method: Method,
    pub signed_in_at: Timestamp,
}

/// The live session of a token; `None` when it ended, expired or never was.
pub async fn session_of(tx: &mut Tx, token: &TokenHash) -> Result<Option<OpenSession>, DbError> {
    let row = sqlx::query!(
        r#"select id as "id!", account_id as "account_id!", territory_id, method as "method!",
                  signed_in_at as "signed_in_at!"
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
