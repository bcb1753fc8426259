//! Records who looked: one leaf for each view, in the transaction that read what is shown; the caller commits it
//! before the answer leaves. A refresh that shows nobody new within 15 minutes writes none.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, Id, PatientId};

use db::Tx;

use crate::body::{AccessBody, kept};
use crate::record::{LeafId, SealError, Sealed};

/// One person opening one page about some patients.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The code of the page, `record/timeline`: lower-case words and slashes, the same for every patient.
    pub page: &'a str,
    /// The patients shown, in any order.
    pub patients: &'a [PatientId],
    /// The ground on which they are shown: `care`, `self`, `break-glass`.
    pub basis: &'a str,
}

/// Why a view is not recorded; the page must then not be shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    #[error("record a view: {0}")]
    Seal(#[from] SealError),
    #[error("record a view: {0}")]
    Database(#[from] sqlx::Error),
}

/// Records a view; `None` when it shows nobody, or nobody new to this person on this page and ground within 15
/// minutes.
pub async fn view(tx: &mut Tx, view: View<'_>) -> Result<Option<LeafId>, ViewError> {
    let mut patients = view.patients.to_vec();
    patients.sort_unstable();
    patients.dedup();
    let shown: Vec<_> = patients.iter().map(|patient| patient.uuid()).collect();
    if shown.is_empty() || was_shown(tx, view, &shown).await? {
        return Ok(None);
    }
    let (id, at) = (LeafId::at(tx.now()), kept(tx.now()));
    let body = AccessBody {
        id: id.uuid(),
        at,
        territory: tx.territory(),
        actor: tx.actor().into(),
        page: view.page.to_owned(),
        patients,
        basis: view.basis.to_owned(),
    };
    let sealed = Sealed::new(&body)?;
    sqlx::query!(
        "insert into audit.access (at, id, territory_id, actor, page, patients, basis, body, salt, leaf)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        at.to_sqlx() as _,
        id.uuid(),
        body.territory.uuid(),
        body.actor.account().map(Id::uuid),
        view.page,
        &shown,
        view.basis,
        sealed.body,
        &sealed.salt,
        &sealed.leaf.0,
    )
    .execute(tx.conn())
    .await?;
    Ok(Some(id))
}

/// One view as the patient reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub at: Timestamp,
    /// The account that looked; `None` for someone not signed in, or the server itself.
    pub actor: Option<AccountId>,
    pub page: String,
    pub basis: String,
}

/// « Qui a regardé » : the views of a patient in this territory from `since` to before `before`, latest first, 500 at
/// most. The caller decides who may ask.
pub async fn who_looked(
    tx: &mut Tx,
    patient: PatientId,
    since: Timestamp,
    before: Timestamp,
) -> Result<Vec<Look>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select at as "at!", actor, page as "page!", basis as "basis!"
             from audit.who_looked($1, $2, $3, 500)"#,
        patient.uuid(),
        since.to_sqlx() as _,
        before.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let look = |actor: Option<uuid::Uuid>| actor.map(AccountId::from_uuid);
    Ok(rows
        .into_iter()
        .map(|row| Look { at: row.at.to_jiff(), actor: look(row.actor), page: row.page, basis: row.basis })
        .collect())
}

async fn was_shown(tx: &mut Tx, view: View<'_>, shown: &[uuid::Uuid]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select audit.was_shown($1, $2, $3) as "known!""#, view.page, view.basis, shown)
        .fetch_one(tx.conn())
        .await
}
