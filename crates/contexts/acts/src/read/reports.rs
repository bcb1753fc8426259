//! Signed reports, their readers, what leaves with them.

use db::{DbError, Key, Tx};
use jiff::Timestamp;
use kernel::{AccountId, ActId, DocumentId, PatientId, ProfessionalId, ReportId, SecureAddress};
use record::{Document, MediaType};

use super::{Act, act};
use crate::model::{Kind, Modality, SignedContent, Why};
use crate::pdf_of::pdf_of;
use crate::sign::content_place;

/// One version of an act's report.
#[derive(Debug, Clone)]
pub struct Report {
    pub id: ReportId,
    pub act: ActId,
    pub version: u16,
    /// The version before it.
    pub replaces: Option<u16>,
    pub content: SignedContent,
    /// Of the canonical bytes of the content.
    pub content_sha256: Vec<u8>,
    pub author: ProfessionalId,
    pub signed_at: Timestamp,
    pub signed_by: AccountId,
    /// How the author had signed in: `passkey`, `recovery` or `demo`.
    pub signed_with: String,
    /// When they had proved who they are.
    pub proved_at: Timestamp,
}

/// A report with everything that leaves with it: what `exchange` sends.
#[derive(Clone)]
pub struct SignedReport {
    pub act: Act,
    pub patient: PatientId,
    pub report: Report,
    pub readers: Vec<Reader>,
    pub pdf: Vec<u8>,
    pub pdf_sha256: Vec<u8>,
    pub attachments: Vec<Attachment>,
}

/// Who reads it.
#[derive(Debug, Clone)]
pub struct Reader {
    pub professional: Option<ProfessionalId>,
    pub name: String,
    pub address: SecureAddress,
    pub why: Why,
}

/// A file that leaves with a report.
#[derive(Clone)]
pub struct Attachment {
    /// « ordonnance-1.pdf »: a name without identity.
    pub name: String,
    pub title: String,
    pub media_type: MediaType,
    pub bytes: Vec<u8>,
}

/// A file joined to an act, without its bytes.
#[derive(Clone)]
pub struct Attached {
    pub document: Document,
    pub attached_at: Timestamp,
}

/// The last version of an earlier report, in a few words.
#[derive(Clone)]
pub struct PreviousReport {
    pub report: ReportId,
    pub act: ActId,
    pub kind: Kind,
    pub modality: Modality,
    pub author: ProfessionalId,
    pub signed_at: Timestamp,
    pub content: SignedContent,
}

/// One report; `None` when it is not here, or not for this reader.
pub async fn report(tx: &mut Tx, id: ReportId) -> Result<Option<Report>, DbError> {
    let territory = tx.territory();
    let row = sqlx::query_as!(
        Row,
        r#"select r.id as "id: ReportId", r.act_id as "act: ActId", a.patient_id as "patient: PatientId", r.version,
                  r.replaces, r.content, r.content_sha256, r.author_id as "author: ProfessionalId", r.signed_at,
                  r.signed_by as "signed_by: AccountId", r.signed_with, r.proved_at
             from acts.report r join acts.act a on a.id = r.act_id
            where r.territory_id = $1 and r.id = $2"#,
        territory.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let key = tx.key_of(row.patient.uuid()).await?;
    row.report(&key).map(Some)
}

/// Every version of an act's report, first to last.
pub async fn reports_of_act(tx: &mut Tx, known: &Act) -> Result<Vec<Report>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select r.id as "id: ReportId", r.act_id as "act: ActId", a.patient_id as "patient: PatientId", r.version,
                  r.replaces, r.content, r.content_sha256, r.author_id as "author: ProfessionalId", r.signed_at,
                  r.signed_by as "signed_by: AccountId", r.signed_with, r.proved_at
             from acts.report r join acts.act a on a.id = r.act_id
            where r.act_id = $1 order by r.version"#,
        known.id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = tx.key_of(known.patient.uuid()).await?;
    rows.into_iter().map(|row| row.report(&key)).collect()
}

/// The last reports of a patient, latest first, each at its last version; those of one act may be left out.
pub async fn previous_reports(
    tx: &mut Tx,
    patient: PatientId,
    except: Option<ActId>,
    most: u8,
) -> Result<Vec<PreviousReport>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query!(
        r#"select r.id as "id: ReportId", a.id as "act: ActId", a.kind, a.modality, r.content,
                  r.author_id as "author: ProfessionalId", r.signed_at
             from acts.act a
             join acts.report r on r.act_id = a.id
            where a.territory_id = $1 and a.patient_id = $2 and ($3::uuid is null or a.id <> $3)
              and not exists (select from acts.report later where later.act_id = a.id and later.version > r.version)
            order by r.signed_at desc, r.id desc limit $4"#,
        territory.uuid(),
        patient.uuid(),
        except.map(kernel::Id::uuid),
        i64::from(most),
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = tx.key_of(patient.uuid()).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (Some(kind), Some(modality)) = (Kind::from_name(&row.kind), Modality::from_name(&row.modality))
        else {
            continue;
        };
        let content = open(&key, row.id, &row.content)?;
        let (report, act, author, signed_at) = (row.id, row.act, row.author, row.signed_at.to_jiff());
        found.push(PreviousReport { report, act, kind, modality, author, signed_at, content });
    }
    Ok(found)
}

/// A report with its sheet and its files, for who sends it.
pub async fn signed_report(tx: &mut Tx, id: ReportId) -> Result<Option<SignedReport>, SignedReportError> {
    let Some(report) = report(tx, id).await? else { return Ok(None) };
    let Some(act) = act(tx, report.act).await? else { return Ok(None) };
    let Some(sheet) = pdf_of(tx, id).await? else { return Ok(None) };
    let readers = report
        .content
        .readers
        .iter()
        .map(|reader| Reader {
            professional: reader.professional,
            name: reader.name.clone(),
            address: reader.address.clone(),
            why: reader.why,
        })
        .collect();
    let ids: Vec<DocumentId> = report.content.attachments.iter().map(|file| file.document).collect();
    let mut attachments = Vec::with_capacity(ids.len());
    for (rank, document) in record::documents(tx, &ids).await?.into_iter().enumerate() {
        attachments.push(Attachment {
            name: format!("{}-{}.{}", document.kind.name(), rank + 1, document.media_type.extension()),
            title: document.title.clone(),
            media_type: document.media_type,
            bytes: record::content_of(tx, &document).await?,
        });
    }
    let patient = act.patient;
    let (pdf, pdf_sha256) = (sheet.bytes, sheet.sha256);
    Ok(Some(SignedReport { act, patient, report, readers, pdf, pdf_sha256, attachments }))
}

/// The files joined to an act, oldest first.
pub async fn attachments_of(tx: &mut Tx, id: ActId) -> Result<Vec<Attached>, DbError> {
    let rows = sqlx::query!(
        r#"select document_id as "document: DocumentId", attached_at from acts.attachment
            where act_id = $1 and removed_at is null"#,
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let ids: Vec<DocumentId> = rows.iter().map(|row| row.document).collect();
    let documents = record::documents(tx, &ids).await?;
    Ok(documents
        .into_iter()
        .filter_map(|document| {
            let row = rows.iter().find(|row| row.document == document.id)?;
            Some(Attached { attached_at: row.attached_at.to_jiff(), document })
        })
        .collect())
}

/// Why a report cannot be handed over.
#[derive(Debug, thiserror::Error)]
pub enum SignedReportError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Sheet(#[from] crate::pdf_of::SheetError),
}

struct Row {
    id: ReportId,
    act: ActId,
    patient: PatientId,
    version: i16,
    replaces: Option<i16>,
    content: Vec<u8>,
    content_sha256: Vec<u8>,
    author: ProfessionalId,
    signed_at: jiff_sqlx::Timestamp,
    signed_by: AccountId,
    signed_with: String,
    proved_at: jiff_sqlx::Timestamp,
}

impl Row {
    fn report(self, key: &Key) -> Result<Report, DbError> {
        Ok(Report {
            id: self.id,
            act: self.act,
            version: self.version.unsigned_abs(),
            replaces: self.replaces.map(i16::unsigned_abs),
            content: open(key, self.id, &self.content)?,
            content_sha256: self.content_sha256,
            author: self.author,
            signed_at: self.signed_at.to_jiff(),
            signed_by: self.signed_by,
            signed_with: self.signed_with,
            proved_at: self.proved_at.to_jiff(),
        })
    }
}

fn open(key: &Key, id: ReportId, sealed: &[u8]) -> Result<SignedContent, DbError> {
    let bytes = key.open(&content_place(id), sealed)?;
    serde_json::from_slice(&bytes).map_err(|error| DbError::Sql(sqlx::Error::Decode(Box::new(error))))
}
