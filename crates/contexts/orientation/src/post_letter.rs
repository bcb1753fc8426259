//! Puts a mail into the queue, in the transaction of what it tells; and takes it out when it has left.

use std::sync::Arc;

use db::{Actor, Db, DbError, Tx};
use jobs::{Done, Handler, Job};
use kernel::MailAddress;
use uuid::Uuid;

use crate::letter::{About, Letter};
use crate::mailer::{MailError, Mailer};

/// The kind of job that sends mails of this context.
pub const MAIL_JOB: &str = "orientation.mail";

/// After so many attempts (some twelve hours) the mailbox counts as out of reach.
const ATTEMPTS: i32 = 60;

/// Marks the id of a mail.
enum Mail {}

/// The work of this context, for the worker: one mail a job.
pub fn jobs(mailer: Arc<dyn Mailer>) -> [(&'static str, Handler); 1] {
    let handler: Handler = Arc::new(move |db, job| {
        let mailer = Arc::clone(&mailer);
        Box::pin(async move { send(&db, job, mailer.as_ref()).await })
    });
    [(MAIL_JOB, handler)]
}

/// Seals a mail into the queue; it leaves once the transaction is committed.
pub(crate) async fn post_letter(
    tx: &mut Tx,
    link: Uuid,
    to: MailAddress,
    about: &About<'_>,
    (subject, text): (String, String),
) -> Result<(), DbError> {
    let letter = Letter { to, subject, text: text + &about.foot(), written_at: tx.now() };
    let id = kernel::Id::<Mail>::at(tx.now()).uuid();
    let plain = serde_json::to_vec(&letter).map_err(unreadable)?;
    let sealed = tx.territory_key().await?.seal(&letter_place(id), &plain)?;
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into orientation.mail (territory_id, id, link_id, letter, made_at) values ($1, $2, $3, $4, $5)",
        territory.uuid(),
        id,
        link,
        sealed,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    jobs::enqueue(tx, MAIL_JOB, id, tx.now()).await
}

/// Sends one queued mail. Sent twice when the server dies in between, never lost.
async fn send(db: &Db, job: Job, mailer: &dyn Mailer) -> Result<Done, String> {
    let told = |error: DbError| error.to_string();
    let mut tx = db.begin(job.territory, Actor::System).await.map_err(told)?;
    let Some((link, letter)) = queued(&mut tx, job.subject).await.map_err(told)? else {
        return Ok(Done::Finished);
    };
    drop(tx);
    let gone_for_good = match mailer.send(job.subject, &letter).await {
        Ok(()) => false,
        Err(MailError::Refused) => true,
        Err(MailError::Later(_)) if job.attempt >= ATTEMPTS => true,
        Err(error) => return Err(error.to_string()),
    };
    let mut tx = db.begin(job.territory, Actor::System).await.map_err(told)?;
    forget(&mut tx, job.subject, gone_for_good.then_some(link)).await.map_err(told)?;
    tx.commit().await.map_err(told)?;
    Ok(Done::Finished)
}

async fn queued(tx: &mut Tx, id: Uuid) -> Result<Option<(Uuid, Letter)>, DbError> {
    let territory = tx.territory();
    let row = sqlx::query!(
        "select link_id, letter from orientation.mail where territory_id = $1 and id = $2",
        territory.uuid(),
        id,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let plain = tx.territory_key().await?.open(&letter_place(id), &row.letter)?;
    Ok(Some((row.link_id, serde_json::from_slice(&plain).map_err(unreadable)?)))
}

async fn forget(tx: &mut Tx, id: Uuid, unreached: Option<Uuid>) -> Result<(), DbError> {
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!("delete from orientation.mail where territory_id = $1 and id = $2", territory.uuid(), id)
        .execute(tx.conn())
        .await?;
    if let Some(link) = unreached {
        sqlx::query!(
            "update orientation.link set unreached_at = $3 where territory_id = $1 and id = $2",
            territory.uuid(),
            link,
            now as _,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

fn letter_place(id: Uuid) -> String {
    format!("orientation.mail.letter|{id}")
}

fn unreadable(error: serde_json::Error) -> DbError {
    DbError::Sql(sqlx::Error::Decode(Box::new(error)))
}
