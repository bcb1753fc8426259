//! The sheet of a report: rendered once from its content, kept with its hash, the same bytes for ever.

use db::{DbError, Tx};
use kernel::{PatientId, ReportId};
use sha2::{Digest as _, Sha256};
use web::Problem;

use crate::events::ActEvent;
use crate::read::report;

/// A sheet.
#[derive(Clone)]
pub struct Sheet {
    /// PDF/A-2a and PDF/UA-1 in one file.
    pub bytes: Vec<u8>,
    pub sha256: Vec<u8>,
    pub template_version: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    #[error("lay out a report")]
    Layout(#[from] pdf::PdfError),
    #[error("lay out a report: its thread stopped")]
    Stopped(#[from] tokio::task::JoinError),
    #[error("show a sheet whose bytes are not those that were first made")]
    Altered,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for SheetError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<SheetError> for Problem {
    fn from(error: SheetError) -> Self {
        match error {
            SheetError::Database(error) => error.into(),
            _ => Self::internal(&error),
        }
    }
}

/// The sheet of a report, made now if nobody asked for it before; `None` when the report is not for this reader.
pub async fn pdf_of(tx: &mut Tx, id: ReportId) -> Result<Option<Sheet>, SheetError> {
    let Some(patient) = patient_of(tx, id).await? else { return Ok(None) };
    if let Some(sheet) = kept(tx, id, patient).await? {
        return Ok(Some(sheet));
    }
    let Some(known) = report(tx, id).await? else { return Ok(None) };
    let document = known.content.sheet(hex::encode(&known.content_sha256));
    let (ident, at) = (id.to_string(), known.content.signature.signed_at);
    let bytes = tokio::task::spawn_blocking(move || pdf::render(&document, &ident, at)).await??;
    let sha256 = Sha256::digest(&bytes).to_vec();
    let template_version = pdf::Report::TEMPLATE_VERSION;
    if keep(tx, id, patient, &bytes, &sha256).await? {
        let event = ActEvent::Rendered { report: id, template_version, pdf_sha256: hex::encode(&sha256) };
        audit::record(tx, Some(patient), &event).await?;
        return Ok(Some(Sheet { bytes, sha256, template_version }));
    }
    // somebody else made it meanwhile: theirs is the first
    kept(tx, id, patient).await
}

async fn patient_of(tx: &mut Tx, id: ReportId) -> Result<Option<PatientId>, SheetError> {
    Ok(sqlx::query_scalar!(
        r#"select a.patient_id as "patient: PatientId" from acts.report r join acts.act a on a.id = r.act_id where r.id = $1"#,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?)
}

async fn kept(tx: &mut Tx, id: ReportId, patient: PatientId) -> Result<Option<Sheet>, SheetError> {
    let row = sqlx::query!(
        "select template_version, pdf, pdf_sha256 from acts.rendering where report_id = $1",
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let key = tx.key_of(patient.uuid()).await?;
    let bytes = key.open(&pdf_place(id), &row.pdf).map_err(DbError::from)?;
    if Sha256::digest(&bytes).as_slice() != row.pdf_sha256 {
        return Err(SheetError::Altered);
    }
    let template_version = u32::from(row.template_version.unsigned_abs());
    Ok(Some(Sheet { bytes, sha256: row.pdf_sha256, template_version }))
}

/// Keeps the bytes; `false` when some are kept already.
async fn keep(
    tx: &mut Tx,
    id: ReportId,
    patient: PatientId,
    bytes: &[u8],
    sha256: &[u8],
) -> Result<bool, SheetError> {
    let key = tx.key_of(patient.uuid()).await?;
    let sealed = key.seal(&pdf_place(id), bytes).map_err(DbError::from)?;
    let (territory, now) = (tx.territory(), tx.now_sql());
    let kept = sqlx::query!(
        "insert into acts.rendering (territory_id, report_id, template_version, pdf, pdf_sha256, made_at)
         values ($1, $2, $3, $4, $5, $6) on conflict on constraint rendering_pkey do nothing",
        territory.uuid(),
        id.uuid(),
        i16::try_from(pdf::Report::TEMPLATE_VERSION).unwrap_or(i16::MAX),
        sealed,
        sha256,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(kept.rows_affected() == 1)
}

fn pdf_place(id: ReportId) -> String {
    format!("acts.rendering.pdf|{id}")
}
