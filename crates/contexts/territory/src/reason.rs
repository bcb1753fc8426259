//! Reasons for asking: written by a member, in use once a doctor of the territory has validated them.

use db::{DbError, Tx};
use jiff::Timestamp;
use kernel::{AccountId, ReasonId};
use web::Problem;

/// One version of a reason.
#[derive(Debug, Clone)]
pub struct Reason {
    pub id: ReasonId,
    /// In addresses: `renouvellement`.
    pub slug: String,
    /// 1 is the first.
    pub version: i32,
    /// What the patient chooses: « Renouveler mon traitement ».
    pub words: String,
    /// One more line under it.
    pub detail: String,
    /// Target delay from the request to the act.
    pub delay_hours: i32,
    pub minutes: i16,
    /// `on_site`, `telephone`, `video`: agenda's names.
    pub modalities: Vec<String>,
    /// Any of them stops with « Appelez le 15 ».
    pub red_flags: Vec<String>,
    /// When a remote act does not suit.
    pub unsuitable: String,
    /// Who receives, when it is not general practice.
    pub speciality: Option<String>,
    /// `None` for an example that came with the product.
    pub author: Option<AccountId>,
    pub reviewed_by: Option<AccountId>,
    pub reviewed_at: Option<Timestamp>,
}

/// What is written: the next version of its slug.
#[derive(Debug, Clone)]
pub struct WriteReason {
    pub slug: String,
    pub words: String,
    pub detail: String,
    pub delay_hours: i32,
    pub minutes: i16,
    pub modalities: Vec<String>,
    pub red_flags: Vec<String>,
    pub unsuitable: String,
    pub speciality: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum WriteReasonError {
    #[error("write a reason whose {0} cannot be")]
    Wrong(&'static str),
    #[error("write a reason at the same time as somebody else")]
    Twice,
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<sqlx::Error> for WriteReasonError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("reason_slug_is_plain") => Self::Wrong("short name"),
            Some("reason_says_something") => Self::Wrong("words"),
            Some("reason_delay_is_sensible") => Self::Wrong("delay"),
            Some("reason_minutes_are_sensible") => Self::Wrong("minutes"),
            Some("reason_modality_is_known") => Self::Wrong("modalities"),
            Some("reason_warns") => Self::Wrong("red flags"),
            Some("reason_version_is_once") => Self::Twice,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<WriteReasonError> for Problem {
    fn from(error: WriteReasonError) -> Self {
        match error {
            WriteReasonError::Wrong(_) => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "territory/reason",
                "Ce motif est incomplet.",
                "Donnez des mots simples, une durée, au moins une façon de consulter et au moins un signe d’alerte.",
            ),
            WriteReasonError::Twice => Self::new(
                http::StatusCode::CONFLICT,
                "territory/reason-twice",
                "Quelqu’un vient de récrire ce motif.",
                "Rechargez la page pour voir la dernière version.",
            ),
            WriteReasonError::Database(error) => error.into(),
        }
    }
}

/// Writes the next version of a reason. It is shown to nobody before [`crate::validate_reason`], the demonstration apart.
pub async fn write_reason(tx: &mut Tx, command: &WriteReason) -> Result<ReasonId, WriteReasonError> {
    let id = ReasonId::at(tx.now());
    let (territory, now, author) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into territory.reason
             (territory_id, id, slug, version, words, detail, delay_hours, minutes, modalities, red_flags, unsuitable,
              speciality, author_id, written_at)
         values ($1, $2, $3,
                 1 + coalesce((select max(version) from territory.reason where territory_id = $1 and slug = $3), 0),
                 $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        territory.uuid(),
        id.uuid(),
        command.slug,
        command.words,
        command.detail,
        command.delay_hours,
        command.minutes,
        &command.modalities,
        &command.red_flags,
        command.unsuitable,
        command.speciality,
        author.map(kernel::Id::uuid),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Which versions are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versions {
    /// Those that a doctor has validated, now in use.
    InUse,
    /// The last one written of each, validated or not: for those who validate, and for the demonstration.
    Last,
}

/// The reasons of this territory, in the order in which they were first written.
pub async fn reasons(tx: &mut Tx, versions: Versions) -> Result<Vec<Reason>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query_as!(
        Row,
        r#"select r.id as "id: ReasonId", r.slug, r.version, r.words, r.detail, r.delay_hours, r.minutes, r.modalities,
                  r.red_flags, r.unsuitable, r.speciality, r.author_id as "author: AccountId",
                  r.reviewed_by as "reviewed_by: AccountId", r.reviewed_at
             from territory.reason r
            where r.territory_id = $1 and r.until is null
              and case when $2 then r.since is not null
                       else r.version = (select max(o.version) from territory.reason o
                                          where o.territory_id = r.territory_id and o.slug = r.slug) end
            order by (select min(f.written_at) from territory.reason f
                       where f.territory_id = r.territory_id and f.slug = r.slug), r.slug"#,
        territory.uuid(),
        versions == Versions::InUse,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Row::reason).collect())
}

/// One version of a reason, whatever became of it since.
pub async fn reason(tx: &mut Tx, id: ReasonId) -> Result<Option<Reason>, DbError> {
    let territory = tx.territory();
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: ReasonId", slug, version, words, detail, delay_hours, minutes, modalities, red_flags,
                  unsuitable, speciality, author_id as "author: AccountId",
                  reviewed_by as "reviewed_by: AccountId", reviewed_at
             from territory.reason where territory_id = $1 and id = $2"#,
        territory.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Row::reason))
}

struct Row {
    id: ReasonId,
    slug: String,
    version: i32,
    words: String,
    detail: String,
    delay_hours: i32,
    minutes: i16,
    modalities: Vec<String>,
    red_flags: Vec<String>,
    unsuitable: String,
    speciality: Option<String>,
    author: Option<AccountId>,
    reviewed_by: Option<AccountId>,
    reviewed_at: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    fn reason(self) -> Reason {
        Reason {
            id: self.id,
            slug: self.slug,
            version: self.version,
            words: self.words,
            detail: self.detail,
            delay_hours: self.delay_hours,
            minutes: self.minutes,
            modalities: self.modalities,
            red_flags: self.red_flags,
            unsuitable: self.unsuitable,
            speciality: self.speciality,
            author: self.author,
            reviewed_by: self.reviewed_by,
            reviewed_at: self.reviewed_at.map(jiff_sqlx::Timestamp::to_jiff),
        }
    }
}
