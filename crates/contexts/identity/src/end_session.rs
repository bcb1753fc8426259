//! Ends a session: signing out, or being signed out.

use db::{DbError, Tx};
use kernel::SessionId;

/// Ends one of the actor's sessions; ending an ended one does nothing.
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
