//! The code that opens a link: sent to its mailbox, ten minutes, five tries.

use db::{Actor, Db, DbError, Tx};
use identity::{MailCode, NoRandomness};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;
use web::Problem;

use crate::events::OrientationEvent;
use crate::letter::About;
use crate::link::{Link, MyAppointment, mailbox_of};
use crate::model::LinkToken;
use crate::post_letter::post_letter;
use crate::read::page_of;

/// A code lives ten minutes.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// Codes of one link: five in an hour, ten in a day. With five tries each, a thief of a link has fifty guesses a day.
const AN_HOUR: i64 = 5;
const A_DAY: i64 = 10;

/// Marks the id of a code.
enum Sent {}

#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    #[error("send a code to a link that has no mailbox")]
    NoMailbox,
    #[error("send more codes than one link may have")]
    TooMany,
    #[error("check what is not six digits")]
    Malformed,
    #[error("check a code that is wrong, with {0} tries left")]
    Wrong(i16),
    #[error("check a code that is used, old or tried out")]
    Gone,
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for CodeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<CodeError> for Problem {
    fn from(error: CodeError) -> Self {
        let wrong = |code, says: &'static str, advice: String| {
            Self::new(http::StatusCode::UNPROCESSABLE_ENTITY, code, says, advice)
        };
        match error {
            CodeError::NoMailbox => wrong(
                "orientation/no-mailbox",
                "Aucun courriel n’a été donné pour ce rendez-vous.",
                "Appelez le cabinet : il répond à vos questions.".to_owned(),
            ),
            CodeError::TooMany => Self::new(
                http::StatusCode::TOO_MANY_REQUESTS,
                "orientation/too-many-codes",
                "Trop de codes ont été demandés.",
                "Cherchez le dernier dans vos courriels, indésirables compris. Sinon attendez une heure, ou appelez.",
            ),
            CodeError::Malformed => wrong(
                "orientation/code-malformed",
                "Un code a six chiffres.",
                "Recopiez les six chiffres du courriel.".to_owned(),
            ),
            CodeError::Wrong(left) => {
                let advice = match left {
                    0 => "Demandez un nouveau code.".to_owned(),
                    1 => "Relisez le dernier courriel : il reste un essai.".to_owned(),
                    left => format!("Relisez le dernier courriel : il reste {left} essais."),
                };
                wrong("orientation/code-wrong", "Ce code n’est pas le bon.", advice)
            }
            CodeError::Gone => wrong(
                "orientation/code-gone",
                "Ce code ne sert plus.",
                "Il a expiré, a déjà servi ou a été essayé cinq fois. Demandez un nouveau code.".to_owned(),
            ),
            CodeError::Database(error) => error.into(),
            CodeError::Record(error) => Self::internal(&error),
            CodeError::Randomness(error) => Self::internal(&error),
        }
    }
}

/// Queues a mail with a new code for the link of `tx`; the caller commits.
pub async fn send_code(tx: &mut Tx, link: &Link, token: &LinkToken, origin: &str) -> Result<(), CodeError> {
    // the row is locked: two requests at once are counted one after the other
    let territory = tx.territory();
    sqlx::query!(
        "select from orientation.link where territory_id = $1 and id = $2 for update",
        territory.uuid(),
        link.id
    )
    .execute(tx.conn())
    .await?;
    let Some((to, _)) = mailbox_of(tx, link.id).await? else { return Err(CodeError::NoMailbox) };
    let now = tx.now_sql();
    let made = sqlx::query!(
        r#"select count(*) filter (where made_at > $3::timestamptz - interval '1 hour') as "hour!", count(*) as "day!"
             from orientation.code
            where territory_id = $1 and link_id = $2 and made_at > $3::timestamptz - interval '1 day'"#,
        territory.uuid(),
        link.id,
        now as _,
    )
    .fetch_one(tx.conn())
    .await?;
    if made.hour >= AN_HOUR || made.day >= A_DAY {
        return Err(CodeError::TooMany);
    }
    let known = page_of(tx, link).await?;
    let code = make_code(tx, link.id).await?;
    let page = page_address(origin, token);
    let about = About {
        appointment: &known.appointment,
        site: &known.site,
        territory: &known.territory,
        page: &page,
    };
    let written = About::code(&code);
    post_letter(tx, link.id, to, &about, written).await?;
    Ok(())
}

/// Writes a new code for a link and takes the old ones back.
pub(crate) async fn make_code(tx: &mut Tx, link: Uuid) -> Result<MailCode, CodeError> {
    let code = MailCode::random()?;
    let hash = hash_of(&code, tx, link);
    let id = kernel::Id::<Sent>::at(tx.now()).uuid();
    let (territory, now, until) = (tx.territory(), tx.now_sql(), (tx.now() + LASTS).to_sqlx());
    sqlx::query!(
        "update orientation.code set used_at = $3 where territory_id = $1 and link_id = $2 and used_at is null",
        territory.uuid(),
        link,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "insert into orientation.code (territory_id, id, link_id, code_hash, made_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        territory.uuid(),
        id,
        link,
        hash,
        now as _,
        until as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(code)
}

/// What is kept of a code, bound to the link that it opens.
fn hash_of(code: &MailCode, tx: &Tx, link: Uuid) -> Vec<u8> {
    code.hash(&tx.derived_key("orientation.code"), "orientation.code", &link.to_string())
}

/// Spends the code of a link, or one of its tries.
///
/// It commits by itself: a caller who fails later must not give tries back. The row lock makes simultaneous guesses
/// wait for each other, so five are five.
pub async fn check_code(db: &Db, link: &Link, typed: &str) -> Result<(), CodeError> {
    // costs no try: nothing can be learnt from it
    let code = MailCode::parse(typed).ok_or(CodeError::Malformed)?;
    let mut tx = db.begin(link.territory, Actor::System).await?;
    let hash = hash_of(&code, &tx, link.id);
    let (territory, now) = (tx.territory(), tx.now_sql());
    let tried = sqlx::query!(
        r#"update orientation.code
              set tries = tries + 1, used_at = case when code_hash = $3 then $4 else used_at end
            where territory_id = $1 and link_id = $2 and used_at is null and expires_at > $4 and tries < 5
           returning used_at is not null as "is_right!", tries"#,
        territory.uuid(),
        link.id,
        hash,
        now as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    let answer = match tried {
        None => Err(CodeError::Gone),
        Some(row) if row.is_right => {
            let known = page_of(&mut tx, link).await?;
            audit::record(
                &mut tx,
                Some(known.appointment.patient),
                &OrientationEvent::LinkOpened { link: link.id },
            )
            .await?;
            Ok(())
        }
        Some(row) => Err(CodeError::Wrong(5 - row.tries)),
    };
    tx.commit().await?;
    answer
}

/// The whole address of a link's page.
pub(crate) fn page_address(origin: &str, token: &LinkToken) -> String {
    format!("{origin}{}", MyAppointment::of(token))
}
