//! Takes a key off the account: « Retirer ».

use db::{DbError, Tx};
use web::Problem;

use crate::events::IdentityEvent;

#[derive(Debug, thiserror::Error)]
pub(crate) enum RemovePasskeyError {
    #[error("remove a key that the account does not have")]
    Unknown,
    #[error("remove the last key of an account without recovery codes")]
    Last,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for RemovePasskeyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<RemovePasskeyError> for Problem {
    fn from(error: RemovePasskeyError) -> Self {
        match error {
            RemovePasskeyError::Unknown => Self::not_found(),
            RemovePasskeyError::Last => Self::new(
                http::StatusCode::CONFLICT,
                "identity/last-key",
                "C’est votre dernière clé.",
                "Sans elle ni code de secours, vous ne pourriez plus entrer. Créez une autre clé ou imprimez dix codes, \
                 puis retirez celle-ci.",
            ),
            RemovePasskeyError::Database(error) => error.into(),
            RemovePasskeyError::Record(_) => Self::internal(&error),
        }
    }
}

/// Removes one of the actor's keys, unless nothing would be left to enter with.
pub(crate) async fn remove_passkey(tx: &mut Tx, credential: &[u8]) -> Result<(), RemovePasskeyError> {
    let account = tx.account().map(kernel::Id::uuid);
    // all of them are locked, in one order: two removals at once cannot each leave the other's key
    let keys = sqlx::query_scalar!(
        "select credential_id from identity.passkey where account_id = $1 order by credential_id for update",
        account,
    )
    .fetch_all(tx.conn())
    .await?;
    if !keys.iter().any(|key| key == credential) {
        return Err(RemovePasskeyError::Unknown);
    }
    if keys.len() == 1 && codes_left(tx).await? == 0 {
        return Err(RemovePasskeyError::Last);
    }
    sqlx::query!("delete from identity.passkey where credential_id = $1", credential)
        .execute(tx.conn())
        .await?;
    audit::record(tx, None, &IdentityEvent::PasskeyRemoved).await?;
    Ok(())
}

/// How many of the actor's recovery codes are left.
pub(crate) async fn codes_left(tx: &mut Tx) -> Result<i64, sqlx::Error> {
    let account = tx.account().map(kernel::Id::uuid);
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from identity.recovery_code where account_id = $1 and used_at is null"#,
        account,
    )
    .fetch_one(tx.conn())
    .await
}
