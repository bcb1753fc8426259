//! Runs queued work: claims a job, hands it to its handler, removes it or puts it back for later.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use db::{Actor, Db, DbError};
use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::TerritoryId;
use uuid::Uuid;

/// One claimed piece of work.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    pub territory: TerritoryId,
    pub subject: Uuid,
    /// 1 the first time.
    pub attempt: i32,
}

/// What a handler says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Done {
    /// Nothing is left to do.
    Finished,
    /// Try again at this moment.
    Again(Timestamp),
}

/// Does the work; an error (already told in the log) means trying again, each time a little later.
pub type Handler = Arc<dyn Fn(Db, Job) -> BoxFuture<'static, Result<Done, String>> + Send + Sync>;

/// A claim holds this long; a worker that died gives its job back by silence.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);

/// The handlers of one server, by kind.
pub struct Worker {
    db: Db,
    handlers: HashMap<&'static str, Handler>,
}

impl Worker {
    pub fn new(db: Db) -> Self {
        Self { db, handlers: HashMap::new() }
    }

    /// Handles the jobs of `kind`.
    #[must_use]
    pub fn on(mut self, kind: &'static str, handler: Handler) -> Self {
        self.handlers.insert(kind, handler);
        self
    }

    /// Works until `stop` resolves; what is claimed then is finished first.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let worked = match self.step().await {
                Ok(worked) => worked,
                Err(error) => {
                    tracing::error!(%error, "the worker cannot reach its queue");
                    false
                }
            };
            let pause = if worked { Duration::ZERO } else { Duration::from_secs(1) };
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Claims and does one job; `false` when there is none. Tests call it in place of [`Worker::run`].
    pub async fn step(&self) -> Result<bool, DbError> {
        let Some((id, kind, job)) = self.claim().await? else { return Ok(false) };
        let Some(handler) = self.handlers.get(kind.as_str()) else { return Ok(false) };
        let now = self.db.clock().now();
        match handler(self.db.clone(), job).await {
            Ok(Done::Finished) => self.remove(id).await?,
            Ok(Done::Again(at)) => self.postpone(id, at).await?,
            Err(error) => {
                tracing::warn!(kind, attempt = job.attempt, error, "a job failed and will run again");
                self.postpone(id, now + backoff(job.attempt)).await?;
            }
        }
        Ok(true)
    }

    async fn claim(&self) -> Result<Option<(Uuid, String, Job)>, DbError> {
        let kinds: Vec<String> = self.handlers.keys().map(|&kind| kind.to_owned()).collect();
        let mut tx = self.db.begin_outside(Actor::System).await?;
        let (now, until) = (tx.now_sql(), (tx.now() + CLAIM).to_sqlx());
        let row = sqlx::query!(
            r#"update jobs.job set claimed_until = $2, attempts = attempts + 1
                where id = (select id from jobs.job
                             where kind = any($3) and run_at <= $1 and (claimed_until is null or claimed_until < $1)
                             order by run_at limit 1 for update skip locked)
               returning id, kind, subject, attempts, territory_id as "territory: TerritoryId""#,
            now as _,
            until as _,
            &kinds,
        )
        .fetch_optional(tx.conn())
        .await?;
        tx.commit().await?;
        Ok(row.map(|row| {
            let job = Job { territory: row.territory, subject: row.subject, attempt: row.attempts };
            (row.id, row.kind, job)
        }))
    }

    async fn remove(&self, id: Uuid) -> Result<(), DbError> {
        let mut tx = self.db.begin_outside(Actor::System).await?;
        sqlx::query!("delete from jobs.job where id = $1", id).execute(tx.conn()).await?;
        tx.commit().await
    }

    async fn postpone(&self, id: Uuid, at: Timestamp) -> Result<(), DbError> {
        let mut tx = self.db.begin_outside(Actor::System).await?;
        let at = at.to_sqlx();
        sqlx::query!("update jobs.job set run_at = $2, claimed_until = null where id = $1", id, at as _)
            .execute(tx.conn())
            .await?;
        tx.commit().await
    }
}

/// 2 s, 4 s, 8 s … 15 min at most.
fn backoff(attempt: i32) -> SignedDuration {
    SignedDuration::from_secs(2_i64.saturating_pow(attempt.clamp(1, 10).unsigned_abs()).min(900))
}
