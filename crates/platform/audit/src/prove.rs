//! Proves one row to somebody who has nothing but the proof and a public key: what the row says, that it is in the
//! log, and who signed the log. Kept as JSON; a later head changes nothing to it.

use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde::{Deserialize, Serialize};
use sqlx::{Connection as _, PgConnection, Row as _};
use uuid::Uuid;

use crate::head::{Head, HeadError};
use crate::note::Verifier;
use crate::record::LeafId;
use crate::store::{self, unsigned};
use crate::tree::{NodeHash, inclusion_nodes, inclusion_proof, leaf_hash, verify_inclusion};

/// All that is needed to check one row of the log, years later and elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// What the row says: canonical JSON.
    pub body: String,
    /// The 16 bytes hashed before the body, in hexadecimal.
    pub salt: String,
    /// The place of the leaf in the tree, from 0.
    pub index: u64,
    /// The hashes beside the way from the leaf to the root, the leaf's neighbour first.
    pub path: Vec<NodeHash>,
    /// The signed head.
    pub head: String,
}

/// Why a proof proves nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error(transparent)]
    Head(#[from] HeadError),
    #[error("the salt is not hexadecimal")]
    Salt,
    #[error("the row is not in the signed log")]
    NotThere,
}

impl Proof {
    /// Checks the proof with the keys of the log; returns the head that covers the row.
    pub fn check(&self, keys: &[Verifier]) -> Result<Head, ProofError> {
        let head = Head::open(&self.head, keys)?;
        let salt = hex::decode(&self.salt).map_err(|_| ProofError::Salt)?;
        let leaf = leaf_hash(&salt, self.body.as_bytes());
        let there = verify_inclusion(leaf, self.index, head.size, head.root, &self.path);
        if there { Ok(head) } else { Err(ProofError::NotThere) }
    }
}

/// Proves a row of either stream against the last signed head; `None` when there is no such row, or none that a
/// head covers yet. Runs as the owner: it reads bodies.
pub async fn prove(connection: &mut PgConnection, id: LeafId) -> Result<Option<Proof>, sqlx::Error> {
    let Some(moment) = moment(id.uuid()) else { return Ok(None) };
    let mut tx = connection.begin().await?;
    sqlx::query("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
    let row = sqlx::query(
        "select l.seq, r.body, r.salt
           from (select at, id, body, salt from audit.event
                 union all select at, id, body, salt from audit.access) r
           join audit.log l on l.at = r.at and l.id = r.id
          where r.id = $1 and r.at >= $2 and r.at < $3",
    )
    .bind(id.uuid())
    .bind(moment.to_sqlx())
    .bind(moment.saturating_add(SignedDuration::from_millis(1)).map_err(decode)?.to_sqlx())
    .fetch_optional(&mut *tx)
    .await?;
    let head = sqlx::query("select size, note from audit.head order by size desc limit 1")
        .fetch_optional(&mut *tx)
        .await?;
    let (Some(row), Some(head)) = (row, head) else { return Ok(None) };
    let (index, size) = (unsigned(row.try_get(0)?) - 1, unsigned(head.try_get(0)?));
    let Some(nodes) = inclusion_nodes(index, size) else { return Ok(None) };
    let roots = store::roots(&mut tx, size, &nodes).await?;
    let path = inclusion_proof(index, size, |node| roots.get(&node).copied())
        .ok_or_else(|| decode("a tile of the tree is missing"))?;
    let body: Vec<u8> = row.try_get(1)?;
    let salt: Vec<u8> = row.try_get(2)?;
    tx.commit().await?;
    Ok(Some(Proof {
        body: String::from_utf8(body).map_err(decode)?,
        salt: hex::encode(salt),
        index,
        path,
        head: head.try_get(1)?,
    }))
}

/// The millisecond that a UUID of version 7 carries: the partition to look in.
fn moment(id: Uuid) -> Option<Timestamp> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    Timestamp::new(i64::try_from(seconds).ok()?, i32::try_from(nanoseconds).ok()?).ok()
}

fn decode(error: impl Into<sqlx::error::BoxDynError>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}
