//! Ends a session: signing out, or being signed out.

use db::{DbError, Tx};
use kernel::SessionId;

use crate::events::IdentityEvent;

/// Ends one of the actor's sessions; ending an ended one, or another's, does nothing.
pub async fn end_session(tx: &mut Tx, session: SessionId) -> Result<(), DbError> {
    let now = tx.now_sql();
    sqlx::query!(
        "update identity.session set ended_at = $2 where id = $1 and ended_at is null",
        session.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Ends every session of the actor, this one included, and tells how many there were.
pub async fn end_all_sessions(tx: &mut Tx) -> Result<u64, audit::RecordError> {
    let (now, account) = (tx.now_sql(), tx.account());
    let ended = sqlx::query!(
        "update identity.session set ended_at = $2 where account_id = $1 and ended_at is null and expires_at > $2",
        account.map(kernel::Id::uuid),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    let sessions = ended.rows_affected();
    audit::record(tx, None, &IdentityEvent::SignedOutEverywhere { sessions }).await?;
    Ok(sessions)
}
