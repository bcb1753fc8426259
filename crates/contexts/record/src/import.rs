//! Brings in what is known elsewhere of many people: measures, allergies, treatments, in few statements.

use db::{DbError, Key, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::PatientId;
use uuid::Uuid;

use crate::events::RecordEvent;
use crate::model::{Posture, SaidBy};
use crate::note::{NoteAllergy, NoteError, NoteMeasure, NoteTreatment, allergy_place, treatment_place};

/// What is known of one patient, and since when it is noted; each measure is noted when it is taken.
#[derive(Clone)]
pub struct ImportRecord {
    pub patient: PatientId,
    pub noted_at: Timestamp,
    pub allergies: Vec<NoteAllergy>,
    pub treatments: Vec<NoteTreatment>,
    pub measures: Vec<NoteMeasure>,
}

/// Writes lines as [`crate::note_measure`] and its fellows would have, each at its moment.
pub async fn import(tx: &mut Tx, records: &[ImportRecord]) -> Result<(), NoteError> {
    let (mut allergies, mut treatments, mut measures) =
        (Sealed::default(), Treatments::default(), Measures::default());
    let mut facts: Vec<audit::Past<RecordEvent>> = Vec::new();
    for one in records {
        let subject = Some(one.patient);
        let mut say = |at, event| facts.push(audit::Past { at, subject, event });
        if !one.allergies.is_empty() || !one.treatments.is_empty() {
            let key = tx.key_of(one.patient.uuid()).await?;
            for allergy in &one.allergies {
                let id = kernel::Id::<NoteAllergy>::at(one.noted_at).uuid();
                allergies.add(&key, one, id, &allergy_place(id), &serde_json::to_vec(allergy)?)?;
                say(one.noted_at, RecordEvent::AllergyNoted { allergy: id });
            }
            for treatment in &one.treatments {
                let id = kernel::Id::<NoteTreatment>::at(one.noted_at).uuid();
                let words = serde_json::to_vec(treatment)?;
                treatments.lines.add(&key, one, id, &treatment_place(id), &words)?;
                treatments.since.push(treatment.since.to_sqlx());
                say(one.noted_at, RecordEvent::TreatmentNoted { treatment: id });
            }
        }
        for measure in &one.measures {
            let id = measures.add(one.patient, measure);
            say(measure.measured_at, RecordEvent::Measured { measure: id, what: measure.kind });
        }
    }
    allergies.insert(tx).await?;
    treatments.insert(tx).await?;
    measures.insert(tx).await?;
    facts.sort_by_key(|fact| fact.at);
    audit::record_past(tx, &facts).await?;
    Ok(())
}

/// Lines whose words are sealed.
#[derive(Default)]
struct Sealed {
    ids: Vec<Uuid>,
    patients: Vec<Uuid>,
    words: Vec<Vec<u8>>,
    noted_at: Vec<jiff_sqlx::Timestamp>,
}

impl Sealed {
    fn add(
        &mut self,
        key: &Key,
        one: &ImportRecord,
        id: Uuid,
        place: &str,
        words: &[u8],
    ) -> Result<(), NoteError> {
        self.ids.push(id);
        self.patients.push(one.patient.uuid());
        self.words.push(key.seal(place, words).map_err(DbError::from)?);
        self.noted_at.push(one.noted_at.to_sqlx());
        Ok(())
    }

    async fn insert(&self, tx: &mut Tx) -> Result<(), NoteError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into record.allergy (territory_id, id, patient_id, words, noted_at)
             select $1, id, patient, words, noted
               from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::timestamptz[]) as line (id, patient, words, noted)",
            territory.uuid(),
            &self.ids,
            &self.patients,
            &self.words,
            &self.noted_at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

#[derive(Default)]
struct Treatments {
    lines: Sealed,
    since: Vec<jiff_sqlx::Date>,
}

impl Treatments {
    async fn insert(&self, tx: &mut Tx) -> Result<(), NoteError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into record.treatment (territory_id, id, patient_id, words, since, noted_at)
             select $1, id, patient, words, since, noted
               from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::date[], $6::timestamptz[])
                    as line (id, patient, words, since, noted)",
            territory.uuid(),
            &self.lines.ids,
            &self.lines.patients,
            &self.lines.words,
            &self.since as _,
            &self.lines.noted_at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

#[derive(Default)]
struct Measures {
    ids: Vec<Uuid>,
    patients: Vec<Uuid>,
    kinds: Vec<String>,
    values: Vec<i32>,
    seconds: Vec<Option<i32>>,
    postures: Vec<Option<String>>,
    said_by: Vec<String>,
    measured_at: Vec<jiff_sqlx::Timestamp>,
}

impl Measures {
    fn add(&mut self, patient: PatientId, measure: &NoteMeasure) -> Uuid {
        let id = kernel::Id::<NoteMeasure>::at(measure.measured_at).uuid();
        self.ids.push(id);
        self.patients.push(patient.uuid());
        self.kinds.push(measure.kind.name().to_owned());
        self.values.push(measure.value);
        self.seconds.push(measure.second);
        self.postures.push(measure.posture.map(|posture: Posture| posture.name().to_owned()));
        self.said_by.push(SaidBy::name(measure.said_by).to_owned());
        self.measured_at.push(measure.measured_at.to_sqlx());
        id
    }

    async fn insert(&self, tx: &mut Tx) -> Result<(), NoteError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into record.measure
                 (territory_id, id, patient_id, kind, value, second, posture, said_by, measured_at, noted_at)
             select $1, id, patient, kind, value, second, posture, said, at, at
               from unnest($2::uuid[], $3::uuid[], $4::text[], $5::integer[], $6::integer[], $7::text[], $8::text[],
                           $9::timestamptz[]) as line (id, patient, kind, value, second, posture, said, at)",
            territory.uuid(),
            &self.ids,
            &self.patients,
            &self.kinds,
            &self.values,
            &self.seconds as _,
            &self.postures as _,
            &self.said_by,
            &self.measured_at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
