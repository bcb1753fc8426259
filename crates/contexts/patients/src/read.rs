//! Who somebody is, for those who may know.

use db::{DbError, Key, Tx};
use jiff::civil::Date;
use kernel::{IdentityStatus, PatientId, ProfessionalId};

use crate::model::Identity;

/// A person of this territory.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PatientId,
    pub identity: Identity,
    pub status: IdentityStatus,
    pub own_gp: Option<ProfessionalId>,
    /// « À savoir », never care.
    pub to_know: Option<String>,
    pub deceased_on: Option<Date>,
}

/// One person; `None` when nobody here has this id, or the reader may not know of them.
pub async fn person(tx: &mut Tx, id: PatientId) -> Result<Option<Person>, DbError> {
    Ok(persons(tx, &[id]).await?.pop())
}

/// Several people, by name then birth date. Those that the reader may not know of are absent.
pub async fn persons(tx: &mut Tx, ids: &[PatientId]) -> Result<Vec<Person>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let key = tx.territory_key().await?;
    let wanted: Vec<uuid::Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let territory = tx.territory();
    let rows = sqlx::query!(
        r#"select id as "id: PatientId", identity, status as "status: IdentityStatus",
                  own_gp_id as "own_gp: ProfessionalId", to_know, deceased_on
             from patients.patient
            where territory_id = $1 and id = any($2)"#,
        territory.uuid(),
        &wanted,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(Person {
            id: row.id,
            identity: open_identity(&key, row.id, &row.identity)?,
            status: row.status,
            own_gp: row.own_gp,
            to_know: row.to_know.map(|sealed| open_note(&key, row.id, &sealed)).transpose()?,
            deceased_on: row.deceased_on.map(jiff_sqlx::Date::to_jiff),
        });
    }
    found.sort_by_cached_key(|person| (person.identity.listed(), person.identity.born_on, person.id));
    Ok(found)
}

pub(crate) fn identity_place(id: PatientId) -> String {
    format!("patients.patient.identity|{id}")
}

pub(crate) fn note_place(id: PatientId) -> String {
    format!("patients.patient.to_know|{id}")
}

fn open_identity(key: &Key, id: PatientId, sealed: &[u8]) -> Result<Identity, DbError> {
    let bytes = key.open(&identity_place(id), sealed)?;
    serde_json::from_slice(&bytes).map_err(|error| DbError::Sql(sqlx::Error::Decode(Box::new(error))))
}

fn open_note(key: &Key, id: PatientId, sealed: &[u8]) -> Result<String, DbError> {
    let bytes = key.open(&note_place(id), sealed)?;
    String::from_utf8(bytes).map_err(|error| DbError::Sql(sqlx::Error::Decode(Box::new(error))))
}
