//! What others may ask of deliveries. Those that the reader may not see are absent.

use acts::model::Sending;
use db::{DbError, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, ActId, DeliveryId, PatientId, ProfessionalId, ReportId};
use uuid::Uuid;

use crate::model::{Carries, Cause, Proves, Resumed, Said, State, Stray};
use crate::operator::operators_on;

/// One report on its way to one reader.
#[derive(Debug, Clone)]
pub struct Delivery {
    pub id: DeliveryId,
    pub report: ReportId,
    pub act: ActId,
    pub patient: PatientId,
    /// Of the report.
    pub version: u16,
    pub carries: Carries,
    pub professional: Option<ProfessionalId>,
    /// As shown: « Dr Nadia Ferrand ».
    pub recipient: Shown,
    pub address: Shown,
    pub state: State,
    pub queued_at: Timestamp,
    /// When it came to its state.
    pub state_at: Timestamp,
    /// Whether an acknowledgement was asked for; `None` before it was sent.
    pub notified: Option<bool>,
    pub said: Option<(Said, Timestamp)>,
    pub cause: Option<Cause>,
    pub resumed: Option<Resumed>,
    /// Attempts of unknown fate.
    pub unknown: i64,
    pub last_try: Option<Timestamp>,
    pub signed_by: AccountId,
    pub signed_at: Timestamp,
    /// A newer version is signed.
    pub replaced_at: Option<Timestamp>,
    /// What the operator of the recipient can prove, when the table says so.
    pub proves: Option<Proves>,
}

/// A name or an address: shown on pages, never in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown(pub String);

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown(***)")
    }
}

impl Delivery {
    /// Whether a person has to do something: nothing will happen by itself.
    pub fn waits_for_somebody(&self) -> bool {
        let stuck = self.state == State::Unknown && self.unknown >= crate::send::UNKNOWN_AT_MOST;
        (self.state == State::Failed || stuck) && self.resumed.is_none()
    }

    /// Whether it is of this version, and no other was sent in its place.
    pub(crate) fn counts_for(&self, report: ReportId) -> bool {
        self.report == report && !matches!(self.resumed, Some(Resumed::Again | Resumed::OtherAddress))
    }
}

/// One thing that happened to a delivery.
#[derive(Debug, Clone)]
pub enum Happened {
    /// An attempt and its outcome: `sent`, `refused`, `later`, `unknown`; `None` while nobody knows.
    Attempt {
        at: Timestamp,
        outcome: Option<String>,
        code: Option<u16>,
        enhanced: Option<String>,
    },
    /// A report that was believed: `delivered`, `relayed`, `expanded`, `delayed`, `failed`.
    Notice {
        at: Timestamp,
        action: String,
        status: Option<String>,
        reporter: Option<String>,
    },
    Printed {
        at: Timestamp,
    },
}

/// « Avis sans envoi » : a message of the intake that changed nothing.
#[derive(Debug, Clone)]
pub struct StrayNotice {
    pub at: Timestamp,
    pub why: Stray,
    /// What it claimed.
    pub action: Option<String>,
    pub reporter: Option<String>,
    pub delivery: Option<DeliveryId>,
}

/// Which deliveries a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait for somebody.
    ToResume,
    /// Those that wait for our operator.
    Waiting,
    All,
}

/// Some deliveries, latest first.
pub async fn deliveries(tx: &mut Tx, ids: &[DeliveryId]) -> Result<Vec<Delivery>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let wanted: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select d.id as "id: DeliveryId", d.report_id as "report: ReportId", s.act_id as "act: ActId",
                  s.patient_id as "patient: PatientId", s.version, d.carries,
                  d.professional_id as "professional: ProfessionalId", d.recipient, d.address, d.state, d.queued_at,
                  d.state_at, d.notified, d.said, d.said_at, d.failure, d.resumed,
                  (select count(*) from exchange.attempt a join exchange.outcome e on e.attempt_id = a.id
                    where a.delivery_id = d.id and e.outcome = 'unknown') as "unknown!",
                  (select max(a.begun_at) from exchange.attempt a where a.delivery_id = d.id) as last_try,
                  s.signed_by as "signed_by: AccountId", s.signed_at, s.replaced_at
             from exchange.delivery d join exchange.dispatch s on s.report_id = d.report_id
            where d.id = any($1)
            order by d.queued_at desc, d.recipient, d.id"#,
        &wanted,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found: Vec<Delivery> = rows.into_iter().filter_map(Row::delivery).collect();
    let domains: Vec<String> = found.iter().map(|known| domain(&known.address.0).to_owned()).collect();
    let today = tx.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let operators = operators_on(tx, &domains, today).await?;
    for known in &mut found {
        let operator = operators.iter().rev().find(|(name, _)| name == domain(&known.address.0));
        known.proves = operator.map(|(_, proves)| *proves);
    }
    Ok(found)
}

fn domain(address: &str) -> &str {
    address.rsplit('@').next().unwrap_or_default()
}

/// One delivery; `None` when it is not here, or not for this reader.
pub async fn delivery(tx: &mut Tx, id: DeliveryId) -> Result<Option<Delivery>, DbError> {
    Ok(deliveries(tx, &[id]).await?.pop())
}

/// The deliveries of every version of an act's report, latest first.
pub async fn deliveries_of_act(tx: &mut Tx, act: ActId) -> Result<Vec<Delivery>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"select d.id as "id: DeliveryId"
             from exchange.delivery d join exchange.dispatch s on s.report_id = d.report_id where s.act_id = $1"#,
        act.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    deliveries(tx, &ids).await
}

/// The version of an act that counts and when it was signed; `None` before the first signature.
pub async fn last_dispatch(tx: &mut Tx, act: ActId) -> Result<Option<(ReportId, u16, Timestamp)>, DbError> {
    let row = sqlx::query!(
        r#"select report_id as "report: ReportId", version, signed_at from exchange.dispatch
            where act_id = $1 order by version desc limit 1"#,
        act.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.report, row.version.unsigned_abs(), row.signed_at.to_jiff())))
}

/// Where the version that counts is on its way, for the signed acts among these.
pub async fn sendings(tx: &mut Tx, acts: &[ActId]) -> Result<Vec<(ActId, Sending)>, DbError> {
    let wanted: Vec<Uuid> = acts.iter().map(|act| act.uuid()).collect();
    let last = sqlx::query!(
        r#"select distinct on (act_id) act_id as "act: ActId", report_id as "report: ReportId" from exchange.dispatch
            where act_id = any($1) order by act_id, version desc"#,
        &wanted,
    )
    .fetch_all(tx.conn())
    .await?;
    let reports: Vec<Uuid> = last.iter().map(|row| row.report.uuid()).collect();
    let ids = sqlx::query_scalar!(
        r#"select id as "id: DeliveryId" from exchange.delivery where report_id = any($1)"#,
        &reports,
    )
    .fetch_all(tx.conn())
    .await?;
    let known = deliveries(tx, &ids).await?;
    Ok(last.into_iter().map(|row| (row.act, how_it_goes(row.report, &known))).collect())
}

/// Where a version is on its way, among deliveries of any.
pub(crate) fn how_it_goes(report: ReportId, known: &[Delivery]) -> Sending {
    let mut counted = known.iter().filter(|known| known.counts_for(report)).peekable();
    let handed_over = |known: &Delivery| {
        matches!(known.state, State::Sent | State::Acknowledged) || known.resumed == Some(Resumed::Printed)
    };
    if counted.peek().is_none() {
        Sending::NoReader
    } else if counted.clone().any(Delivery::waits_for_somebody) {
        Sending::Failed
    } else if counted.all(handed_over) {
        Sending::Arrived
    } else {
        Sending::Pending
    }
}

/// One page of the deliveries that these people signed, latest first, and how many there are in all.
pub async fn deliveries_signed_by(
    tx: &mut Tx,
    signers: &[AccountId],
    which: Which,
    (skip, most): (i64, i64),
) -> Result<(Vec<Delivery>, i64), DbError> {
    let signers: Vec<Uuid> = signers.iter().map(|account| account.uuid()).collect();
    let (to_resume, waiting) = (which == Which::ToResume, which == Which::Waiting);
    let rows = sqlx::query!(
        r#"select d.id as "id: DeliveryId", count(*) over () as "total!"
             from exchange.delivery d join exchange.dispatch s on s.report_id = d.report_id
            where s.signed_by = any($1)
              and (not $2 or ((d.state = 'failed'
                               or (d.state = 'unknown' and (select count(*) from exchange.attempt a
                                                              join exchange.outcome e on e.attempt_id = a.id
                                                             where a.delivery_id = d.id and e.outcome = 'unknown') >= $6))
                              and d.resumed is null))
              and (not $3 or d.state in ('queued', 'unknown'))
            order by d.queued_at desc, d.recipient, d.id offset $4 limit $5"#,
        &signers,
        to_resume,
        waiting,
        skip,
        most,
        crate::send::UNKNOWN_AT_MOST,
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let ids: Vec<DeliveryId> = rows.into_iter().map(|row| row.id).collect();
    Ok((deliveries(tx, &ids).await?, total))
}

/// A signed report that nobody but its author reads: « sans destinataire ».
#[derive(Debug, Clone, Copy)]
pub struct WithoutReader {
    pub act: ActId,
    pub version: u16,
    pub signed_at: Timestamp,
}

/// One page of the last versions without reader that these people signed, latest first, and how many there are.
pub async fn without_reader(
    tx: &mut Tx,
    signers: &[AccountId],
    (skip, most): (i64, i64),
) -> Result<(Vec<WithoutReader>, i64), DbError> {
    let signers: Vec<Uuid> = signers.iter().map(|account| account.uuid()).collect();
    let rows = sqlx::query!(
        r#"select act_id as "act: ActId", version, signed_at, count(*) over () as "total!"
             from exchange.dispatch
            where signed_by = any($1) and readers = 0 and replaced_by is null
            order by signed_at desc, act_id offset $2 limit $3"#,
        &signers,
        skip,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let found = rows.into_iter().map(|row| WithoutReader {
        act: row.act,
        version: row.version.unsigned_abs(),
        signed_at: row.signed_at.to_jiff(),
    });
    Ok((found.collect(), total))
}

/// Everything that happened to a delivery, in its order.
pub async fn history(tx: &mut Tx, id: DeliveryId) -> Result<Vec<Happened>, DbError> {
    let attempts = sqlx::query!(
        r#"select a.begun_at, e.outcome as "outcome?", e.code, e.enhanced
             from exchange.attempt a left join exchange.outcome e on e.attempt_id = a.id where a.delivery_id = $1"#,
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let notices = sqlx::query!(
        "select n.received_at, n.action, n.status, n.reporter
           from exchange.notice n join exchange.attempt a on a.id = n.attempt_id where a.delivery_id = $1",
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    let printings =
        sqlx::query_scalar!("select printed_at from exchange.printing where delivery_id = $1", id.uuid())
            .fetch_all(tx.conn())
            .await?;
    let mut all: Vec<Happened> = attempts
        .into_iter()
        .map(|row| Happened::Attempt {
            at: row.begun_at.to_jiff(),
            outcome: row.outcome,
            code: row.code.map(i16::unsigned_abs),
            enhanced: row.enhanced,
        })
        .chain(notices.into_iter().map(|row| Happened::Notice {
            at: row.received_at.to_jiff(),
            action: row.action,
            status: row.status,
            reporter: row.reporter,
        }))
        .chain(printings.into_iter().map(|at| Happened::Printed { at: at.to_jiff() }))
        .collect();
    all.sort_by_key(Happened::at);
    Ok(all)
}

impl Happened {
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Attempt { at, .. } | Self::Notice { at, .. } | Self::Printed { at } => *at,
        }
    }
}

/// The last notices without delivery, latest first.
pub async fn stray_notices(tx: &mut Tx, most: i64) -> Result<Vec<StrayNotice>, DbError> {
    let rows = sqlx::query!(
        r#"select received_at, why, action, reporter, delivery_id as "delivery: DeliveryId"
             from exchange.stray_notice order by received_at desc, id desc limit $1"#,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(StrayNotice {
                at: row.received_at.to_jiff(),
                why: Stray::from_name(&row.why)?,
                action: row.action,
                reporter: row.reporter,
                delivery: row.delivery,
            })
        })
        .collect())
}

/// What the status bar says, of what these people signed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) waiting: i64,
    pub(crate) waiting_since: Option<Timestamp>,
    pub(crate) sent_today: i64,
    pub(crate) to_resume: i64,
}

/// Counts what waits, what left since `midnight`, what failed.
pub(crate) async fn tally(tx: &mut Tx, signers: &[AccountId], midnight: Timestamp) -> Result<Tally, DbError> {
    let signers: Vec<Uuid> = signers.iter().map(|account| account.uuid()).collect();
    let open = sqlx::query!(
        r#"select count(*) filter (where d.state = 'queued' or (d.state = 'unknown' and stuck.times < $2)) as "waiting!",
                  min(d.queued_at) filter (where d.state = 'queued' or (d.state = 'unknown' and stuck.times < $2)) as since,
                  count(*) filter (where d.resumed is null
                                     and (d.state = 'failed' or (d.state = 'unknown' and stuck.times >= $2))) as "to_resume!"
             from exchange.delivery d
             join exchange.dispatch s on s.report_id = d.report_id
             cross join lateral (select count(*) as times from exchange.attempt a
                                   join exchange.outcome e on e.attempt_id = a.id
                                  where d.state = 'unknown' and a.delivery_id = d.id and e.outcome = 'unknown') stuck
            where (d.state in ('queued', 'unknown') or (d.state = 'failed' and d.resumed is null))
              and s.signed_by = any($1)"#,
        &signers,
        crate::send::UNKNOWN_AT_MOST,
    )
    .fetch_one(tx.conn())
    .await?;
    let sent_today = sqlx::query_scalar!(
        r#"select count(*) as "count!" from exchange.delivery d join exchange.dispatch s on s.report_id = d.report_id
            where d.queued_at >= $2 and d.state in ('sent', 'acknowledged') and s.signed_by = any($1)"#,
        &signers,
        midnight.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(Tally {
        waiting: open.waiting,
        waiting_since: open.since.map(jiff_sqlx::Timestamp::to_jiff),
        sent_today,
        to_resume: open.to_resume,
    })
}

struct Row {
    id: DeliveryId,
    report: ReportId,
    act: ActId,
    patient: PatientId,
    version: i16,
    carries: String,
    professional: Option<ProfessionalId>,
    recipient: String,
    address: String,
    state: String,
    queued_at: jiff_sqlx::Timestamp,
    state_at: jiff_sqlx::Timestamp,
    notified: Option<bool>,
    said: Option<String>,
    said_at: Option<jiff_sqlx::Timestamp>,
    failure: Option<String>,
    resumed: Option<String>,
    unknown: i64,
    last_try: Option<jiff_sqlx::Timestamp>,
    signed_by: AccountId,
    signed_at: jiff_sqlx::Timestamp,
    replaced_at: Option<jiff_sqlx::Timestamp>,
}

impl Row {
    /// `None` when a word is unknown: the table's checks let none in.
    fn delivery(self) -> Option<Delivery> {
        let said = self.said.as_deref().and_then(Said::from_name);
        Some(Delivery {
            id: self.id,
            report: self.report,
            act: self.act,
            patient: self.patient,
            version: self.version.unsigned_abs(),
            carries: Carries::from_name(&self.carries)?,
            professional: self.professional,
            recipient: Shown(self.recipient),
            address: Shown(self.address),
            state: State::from_name(&self.state)?,
            queued_at: self.queued_at.to_jiff(),
            state_at: self.state_at.to_jiff(),
            notified: self.notified,
            said: said.zip(self.said_at.map(jiff_sqlx::Timestamp::to_jiff)),
            cause: self.failure.as_deref().and_then(Cause::from_name),
            resumed: self.resumed.as_deref().and_then(Resumed::from_name),
            unknown: self.unknown,
            last_try: self.last_try.map(jiff_sqlx::Timestamp::to_jiff),
            signed_by: self.signed_by,
            signed_at: self.signed_at.to_jiff(),
            replaced_at: self.replaced_at.map(jiff_sqlx::Timestamp::to_jiff),
            proves: None,
        })
    }
}
