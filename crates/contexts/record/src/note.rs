//! Notes what was said or measured: one line of the record, never changed.

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::PatientId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::Problem;

use crate::events::RecordEvent;
use crate::model::{MeasureKind, Posture, SaidBy};

/// One measure, in the smallest unit of its kind.
#[derive(Debug, Clone)]
pub struct NoteMeasure {
    pub patient: PatientId,
    pub kind: MeasureKind,
    pub value: i32,
    /// The diastolic pressure, and nothing else.
    pub second: Option<i32>,
    pub posture: Option<Posture>,
    pub said_by: SaidBy,
    pub measured_at: Timestamp,
}

/// One allergy. Its words are sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct NoteAllergy {
    #[serde(skip, default = "nobody")]
    pub patient: PatientId,
    /// « Sulfamides »
    pub substance: String,
    /// « éruption en 2009 »
    pub reaction: Option<String>,
}

/// One current treatment, as it was told. Its words are sealed.
#[derive(Clone, Serialize, Deserialize)]
pub struct NoteTreatment {
    #[serde(skip, default = "nobody")]
    pub patient: PatientId,
    /// « Amlodipine »
    pub name: String,
    /// « 10 mg »
    pub dose: String,
    /// « doublée le 19 »
    pub remark: Option<String>,
    #[serde(skip, default)]
    pub since: Date,
}

fn nobody() -> PatientId {
    PatientId::from_uuid(Uuid::nil())
}

#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("note something of somebody who is not here")]
    UnknownPatient,
    #[error("note a measure that cannot be")]
    Impossible,
    #[error("write what was said")]
    Words(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for NoteError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("measure_is_of_a_patient" | "allergy_is_of_a_patient" | "treatment_is_of_a_patient") => {
                Self::UnknownPatient
            }
            Some("measure_second_is_of_pressure" | "measure_is_not_of_the_future") => Self::Impossible,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<NoteError> for Problem {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::UnknownPatient => Self::not_found(),
            NoteError::Impossible => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "record/impossible",
                "Cette mesure n’est pas possible.",
                "Vérifiez les chiffres et l’heure.",
            ),
            NoteError::Database(error) => error.into(),
            NoteError::Words(_) | NoteError::Record(_) => Self::internal(&error),
        }
    }
}

/// Notes a measure.
pub async fn note_measure(tx: &mut Tx, command: &NoteMeasure) -> Result<Uuid, NoteError> {
    let id = kernel::Id::<NoteMeasure>::at(tx.now()).uuid();
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into record.measure
             (territory_id, id, patient_id, kind, value, second, posture, said_by, measured_at, noted_at, noted_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        territory.uuid(),
        id,
        command.patient.uuid(),
        command.kind.name(),
        command.value,
        command.second,
        command.posture.map(Posture::name),
        command.said_by.name(),
        command.measured_at.to_sqlx() as _,
        now as _,
        by.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await?;
    let event = RecordEvent::Measured { measure: id, what: command.kind };
    audit::record(tx, Some(command.patient), &event).await?;
    Ok(id)
}

/// Notes an allergy.
pub async fn note_allergy(tx: &mut Tx, command: &NoteAllergy) -> Result<Uuid, NoteError> {
    let id = kernel::Id::<NoteAllergy>::at(tx.now()).uuid();
    let key = tx.key_of(command.patient.uuid()).await?;
    let words = key.seal(&allergy_place(id), &serde_json::to_vec(command)?).map_err(DbError::from)?;
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into record.allergy (territory_id, id, patient_id, words, noted_at, noted_by)
         values ($1, $2, $3, $4, $5, $6)",
        territory.uuid(),
        id,
        command.patient.uuid(),
        words,
        now as _,
        by.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await?;
    audit::record(tx, Some(command.patient), &RecordEvent::AllergyNoted { allergy: id }).await?;
    Ok(id)
}

/// Notes a treatment.
pub async fn note_treatment(tx: &mut Tx, command: &NoteTreatment) -> Result<Uuid, NoteError> {
    let id = kernel::Id::<NoteTreatment>::at(tx.now()).uuid();
    let key = tx.key_of(command.patient.uuid()).await?;
    let words = key.seal(&treatment_place(id), &serde_json::to_vec(command)?).map_err(DbError::from)?;
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into record.treatment (territory_id, id, patient_id, words, since, noted_at, noted_by)
         values ($1, $2, $3, $4, $5, $6, $7)",
        territory.uuid(),
        id,
        command.patient.uuid(),
        words,
        command.since.to_sqlx() as _,
        now as _,
        by.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await?;
    audit::record(tx, Some(command.patient), &RecordEvent::TreatmentNoted { treatment: id }).await?;
    Ok(id)
}

pub(crate) fn allergy_place(id: Uuid) -> String {
    format!("record.allergy.words|{id}")
}

pub(crate) fn treatment_place(id: Uuid) -> String {
    format!("record.treatment.words|{id}")
}
