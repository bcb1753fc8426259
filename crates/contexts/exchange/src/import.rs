//! Brings in deliveries that were made elsewhere or before, with what became of them, each step at its moment.

use db::{DbError, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, ActId, DeliveryId, PatientId, ProfessionalId, ReportId};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::events::ExchangeEvent;
use crate::model::{Carries, Cause, Resumed, Said, State};
use crate::send::{Row, SEND};

/// A signed report and its deliveries.
#[derive(Debug, Clone)]
pub struct ImportDispatch {
    pub report: ReportId,
    pub act: ActId,
    pub patient: PatientId,
    pub version: u16,
    pub author: ProfessionalId,
    pub signed_by: AccountId,
    pub signed_at: Timestamp,
    /// The version that took its place, one of the same import.
    pub replaced: Option<(ReportId, Timestamp)>,
    pub deliveries: Vec<ImportDelivery>,
}

/// One delivery, queued when the report was signed.
#[derive(Clone)]
pub struct ImportDelivery {
    pub id: DeliveryId,
    pub professional: Option<ProfessionalId>,
    /// As shown: « Dr Nadia Ferrand ».
    pub recipient: String,
    pub address: String,
    pub why: acts::Why,
    pub queued_at: Timestamp,
    /// What became of it, in order; empty while it waits.
    pub steps: Vec<(Timestamp, Became)>,
    /// The delivery that it takes up: one of the same report, before it.
    pub resumes: Option<DeliveryId>,
    pub resumed: Option<(Timestamp, Resumed)>,
}

impl std::fmt::Debug for ImportDelivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ImportDelivery({} ***)", self.id)
    }
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// Our operator took it, and the request for a notification or not.
    Sent { notified: bool },
    /// Our operator refused it.
    Refused(Cause),
    /// A report said so.
    Said(Said),
    /// A report said that it was given up.
    Failed(Cause),
    /// A report said that it is in the mailbox.
    Acknowledged,
}

/// Why nothing was brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

/// Writes dispatches and deliveries as the use cases would have. What still waits is sent by the worker.
pub async fn import(tx: &mut Tx, dispatches: &[ImportDispatch]) -> Result<(), ImportError> {
    let mut facts = Vec::new();
    let (mut deliveries, mut attempts) = (Deliveries::default(), Attempts::default());
    for dispatch in dispatches {
        told_of_dispatch(dispatch, &mut facts);
        for one in &dispatch.deliveries {
            deliveries.add(dispatch, one);
            attempts.add(one);
            told(dispatch, one, &mut facts);
        }
    }
    insert_dispatches(tx, dispatches).await?;
    deliveries.insert(tx).await?;
    attempts.insert(tx).await?;
    facts.sort_by_key(|fact: &audit::Past<ExchangeEvent>| fact.at);
    audit::record_past(tx, &facts).await?;
    for waiting in dispatches.iter().flat_map(|one| &one.deliveries).filter(|one| one.steps.is_empty()) {
        jobs::enqueue(tx, SEND, waiting.id.uuid(), waiting.queued_at).await?;
    }
    Ok(())
}

fn to_author(dispatch: &ImportDispatch, one: &ImportDelivery) -> bool {
    one.professional == Some(dispatch.author)
}

fn others(dispatch: &ImportDispatch) -> u16 {
    let first = dispatch.deliveries.iter().filter(|one| one.resumes.is_none() && !to_author(dispatch, one));
    u16::try_from(first.count()).unwrap_or(u16::MAX)
}

fn told_of_dispatch(dispatch: &ImportDispatch, facts: &mut Vec<audit::Past<ExchangeEvent>>) {
    let (act, report, version) = (dispatch.act, dispatch.report, dispatch.version);
    let mut say = |at, event| facts.push(audit::Past { at, subject: Some(dispatch.patient), event });
    say(dispatch.signed_at, ExchangeEvent::Dispatched { act, report, version, readers: others(dispatch) });
    if let Some((by, at)) = dispatch.replaced {
        say(at, ExchangeEvent::Replaced { act, by, version: version + 1 });
    }
}

/// What happened to one delivery, in order.
fn told(dispatch: &ImportDispatch, one: &ImportDelivery, facts: &mut Vec<audit::Past<ExchangeEvent>>) {
    let (delivery, act, report) = (one.id, dispatch.act, dispatch.report);
    let (to_author, carries) = (to_author(dispatch, one), Carries::Report);
    let mut say = |at, event| facts.push(audit::Past { at, subject: Some(dispatch.patient), event });
    let (professional, resumes) = (one.professional, one.resumes);
    say(
        one.queued_at,
        ExchangeEvent::Queued { delivery, act, report, carries, professional, to_author, resumes },
    );
    for (at, became) in &one.steps {
        let event = match *became {
            Became::Sent { notified } => ExchangeEvent::Sent { delivery, act, report, to_author, notified },
            Became::Said(said) => ExchangeEvent::Said { delivery, act, report, to_author, said },
            Became::Refused(cause) | Became::Failed(cause) => {
                ExchangeEvent::Failed { delivery, act, report, to_author, cause }
            }
            Became::Acknowledged => ExchangeEvent::Acknowledged { delivery, act, report, to_author, carries },
        };
        say(*at, event);
    }
    if let Some((at, how)) = one.resumed {
        say(at, ExchangeEvent::Resumed { delivery, act, how });
    }
}

async fn insert_dispatches(tx: &mut Tx, dispatches: &[ImportDispatch]) -> Result<(), ImportError> {
    let territory = tx.territory();
    let ids = |of: fn(&ImportDispatch) -> Uuid| dispatches.iter().map(of).collect::<Vec<_>>();
    sqlx::query!(
        "insert into exchange.dispatch
             (territory_id, report_id, act_id, patient_id, version, author_id, signed_by, signed_at, readers,
              replaced_by, replaced_at)
         select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::smallint[], $6::uuid[], $7::uuid[],
                                  $8::timestamptz[], $9::smallint[], $10::uuid[], $11::timestamptz[])",
        territory.uuid(),
        &ids(|one| one.report.uuid()),
        &ids(|one| one.act.uuid()),
        &ids(|one| one.patient.uuid()),
        &dispatches.iter().map(|one| one.version.cast_signed()).collect::<Vec<_>>(),
        &ids(|one| one.author.uuid()),
        &ids(|one| one.signed_by.uuid()),
        &dispatches.iter().map(|one| one.signed_at.to_sqlx()).collect::<Vec<_>>() as _,
        &dispatches.iter().map(|one| others(one).cast_signed()).collect::<Vec<_>>(),
        &dispatches.iter().map(|one| one.replaced.map(|(by, _)| by.uuid())).collect::<Vec<_>>() as _,
        &dispatches.iter().map(|one| one.replaced.map(|(_, at)| at.to_sqlx())).collect::<Vec<_>>() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The columns of the deliveries.
#[derive(Default)]
struct Deliveries {
    ids: Vec<Uuid>,
    reports: Vec<Uuid>,
    professionals: Vec<Option<Uuid>>,
    recipients: Vec<String>,
    addresses: Vec<String>,
    whys: Vec<String>,
    to_authors: Vec<bool>,
    states: Vec<String>,
    queued_at: Vec<jiff_sqlx::Timestamp>,
    state_at: Vec<jiff_sqlx::Timestamp>,
    notified: Vec<Option<bool>>,
    said: Vec<Option<String>>,
    said_at: Vec<Option<jiff_sqlx::Timestamp>>,
    failures: Vec<Option<String>>,
    resumes: Vec<Option<Uuid>>,
    resumed: Vec<Option<String>>,
    resumed_at: Vec<Option<jiff_sqlx::Timestamp>>,
}

impl Deliveries {
    fn add(&mut self, dispatch: &ImportDispatch, one: &ImportDelivery) {
        let end = End::of(one);
        self.ids.push(one.id.uuid());
        self.reports.push(dispatch.report.uuid());
        self.professionals.push(one.professional.map(kernel::Id::uuid));
        self.recipients.push(one.recipient.clone());
        self.addresses.push(one.address.clone());
        self.whys.push(one.why.name().to_owned());
        self.to_authors.push(to_author(dispatch, one));
        self.states.push(end.state.name().to_owned());
        self.queued_at.push(one.queued_at.to_sqlx());
        self.state_at.push(end.at.to_sqlx());
        self.notified.push(end.notified);
        self.said.push(end.said.map(|(said, _)| said.name().to_owned()));
        self.said_at.push(end.said.map(|(_, at)| at.to_sqlx()));
        self.failures.push(end.cause.map(|cause| cause.name().to_owned()));
        self.resumes.push(one.resumes.map(kernel::Id::uuid));
        self.resumed.push(one.resumed.map(|(_, how)| how.name().to_owned()));
        self.resumed_at.push(one.resumed.map(|(at, _)| at.to_sqlx()));
    }

    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory();
        sqlx::query!(
            "insert into exchange.delivery
                 (territory_id, carries, id, report_id, professional_id, recipient, address, why, to_author, state,
                  queued_at, state_at, notified, said, said_at, failure, resumes, resumed, resumed_at)
             select $1, 'report', *
               from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::boolean[],
                           $9::text[], $10::timestamptz[], $11::timestamptz[], $12::boolean[], $13::text[],
                           $14::timestamptz[], $15::text[], $16::uuid[], $17::text[], $18::timestamptz[])",
            territory.uuid(),
            &self.ids,
            &self.reports,
            &self.professionals as _,
            &self.recipients,
            &self.addresses,
            &self.whys,
            &self.to_authors,
            &self.states,
            &self.queued_at as _,
            &self.state_at as _,
            &self.notified as _,
            &self.said as _,
            &self.said_at as _,
            &self.failures as _,
            &self.resumes as _,
            &self.resumed as _,
            &self.resumed_at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// Where the steps of a delivery lead: the same order of truth as live ones.
struct End {
    state: State,
    at: Timestamp,
    notified: Option<bool>,
    said: Option<(Said, Timestamp)>,
    cause: Option<Cause>,
}

impl End {
    fn of(one: &ImportDelivery) -> Self {
        let mut end =
            Self { state: State::Queued, at: one.queued_at, notified: None, said: None, cause: None };
        for (at, became) in &one.steps {
            let reached = match *became {
                Became::Sent { notified } => {
                    end.notified = Some(notified);
                    State::Sent
                }
                Became::Said(said) => {
                    end.said = Some((said, *at));
                    State::Sent
                }
                Became::Refused(cause) | Became::Failed(cause) => {
                    end.cause = Some(cause);
                    State::Failed
                }
                Became::Acknowledged => State::Acknowledged,
            };
            if reached > end.state {
                (end.state, end.at) = (reached, *at);
            }
        }
        end
    }
}

/// The columns of attempts, outcomes and notices: one attempt a delivery that left.
#[derive(Default)]
struct Attempts {
    ids: Vec<Uuid>,
    deliveries: Vec<Uuid>,
    envelopes: Vec<Vec<u8>>,
    at: Vec<jiff_sqlx::Timestamp>,
    outcomes: Vec<String>,
    notified: Vec<bool>,
    notices: Vec<Uuid>,
    about: Vec<Uuid>,
    actions: Vec<String>,
    fingerprints: Vec<Vec<u8>>,
    received_at: Vec<jiff_sqlx::Timestamp>,
}

impl Attempts {
    fn add(&mut self, one: &ImportDelivery) {
        let Some((begun, first)) = one.steps.first() else { return };
        let id = kernel::Id::<Row>::at(*begun).uuid();
        self.ids.push(id);
        self.deliveries.push(one.id.uuid());
        // no report will ever name it: the hash is of the row, not of a secret that travelled
        self.envelopes.push(Sha256::digest(id.as_bytes()).to_vec());
        self.at.push(begun.to_sqlx());
        let refused = matches!(first, Became::Refused(_));
        self.outcomes.push(if refused { "refused" } else { "sent" }.to_owned());
        self.notified.push(matches!(first, Became::Sent { notified: true }));
        for (at, became) in &one.steps {
            let action = match became {
                Became::Sent { .. } | Became::Refused(_) => continue,
                Became::Said(said) => said.name(),
                Became::Failed(_) => "failed",
                Became::Acknowledged => "delivered",
            };
            let notice = kernel::Id::<Row>::at(*at).uuid();
            self.notices.push(notice);
            self.about.push(id);
            self.actions.push(action.to_owned());
            self.fingerprints.push(Sha256::digest(notice.as_bytes()).to_vec());
            self.received_at.push(at.to_sqlx());
        }
    }

    async fn insert(&self, tx: &mut Tx) -> Result<(), ImportError> {
        let territory = tx.territory().uuid();
        sqlx::query!(
            "insert into exchange.attempt (territory_id, id, delivery_id, envelope, begun_at)
             select $1, * from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::timestamptz[])",
            territory,
            &self.ids,
            &self.deliveries,
            &self.envelopes,
            &self.at as _,
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "insert into exchange.outcome (territory_id, attempt_id, outcome, notified, ended_at)
             select $1, * from unnest($2::uuid[], $3::text[], $4::boolean[], $5::timestamptz[])",
            territory,
            &self.ids,
            &self.outcomes,
            &self.notified,
            &self.at as _,
        )
        .execute(tx.conn())
        .await?;
        sqlx::query!(
            "insert into exchange.notice (territory_id, validity, id, attempt_id, action, fingerprint, received_at)
             select $1, 1, * from unnest($2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::timestamptz[])",
            territory,
            &self.notices,
            &self.about,
            &self.actions,
            &self.fingerprints,
            &self.received_at as _,
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}
