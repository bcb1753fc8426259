//! Brings in acts that were held elsewhere or before, with their reports, each step at its moment.
//!
//! What it writes is what the use cases write: the same rows, the same events, the same canonical bytes.

mod reports;
mod rows;

use std::collections::HashMap;

use db::{DbError, Key, Tx};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kernel::{AccountId, ActId, AppointmentId, PatientId, ReportId};
use patients::Person;
use web::Method;

use crate::events::ActEvent;
use crate::model::{
    AnsweredBy, ConsentAnswer, ConsentHow, DraftContent, GivenBy, Outcome, Solved, Stamp, Transport,
    WithoutIt,
};
use crate::request::{RequestAct, relation};
use rows::Rows;

/// An act as another system, or the past, tells it.
#[derive(Clone)]
pub struct ImportAct {
    pub id: ActId,
    pub asked: RequestAct,
    pub requested_at: Timestamp,
    pub requested_by: Option<AccountId>,
    /// The appointments that replaced the one it was asked with, in order.
    pub followed: Vec<(Timestamp, AppointmentId)>,
    /// Beside its professional: an account and `assistant`, `requester` or `intervenant`.
    pub participants: Vec<(AccountId, &'static str)>,
    pub opened_at: Option<Timestamp>,
    pub stamps: Vec<Stamp>,
    /// When, how and from whom the professional collected the patient's agreement.
    pub consent: Option<(Timestamp, ConsentHow, GivenBy)>,
    pub ended: Option<ImportEnd>,
    /// Version after version.
    pub reports: Vec<ImportReport>,
    /// What is being written of an act in progress.
    pub draft: Option<(Timestamp, DraftContent)>,
    pub evaluation: Option<(Timestamp, Solved, u8, AnsweredBy)>,
}

/// How and when it ended.
#[derive(Clone)]
pub struct ImportEnd {
    pub at: Timestamp,
    pub outcome: Outcome,
    pub why: Option<String>,
    pub without_it: Option<WithoutIt>,
    pub transport: Option<Transport>,
    pub minutes: Option<u16>,
    pub km: Option<u16>,
}

/// One signed version. Readers carry the professional whose address it is.
#[derive(Clone)]
pub struct ImportReport {
    pub id: ReportId,
    pub texts: DraftContent,
    pub signed_at: Timestamp,
    /// How the author had proved who they are, at most five minutes before.
    pub method: Method,
    pub proved_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("bring in an act of somebody who is not here")]
    UnknownPatient,
    #[error("bring in the report of a professional who has no account")]
    NoAuthor,
    #[error("write what is signed")]
    Canonical(#[from] audit::CanonicalError),
    #[error("write a draft")]
    Draft(#[from] serde_json::Error),
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

impl ImportAct {
    /// The appointment that it has now.
    pub(crate) fn appointment(&self) -> Option<AppointmentId> {
        self.followed.last().map(|(_, appointment)| *appointment).or(self.asked.appointment)
    }
}

/// Writes acts whole, or none of them; some hundreds at a time. `zone` is that of the territory.
pub async fn import(tx: &mut Tx, acts: &[ImportAct], zone: &TimeZone) -> Result<(), ImportError> {
    let ground = Ground::of(tx, acts).await?;
    let mut rows = Rows::default();
    let mut facts: Vec<audit::Past<ActEvent>> = Vec::new();
    for one in acts {
        let person = ground.person(one.asked.patient)?;
        rows.add(one, person, ground.key(one.asked.patient)?)?;
        told(one, person, &mut facts);
    }
    rows.insert(tx).await?;
    let signed = reports::write(tx, acts, &ground, zone).await?;
    facts.extend(signed);
    facts.sort_by_key(|fact| fact.at);
    audit::record_past(tx, &facts).await?;
    Ok(())
}

/// What every act of an import stands on, read once.
struct Ground {
    people: HashMap<PatientId, Person>,
    keys: HashMap<PatientId, Key>,
}

impl Ground {
    async fn of(tx: &mut Tx, acts: &[ImportAct]) -> Result<Self, ImportError> {
        let mut ids: Vec<PatientId> = acts.iter().map(|one| one.asked.patient).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut keys = HashMap::with_capacity(ids.len());
        for id in &ids {
            keys.insert(*id, tx.key_of(id.uuid()).await?);
        }
        let people = patients::persons(tx, &ids).await?;
        Ok(Self { people: people.into_iter().map(|person| (person.id, person)).collect(), keys })
    }

    fn person(&self, id: PatientId) -> Result<&Person, ImportError> {
        self.people.get(&id).ok_or(ImportError::UnknownPatient)
    }

    fn key(&self, id: PatientId) -> Result<&Key, ImportError> {
        self.keys.get(&id).ok_or(ImportError::UnknownPatient)
    }
}

/// What happened in one act, signatures apart.
fn told(one: &ImportAct, person: &Person, facts: &mut Vec<audit::Past<ActEvent>>) {
    let (act, asked) = (one.id, &one.asked);
    let mut say = |at, event| facts.push(audit::Past { at, subject: Some(asked.patient), event });
    let (relation, relation_why) = relation(asked, person.own_gp);
    let requested = ActEvent::Requested {
        act,
        patient: asked.patient,
        what: asked.kind,
        modality: asked.modality,
        from: asked.from,
        asked_by: asked.asked_by,
        requester: asked.requester,
        reason: asked.reason,
        relation,
        relation_why,
        professional: asked.professional,
        site: asked.site,
        commune: person.identity.commune.clone(),
        appointment: asked.appointment,
        replaces: asked.replaces,
        requested_at: one.requested_at,
    };
    say(one.requested_at, requested);
    for (at, appointment) in &one.followed {
        say(*at, ActEvent::Followed { act, appointment: *appointment });
    }
    if let Some(at) = one.opened_at {
        say(at, ActEvent::Opened { act });
    }
    for stamp in &one.stamps {
        say(stamp.at, ActEvent::Stamped { act, what: stamp.what });
    }
    if let Some((at, how, given_by)) = one.consent {
        let answer = ConsentAnswer::Given;
        say(at, ActEvent::ConsentRecorded { act, answer, how, given_by, notice: rows::NOTICE });
    }
    if let Some(end) = &one.ended {
        let ended = ActEvent::Ended {
            act,
            outcome: end.outcome,
            without_it: end.without_it,
            transport: end.transport,
            minutes: end.minutes,
            km: end.km,
        };
        say(end.at, ended);
    }
    if let Some((at, solved, again, answered_by)) = one.evaluation {
        say(at, ActEvent::Evaluated { act, solved, again, answered_by });
    }
}
