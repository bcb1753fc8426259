//! Folds the log of events into the tables of this context, in order, each event once.
//!
//! Rows and progress are written in one transaction, so a stop at any moment loses nothing and doubles nothing. The
//! connection is that of `maillage_ind`, which can read events and write these tables, and nothing else.

mod act;
mod delivery;
mod rows;
#[cfg(test)]
mod tests;
mod told;

use std::time::Duration;

use audit::ConsumeError;
use db::Address;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::{Connection as _, PgConnection, Row as _};
use tracing::error;

use rows::Rows;
use told::Told;

/// Of what this fold writes. Raise it when the same events should give other rows: the log is then folded again.
const SHAPE: i32 = 1;

/// How many events one transaction takes in.
const BATCH: u32 = 2_000;

/// How long a fold that failed waits before it tries again.
const REST: Duration = Duration::from_secs(5);

/// Why a step was not done; nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum FoldError {
    #[error("fold events: {0}")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Consume(#[from] ConsumeError),
    /// An event that this version cannot read: figures stay where they are rather than leave it out.
    #[error("read event {seq}, {kind}: {source}")]
    Unreadable { seq: u64, kind: String, source: serde_json::Error },
    #[error("write a row: {0}")]
    Row(#[from] serde_json::Error),
}

/// What folds, on one node. Two at once take turns: the row of progress is locked.
pub struct Fold {
    address: Address,
    batch: u32,
    connection: Option<PgConnection>,
}

impl Fold {
    /// A fold that connects at `address`: the role `maillage_ind`.
    pub fn new(address: Address) -> Self {
        Self { address, batch: BATCH, connection: None }
    }

    /// The same, taking at most `events` in one step.
    #[must_use]
    pub fn with_batch(self, events: u32) -> Self {
        Self { batch: events.max(1), ..self }
    }

    /// Takes a step each `every` until `stop` is ready; full batches follow each other at once. A failure is logged and
    /// tried again after five seconds.
    pub async fn run(mut self, every: Duration, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let rest = match self.step().await {
                Ok(events) if events == self.batch => Duration::ZERO,
                Ok(_) => every,
                Err(failure) => {
                    error!(%failure, "the indicators do not follow the log");
                    every.max(REST)
                }
            };
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(rest) => {}
            }
        }
    }

    /// Takes in what follows in the log and gives how many events that was.
    pub async fn step(&mut self) -> Result<u32, FoldError> {
        // a failure drops the connection
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.address.connect().await?,
        };
        let events = take_in(&mut connection, self.batch).await?;
        self.connection = Some(connection);
        Ok(events)
    }
}

async fn take_in(connection: &mut PgConnection, batch: u32) -> Result<u32, FoldError> {
    let mut tx = connection.begin().await?;
    let after = progress(&mut tx).await?;
    let events = audit::consume(&mut tx, after, batch).await?;
    let Some(last) = events.last().map(|event| event.seq) else {
        tx.commit().await?;
        return Ok(0);
    };
    let facts: Vec<Told> =
        events.iter().filter_map(|event| Told::of(event).transpose()).collect::<Result<_, _>>()?;
    let mut rows = Rows::touched_by(&mut tx, &facts).await?;
    facts.iter().for_each(|told| rows.apply(told));
    rows.settle();
    rows.write(&mut tx).await?;
    advance(&mut tx, last, events.iter().map(|event| event.at).max()).await?;
    tx.commit().await?;
    Ok(u32::try_from(events.len()).unwrap_or(u32::MAX))
}

/// The last seq taken in, locked. Tables that another shape of the fold made are emptied first.
async fn progress(connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
    sqlx::query("insert into indicators.progress (shape, seq) values ($1, 0) on conflict do nothing")
        .bind(SHAPE)
        .execute(&mut *connection)
        .await?;
    let row = sqlx::query("select shape, seq from indicators.progress for update")
        .fetch_one(&mut *connection)
        .await?;
    let (shape, seq): (i32, i64) = (row.try_get(0)?, row.try_get(1)?);
    if shape == SHAPE {
        return Ok(seq.cast_unsigned());
    }
    for statement in [
        "delete from indicators.act",
        "delete from indicators.delivery",
        "update indicators.progress set seq = 0, at = null",
    ] {
        sqlx::query(statement).execute(&mut *connection).await?;
    }
    sqlx::query("update indicators.progress set shape = $1").bind(SHAPE).execute(connection).await?;
    Ok(0)
}

async fn advance(
    connection: &mut PgConnection,
    last: u64,
    latest: Option<Timestamp>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update indicators.progress set seq = $1, at = greatest(at, $2)")
        .bind(last.cast_signed())
        .bind(latest.map(|at| at.to_sqlx()))
        .execute(connection)
        .await?;
    Ok(())
}
