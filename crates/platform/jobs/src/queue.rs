//! Enqueues work.

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// Marks the id of a job.
enum Row {}

/// Enqueues one piece of work of `kind` about `subject`, not before `run_at`; twice the same is one.
///
/// It becomes visible when the transaction commits, with whatever made it necessary.
pub async fn enqueue(
    tx: &mut Tx,
    kind: &'static str,
    subject: Uuid,
    run_at: Timestamp,
) -> Result<(), DbError> {
    let id = kernel::Id::<Row>::at(tx.now()).uuid();
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into jobs.job (id, territory_id, kind, subject, run_at, made_at) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint job_once_a_subject
         do update set run_at = least(jobs.job.run_at, excluded.run_at)",
        id,
        territory.uuid(),
        kind,
        subject,
        run_at.to_sqlx() as _,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
