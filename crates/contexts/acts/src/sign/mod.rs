//! Signs a report: its content in canonical bytes, the hash in the event, who, when, and how they had proved who they are.
//!
//! What is signed is the content; the sheet is its rendering. It is no qualified signature and never says so.

pub(crate) mod compose;

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{ActId, ReportId};
use sha2::{Digest as _, Sha256};
use web::{Caller, Method, Problem};

use crate::access::decide_on;
use crate::events::ActEvent;
use crate::model::{DraftContent, Outcome, SignedContent};
use crate::read::{Act, Draft, act, draft};

#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error("sign a report that is not here")]
    NotFound,
    #[error("sign a report: {0:?}")]
    Refused(Refusal),
    /// The signer proved who they are more than five minutes ago: ask again, then come back.
    #[error("sign with a proof of more than five minutes")]
    StaleProof,
    #[error("sign after signing in by a code sent by mail")]
    WeakProof,
    #[error("sign the report of an act that is not closed")]
    NotClosed,
    #[error("sign a report of which nothing is written")]
    NoDraft,
    /// The fields that are empty: `motif`, `conclusion`.
    #[error("sign a report without {0:?}")]
    Incomplete(Vec<&'static str>),
    /// The domain alone, which tells no person.
    #[error("sign a report for a reader at {0}, which is not secure")]
    NotSecure(String),
    #[error("sign a version that somebody just signed")]
    Twice,
    #[error("write what is signed")]
    Canonical(#[from] audit::CanonicalError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for SignError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("report_versions_differ") => Self::Twice,
            Some("report_is_of_a_closed_act") => Self::NotClosed,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<SignError> for Problem {
    fn from(error: SignError) -> Self {
        let wrong = |code, says: &'static str, advice: String| {
            Self::new(http::StatusCode::UNPROCESSABLE_ENTITY, code, says, advice)
        };
        match error {
            SignError::NotFound => Self::not_found(),
            SignError::Refused(why) => why.into(),
            SignError::StaleProof | SignError::WeakProof => Self::new(
                http::StatusCode::FORBIDDEN,
                "acts/stale-proof",
                "Confirmez que c’est vous pour signer.",
                "Votre dernière connexion date de plus de cinq minutes\u{a0}: présentez votre clé d’accès, puis signez.",
            ),
            SignError::NotClosed => Self::new(
                http::StatusCode::CONFLICT,
                "acts/not-closed",
                "Seul un acte terminé a un compte rendu.",
                "Terminez l’acte d’abord.",
            ),
            SignError::NoDraft => wrong(
                "acts/nothing-written",
                "Rien n’est écrit.",
                "Écrivez le compte rendu, puis signez.".into(),
            ),
            SignError::Incomplete(fields) => wrong(
                "acts/incomplete",
                "Le compte rendu n’est pas complet.",
                format!("Il manque\u{a0}: {}.", fields.join(", ")),
            ),
            SignError::NotSecure(domain) => wrong(
                "acts/not-secure",
                "Un destinataire n’a pas d’adresse sécurisée.",
                format!(
                    "«\u{a0}{domain}\u{a0}» n’est pas dans l’espace de confiance\u{a0}: retirez ce destinataire, ou imprimez."
                ),
            ),
            SignError::Twice => Self::new(
                http::StatusCode::CONFLICT,
                "acts/signed-twice",
                "Cette version vient d’être signée.",
                "Rechargez la page pour la lire.",
            ),
            SignError::Database(error) => error.into(),
            SignError::Canonical(_) | SignError::Record(_) => Self::internal(&error),
        }
    }
}

/// Signs the draft of an act as it is saved, and gives the report. The draft ends; readers are written; nothing leaves:
/// that is for `exchange`, in the same transaction.
pub async fn sign(tx: &mut Tx, caller: &Caller, id: ActId) -> Result<ReportId, SignError> {
    let known = act(tx, id).await?.ok_or(SignError::NotFound)?;
    decide_on(tx, caller, &known, Action::SignReport).await?.map_err(SignError::Refused)?;
    if caller.method == Method::MailCode {
        return Err(SignError::WeakProof);
    }
    if !caller.is_fresh(tx.now()) {
        return Err(SignError::StaleProof);
    }
    if known.outcome != Some(Outcome::Closed) {
        return Err(SignError::NotClosed);
    }
    let written = draft(tx, &known).await?.ok_or(SignError::NoDraft)?;
    check(tx, caller, &written.content).await?;
    let report = ReportId::at(tx.now());
    let content = compose::content(tx, caller, &known, &written, report).await?;
    write(tx, caller, &known, &written, &content).await?;
    Ok(report)
}

/// Complete, and for secure addresses only.
async fn check(tx: &mut Tx, caller: &Caller, content: &DraftContent) -> Result<(), SignError> {
    let missing: Vec<&'static str> = [("motif", &content.motif), ("conclusion", &content.conclusion)]
        .into_iter()
        .filter(|(_, text)| text.trim().is_empty())
        .map(|(name, _)| name)
        .collect();
    if !missing.is_empty() {
        return Err(SignError::Incomplete(missing));
    }
    let today: Date = caller.local(tx.now()).date();
    for reader in &content.readers {
        let domain = reader.address.domain();
        if !directory::is_secure_domain(tx, domain, today).await? {
            return Err(SignError::NotSecure(domain.to_owned()));
        }
    }
    Ok(())
}

/// Writes the report and its readers, ends the draft, tells it.
async fn write(
    tx: &mut Tx,
    caller: &Caller,
    known: &Act,
    written: &Draft,
    content: &SignedContent,
) -> Result<(), SignError> {
    let bytes = audit::canonical(content)?;
    let sha256 = Sha256::digest(&bytes);
    let key = tx.key_of(known.patient.uuid()).await?;
    let sealed = key.seal(&content_place(content.report), &bytes).map_err(DbError::from)?;
    let (territory, now) = (tx.territory(), tx.now_sql());
    let replaces = (content.version > 1).then(|| content.version - 1);
    sqlx::query!(
        "insert into acts.report
             (territory_id, id, act_id, version, replaces, content, content_sha256, author_id, signed_at, signed_by,
              signed_with, proved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        territory.uuid(),
        content.report.uuid(),
        known.id.uuid(),
        content.version.cast_signed(),
        replaces.map(u16::cast_signed),
        sealed,
        sha256.as_slice(),
        content.author.professional.uuid(),
        now as _,
        caller.account.uuid(),
        caller.method.name(),
        caller.signed_in_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    for (rank, reader) in (1_i16..).zip(&content.readers) {
        sqlx::query!(
            "insert into acts.reader (territory_id, report_id, rank, professional_id, address, why)
             values ($1, $2, $3, $4, $5, $6)",
            territory.uuid(),
            content.report.uuid(),
            rank,
            reader.professional.map(kernel::Id::uuid),
            reader.address.to_string(),
            reader.why.name(),
        )
        .execute(tx.conn())
        .await?;
    }
    let ended = sqlx::query!(
        "delete from acts.draft where act_id = $1 and version = $2",
        known.id.uuid(),
        written.version.cast_signed(),
    )
    .execute(tx.conn())
    .await?;
    if ended.rows_affected() == 0 {
        return Err(SignError::Twice);
    }
    let count = |length: usize| u16::try_from(length).unwrap_or(u16::MAX);
    let author = content.author.professional;
    let event = ActEvent::Signed {
        act: known.id,
        report: content.report,
        version: content.version,
        replaces,
        content_sha256: hex::encode(sha256),
        author,
        method: caller.method.name().to_owned(),
        proved_at: caller.signed_in_at,
        readers: count(content.readers.iter().filter(|reader| reader.professional != Some(author)).count()),
        attachments: count(content.attachments.len()),
    };
    audit::record(tx, Some(known.patient), &event).await?;
    Ok(())
}

pub(crate) fn content_place(id: ReportId) -> String {
    format!("acts.report.content|{id}")
}
