//! Joins a file to an act: the prescription that another software made, or a photo of it. It leaves with the report.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use kernel::{ActId, DocumentId};
use record::{AddDocument, AddDocumentError, DocumentKind};
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::model::Outcome;
use crate::open_act::over;
use crate::read::{Act, act, attachments_of};
use crate::stamp_call::not_open;

/// A file to join.
#[derive(Clone)]
pub struct Attach {
    pub act: ActId,
    pub kind: DocumentKind,
    pub bytes: Vec<u8>,
}

/// How many files leave with one report at most.
const MOST: usize = 8;

#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    #[error("join a file to an act that is not here")]
    NotFound,
    #[error("join a file: {0:?}")]
    Refused(Refusal),
    #[error("join a file to an act that nobody opened")]
    NotOpen,
    #[error("join a file to an act that ended without a report")]
    Over,
    #[error("join a file to a report that is signed")]
    Signed,
    #[error("join more than eight files")]
    TooMany,
    #[error(transparent)]
    Document(#[from] AddDocumentError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for AttachError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<AttachError> for Problem {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::NotFound => Self::not_found(),
            AttachError::Refused(why) => why.into(),
            AttachError::NotOpen => not_open(),
            AttachError::Over => over(),
            AttachError::Signed => Self::new(
                http::StatusCode::CONFLICT,
                "acts/attach-signed",
                "Ce compte rendu est signé.",
                "Pour y joindre un fichier, choisissez «\u{a0}Corriger\u{a0}»\u{a0}: une nouvelle version le remplacera.",
            ),
            AttachError::TooMany => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "acts/too-many-files",
                "Huit fichiers sont déjà joints.",
                "Retirez-en un, ou réunissez les pages en un seul PDF.",
            ),
            AttachError::Document(error) => error.into(),
            AttachError::Database(error) => error.into(),
            AttachError::Record(error) => Self::internal(&error),
        }
    }
}

/// Keeps the file in the record and joins it. Its title says what it is and its day, never what it was called.
pub async fn attach(tx: &mut Tx, caller: &Caller, command: Attach) -> Result<DocumentId, AttachError> {
    let known = written_by(tx, caller, command.act).await?;
    if attachments_of(tx, known.id).await?.len() >= MOST {
        return Err(AttachError::TooMany);
    }
    let today = caller.local(tx.now()).date();
    let document = AddDocument {
        patient: known.patient,
        kind: command.kind,
        title: format!("{} du {}", command.kind.words(), ui::french::birth(today)),
        origin: caller.name.clone(),
        dated_on: today,
        bytes: command.bytes,
    };
    let id = record::add_document(tx, &document).await?;
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into acts.attachment (territory_id, act_id, document_id, attached_at, attached_by)
         values ($1, $2, $3, $4, $5)",
        territory.uuid(),
        known.id.uuid(),
        id.uuid(),
        now as _,
        caller.account.uuid(),
    )
    .execute(tx.conn())
    .await?;
    audit::record(tx, Some(known.patient), &ActEvent::Attached { act: known.id, document: id }).await?;
    Ok(id)
}

/// Takes a file away from the act; the record keeps it.
pub async fn detach(
    tx: &mut Tx,
    caller: &Caller,
    id: ActId,
    document: DocumentId,
) -> Result<(), AttachError> {
    let known = written_by(tx, caller, id).await?;
    let now = tx.now_sql();
    let removed = sqlx::query!(
        "update acts.attachment set removed_at = $3 where act_id = $1 and document_id = $2 and removed_at is null",
        id.uuid(),
        document.uuid(),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    if removed.rows_affected() == 0 {
        return Err(AttachError::NotFound);
    }
    audit::record(tx, Some(known.patient), &ActEvent::Detached { act: id, document }).await?;
    Ok(())
}

/// The act, if the caller may still write its report.
async fn written_by(tx: &mut Tx, caller: &Caller, id: ActId) -> Result<Act, AttachError> {
    let known = act(tx, id).await?.ok_or(AttachError::NotFound)?;
    decide_on(tx, caller, &known, Action::HoldAct).await?.map_err(AttachError::Refused)?;
    match (known.opened_at, known.outcome) {
        (None, None) => Err(AttachError::NotOpen),
        (_, Some(ended)) if ended != Outcome::Closed => Err(AttachError::Over),
        _ if is_signed(tx, id).await? => Err(AttachError::Signed),
        _ => Ok(known),
    }
}

/// Whether a report is signed and no correction is being written.
async fn is_signed(tx: &mut Tx, id: ActId) -> Result<bool, DbError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from acts.report where act_id = $1)
                  and not exists (select from acts.draft where act_id = $1) as "signed!""#,
        id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?)
}
