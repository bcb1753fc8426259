//! What others may ask of a record.

use db::{DbError, Key, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::{DocumentId, PatientId};
use uuid::Uuid;

use crate::add_document::{content_place, origin_place, title_place};
use crate::model::{DocumentKind, MeasureKind, MediaType, Posture, SaidBy};
use crate::note::{NoteAllergy, NoteTreatment, allergy_place, treatment_place};

/// A document without its bytes.
#[derive(Clone)]
pub struct Document {
    pub id: DocumentId,
    pub patient: PatientId,
    pub kind: DocumentKind,
    pub title: String,
    /// Where it comes from: « laboratoire de Sancerre ».
    pub origin: String,
    pub media_type: MediaType,
    pub bytes: u32,
    pub sha256: Vec<u8>,
    pub dated_on: Date,
    pub added_at: Timestamp,
}

/// One measure, in the smallest unit of its kind.
#[derive(Debug, Clone)]
pub struct Measure {
    pub kind: MeasureKind,
    pub value: i32,
    pub second: Option<i32>,
    pub posture: Option<Posture>,
    pub said_by: SaidBy,
    pub measured_at: Timestamp,
}

/// A known allergy.
#[derive(Clone)]
pub struct Allergy {
    pub id: Uuid,
    pub substance: String,
    pub reaction: Option<String>,
}

/// A current treatment, as it was told.
#[derive(Clone)]
pub struct Treatment {
    pub id: Uuid,
    pub name: String,
    pub dose: String,
    pub remark: Option<String>,
    pub since: Date,
}

/// The latest documents of a patient, latest first.
pub async fn documents_of(tx: &mut Tx, patient: PatientId, most: u8) -> Result<Vec<Document>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query_as!(
        DocumentRow,
        r#"select id as "id: DocumentId", patient_id as "patient: PatientId", kind, title, origin, media_type, bytes, sha256,
                  dated_on, added_at
             from record.document
            where territory_id = $1 and patient_id = $2
            order by dated_on desc, id desc limit $3"#,
        territory.uuid(),
        patient.uuid(),
        i64::from(most),
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// Some documents, oldest first; those that the reader may not see are absent.
pub async fn documents(tx: &mut Tx, ids: &[DocumentId]) -> Result<Vec<Document>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        DocumentRow,
        r#"select id as "id: DocumentId", patient_id as "patient: PatientId", kind, title, origin, media_type, bytes, sha256,
                  dated_on, added_at
             from record.document where id = any($1) order by added_at, id"#,
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// The bytes of a document, as they were joined.
pub async fn content_of(tx: &mut Tx, document: &Document) -> Result<Vec<u8>, DbError> {
    let sealed = sqlx::query_scalar!("select content from record.document where id = $1", document.id.uuid())
        .fetch_one(tx.conn())
        .await?;
    let key = tx.key_of(document.patient.uuid()).await?;
    Ok(key.open(&content_place(document.id), &sealed)?)
}

/// The latest measures of a patient, latest first.
pub async fn measures(tx: &mut Tx, patient: PatientId, most: u16) -> Result<Vec<Measure>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query!(
        "select kind, value, second, posture, said_by, measured_at
           from record.measure
          where territory_id = $1 and patient_id = $2
          order by measured_at desc, id desc limit $3",
        territory.uuid(),
        patient.uuid(),
        i64::from(most),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Measure {
                kind: MeasureKind::from_name(&row.kind)?,
                value: row.value,
                second: row.second,
                posture: row.posture.as_deref().and_then(Posture::from_name),
                said_by: SaidBy::from_name(&row.said_by)?,
                measured_at: row.measured_at.to_jiff(),
            })
        })
        .collect())
}

/// The known allergies of a patient, as they were noted.
pub async fn allergies(tx: &mut Tx, patient: PatientId) -> Result<Vec<Allergy>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query!(
        "select id, words from record.allergy
          where territory_id = $1 and patient_id = $2 and ended_at is null order by noted_at, id",
        territory.uuid(),
        patient.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = tx.key_of(patient.uuid()).await?;
    rows.into_iter()
        .map(|row| {
            let words: NoteAllergy = read(&key, &allergy_place(row.id), &row.words)?;
            Ok(Allergy { id: row.id, substance: words.substance, reaction: words.reaction })
        })
        .collect()
}

/// The current treatments of a patient on a day, newest first.
pub async fn treatments(tx: &mut Tx, patient: PatientId) -> Result<Vec<Treatment>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query!(
        "select id, words, since from record.treatment
          where territory_id = $1 and patient_id = $2 and until is null order by since desc, id",
        territory.uuid(),
        patient.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = tx.key_of(patient.uuid()).await?;
    rows.into_iter()
        .map(|row| {
            let words: NoteTreatment = read(&key, &treatment_place(row.id), &row.words)?;
            let NoteTreatment { name, dose, remark, .. } = words;
            Ok(Treatment { id: row.id, name, dose, remark, since: row.since.to_jiff() })
        })
        .collect()
}

struct DocumentRow {
    id: DocumentId,
    patient: PatientId,
    kind: String,
    title: Vec<u8>,
    origin: Vec<u8>,
    media_type: String,
    bytes: i32,
    sha256: Vec<u8>,
    dated_on: jiff_sqlx::Date,
    added_at: jiff_sqlx::Timestamp,
}

async fn opened(tx: &mut Tx, rows: Vec<DocumentRow>) -> Result<Vec<Document>, DbError> {
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let key = tx.key_of(row.patient.uuid()).await?;
        let text = |place: &str, sealed: &[u8]| -> Result<String, DbError> {
            Ok(String::from_utf8_lossy(&key.open(place, sealed)?).into_owned())
        };
        let (Some(kind), Some(media_type)) =
            (DocumentKind::from_name(&row.kind), MediaType::from_name(&row.media_type))
        else {
            continue;
        };
        found.push(Document {
            id: row.id,
            patient: row.patient,
            kind,
            title: text(&title_place(row.id), &row.title)?,
            origin: text(&origin_place(row.id), &row.origin)?,
            media_type,
            bytes: row.bytes.unsigned_abs(),
            sha256: row.sha256,
            dated_on: row.dated_on.to_jiff(),
            added_at: row.added_at.to_jiff(),
        });
    }
    Ok(found)
}

fn read<T: serde::de::DeserializeOwned>(key: &Key, place: &str, sealed: &[u8]) -> Result<T, DbError> {
    let bytes = key.open(place, sealed)?;
    serde_json::from_slice(&bytes).map_err(|error| DbError::Sql(sqlx::Error::Decode(Box::new(error))))
}
