//! Records what happened, inside the transaction in which it happened: both are kept or neither is.

use jiff_sqlx::ToSqlx as _;
use kernel::{Id, PatientId};
use serde::Serialize;
use serde_json::Value;

use db::Tx;

use crate::body::{EventBody, first_free_text, kept};
use crate::canonical::{CanonicalError, canonical};
use crate::tree::{NodeHash, leaf_hash};

/// The marker of [`LeafId`].
pub enum Leaf {}

/// The identifier of one row of either stream.
pub type LeafId = Id<Leaf>;

/// What a context says happened: an enum marked `#[serde(tag = "kind", rename_all = "kebab-case")]`, a variant a
/// fact. Its fields are ids, codes, times and whole numbers, never free text, a name or an identifier of a person.
pub trait Event: Serialize {
    /// The name of the context, as in its schema: `agenda`.
    const CONTEXT: &'static str;
}

/// Why an event is not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error("record an event: {0}")]
    Seal(#[from] SealError),
    #[error("record an event without a `kind` tag")]
    NoKind,
    #[error("record an event that holds free text or the number of a person at `{0}`")]
    FreeText(String),
    #[error("record an event: {0}")]
    Database(#[from] sqlx::Error),
}

/// Records an event about `subject` (the patient concerned, if there is one) and returns its identifier.
pub async fn record<E: Event>(
    tx: &mut Tx,
    subject: Option<PatientId>,
    event: &E,
) -> Result<LeafId, RecordError> {
    let (id, at) = (LeafId::at(tx.now()), kept(tx.now()));
    let (kind, event) = told(event)?;
    let body = EventBody {
        id: id.uuid(),
        at,
        territory: tx.territory_if_any(),
        actor: tx.actor().into(),
        kind,
        subject,
        event,
    };
    let sealed = Sealed::new(&body)?;
    sqlx::query!(
        "insert into audit.event (at, id, territory_id, actor, kind, subject, body, salt, leaf)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        at.to_sqlx() as _,
        id.uuid(),
        body.territory.map(kernel::Id::uuid),
        body.actor.account().map(kernel::Id::uuid),
        body.kind,
        subject.map(kernel::Id::uuid),
        sealed.body,
        &sealed.salt,
        &sealed.leaf.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// The kind and the canonical form of an event. The kind comes from the event itself, so that the two never disagree.
pub(crate) fn told<E: Event>(event: &E) -> Result<(String, Value), RecordError> {
    let bytes = canonical(event).map_err(SealError::Form)?;
    let event: Value = serde_json::from_slice(&bytes).map_err(|_| RecordError::NoKind)?;
    if let Some(path) = first_free_text(&event) {
        return Err(RecordError::FreeText(path));
    }
    let tag = event.get("kind").and_then(Value::as_str).ok_or(RecordError::NoKind)?;
    Ok((format!("{}/{tag}", E::CONTEXT), event))
}

/// A body with its salt and its leaf, ready to insert.
pub(crate) struct Sealed {
    pub(crate) body: Vec<u8>,
    pub(crate) salt: [u8; 16],
    pub(crate) leaf: NodeHash,
}

/// Why a body is not sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error(transparent)]
    Form(#[from] CanonicalError),
    #[error("the random source of the system does not answer: {0}")]
    Random(#[from] getrandom::Error),
}

impl Sealed {
    pub(crate) fn new<B: Serialize>(body: &B) -> Result<Self, SealError> {
        let body = canonical(body)?;
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)?;
        let leaf = leaf_hash(&salt, &body);
        Ok(Self { body, salt, leaf })
    }
}
