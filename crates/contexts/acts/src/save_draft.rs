//! Saves the draft, some times a minute. Two open pages never overwrite each other: the second to write is told.
//!
//! It records no event: nothing has happened until somebody signs.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use jiff::Timestamp;
use kernel::ActId;
use web::{Caller, Problem};

use crate::access::decide_on;
use crate::model::{DraftContent, Outcome};
use crate::open_act::over;
use crate::read::{Act, act};
use crate::stamp_call::not_open;

/// What a page sends.
#[derive(Clone)]
pub struct SaveDraft {
    pub act: ActId,
    /// The version on which the text was written; 0 when there was none.
    pub version: u32,
    /// The page that writes: it may be one version behind itself, when it left while a save was in flight.
    pub writer: String,
    pub content: DraftContent,
}

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    pub version: u32,
    pub at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("save a draft of an act that is not here")]
    NotFound,
    #[error("save a draft: {0:?}")]
    Refused(Refusal),
    #[error("save a draft of an act that nobody opened")]
    NotOpen,
    #[error("save a draft of an act that ended without a report")]
    Over,
    #[error("save a draft that another page has written since")]
    Behind,
    #[error("save a draft of a report that is signed")]
    Signed,
    #[error("save a text beyond twenty thousand characters")]
    TooLong,
    #[error("write a draft")]
    Content(#[from] serde_json::Error),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<sqlx::Error> for SaveError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::NotFound => Self::not_found(),
            SaveError::Refused(why) => why.into(),
            SaveError::NotOpen => not_open(),
            SaveError::Over => over(),
            SaveError::Behind => Self::new(
                http::StatusCode::CONFLICT,
                "acts/draft-behind",
                "Ce brouillon a été modifié dans un autre onglet ou sur un autre poste.",
                "Rien n’a été écrasé\u{a0}: copiez votre texte, puis rechargez la page.",
            ),
            SaveError::Signed => Self::new(
                http::StatusCode::CONFLICT,
                "acts/draft-signed",
                "Ce compte rendu est signé.",
                "Rechargez la page. Pour le changer, choisissez «\u{a0}Corriger\u{a0}»\u{a0}: une nouvelle version remplacera celle-ci.",
            ),
            SaveError::TooLong => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "acts/draft-too-long",
                "Ce texte est trop long.",
                "Un champ tient 20\u{202f}000 caractères\u{a0}: joignez le reste en document.",
            ),
            SaveError::Database(error) => error.into(),
            SaveError::Content(_) => Self::internal(&error),
        }
    }
}

/// Saves the draft over the version that it was written on, or changes nothing.
pub async fn save_draft(tx: &mut Tx, caller: &Caller, command: &SaveDraft) -> Result<Saved, SaveError> {
    let known = act(tx, command.act).await?.ok_or(SaveError::NotFound)?;
    decide_on(tx, caller, &known, Action::HoldAct).await?.map_err(SaveError::Refused)?;
    match (known.opened_at, known.outcome) {
        (None, None) => return Err(SaveError::NotOpen),
        (_, Some(ended)) if ended != Outcome::Closed => return Err(SaveError::Over),
        _ => {}
    }
    let content = &command.content;
    let texts = [&content.motif, &content.constat, &content.conclusion, &content.conduite];
    if texts.iter().any(|text| text.chars().count() > DraftContent::LONGEST) {
        return Err(SaveError::TooLong);
    }
    let version = match rewrite(tx, caller, &known, command).await? {
        Some(version) => version,
        None => begin(tx, caller, &known, command).await?,
    };
    Ok(Saved { version, at: tx.now() })
}

/// Writes over the open draft; `None` when there is none.
async fn rewrite(
    tx: &mut Tx,
    caller: &Caller,
    known: &Act,
    command: &SaveDraft,
) -> Result<Option<u32>, SaveError> {
    let sealed = seal(tx, known, &command.content).await?;
    let now = tx.now_sql();
    let version = sqlx::query_scalar!(
        "update acts.draft
            set version = version + 1, writer = $4, content = $3, saved_at = $5, saved_by = $6
          where act_id = $1 and (version = $2 or (version = $2 + 1 and writer = $4 and writer <> ''))
         returning version",
        known.id.uuid(),
        command.version.cast_signed(),
        sealed,
        command.writer,
        now as _,
        caller.account.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    if let Some(version) = version {
        return Ok(Some(version.unsigned_abs()));
    }
    let open = sqlx::query_scalar!(
        r#"select exists (select from acts.draft where act_id = $1) as "open!""#,
        known.id.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    if open { Err(SaveError::Behind) } else { Ok(None) }
}

/// Begins the draft of the first version; that of a correction is begun by `correct`.
async fn begin(tx: &mut Tx, caller: &Caller, known: &Act, command: &SaveDraft) -> Result<u32, SaveError> {
    let signed = sqlx::query_scalar!(
        r#"select exists (select from acts.report where act_id = $1) as "signed!""#,
        known.id.uuid()
    )
    .fetch_one(tx.conn())
    .await?;
    if signed {
        return Err(SaveError::Signed);
    }
    if command.version != 0 {
        return Err(SaveError::Behind);
    }
    insert(tx, caller, known, 1, &command.writer, &command.content).await
}

/// Inserts the draft of version `for_version`, unless another page just did.
pub(crate) async fn insert(
    tx: &mut Tx,
    caller: &Caller,
    known: &Act,
    for_version: u16,
    writer: &str,
    content: &DraftContent,
) -> Result<u32, SaveError> {
    let sealed = seal(tx, known, content).await?;
    let (territory, now) = (tx.territory(), tx.now_sql());
    let begun = sqlx::query!(
        "insert into acts.draft (territory_id, act_id, for_version, version, writer, content, saved_at, saved_by)
         values ($1, $2, $3, 1, $4, $5, $6, $7)
         on conflict on constraint draft_is_alone_on_its_act do nothing",
        territory.uuid(),
        known.id.uuid(),
        for_version.cast_signed(),
        writer,
        sealed,
        now as _,
        caller.account.uuid(),
    )
    .execute(tx.conn())
    .await?;
    if begun.rows_affected() == 0 { Err(SaveError::Behind) } else { Ok(1) }
}

async fn seal(tx: &mut Tx, known: &Act, content: &DraftContent) -> Result<Vec<u8>, SaveError> {
    let key = tx.key_of(known.patient.uuid()).await?;
    let bytes = serde_json::to_vec(content)?;
    Ok(key.seal(&draft_place(known.id), &bytes).map_err(DbError::from)?)
}

pub(crate) fn draft_place(id: ActId) -> String {
    format!("acts.draft.content|{id}")
}
