//! Records what happened before this log was there: facts of an import, each with its own moment, many in one insert.
//!
//! The rows are ordinary ones: sealed, ordered and signed like the others. They say the moment of the fact; when they
//! were written is told by their place in the order.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::PatientId;
use uuid::Uuid;

use db::Tx;

use crate::body::EventBody;
use crate::record::{Event, LeafId, RecordError, Sealed, told};

/// A fact of the past, about somebody or nobody.
#[derive(Debug, Clone)]
pub struct Past<E> {
    pub at: Timestamp,
    pub subject: Option<PatientId>,
    pub event: E,
}

/// Records the facts in their order, in the territory of the transaction.
pub async fn record_past<E: Event>(tx: &mut Tx, facts: &[Past<E>]) -> Result<(), RecordError> {
    let mut rows = Rows::default();
    for fact in facts {
        rows.add(tx, fact)?;
    }
    let (territory, account) =
        (tx.territory_if_any().map(kernel::Id::uuid), tx.account().map(kernel::Id::uuid));
    sqlx::query!(
        "insert into audit.event (at, id, territory_id, actor, kind, subject, body, salt, leaf)
         select at, id, $3, $4, kind, subject, body, salt, leaf
           from unnest($1::timestamptz[], $2::uuid[], $5::text[], $6::uuid[], $7::bytea[], $8::bytea[], $9::bytea[])
                as fact (at, id, kind, subject, body, salt, leaf)",
        &rows.at as _,
        &rows.ids,
        territory,
        account,
        &rows.kinds,
        &rows.subjects as _,
        &rows.bodies,
        &rows.salts,
        &rows.leaves,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The columns of one insert.
#[derive(Default)]
struct Rows {
    at: Vec<jiff_sqlx::Timestamp>,
    ids: Vec<Uuid>,
    kinds: Vec<String>,
    subjects: Vec<Option<Uuid>>,
    bodies: Vec<Vec<u8>>,
    salts: Vec<Vec<u8>>,
    leaves: Vec<Vec<u8>>,
}

impl Rows {
    fn add<E: Event>(&mut self, tx: &Tx, fact: &Past<E>) -> Result<(), RecordError> {
        let (id, at) = (LeafId::at(fact.at), crate::body::kept(fact.at));
        let (kind, event) = told(&fact.event)?;
        let body = EventBody {
            id: id.uuid(),
            at,
            territory: tx.territory_if_any(),
            actor: tx.actor().into(),
            kind,
            subject: fact.subject,
            event,
        };
        let sealed = Sealed::new(&body)?;
        self.at.push(at.to_sqlx());
        self.ids.push(id.uuid());
        self.kinds.push(body.kind);
        self.subjects.push(fact.subject.map(kernel::Id::uuid));
        self.bodies.push(sealed.body);
        self.salts.push(sealed.salt.to_vec());
        self.leaves.push(sealed.leaf.0.to_vec());
        Ok(())
    }
}
