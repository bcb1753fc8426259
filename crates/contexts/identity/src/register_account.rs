//! Registers somebody who can sign in.

use db::{DbError, Tx};
use kernel::AccountId;

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountKind<'a> {
    /// A professional, by the public name: « Dr Hélène Marchais ».
    Professional(&'a str),
    /// A patient or carer: nameless here, their name is sealed in `patients`.
    Patient,
}

/// Registers an account and returns its identifier.
pub async fn register_account(tx: &mut Tx, kind: AccountKind<'_>) -> Result<AccountId, DbError> {
    let id = AccountId::at(tx.now());
    let (kind, name) = match kind {
        AccountKind::Professional(name) => ("professional", Some(name)),
        AccountKind::Patient => ("patient", None),
    };
    let now = tx.now_sql();
    sqlx::query!(
        "insert into identity.account (id, kind, display_name, created_at) values ($1, $2, $3, $4)",
        id.uuid(),
        kind,
        name,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}
