//! One row of the log beside the row that it names, and whether the columns say what the body says.

use jiff::Timestamp;
use kernel::{Id, PatientId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::finding::{Place, Stream};
use crate::body::{AccessBody, EventBody};
use crate::store::{signed, unsigned};

/// One row of the log with the row it names.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub(super) seq: i64,
    at: jiff_sqlx::Timestamp,
    id: Uuid,
    stream: String,
    /// `None` in this and all that follows when the row is gone.
    pub(super) leaf: Option<Vec<u8>>,
    pub(super) salt: Option<Vec<u8>>,
    pub(super) body: Option<Vec<u8>>,
    territory_id: Option<Uuid>,
    actor: Option<Uuid>,
    /// The kind of an event, the page of an access.
    word: Option<String>,
    subject: Option<Uuid>,
    patients: Option<Vec<Uuid>>,
    basis: Option<String>,
}

/// The rows numbered `after + 1` to `until`.
pub(super) async fn rows(
    connection: &mut PgConnection,
    after: u64,
    until: u64,
) -> Result<Vec<Row>, sqlx::Error> {
    sqlx::query_as(ROWS).bind(signed(after)).bind(signed(until)).fetch_all(connection).await
}

/// `offset 0` keeps one index probe for each row; a join would read whole partitions at each chunk.
const ROWS: &str = "
    select l.seq, l.at, l.id, l.stream, r.*
      from audit.log l
      left join lateral (
           select leaf, salt, body, territory_id, actor, kind as word, subject, null::uuid[] as patients,
                  null::text as basis
             from audit.event e where l.stream = 'event' and e.at = l.at and e.id = l.id
           union all
           select leaf, salt, body, territory_id, actor, page, null, patients, basis
             from audit.access a where l.stream = 'access' and a.at = l.at and a.id = l.id
           offset 0) r on true
     where l.seq > $1 and l.seq <= $2
     order by l.seq, l.at, l.id";

impl Row {
    pub(super) fn place(&self) -> Place {
        let stream = if self.stream == "event" { Stream::Event } else { Stream::Access };
        Place { seq: unsigned(self.seq), at: self.at.to_jiff(), stream }
    }

    /// The first column that does not say what the body says.
    pub(super) fn differing_column(&self, body: &[u8]) -> Result<Option<&'static str>, serde_json::Error> {
        let expected = match self.place().stream {
            Stream::Event => Columns::from(serde_json::from_slice::<EventBody>(body)?),
            Stream::Access => Columns::from(serde_json::from_slice::<AccessBody>(body)?),
        };
        let pairs = [
            ("id", expected.id == self.id),
            ("at", expected.at == self.at.to_jiff()),
            ("territory_id", expected.territory == self.territory_id),
            ("actor", expected.actor == self.actor),
            (expected.word_column, Some(&expected.word) == self.word.as_ref()),
            ("subject", expected.subject == self.subject),
            ("patients", expected.patients == self.patients),
            ("basis", expected.basis == self.basis),
        ];
        Ok(pairs.into_iter().find(|(_, same)| !same).map(|(column, _)| column))
    }
}

/// What the columns of a row should hold, from its body.
struct Columns {
    id: Uuid,
    at: Timestamp,
    territory: Option<Uuid>,
    actor: Option<Uuid>,
    word: String,
    word_column: &'static str,
    subject: Option<Uuid>,
    patients: Option<Vec<Uuid>>,
    basis: Option<String>,
}

impl From<EventBody> for Columns {
    fn from(body: EventBody) -> Self {
        Self {
            id: body.id,
            at: body.at,
            territory: body.territory.map(Id::uuid),
            actor: body.actor.account().map(Id::uuid),
            word: body.kind,
            word_column: "kind",
            subject: body.subject.map(Id::uuid),
            patients: None,
            basis: None,
        }
    }
}

impl From<AccessBody> for Columns {
    fn from(body: AccessBody) -> Self {
        Self {
            id: body.id,
            at: body.at,
            territory: Some(body.territory.uuid()),
            actor: body.actor.account().map(Id::uuid),
            word: body.page,
            word_column: "page",
            subject: None,
            patients: Some(body.patients.into_iter().map(PatientId::uuid).collect()),
            basis: Some(body.basis),
        }
    }
}
