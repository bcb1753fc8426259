//! Reads the application mailbox and lets each report do what it may. A message's effect and the place in the mailbox move
//! in one transaction: nothing is read twice with effect, nothing is skipped.

use std::collections::BTreeSet;
use std::time::Duration;

use db::{Actor, Db, DbError, Tx};
use jiff::Timestamp;
use kernel::{DeliveryId, TerritoryId};
use sha2::{Digest as _, Sha256};

use crate::advance::{Step, advance};
use crate::events::ExchangeEvent;
use crate::mail::intake::{Content, Intake, IntakeError, Place, Received};
use crate::mail::report::{
    Action, Attempt, DeliveryReport, Effect, Notice, Progress, Stranger, Verdict, judge, read,
};
use crate::mail::{AddressError, NameError};
use crate::model::{Cause, Said, State, Stray};
use crate::post::Post;
use crate::send::{Known, Row, envelope_hash, fail, lock};

/// Why a message could not be taken in; it is read again.
#[derive(Debug, thiserror::Error)]
pub enum TakeInError {
    #[error(transparent)]
    Mailbox(#[from] IntakeError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
    #[error(transparent)]
    Send(#[from] crate::send::SendError),
    #[error("read a name that was ours: {0}")]
    Name(#[from] NameError),
    #[error("read an address that was checked: {0}")]
    Address(#[from] AddressError),
}

impl From<sqlx::Error> for TakeInError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// How long a quiet mailbox is waited on before it is read all the same.
const QUIET: Duration = Duration::from_mins(1);

/// How long to wait before a mailbox that could not be read is tried again.
const AFTER_TROUBLE: Duration = Duration::from_secs(15);

/// Reads the mailbox until `stop` resolves, waiting for the server to announce what comes.
pub async fn intake(db: Db, post: Post, stop: impl Future<Output = ()>) {
    let reading = async {
        loop {
            if let Err(error) = follow(&db, &post).await {
                tracing::warn!(%error, "the mailbox of reports cannot be read now");
            }
            tokio::time::sleep(AFTER_TROUBLE).await;
        }
    };
    tokio::select! {
        () = stop => {}
        () = reading => {}
    }
}

async fn follow(db: &Db, post: &Post) -> Result<(), TakeInError> {
    let mut intake = Intake::open(&post.mailbox).await?;
    loop {
        while read_once(db, post, &mut intake).await? {}
        (intake, _) = intake.wait(QUIET).await?;
    }
}

/// Takes in what waits in the mailbox, up to one reading; `true` when more waits. Tests call it in place of [`intake`].
pub async fn take_in(db: &Db, post: &Post) -> Result<bool, TakeInError> {
    let mut intake = Intake::open(&post.mailbox).await?;
    let more = read_once(db, post, &mut intake).await?;
    intake.close().await;
    Ok(more)
}

async fn read_once(db: &Db, post: &Post, intake: &mut Intake) -> Result<bool, TakeInError> {
    let mailbox = post.mailbox_name();
    let reading = intake.read(place_of(db, mailbox).await?).await?;
    for message in &reading.messages {
        let place = Place { validity: reading.place.validity, last: message.uid };
        take(db, post, message, place).await?;
    }
    let mut tx = db.begin_outside(Actor::System).await?;
    mark_read(&mut tx, mailbox, reading.place).await?;
    tx.commit().await?;
    Ok(reading.more)
}

async fn place_of(db: &Db, mailbox: &str) -> Result<Option<Place>, TakeInError> {
    let mut tx = db.begin_outside(Actor::System).await?;
    let row =
        sqlx::query!("select validity, last_uid from exchange.mailbox_place where mailbox = $1", mailbox)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.and_then(|row| {
        Some(Place { validity: row.validity.try_into().ok()?, last: row.last_uid.try_into().ok()? })
    }))
}

/// Moves the place past one message; `false` when another reader was there first.
async fn move_place(tx: &mut Tx, mailbox: &str, place: Place) -> Result<bool, sqlx::Error> {
    let now = tx.now_sql();
    let moved = sqlx::query!(
        "insert into exchange.mailbox_place as p (mailbox, validity, last_uid, read_at) values ($1, $2, $3, $4)
         on conflict on constraint mailbox_place_pkey do update
            set validity = excluded.validity, last_uid = excluded.last_uid, read_at = excluded.read_at
          where p.validity <> excluded.validity or p.last_uid < excluded.last_uid",
        mailbox,
        i64::from(place.validity),
        i64::from(place.last),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(moved.rows_affected() == 1)
}

/// Keeps when the mailbox was last read, so that silence can be told from a mailbox that cannot be read.
async fn mark_read(tx: &mut Tx, mailbox: &str, place: Place) -> Result<(), sqlx::Error> {
    let now = tx.now_sql();
    sqlx::query!(
        "insert into exchange.mailbox_place (mailbox, validity, last_uid, read_at) values ($1, $2, $3, $4)
         on conflict on constraint mailbox_place_pkey do update set read_at = excluded.read_at",
        mailbox,
        i64::from(place.validity),
        i64::from(place.last),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One message of the mailbox, on its way in.
struct Incoming<'a> {
    mailbox: &'a str,
    place: Place,
    fingerprint: Vec<u8>,
}

async fn take(db: &Db, post: &Post, message: &Received, place: Place) -> Result<(), TakeInError> {
    let mailbox = post.mailbox_name();
    let (notice, fingerprint) = match &message.content {
        Content::Raw(bytes) => (Some(read(bytes)), Sha256::digest(bytes).to_vec()),
        Content::TooLarge(size) => (None, Sha256::digest(size.to_be_bytes()).to_vec()),
    };
    let incoming = Incoming { mailbox, place, fingerprint };
    let report = match notice {
        Some(Notice::Delivery(report)) => report,
        Some(Notice::Receipt(_)) => return keep_apart(db, &incoming, Stray::Receipt, None).await,
        Some(Notice::Ordinary) => return keep_apart(db, &incoming, Stray::Ordinary, None).await,
        None => return keep_apart(db, &incoming, Stray::TooLarge, None).await,
    };
    match named(db, &report).await? {
        Some(named) => weigh(db, &incoming, &report, named).await,
        None => keep_apart(db, &incoming, Stray::UnknownMessage, Some(&report)).await,
    }
}

/// The attempt that a report names.
#[derive(Clone, Copy)]
struct Named {
    territory: TerritoryId,
    delivery: DeliveryId,
    attempt: uuid::Uuid,
    /// Whether the envelope identifier found it; else the Message-ID, which any reader knows.
    by_envelope: bool,
}

async fn named(db: &Db, report: &DeliveryReport) -> Result<Option<Named>, TakeInError> {
    let mut tx = db.begin_outside(Actor::System).await?;
    if let Some(envelope) = &report.envelope {
        let row = sqlx::query!(
            r#"select territory_id as "territory: TerritoryId", delivery_id as "delivery: DeliveryId", id
                 from exchange.attempt where envelope = $1"#,
            envelope_hash(envelope),
        )
        .fetch_optional(tx.conn())
        .await?;
        if let Some(row) = row {
            let (territory, delivery, attempt) = (row.territory, row.delivery, row.id);
            return Ok(Some(Named { territory, delivery, attempt, by_envelope: true }));
        }
    }
    let written = report.message_id.as_deref().and_then(|id| id.split_once('@'));
    let Some(delivery) = written.and_then(|(left, _)| left.parse::<DeliveryId>().ok()) else {
        return Ok(None);
    };
    let row = sqlx::query!(
        r#"select territory_id as "territory: TerritoryId", id from exchange.attempt
            where delivery_id = $1 order by begun_at desc, id desc limit 1"#,
        delivery.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Named { territory: row.territory, delivery, attempt: row.id, by_envelope: false }))
}

/// Judges a report against the attempt it names, inside the delivery's territory.
async fn weigh(
    db: &Db,
    incoming: &Incoming<'_>,
    report: &DeliveryReport,
    named: Named,
) -> Result<(), TakeInError> {
    let mut tx = db.begin(named.territory, Actor::System).await?;
    let Some(known) = lock(&mut tx, named.delivery).await? else {
        drop(tx);
        return keep_apart(db, incoming, Stray::UnknownMessage, Some(report)).await;
    };
    if !move_place(&mut tx, incoming.mailbox, incoming.place).await? {
        return Ok(());
    }
    let attempt = attempt(&mut tx, &known, named, report).await?;
    let stray = match judge(report, &attempt) {
        Verdict::Believed(effect) => {
            if note(&mut tx, incoming, report, named, effect.evidence.action).await? {
                apply(&mut tx, &known, &effect).await?;
                None
            } else {
                Some(Stray::Duplicate)
            }
        }
        Verdict::Duplicate => Some(Stray::Duplicate),
        Verdict::Apart(stranger) => Some(match stranger {
            Stranger::OtherEnvelope => Stray::OtherEnvelope,
            Stranger::NoEnvelope => Stray::NoEnvelope,
            Stranger::OtherMessage => Stray::OtherMessage,
            Stranger::OtherRecipient => Stray::OtherRecipient,
        }),
    };
    if let Some(why) = stray {
        list(&mut tx, incoming, why, Some(report), Some(named)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The attempt as the judge sees it: the identifier that the report returns is the attempt's when it found it.
async fn attempt(
    tx: &mut Tx,
    known: &Known,
    named: Named,
    report: &DeliveryReport,
) -> Result<Attempt, TakeInError> {
    let asked =
        sqlx::query_scalar!("select notified from exchange.outcome where attempt_id = $1", named.attempt,)
            .fetch_optional(tx.conn())
            .await?;
    let actions =
        sqlx::query_scalar!("select action from exchange.notice where attempt_id = $1", named.attempt)
            .fetch_all(tx.conn())
            .await?;
    let reported: BTreeSet<Action> = actions.iter().filter_map(|action| action.parse().ok()).collect();
    let returned = report.envelope.as_deref().filter(|_| named.by_envelope);
    // one that nobody can return: only its hash is kept
    let envelope = returned.unwrap_or("-").parse()?;
    let written = report.message_id.as_deref();
    let ours = written.filter(|id| id.split_once('@').is_some_and(|(left, _)| left == known.id.to_string()));
    let message_id = match ours {
        Some(id) => id.parse()?,
        None => format!("{}@-", known.id).parse()?,
    };
    Ok(Attempt {
        envelope,
        message_id,
        recipient: known.address.parse()?,
        // a report may come before the answer was written down: it was asked for, since it is here
        notification_requested: asked.unwrap_or(true),
        progress: match known.state {
            State::Queued | State::Replaced => Progress::Queued,
            State::Unknown => Progress::Unknown,
            State::Sent => Progress::Sent,
            State::Failed => Progress::Failed,
            State::Acknowledged => Progress::Acknowledged,
        },
        reported,
    })
}

/// Keeps a believed report; `false` when the same message was believed before.
async fn note(
    tx: &mut Tx,
    incoming: &Incoming<'_>,
    report: &DeliveryReport,
    named: Named,
    action: Action,
) -> Result<bool, TakeInError> {
    let evidence = report.recipients.iter().find(|recipient| recipient.action == action);
    let status = evidence.and_then(|recipient| recipient.status).map(|status| status.to_string());
    let (territory, now, id) = (tx.territory(), tx.now_sql(), kernel::Id::<Row>::at(tx.now()).uuid());
    let kept = sqlx::query!(
        "insert into exchange.notice
             (territory_id, id, attempt_id, action, status, reporter, fingerprint, validity, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict on constraint notice_is_kept_once do nothing",
        territory.uuid(),
        id,
        named.attempt,
        name(action),
        status,
        host(report),
        incoming.fingerprint,
        i64::from(incoming.place.validity),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(kept.rows_affected() == 1)
}

async fn apply(tx: &mut Tx, known: &Known, effect: &Effect<'_>) -> Result<(), TakeInError> {
    let (delivery, act, report, to_author) = (known.id, known.act, known.report, known.to_author);
    let said = match effect.evidence.action {
        Action::Relayed => Some(Said::Relayed),
        Action::Expanded => Some(Said::Expanded),
        Action::Delayed => Some(Said::Delayed),
        Action::Delivered | Action::Failed => None,
    };
    match effect.progress {
        Progress::Acknowledged if said.is_none() => {
            if advance(tx, delivery, &Step::to(State::Acknowledged)).await? {
                let carries = known.carries;
                let event = ExchangeEvent::Acknowledged { delivery, act, report, to_author, carries };
                audit::record(tx, Some(known.patient), &event).await?;
            }
        }
        Progress::Failed if said.is_none() => {
            let cause = effect.evidence.status.map_or(Cause::Other, Cause::of_status);
            fail(tx, known, cause).await?;
        }
        _ => {
            if advance(tx, delivery, &Step { said, ..Step::to(State::Sent) }).await?
                && let Some(said) = said
            {
                let event = ExchangeEvent::Said { delivery, act, report, to_author, said };
                audit::record(tx, Some(known.patient), &event).await?;
            }
        }
    }
    Ok(())
}

/// Lists what changes nothing and belongs to no territory.
async fn keep_apart(
    db: &Db,
    incoming: &Incoming<'_>,
    why: Stray,
    report: Option<&DeliveryReport>,
) -> Result<(), TakeInError> {
    let mut tx = db.begin_outside(Actor::System).await?;
    if move_place(&mut tx, incoming.mailbox, incoming.place).await? {
        list(&mut tx, incoming, why, report, None).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Lists a stray. A mailbox that was numbered anew is read again from its beginning: what was read then is not listed twice.
async fn list(
    tx: &mut Tx,
    incoming: &Incoming<'_>,
    why: Stray,
    report: Option<&DeliveryReport>,
    named: Option<Named>,
) -> Result<(), TakeInError> {
    let (id, now) = (kernel::Id::<Row>::at(tx.now()).uuid(), tx.now_sql());
    let action = report.and_then(|report| report.recipients.first()).map(|recipient| name(recipient.action));
    sqlx::query!(
        "insert into exchange.stray_notice
             (id, territory_id, delivery_id, why, action, reporter, fingerprint, validity, uid, received_at)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
          where not exists (select from exchange.notice n where n.fingerprint = $7 and n.validity <> $8)
            and not exists (select from exchange.stray_notice k where k.fingerprint = $7 and k.validity <> $8)
         on conflict on constraint stray_notice_is_read_once do nothing",
        id,
        named.map(|named| named.territory.uuid()),
        named.map(|named| named.delivery.uuid()),
        why.name(),
        action,
        report.and_then(host),
        incoming.fingerprint,
        i64::from(incoming.place.validity),
        i64::from(incoming.place.last),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn name(action: Action) -> &'static str {
    match action {
        Action::Delivered => "delivered",
        Action::Relayed => "relayed",
        Action::Expanded => "expanded",
        Action::Delayed => "delayed",
        Action::Failed => "failed",
    }
}

/// The server that reports, when what it says of itself is a host name: anybody can write a report.
fn host(report: &DeliveryReport) -> Option<String> {
    let host = report.reporting_mta.as_deref()?.to_ascii_lowercase();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    (!host.is_empty() && host.len() <= 253 && host.chars().all(fits)).then_some(host)
}

/// When the mailbox of reports was last read; `None` before the first time.
pub(crate) async fn last_read(tx: &mut Tx) -> Result<Option<Timestamp>, sqlx::Error> {
    let at =
        sqlx::query_scalar!("select max(read_at) from exchange.mailbox_place").fetch_one(tx.conn()).await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}
