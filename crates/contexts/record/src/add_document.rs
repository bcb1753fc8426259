//! Keeps a document: sealed by the patient's key, with the hash of its bytes.

use db::{DbError, Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{DocumentId, PatientId};
use sha2::{Digest as _, Sha256};
use web::Problem;

use crate::events::RecordEvent;
use crate::model::{DocumentKind, MediaType, NotAFile};

/// A document to keep.
#[derive(Clone)]
pub struct AddDocument {
    pub patient: PatientId,
    pub kind: DocumentKind,
    /// « Ordonnance du 24 novembre 2026 »
    pub title: String,
    /// Where it comes from: « laboratoire de Sancerre ».
    pub origin: String,
    pub dated_on: Date,
    pub bytes: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum AddDocumentError {
    #[error("keep a document: {0}")]
    NotAFile(#[from] NotAFile),
    #[error("keep a document of somebody who is not here")]
    UnknownPatient,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for AddDocumentError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("document_is_of_a_patient") => Self::UnknownPatient,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<AddDocumentError> for Problem {
    fn from(error: AddDocumentError) -> Self {
        match error {
            AddDocumentError::NotAFile(why) => {
                let status = match why {
                    NotAFile::TooLarge => http::StatusCode::PAYLOAD_TOO_LARGE,
                    _ => http::StatusCode::UNPROCESSABLE_ENTITY,
                };
                Self::new(status, "record/not-a-file", "Ce fichier n’a pas été joint.", why.advice())
            }
            AddDocumentError::UnknownPatient => Self::not_found(),
            AddDocumentError::Database(error) => error.into(),
            AddDocumentError::Record(error) => Self::internal(&error),
        }
    }
}

/// Keeps the document and returns its identifier. What it is comes from its bytes alone.
pub async fn add_document(tx: &mut Tx, command: &AddDocument) -> Result<DocumentId, AddDocumentError> {
    let media_type = MediaType::of(&command.bytes)?;
    let id = DocumentId::at(tx.now());
    let key = tx.key_of(command.patient.uuid()).await?;
    let seal = |place: String, plain: &[u8]| key.seal(&place, plain).map_err(DbError::from);
    let sha256 = Sha256::digest(&command.bytes);
    let bytes = u32::try_from(command.bytes.len()).map_err(|_| NotAFile::TooLarge)?;
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into record.document
             (territory_id, id, patient_id, kind, title, origin, media_type, bytes, sha256, content, dated_on, added_at,
              added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        territory.uuid(),
        id.uuid(),
        command.patient.uuid(),
        command.kind.name(),
        seal(title_place(id), command.title.as_bytes())?,
        seal(origin_place(id), command.origin.as_bytes())?,
        media_type.name(),
        bytes.cast_signed(),
        sha256.as_slice(),
        seal(content_place(id), &command.bytes)?,
        command.dated_on.to_sqlx() as _,
        now as _,
        by.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await?;
    let sha256 = sha256.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let event = RecordEvent::DocumentAdded { document: id, what: command.kind, media_type, bytes, sha256 };
    audit::record(tx, Some(command.patient), &event).await?;
    Ok(id)
}

pub(crate) fn title_place(id: DocumentId) -> String {
    format!("record.document.title|{id}")
}

pub(crate) fn origin_place(id: DocumentId) -> String {
    format!("record.document.origin|{id}")
}

pub(crate) fn content_place(id: DocumentId) -> String {
    format!("record.document.content|{id}")
}
