//! Brings in people who are known elsewhere: many in few statements, with the ids that the caller gives them.

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, PatientId, ProfessionalId};
use uuid::Uuid;

use crate::events::PatientEvent;
use crate::model::stored;
use crate::read::{identity_place, note_place};
use crate::register::{RegisterError, RegisterPatient};

/// Somebody known elsewhere, since when, and who is in their circle.
#[derive(Debug, Clone)]
pub struct ImportPatient {
    pub id: PatientId,
    pub person: RegisterPatient,
    pub known_since: Timestamp,
    pub deceased_on: Option<Date>,
    /// Account, basis, until when.
    pub circle: Vec<(AccountId, &'static str, Timestamp)>,
}

/// Writes people as [`crate::register()`] does, and their circles.
pub async fn import(tx: &mut Tx, people: &[ImportPatient]) -> Result<(), RegisterError> {
    write_people(tx, people).await?;
    for one in people {
        tx.make_key(one.id.uuid()).await?;
    }
    write_tokens(tx, people).await?;
    write_circles(tx, people).await?;
    let facts: Vec<_> = people
        .iter()
        .map(|one| {
            let status = one.person.status.code().to_owned();
            let event = PatientEvent::Registered { patient: one.id, status };
            audit::Past { at: one.known_since, subject: Some(one.id), event }
        })
        .collect();
    audit::record_past(tx, &facts).await?;
    Ok(())
}

async fn write_people(tx: &mut Tx, people: &[ImportPatient]) -> Result<(), RegisterError> {
    let key = tx.territory_key().await?;
    let territory = tx.territory();
    let (mut ids, mut identities, mut statuses, mut gps) = (vec![], vec![], vec![], vec![]);
    let (mut notes, mut deaths, mut since) = (vec![], vec![], vec![]);
    for one in people {
        let plain = serde_json::to_vec(&one.person.identity)?;
        ids.push(one.id.uuid());
        identities.push(key.seal(&identity_place(one.id), &plain).map_err(DbError::from)?);
        statuses.push(one.person.status.code().to_owned());
        gps.push(one.person.own_gp.map(ProfessionalId::uuid));
        let note = one.person.to_know.as_deref().map(|note| key.seal(&note_place(one.id), note.as_bytes()));
        notes.push(note.transpose().map_err(DbError::from)?);
        deaths.push(one.deceased_on.map(jiff_sqlx::ToSqlx::to_sqlx));
        since.push(one.known_since.to_sqlx());
    }
    sqlx::query!(
        "insert into patients.patient (territory_id, id, identity, status, own_gp_id, to_know, deceased_on, created_at)
         select $1, id, identity, status, gp, note, death, since
           from unnest($2::uuid[], $3::bytea[], $4::text[], $5::uuid[], $6::bytea[], $7::date[], $8::timestamptz[])
                as person (id, identity, status, gp, note, death, since)",
        territory.uuid(),
        &ids,
        &identities,
        &statuses,
        &gps as _,
        &notes as _,
        &deaths as _,
        &since as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn write_tokens(tx: &mut Tx, people: &[ImportPatient]) -> Result<(), RegisterError> {
    let key = tx.territory_key().await?;
    let (mut tokens, mut owners): (Vec<Vec<u8>>, Vec<Uuid>) = (vec![], vec![]);
    for one in people {
        for token in stored(&key, &one.person.identity) {
            tokens.push(token);
            owners.push(one.id.uuid());
        }
    }
    sqlx::query!("select patients.import_tokens($1, $2)", &tokens, &owners).execute(tx.conn()).await?;
    Ok(())
}

async fn write_circles(tx: &mut Tx, people: &[ImportPatient]) -> Result<(), RegisterError> {
    let territory = tx.territory();
    let (mut patients, mut accounts, mut bases, mut since, mut until) =
        (vec![], vec![], vec![], vec![], vec![]);
    for one in people {
        for (account, basis, end) in &one.circle {
            patients.push(one.id.uuid());
            accounts.push(account.uuid());
            bases.push((*basis).to_owned());
            since.push(one.known_since.to_sqlx());
            until.push(end.to_sqlx());
        }
    }
    sqlx::query!(
        "insert into patients.circle (territory_id, patient_id, account_id, basis, since, until)
         select $1, patient, account, basis, since, until
           from unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[])
                as line (patient, account, basis, since, until)",
        territory.uuid(),
        &patients,
        &accounts,
        &bases,
        &since as _,
        &until as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
