//! Lets a secretary act for a named professional.

use db::{DbError, Tx};
use kernel::AccountId;

/// From now on, `delegate` acts for `professional` here.
pub async fn delegate(tx: &mut Tx, delegate: AccountId, professional: AccountId) -> Result<(), DbError> {
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into territory.delegation (territory_id, delegate_id, for_id, since) values ($1, $2, $3, $4)",
        territory.uuid(),
        delegate.uuid(),
        professional.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
