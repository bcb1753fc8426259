//! Hands one message to our operator: an attempt is written before anything is sent, its outcome after, so that a
//! server killed at any point leaves either nothing sent or an attempt without outcome, which is never sent again in silence.

use std::sync::Arc;

use db::{Actor, Db, DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use jobs::{Done, Handler, Job};
use kernel::{ActId, DeliveryId, PatientId, ReportId, TerritoryId};
use sha2::{Digest as _, Sha256};
use tokio::sync::Mutex;

use crate::advance::{Step, advance};
use crate::events::ExchangeEvent;
use crate::letter::{self, LetterError};
use crate::mail::compose::ComposeError;
use crate::mail::smtp::{Obstacle, Outcome, Outgoing, Reply, Sender};
use crate::mail::{Address, AddressError, EnvelopeId};
use crate::model::{Carries, Cause, State};
use crate::post::Post;

/// The kind of the jobs that send.
pub(crate) const SEND: &str = "exchange/send";

/// After a broken line: how long a report may take to tell before the same bytes leave again.
pub const WAIT_FOR_A_REPORT: SignedDuration = SignedDuration::from_mins(15);

/// How many attempts of unknown fate before a person decides: each may have arrived.
pub(crate) const UNKNOWN_AT_MOST: i64 = 3;

/// Why sending could not go on; the job runs again.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
    #[error("read the report to send: {0}")]
    Report(#[from] acts::SignedReportError),
    #[error("read an address that was checked: {0}")]
    Address(#[from] AddressError),
    #[error("draw an envelope identifier: {0}")]
    Random(#[from] getrandom::Error),
    #[error("find the message of a delivery")]
    NoMessage,
}

impl From<sqlx::Error> for SendError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The work of this context: one connection to the operator is kept from message to message.
pub fn jobs(post: Post) -> Vec<(&'static str, Handler)> {
    let line = Arc::new(Mutex::new(Sender::new(post.route.clone())));
    let post = Arc::new(post);
    let handler: Handler = Arc::new(move |db: Db, job: Job| {
        let (line, post) = (Arc::clone(&line), Arc::clone(&post));
        Box::pin(async move {
            let delivery = DeliveryId::from_uuid(job.subject);
            send(&db, &post, &line, job.territory, delivery).await.map_err(|error| error.to_string())
        })
    });
    vec![(SEND, handler)]
}

/// Sends what waits of one delivery. Whatever happens, the tables say what is known of it.
pub async fn send(
    db: &Db,
    post: &Post,
    line: &Mutex<Sender>,
    territory: TerritoryId,
    delivery: DeliveryId,
) -> Result<Done, SendError> {
    let ready = match begin(db, post, territory, delivery).await? {
        Begun::Ready(ready) => ready,
        Begun::Done(done) => return Ok(done),
    };
    let mail = Outgoing { from: &post.sender, to: &ready.to, envelope: &ready.envelope, bytes: &ready.bytes };
    let outcome = line.lock().await.send(&mail).await;
    conclude(db, territory, &ready, &outcome).await
}

/// A delivery as its worker sees it.
pub(crate) struct Known {
    pub(crate) id: DeliveryId,
    pub(crate) act: ActId,
    pub(crate) patient: PatientId,
    pub(crate) report: ReportId,
    pub(crate) address: String,
    pub(crate) carries: Carries,
    pub(crate) to_author: bool,
    pub(crate) state: State,
    pub(crate) replaced_by: Option<ReportId>,
}

enum Begun {
    /// Nothing is to be sent now.
    Done(Done),
    Ready(Ready),
}

/// An attempt that is written and may leave.
struct Ready {
    known: Known,
    attempt: uuid::Uuid,
    begun_at: Timestamp,
    tries: i64,
    to: Address,
    envelope: EnvelopeId,
    bytes: Vec<u8>,
}

async fn begin(db: &Db, post: &Post, territory: TerritoryId, id: DeliveryId) -> Result<Begun, SendError> {
    let mut tx = db.begin(territory, Actor::System).await?;
    let done = match lock(&mut tx, id).await? {
        Some(known) if matches!(known.state, State::Queued | State::Unknown) => {
            match prepare(&mut tx, post, known).await? {
                Begun::Done(done) => done,
                ready @ Begun::Ready(_) => {
                    tx.commit().await?;
                    return Ok(ready);
                }
            }
        }
        _ => Done::Finished,
    };
    tx.commit().await?;
    Ok(Begun::Done(done))
}

/// Reads a delivery and keeps others from it until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, id: DeliveryId) -> Result<Option<Known>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select s.act_id as "act: ActId", s.patient_id as "patient: PatientId", d.report_id as "report: ReportId",
                  d.address, d.carries, d.to_author, d.state, s.replaced_by as "replaced_by: ReportId"
             from exchange.delivery d join exchange.dispatch s on s.report_id = d.report_id
            where d.id = $1 for update of d"#,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.and_then(|row| {
        Some(Known {
            id,
            act: row.act,
            patient: row.patient,
            report: row.report,
            address: row.address,
            carries: Carries::from_name(&row.carries)?,
            to_author: row.to_author,
            state: State::from_name(&row.state)?,
            replaced_by: row.replaced_by,
        })
    }))
}

/// Decides whether an attempt may leave now, makes the message the first time, and writes the attempt.
async fn prepare(tx: &mut Tx, post: &Post, known: Known) -> Result<Begun, SendError> {
    let before = Past::of(tx, known.id).await?;
    let waits_until = before.last_begun.map(|begun| begun + WAIT_FOR_A_REPORT);
    if let Some(open) = before.open {
        // Killed between attempt and outcome: it may have left.
        let ended = Ended { outcome: "unknown", reply: None, notified: true };
        write_outcome(tx, open, &ended).await?;
        become_unknown(tx, &known).await?;
        return Ok(Begun::Done(Done::Again(waits_until.unwrap_or(tx.now()))));
    }
    if let Some(newer) = known.replaced_by {
        sqlx::query!("select exchange.replace_before($1)", newer.uuid()).execute(tx.conn()).await?;
        return Ok(Begun::Done(Done::Finished));
    }
    if known.state == State::Unknown {
        if before.unknown >= UNKNOWN_AT_MOST {
            return Ok(Begun::Done(Done::Finished));
        }
        if let Some(until) = waits_until.filter(|until| *until > tx.now()) {
            return Ok(Begun::Done(Done::Again(until)));
        }
    }
    if !is_secure(tx, &known.address).await? {
        fail(tx, &known, Cause::NotSecure).await?;
        return Ok(Begun::Done(Done::Finished));
    }
    let bytes = match message(tx, post, &known).await? {
        Ok(bytes) => bytes,
        Err(cause) => {
            fail(tx, &known, cause).await?;
            return Ok(Begun::Done(Done::Finished));
        }
    };
    let (envelope, begun_at) = (EnvelopeId::fresh()?, tx.now());
    let attempt = write_attempt(tx, known.id, &envelope).await?;
    let to = known.address.parse()?;
    Ok(Begun::Ready(Ready { known, attempt, begun_at, tries: before.tries, to, envelope, bytes }))
}

/// The attempts before.
struct Past {
    /// The one without outcome.
    open: Option<uuid::Uuid>,
    last_begun: Option<Timestamp>,
    tries: i64,
    unknown: i64,
}

impl Past {
    async fn of(tx: &mut Tx, id: DeliveryId) -> Result<Self, SendError> {
        let rows = sqlx::query!(
            r#"select a.id, a.begun_at, e.outcome as "outcome?"
                 from exchange.attempt a left join exchange.outcome e on e.attempt_id = a.id
                where a.delivery_id = $1 order by a.begun_at, a.id"#,
            id.uuid(),
        )
        .fetch_all(tx.conn())
        .await?;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Ok(Self {
            open: rows.iter().find(|row| row.outcome.is_none()).map(|row| row.id),
            last_begun: rows.last().map(|row| row.begun_at.to_jiff()),
            tries: count(rows.len()),
            unknown: count(rows.iter().filter(|row| row.outcome.as_deref() == Some("unknown")).count()),
        })
    }
}

/// An address is only as secure as the list on the day of sending.
async fn is_secure(tx: &mut Tx, address: &str) -> Result<bool, DbError> {
    let zone = territory::territory(tx, tx.territory()).await?.map(|row| row.zone);
    let zone = zone.and_then(|name| jiff::tz::TimeZone::get(&name).ok()).unwrap_or(jiff::tz::TimeZone::UTC);
    let today = tx.now().to_zoned(zone).date();
    let domain = address.rsplit('@').next().unwrap_or_default();
    directory::is_secure_domain(tx, domain, today).await
}

/// The bytes that every attempt sends: made and sealed the first time. `Err` when no message can be made.
async fn message(tx: &mut Tx, post: &Post, known: &Known) -> Result<Result<Vec<u8>, Cause>, SendError> {
    let key = tx.key_of(known.patient.uuid()).await?;
    let kept =
        sqlx::query_scalar!("select bytes from exchange.message where delivery_id = $1", known.id.uuid())
            .fetch_optional(tx.conn())
            .await?;
    if let Some(sealed) = kept {
        return Ok(Ok(key.open(&bytes_place(known.id), &sealed).map_err(DbError::from)?));
    }
    let signed = acts::signed_report(tx, known.report).await?.ok_or(SendError::NoMessage)?;
    let bytes = match letter::write(post, known.id, &known.address, known.carries, &signed) {
        Ok(bytes) => bytes,
        Err(LetterError::Compose(ComposeError::TooLarge(_))) => return Ok(Err(Cause::TooLarge)),
        Err(LetterError::Address(_)) => return Ok(Err(Cause::Address)),
        Err(error) => {
            tracing::error!(%error, "a message cannot be written");
            return Ok(Err(Cause::Other));
        }
    };
    let sealed = key.seal(&bytes_place(known.id), &bytes).map_err(DbError::from)?;
    let (territory, now, sha256) = (tx.territory(), tx.now_sql(), Sha256::digest(&bytes));
    sqlx::query!(
        "insert into exchange.message (territory_id, delivery_id, bytes, sha256, length, made_at)
         values ($1, $2, $3, $4, $5, $6)",
        territory.uuid(),
        known.id.uuid(),
        sealed,
        sha256.as_slice(),
        i32::try_from(bytes.len()).unwrap_or(i32::MAX),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(Ok(bytes))
}

pub(crate) fn bytes_place(id: DeliveryId) -> String {
    format!("exchange.message.bytes|{id}")
}

/// What is kept of an envelope identifier: enough to recognise it, not enough to forge a report with it.
pub(crate) fn envelope_hash(envelope: &str) -> Vec<u8> {
    Sha256::digest(envelope).to_vec()
}

async fn write_attempt(
    tx: &mut Tx,
    delivery: DeliveryId,
    envelope: &EnvelopeId,
) -> Result<uuid::Uuid, SendError> {
    let id = kernel::Id::<Row>::at(tx.now()).uuid();
    let (territory, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into exchange.attempt (territory_id, id, delivery_id, envelope, begun_at) values ($1, $2, $3, $4, $5)",
        territory.uuid(),
        id,
        delivery.uuid(),
        envelope_hash(envelope.as_str()),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Marks the ids of attempts and notices.
pub(crate) enum Row {}

/// How an attempt ended, as it is kept.
struct Ended<'a> {
    outcome: &'static str,
    reply: Option<&'a Reply>,
    notified: bool,
}

impl<'a> Ended<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        let (outcome, reply, notified) = match outcome {
            Outcome::Sent { reply, notification_requested } => ("sent", Some(reply), *notification_requested),
            Outcome::Refused(reply) => ("refused", Some(reply), false),
            Outcome::Later(Obstacle::Answered(reply)) => ("later", Some(reply), false),
            Outcome::Later(Obstacle::Unreachable(_)) => ("later", None, false),
            // it was asked for if it was offered: a report that names the attempt is believed
            Outcome::Unknown => ("unknown", None, true),
        };
        Self { outcome, reply, notified }
    }
}

async fn write_outcome(tx: &mut Tx, attempt: uuid::Uuid, ended: &Ended<'_>) -> Result<(), SendError> {
    let (territory, now) = (tx.territory(), tx.now_sql());
    let code = ended.reply.map(|reply| reply.code.cast_signed()).filter(|code| (200..600).contains(code));
    let enhanced = ended.reply.and_then(|reply| reply.enhanced.as_deref());
    let enhanced = enhanced
        .and_then(|text| text.parse().ok())
        .map(|status: crate::mail::report::Status| status.to_string());
    sqlx::query!(
        "insert into exchange.outcome (territory_id, attempt_id, outcome, code, enhanced, notified, ended_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint outcome_is_once_an_attempt do nothing",
        territory.uuid(),
        attempt,
        ended.outcome,
        code,
        enhanced,
        ended.notified,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Writes what is known after an attempt.
async fn conclude(
    db: &Db,
    territory: TerritoryId,
    ready: &Ready,
    outcome: &Outcome,
) -> Result<Done, SendError> {
    let mut tx = db.begin(territory, Actor::System).await?;
    let known = &ready.known;
    write_outcome(&mut tx, ready.attempt, &Ended::of(outcome)).await?;
    let done = match outcome {
        Outcome::Sent { notification_requested: notified, .. } => {
            let step = Step { asked: Some(*notified), ..Step::to(State::Sent) };
            if advance(&mut tx, known.id, &step).await? {
                let event = ExchangeEvent::Sent {
                    delivery: known.id,
                    act: known.act,
                    report: known.report,
                    to_author: known.to_author,
                    notified: *notified,
                };
                audit::record(&mut tx, Some(known.patient), &event).await?;
            }
            Done::Finished
        }
        Outcome::Refused(reply) => {
            fail(&mut tx, known, Cause::of_reply(reply)).await?;
            Done::Finished
        }
        Outcome::Later(obstacle) => {
            tracing::info!(delivery = %known.id, ?obstacle, "a message waits");
            Done::Again(tx.now() + pause(ready.tries))
        }
        Outcome::Unknown => {
            become_unknown(&mut tx, known).await?;
            Done::Again(ready.begun_at + WAIT_FOR_A_REPORT)
        }
    };
    tx.commit().await?;
    Ok(done)
}

async fn become_unknown(tx: &mut Tx, known: &Known) -> Result<(), SendError> {
    if advance(tx, known.id, &Step::to(State::Unknown)).await? {
        let event = ExchangeEvent::BecameUnknown { delivery: known.id, act: known.act, report: known.report };
        audit::record(tx, Some(known.patient), &event).await?;
    }
    Ok(())
}

pub(crate) async fn fail(tx: &mut Tx, known: &Known, cause: Cause) -> Result<(), SendError> {
    if advance(tx, known.id, &Step { cause: Some(cause), ..Step::to(State::Failed) }).await? {
        let event = ExchangeEvent::Failed {
            delivery: known.id,
            act: known.act,
            report: known.report,
            to_author: known.to_author,
            cause,
        };
        audit::record(tx, Some(known.patient), &event).await?;
    }
    Ok(())
}

/// 30 s, 1 min, 2 min, 4 min … 15 min at most between two attempts that the operator put off.
fn pause(tries: i64) -> SignedDuration {
    let doubled = 30_i64.saturating_mul(1 << tries.clamp(0, 6));
    SignedDuration::from_secs(doubled.min(900))
}
