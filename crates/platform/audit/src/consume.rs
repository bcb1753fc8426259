//! Reads events in the order of the log, for those who fold them: indicators, notifications. A reader keeps the last
//! `seq` it has taken and asks for what follows; no event is skipped and none comes twice.

use jiff::Timestamp;
use kernel::{AccountId, PatientId, TerritoryId};
use serde::de::DeserializeOwned;
use sqlx::{PgConnection, Row as _};

use crate::body::EventBody;
use crate::record::LeafId;
use crate::store::{signed, unsigned};

/// One event at its place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumed {
    /// Its place, from 1.
    pub seq: u64,
    pub id: LeafId,
    pub at: Timestamp,
    pub territory: Option<TerritoryId>,
    /// The person who acted; `None` for someone not signed in, or the server itself.
    pub actor: Option<AccountId>,
    /// The context, a slash, and the kind of the event.
    pub kind: String,
    pub subject: Option<PatientId>,
    event: serde_json::Value,
}

impl Consumed {
    /// The event as its context wrote it.
    pub fn event<E: DeserializeOwned>(&self) -> Result<E, serde_json::Error> {
        E::deserialize(&self.event)
    }
}

/// Why the log cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ConsumeError {
    #[error("read the log: {0}")]
    Database(#[from] sqlx::Error),
    #[error("read the body of row {seq}: {source}")]
    Body { seq: u64, source: serde_json::Error },
}

/// The events that follow `after` in the log, oldest first, `at_most` of them. Runs as the role `maillage_ind`.
pub async fn consume(
    connection: &mut PgConnection,
    after: u64,
    at_most: u32,
) -> Result<Vec<Consumed>, ConsumeError> {
    let rows = sqlx::query(
        "select l.seq, e.body
           from (select seq, at, id from audit.log
                  where seq > $1 and stream = 'event' order by seq limit $2) l
           join lateral (select body from audit.event e where e.at = l.at and e.id = l.id offset 0) e on true
          order by l.seq",
    )
    .bind(signed(after))
    .bind(i64::from(at_most))
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| consumed(unsigned(row.try_get(0)?), row.try_get(1)?)).collect()
}

fn consumed(seq: u64, body: &[u8]) -> Result<Consumed, ConsumeError> {
    let body: EventBody =
        serde_json::from_slice(body).map_err(|source| ConsumeError::Body { seq, source })?;
    Ok(Consumed {
        seq,
        id: LeafId::from_uuid(body.id),
        at: body.at,
        territory: body.territory,
        actor: body.actor.account(),
        kind: body.kind,
        subject: body.subject,
        event: body.event,
    })
}
