//! What others may ask of agendas.

use db::{DbError, Key, Tx};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, AppointmentId, PatientId, ProfessionalId, RuleId, SiteId};
use uuid::Uuid;

use crate::book::note_place;
use crate::model::{AskedBy, Audience, Modality, OpeningRule};

/// An appointment of this territory.
#[derive(Debug, Clone)]
pub struct Appointment {
    pub id: AppointmentId,
    pub patient: PatientId,
    pub professional: ProfessionalId,
    pub site: SiteId,
    pub modality: Modality,
    pub start: DateTime,
    pub minutes: u16,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub booked_at: Timestamp,
    pub booked_by: Option<AccountId>,
    pub asked_by: AskedBy,
    /// Said by the caller for the desk; never care.
    pub note: Option<String>,
    pub overbook_reason: Option<String>,
    pub walked_in_at: Option<Timestamp>,
    pub arrived_at: Option<Timestamp>,
    pub absent_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub cancelled_by: Option<String>,
    pub reminded_at: Option<Timestamp>,
    pub replaces: Option<AppointmentId>,
    pub calendar_uid: Uuid,
    pub sequence: i32,
}

/// Time that a professional keeps, in this territory.
#[derive(Debug, Clone)]
pub struct Block {
    pub id: Uuid,
    pub professional: ProfessionalId,
    pub start: DateTime,
    pub minutes: u16,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub label: String,
}

/// Taken time of a professional, whatever the territory.
#[derive(Debug, Clone)]
pub struct Taken {
    pub professional: ProfessionalId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// Here: an appointment or a block of this territory. Else « occupé (autre territoire) ».
    pub here: bool,
}

/// One appointment; `None` when it is not here, or not for this reader.
pub async fn appointment(tx: &mut Tx, id: AppointmentId) -> Result<Option<Appointment>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: AppointmentId", patient_id as "patient: PatientId",
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId", modality, starts_local,
                  minutes, starts_at, ends_at, booked_at, booked_by as "booked_by: AccountId", asked_by, note,
                  overbook_reason, walked_in_at, arrived_at, absent_at, cancelled_at, cancelled_by, reminded_at,
                  replaces as "replaces: AppointmentId", calendar_uid, sequence
             from agenda.appointment where id = $1"#,
        id.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(opened(tx, rows).await?.pop())
}

/// The appointments that start between two instants, with some professionals or with all, by hour.
pub async fn appointments_between(
    tx: &mut Tx,
    professionals: Option<&[ProfessionalId]>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Appointment>, DbError> {
    let territory = tx.territory();
    let people: Option<Vec<Uuid>> = professionals.map(|ids| ids.iter().map(|id| id.uuid()).collect());
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: AppointmentId", patient_id as "patient: PatientId",
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId", modality, starts_local,
                  minutes, starts_at, ends_at, booked_at, booked_by as "booked_by: AccountId", asked_by, note,
                  overbook_reason, walked_in_at, arrived_at, absent_at, cancelled_at, cancelled_by, reminded_at,
                  replaces as "replaces: AppointmentId", calendar_uid, sequence
             from agenda.appointment
            where territory_id = $1 and starts_at >= $2 and starts_at < $3
              and ($4::uuid[] is null or professional_id = any($4))
            order by starts_at, id"#,
        territory.uuid(),
        from.to_sqlx() as _,
        to.to_sqlx() as _,
        people.as_deref(),
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// The appointments to come of a patient, soonest first; cancelled ones apart.
pub async fn next_appointments_of(tx: &mut Tx, patient: PatientId) -> Result<Vec<Appointment>, DbError> {
    let (territory, now) = (tx.territory(), tx.now_sql());
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: AppointmentId", patient_id as "patient: PatientId",
                  professional_id as "professional: ProfessionalId", site_id as "site: SiteId", modality, starts_local,
                  minutes, starts_at, ends_at, booked_at, booked_by as "booked_by: AccountId", asked_by, note,
                  overbook_reason, walked_in_at, arrived_at, absent_at, cancelled_at, cancelled_by, reminded_at,
                  replaces as "replaces: AppointmentId", calendar_uid, sequence
             from agenda.appointment
            where territory_id = $1 and patient_id = $2 and ends_at > $3 and cancelled_at is null
            order by starts_at, id"#,
        territory.uuid(),
        patient.uuid(),
        now as _,
    )
    .fetch_all(tx.conn())
    .await?;
    opened(tx, rows).await
}

/// Time kept between two instants, in this territory.
pub async fn blocks_between(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<Block>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query!(
        r#"select id, professional_id as "professional: ProfessionalId", starts_local, minutes, starts_at, ends_at, label
             from agenda.block
            where territory_id = $1 and starts_at < $3 and ends_at > $2 and removed_at is null
            order by starts_at, id"#,
        territory.uuid(),
        from.to_sqlx() as _,
        to.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Block {
            id: row.id,
            professional: row.professional,
            start: row.starts_local.to_jiff(),
            minutes: row.minutes.unsigned_abs(),
            starts_at: row.starts_at.to_jiff(),
            ends_at: row.ends_at.to_jiff(),
            label: row.label,
        })
        .collect())
}

/// Taken time of some professionals that meets a stretch of at most some weeks.
pub async fn taken_between(
    tx: &mut Tx,
    professionals: &[ProfessionalId],
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Taken>, DbError> {
    let people: Vec<Uuid> = professionals.iter().map(|id| id.uuid()).collect();
    // by starts_at, an index condition; what began up to a day before may still be running
    let rows = sqlx::query!(
        r#"select b.resource_id as "professional: ProfessionalId", b.starts_at, upper(b.during) as "ends_at!",
                  (a.id is not null or k.id is not null) as "here!"
             from agenda.busy b
             left join agenda.appointment a on a.id = b.appointment_id
             left join agenda.block k on k.id = b.block_id
            where b.resource_id = any($1) and b.starts_at >= $2::timestamptz - interval '1 day' and b.starts_at < $3
              and upper(b.during) > $2
            order by b.starts_at"#,
        &people,
        from.to_sqlx() as _,
        to.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Taken {
            professional: row.professional,
            starts_at: row.starts_at.to_jiff(),
            ends_at: row.ends_at.to_jiff(),
            here: row.here,
        })
        .collect())
}

/// Every rule of some professionals in this territory.
pub async fn rules_of(tx: &mut Tx, professionals: &[ProfessionalId]) -> Result<Vec<OpeningRule>, DbError> {
    let territory = tx.territory();
    let people: Vec<Uuid> = professionals.iter().map(|id| id.uuid()).collect();
    let rows = sqlx::query_as!(
        RuleRow,
        r#"select id as "id: RuleId", professional_id as "professional: ProfessionalId", site_id as "site: SiteId",
                  weekday, starts, ends, slot_minutes, modalities, audience, valid_from, valid_until
             from agenda.opening_rule
            where territory_id = $1 and professional_id = any($2)
            order by weekday, starts"#,
        territory.uuid(),
        &people,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(RuleRow::rule).collect())
}

/// The rules of anybody that hold on one day.
pub async fn rules_on(tx: &mut Tx, day: Date) -> Result<Vec<OpeningRule>, DbError> {
    let rules = open_rules(tx, day, day, None).await?;
    Ok(rules.into_iter().filter(|rule| rule.holds_on(day)).collect())
}

/// The rules that hold between two days, of one professional or of all.
pub(crate) async fn open_rules(
    tx: &mut Tx,
    first: Date,
    last: Date,
    professional: Option<ProfessionalId>,
) -> Result<Vec<OpeningRule>, DbError> {
    let territory = tx.territory();
    let rows = sqlx::query_as!(
        RuleRow,
        r#"select id as "id: RuleId", professional_id as "professional: ProfessionalId", site_id as "site: SiteId",
                  weekday, starts, ends, slot_minutes, modalities, audience, valid_from, valid_until
             from agenda.opening_rule
            where territory_id = $1 and valid_from <= $3 and (valid_until is null or valid_until > $2)
              and ($4::uuid is null or professional_id = $4)
            order by weekday, starts"#,
        territory.uuid(),
        first.to_sqlx() as _,
        last.to_sqlx() as _,
        professional.map(ProfessionalId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(RuleRow::rule).collect())
}

struct RuleRow {
    id: RuleId,
    professional: ProfessionalId,
    site: SiteId,
    weekday: i16,
    starts: jiff_sqlx::Time,
    ends: jiff_sqlx::Time,
    slot_minutes: i16,
    modalities: Vec<String>,
    audience: String,
    valid_from: jiff_sqlx::Date,
    valid_until: Option<jiff_sqlx::Date>,
}

impl RuleRow {
    /// `None` for words that a newer version wrote.
    fn rule(self) -> Option<OpeningRule> {
        Some(OpeningRule {
            id: self.id,
            professional: self.professional,
            site: self.site,
            weekday: i8::try_from(self.weekday).ok()?,
            starts: self.starts.to_jiff(),
            ends: self.ends.to_jiff(),
            slot_minutes: self.slot_minutes.unsigned_abs(),
            modalities: self.modalities.iter().filter_map(|name| Modality::from_name(name)).collect(),
            audience: Audience::from_name(&self.audience)?,
            valid_from: self.valid_from.to_jiff(),
            valid_until: self.valid_until.map(jiff_sqlx::Date::to_jiff),
        })
    }
}

struct Row {
    id: AppointmentId,
    patient: PatientId,
    professional: ProfessionalId,
    site: SiteId,
    modality: String,
    starts_local: jiff_sqlx::DateTime,
    minutes: i16,
    starts_at: jiff_sqlx::Timestamp,
    ends_at: jiff_sqlx::Timestamp,
    booked_at: jiff_sqlx::Timestamp,
    booked_by: Option<AccountId>,
    asked_by: String,
    note: Option<Vec<u8>>,
    overbook_reason: Option<String>,
    walked_in_at: Option<jiff_sqlx::Timestamp>,
    arrived_at: Option<jiff_sqlx::Timestamp>,
    absent_at: Option<jiff_sqlx::Timestamp>,
    cancelled_at: Option<jiff_sqlx::Timestamp>,
    cancelled_by: Option<String>,
    reminded_at: Option<jiff_sqlx::Timestamp>,
    replaces: Option<AppointmentId>,
    calendar_uid: Uuid,
    sequence: i32,
}

async fn opened(tx: &mut Tx, rows: Vec<Row>) -> Result<Vec<Appointment>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let key = tx.territory_key().await?;
    rows.into_iter().map(|row| row.open(&key)).collect()
}

impl Row {
    fn open(self, key: &Key) -> Result<Appointment, DbError> {
        let unknown = |what: &str| DbError::Sql(sqlx::Error::Decode(format!("unknown {what}").into()));
        let moment = |at: Option<jiff_sqlx::Timestamp>| at.map(jiff_sqlx::Timestamp::to_jiff);
        let note = match &self.note {
            Some(sealed) => {
                Some(String::from_utf8_lossy(&key.open(&note_place(self.id), sealed)?).into_owned())
            }
            None => None,
        };
        Ok(Appointment {
            id: self.id,
            patient: self.patient,
            professional: self.professional,
            site: self.site,
            modality: Modality::from_name(&self.modality).ok_or_else(|| unknown("modality"))?,
            start: self.starts_local.to_jiff(),
            minutes: self.minutes.unsigned_abs(),
            starts_at: self.starts_at.to_jiff(),
            ends_at: self.ends_at.to_jiff(),
            booked_at: self.booked_at.to_jiff(),
            booked_by: self.booked_by,
            asked_by: AskedBy::from_name(&self.asked_by).ok_or_else(|| unknown("relation"))?,
            note,
            overbook_reason: self.overbook_reason,
            walked_in_at: moment(self.walked_in_at),
            arrived_at: moment(self.arrived_at),
            absent_at: moment(self.absent_at),
            cancelled_at: moment(self.cancelled_at),
            cancelled_by: self.cancelled_by,
            reminded_at: moment(self.reminded_at),
            replaces: self.replaces,
            calendar_uid: self.calendar_uid,
            sequence: self.sequence,
        })
    }
}
