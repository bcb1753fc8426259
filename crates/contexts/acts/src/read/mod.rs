//! What others may ask of acts. Those that the reader may not see are absent.

mod reports;

use agenda::AskedBy;
use db::{DbError, Tx};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, ActId, AppointmentId, PatientId, ProfessionalId, ReasonId, SiteId, TerritoryId};
use uuid::Uuid;

use crate::close::why_place;
use crate::model::{
    ConsentAnswer, ConsentHow, DraftContent, GivenBy, Kind, Modality, Outcome, Relation, RelationWhy,
    RequestedFrom, Stamp, StampKind, Transport, WithoutIt,
};
use crate::request::words_place;
use crate::save_draft::draft_place;

pub use reports::{
    Attached, Attachment, PreviousReport, Reader, Report, SignedReport, SignedReportError, attachments_of,
    previous_reports, report, reports_of_act, signed_report,
};

/// An act, without the words of people.
#[derive(Debug, Clone)]
pub struct Act {
    pub id: ActId,
    pub patient: PatientId,
    pub kind: Kind,
    pub modality: Modality,
    pub reason: Option<ReasonId>,
    pub requested_at: Timestamp,
    pub requested_by: Option<AccountId>,
    pub requested_from: RequestedFrom,
    pub asked_by: AskedBy,
    pub requester: Option<ProfessionalId>,
    pub relation: Relation,
    pub relation_why: Option<RelationWhy>,
    /// Who holds it.
    pub professional: ProfessionalId,
    pub site: Option<SiteId>,
    pub appointment: Option<AppointmentId>,
    /// The remote act that it was converted from.
    pub replaces: Option<ActId>,
    pub opened_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub outcome: Option<Outcome>,
    pub without_it: Option<WithoutIt>,
    pub transport: Option<Transport>,
    pub minutes: Option<u16>,
    pub km: Option<u16>,
}

/// What is being written.
#[derive(Debug, Clone)]
pub struct Draft {
    pub for_version: u16,
    pub version: u32,
    pub content: DraftContent,
    pub saved_at: Timestamp,
}

/// One answer of the patient.
#[derive(Debug, Clone, Copy)]
pub struct Consent {
    pub answer: ConsentAnswer,
    pub how: ConsentHow,
    pub given_by: GivenBy,
    pub notice: u16,
    pub collected_at: Timestamp,
}

/// What a patient is told, at one version.
#[derive(Debug, Clone)]
pub struct Notice {
    pub version: u16,
    pub since: Date,
    pub words: String,
}

/// Why an act is not reimbursed as it is held: the rule and its date.
#[derive(Debug, Clone)]
pub struct UnpaidModality {
    pub since: Date,
    pub source: String,
}

/// One act; `None` when it is not here, or not for this reader.
pub async fn act(tx: &mut Tx, id: ActId) -> Result<Option<Act>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: ActId", patient_id as "patient: PatientId", kind, modality, reason_id as "reason: ReasonId",
                  requested_at, requested_by as "requested_by: AccountId", requested_from, asked_by,
                  requester_id as "requester: ProfessionalId", relation, relation_why,
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId",
                  appointment_id as "appointment: AppointmentId", replaces as "replaces: ActId", opened_at, closed_at,
                  outcome, without_it, without_transport, minutes, km
             from acts.act where territory_id = $1 and id = $2"#,
        territory.uuid(),
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().find_map(Row::act))
}

/// The acts of some appointments, for a day of appointments.
pub async fn acts_of_appointments(tx: &mut Tx, appointments: &[AppointmentId]) -> Result<Vec<Act>, DbError> {
    if appointments.is_empty() {
        return Ok(Vec::new());
    }
    let territory = tx.territory();
    let wanted: Vec<Uuid> = appointments.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: ActId", patient_id as "patient: PatientId", kind, modality, reason_id as "reason: ReasonId",
                  requested_at, requested_by as "requested_by: AccountId", requested_from, asked_by,
                  requester_id as "requester: ProfessionalId", relation, relation_why,
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId",
                  appointment_id as "appointment: AppointmentId", replaces as "replaces: ActId", opened_at, closed_at,
                  outcome, without_it, without_transport, minutes, km
             from acts.act where territory_id = $1 and appointment_id = any($2)
            order by requested_at, id"#,
        territory.uuid(),
        &wanted,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(Row::act).collect())
}

/// The acts that a professional holds and that were asked for, opened or ended between two instants, oldest first:
/// their day, or their own list behind a figure.
pub async fn acts_held_by(
    tx: &mut Tx,
    professional: ProfessionalId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Act>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: ActId", patient_id as "patient: PatientId", kind, modality, reason_id as "reason: ReasonId",
                  requested_at, requested_by as "requested_by: AccountId", requested_from, asked_by,
                  requester_id as "requester: ProfessionalId", relation, relation_why,
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId",
                  appointment_id as "appointment: AppointmentId", replaces as "replaces: ActId", opened_at, closed_at,
                  outcome, without_it, without_transport, minutes, km
             from acts.act
            where territory_id = $1 and professional_id = $2
              and (requested_at >= $3 and requested_at < $4 or opened_at >= $3 and opened_at < $4
                   or closed_at >= $3 and closed_at < $4)
            order by requested_at, id"#,
        territory.uuid(),
        professional.uuid(),
        from.to_sqlx() as _,
        to.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(Row::act).collect())
}

/// The acts of this territory that the actor was asked into and that have not ended, oldest first.
pub async fn acts_i_joined(tx: &mut Tx) -> Result<Vec<Act>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: ActId", a.patient_id as "patient: PatientId", kind, modality,
                  reason_id as "reason: ReasonId", requested_at, requested_by as "requested_by: AccountId",
                  requested_from, asked_by, requester_id as "requester: ProfessionalId", relation, relation_why,
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId",
                  a.appointment_id as "appointment: AppointmentId", replaces as "replaces: ActId", opened_at, closed_at,
                  outcome, without_it, without_transport, minutes, km
             from acts.act a
             join acts.my_part m on m.act_id = a.id and m.role <> 'holder'
            where a.territory_id = $1 and a.outcome is null
            order by requested_at, id"#,
        territory.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(Row::act).collect())
}

/// Acts of a professional that wait for a report: closed and unsigned, or being corrected; oldest first.
pub async fn reports_to_write(tx: &mut Tx, professional: ProfessionalId) -> Result<Vec<Act>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: ActId", patient_id as "patient: PatientId", kind, modality, reason_id as "reason: ReasonId",
                  requested_at, requested_by as "requested_by: AccountId", requested_from, asked_by,
                  requester_id as "requester: ProfessionalId", relation, relation_why,
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId",
                  appointment_id as "appointment: AppointmentId", replaces as "replaces: ActId", opened_at, closed_at,
                  outcome, without_it, without_transport, minutes, km
             from acts.act a
            where territory_id = $1 and professional_id = $2
              and (outcome = 'closed' and not exists (select from acts.report r where r.act_id = a.id)
                   or outcome is null and opened_at is not null
                   or exists (select from acts.draft d where d.act_id = a.id))
            order by requested_at, id"#,
        territory.uuid(),
        professional.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(Row::act).collect())
}

/// In which territory the actor takes part in this act: works outside any territory, for an intervenant.
pub async fn territory_of_my_act(tx: &mut Tx, id: ActId) -> Result<Option<TerritoryId>, DbError> {
    Ok(sqlx::query_scalar!(
        r#"select territory_id as "territory!: TerritoryId" from acts.my_part where act_id = $1"#,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Whom an act is about, for somebody who works here without seeing it: they may give a reason and break the glass.
pub async fn patient_of(tx: &mut Tx, id: ActId) -> Result<Option<PatientId>, DbError> {
    Ok(sqlx::query_scalar!(r#"select acts.patient_of($1) as "patient: PatientId""#, id.uuid())
        .fetch_one(tx.conn())
        .await?)
}

/// What the patient wrote or said.
pub async fn words_of(tx: &mut Tx, known: &Act) -> Result<Option<String>, DbError> {
    let sealed = sqlx::query_scalar!("select reason_words from acts.act where id = $1", known.id.uuid())
        .fetch_optional(tx.conn())
        .await?
        .flatten();
    opened(tx, known.patient, &words_place(known.id), sealed).await
}

/// Why the act was interrupted or converted.
pub async fn outcome_why(tx: &mut Tx, known: &Act) -> Result<Option<String>, DbError> {
    let sealed = sqlx::query_scalar!("select outcome_why from acts.act where id = $1", known.id.uuid())
        .fetch_optional(tx.conn())
        .await?
        .flatten();
    opened(tx, known.patient, &why_place(known.id), sealed).await
}

/// The draft that is open, for who takes part.
pub async fn draft(tx: &mut Tx, known: &Act) -> Result<Option<Draft>, DbError> {
    let row = sqlx::query!(
        "select for_version, version, content, saved_at from acts.draft where act_id = $1",
        known.id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let key = tx.key_of(known.patient.uuid()).await?;
    let bytes = key.open(&draft_place(known.id), &row.content)?;
    let content =
        serde_json::from_slice(&bytes).map_err(|error| DbError::Sql(sqlx::Error::Decode(Box::new(error))))?;
    Ok(Some(Draft {
        for_version: row.for_version.unsigned_abs(),
        version: row.version.unsigned_abs(),
        content,
        saved_at: row.saved_at.to_jiff(),
    }))
}

/// The hours of the call, oldest first.
pub async fn stamps(tx: &mut Tx, id: ActId) -> Result<Vec<Stamp>, DbError> {
    let rows = sqlx::query!("select what, at from acts.stamp where act_id = $1 order by at, id", id.uuid())
        .fetch_all(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some(Stamp { what: StampKind::from_name(&row.what)?, at: row.at.to_jiff() }))
        .collect())
}

/// What the patient answered, oldest first; the last counts.
pub async fn consents(tx: &mut Tx, id: ActId) -> Result<Vec<Consent>, DbError> {
    let rows = sqlx::query!(
        "select answer, how, given_by, notice_version, collected_at from acts.consent
          where act_id = $1 order by collected_at, id",
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            Some(Consent {
                answer: ConsentAnswer::from_name(&row.answer)?,
                how: ConsentHow::from_name(&row.how)?,
                given_by: GivenBy::from_name(&row.given_by)?,
                notice: row.notice_version.unsigned_abs(),
                collected_at: row.collected_at.to_jiff(),
            })
        })
        .collect())
}

/// The notice that holds on a day.
pub async fn notice(tx: &mut Tx, day: Date) -> Result<Option<Notice>, DbError> {
    let row = sqlx::query!(
        "select version, since, words from acts.notice where since <= $1 order by since desc, version desc limit 1",
        day.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Notice {
        version: row.version.unsigned_abs(),
        since: row.since.to_jiff(),
        words: row.words,
    }))
}

/// The rule by which an act held this way is not reimbursed on a day; `None` when it is, or when no rule speaks of it.
/// A remote consultation is reimbursed as a teleconsultation or not at all.
pub async fn unpaid(
    tx: &mut Tx,
    kind: Kind,
    modality: Modality,
    day: Date,
) -> Result<Option<UnpaidModality>, DbError> {
    let paid_as =
        if kind == Kind::Consultation && modality.is_remote() { Kind::Teleconsultation } else { kind };
    let rows = sqlx::query!(
        "select modality, since, source from acts.paid_modality
          where kind = $1 and since <= $2 and (until is null or until > $2) order by since",
        paid_as.name(),
        day.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    if rows.iter().any(|row| row.modality == modality.name()) {
        return Ok(None);
    }
    Ok(rows.into_iter().next().map(|row| UnpaidModality { since: row.since.to_jiff(), source: row.source }))
}

/// Whether the two questions were answered.
pub async fn is_evaluated(tx: &mut Tx, id: ActId) -> Result<bool, DbError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from acts.evaluation where act_id = $1) as "answered!""#,
        id.uuid(),
    )
    .fetch_one(tx.conn())
    .await?)
}

async fn opened(
    tx: &mut Tx,
    patient: PatientId,
    place: &str,
    sealed: Option<Vec<u8>>,
) -> Result<Option<String>, DbError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let bytes = tx.key_of(patient.uuid()).await?.open(place, &sealed)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

struct Row {
    id: ActId,
    patient: PatientId,
    kind: String,
    modality: String,
    reason: Option<ReasonId>,
    requested_at: jiff_sqlx::Timestamp,
    requested_by: Option<AccountId>,
    requested_from: String,
    asked_by: String,
    requester: Option<ProfessionalId>,
    relation: String,
    relation_why: Option<String>,
    professional: ProfessionalId,
    site: Option<SiteId>,
    appointment: Option<AppointmentId>,
    replaces: Option<ActId>,
    opened_at: Option<jiff_sqlx::Timestamp>,
    closed_at: Option<jiff_sqlx::Timestamp>,
    outcome: Option<String>,
    without_it: Option<String>,
    without_transport: Option<String>,
    minutes: Option<i32>,
    km: Option<i32>,
}

impl Row {
    /// `None` for words that a newer version wrote.
    fn act(self) -> Option<Act> {
        let count = |number: Option<i32>| number.and_then(|number| u16::try_from(number).ok());
        let outcome = match self.outcome.as_deref() {
            Some(name) => Some(Outcome::from_name(name)?),
            None => None,
        };
        Some(Act {
            id: self.id,
            patient: self.patient,
            kind: Kind::from_name(&self.kind)?,
            modality: Modality::from_name(&self.modality)?,
            reason: self.reason,
            requested_at: self.requested_at.to_jiff(),
            requested_by: self.requested_by,
            requested_from: RequestedFrom::from_name(&self.requested_from)?,
            asked_by: AskedBy::from_name(&self.asked_by)?,
            requester: self.requester,
            relation: Relation::from_name(&self.relation)?,
            relation_why: self.relation_why.as_deref().and_then(RelationWhy::from_name),
            professional: self.professional,
            site: self.site,
            appointment: self.appointment,
            replaces: self.replaces,
            opened_at: self.opened_at.map(jiff_sqlx::Timestamp::to_jiff),
            closed_at: self.closed_at.map(jiff_sqlx::Timestamp::to_jiff),
            outcome,
            without_it: self.without_it.as_deref().and_then(WithoutIt::from_name),
            transport: self.without_transport.as_deref().and_then(Transport::from_name),
            minutes: count(self.minutes),
            km: count(self.km),
        })
    }
}
