//! Books an appointment.

use db::{DbError, Tx};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::{AppointmentId, PatientId, Plan, PlanError, ProfessionalId, SiteId};
use web::Problem;

use crate::events::AgendaEvent;
use crate::model::{AskedBy, Modality};
use crate::read::rules_of;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct BookAppointment {
    pub patient: PatientId,
    pub professional: ProfessionalId,
    pub site: SiteId,
    pub modality: Modality,
    /// Civil, in the zone of the territory.
    pub start: DateTime,
    pub zone: String,
    pub minutes: u16,
    pub asked_by: AskedBy,
    /// Said by the caller for the desk; never care.
    pub note: Option<String>,
    /// Books beside the opening hours, or over somebody: why.
    pub overbook_reason: Option<String>,
    /// They are here without having booked.
    pub walks_in: bool,
}

/// What was booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booked {
    pub id: AppointmentId,
    pub starts_at: Timestamp,
}

#[derive(Debug, thiserror::Error)]
pub enum BookError {
    #[error("book a time that has just been taken here")]
    Taken,
    #[error("book a time that is taken in another territory")]
    TakenElsewhere,
    #[error("book a time that no opening rule gives")]
    NotOpen,
    #[error("book a time that is past")]
    Past,
    #[error("book for somebody who is not in this territory")]
    UnknownPatient,
    #[error("book with a professional or at a site that is not known here")]
    UnknownPlace,
    #[error("book a plan: {0}")]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for BookError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("appointment_is_for_a_patient") => Self::UnknownPatient,
            Some("appointment_is_with_a_professional" | "appointment_is_at_a_site") => Self::UnknownPlace,
            Some("appointment_is_replaced_once") => Self::Taken,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<BookError> for Problem {
    fn from(error: BookError) -> Self {
        let conflict = |code, says: &'static str, advice: &'static str| {
            Self::new(http::StatusCode::CONFLICT, code, says, advice)
        };
        let wrong = |code, says: &'static str, advice: &'static str| {
            Self::new(http::StatusCode::UNPROCESSABLE_ENTITY, code, says, advice)
        };
        match error {
            BookError::Taken => conflict(
                "agenda/taken",
                "Ce temps vient d’être pris.",
                "Choisissez-en un autre\u{a0}: rien n’a été réservé.",
            ),
            BookError::TakenElsewhere => conflict(
                "agenda/taken-elsewhere",
                "Ce temps est occupé (autre territoire).",
                "Choisissez-en un autre\u{a0}: rien n’a été réservé.",
            ),
            BookError::NotOpen => wrong(
                "agenda/not-open",
                "Ce temps n’est pas ouvert à la réservation.",
                "Choisissez un temps proposé, ou donnez la raison d’un rendez-vous en plus.",
            ),
            BookError::Past => {
                wrong("agenda/past", "Cette heure est passée.", "Choisissez un temps à venir.")
            }
            BookError::UnknownPatient | BookError::UnknownPlace => Self::not_found(),
            BookError::Plan(_) => wrong(
                "agenda/plan",
                "Cette durée n’est pas possible.",
                "Un rendez-vous dure de 1 minute à 24 heures.",
            ),
            BookError::Database(error) => error.into(),
            BookError::Record(error) => Self::internal(&error),
        }
    }
}

/// How long a booking keeps the professional in the patient's circle; closing the act prolongs it.
const CIRCLE_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Books an appointment: its row, the professional's busy time, the circle and the event, or nothing at all.
///
/// An overlap is refused by the database, across territories, so two simultaneous requests cannot both succeed.
pub async fn book(tx: &mut Tx, command: &BookAppointment) -> Result<Booked, BookError> {
    if command.overbook_reason.is_none() && !command.walks_in {
        ensure_open(tx, command).await?;
    }
    insert(tx, command, None).await
}

/// What a new appointment takes over from the one it replaces.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Replaced {
    pub id: AppointmentId,
    pub calendar_uid: uuid::Uuid,
    pub sequence: i32,
}

/// Writes the appointment and takes the time.
pub(crate) async fn insert(
    tx: &mut Tx,
    command: &BookAppointment,
    replaced: Option<Replaced>,
) -> Result<Booked, BookError> {
    let plan = Plan::new(command.start, &command.zone, command.minutes)?;
    let (starts_at, ends_at) = plan.instants()?;
    if ends_at <= tx.now() {
        return Err(BookError::Past);
    }
    let id = AppointmentId::at(tx.now());
    write_row(tx, id, command, (starts_at, ends_at), replaced).await?;
    take_time(tx, id, command, (starts_at, ends_at)).await?;
    let account = directory::professional(tx, command.professional).await?.and_then(|row| row.account);
    if let Some(account) = account {
        patients::join_circle(tx, command.patient, account, "care", ends_at + CIRCLE_AFTER).await?;
    }
    let event = AgendaEvent::Booked {
        appointment: id,
        patient: command.patient,
        professional: command.professional,
        site: command.site,
        modality: command.modality,
        starts_at,
        minutes: command.minutes,
        overbooked: command.overbook_reason.is_some(),
        replaces: replaced.map(|old| old.id),
    };
    audit::record(tx, Some(command.patient), &event).await?;
    Ok(Booked { id, starts_at })
}

/// The time must be one that an opening rule gives for this modality.
pub(crate) async fn ensure_open(tx: &mut Tx, command: &BookAppointment) -> Result<(), BookError> {
    let (starts_at, _) = Plan::new(command.start, &command.zone, command.minutes)?.instants()?;
    if starts_at <= tx.now() {
        return Err(BookError::Past);
    }
    let own_gp = patients::person(tx, command.patient).await?.ok_or(BookError::UnknownPatient)?.own_gp;
    let is_own = own_gp == Some(command.professional);
    let rules = rules_of(tx, &[command.professional]).await?;
    let given = rules.iter().any(|rule| {
        rule.site == command.site
            && rule.audience.admits(is_own)
            && rule.gives(command.start, command.minutes, command.modality)
    });
    if given { Ok(()) } else { Err(BookError::NotOpen) }
}

async fn write_row(
    tx: &mut Tx,
    id: AppointmentId,
    command: &BookAppointment,
    (starts_at, ends_at): (Timestamp, Timestamp),
    replaced: Option<Replaced>,
) -> Result<(), BookError> {
    let note = match command.note.as_deref() {
        Some(note) => {
            let key = tx.territory_key().await?;
            Some(key.seal(&note_place(id), note.as_bytes()).map_err(DbError::from)?)
        }
        None => None,
    };
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into agenda.appointment
             (territory_id, id, patient_id, professional_id, site_id, modality, starts_local, zone, minutes,
              starts_at, ends_at, booked_at, booked_by, asked_by, note, overbook_reason, walked_in_at, arrived_at,
              replaces, sequence, calendar_uid)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, $18, $19, $20)",
        territory.uuid(),
        id.uuid(),
        command.patient.uuid(),
        command.professional.uuid(),
        command.site.uuid(),
        command.modality.name(),
        command.start.to_sqlx() as _,
        command.zone,
        i16::try_from(command.minutes).unwrap_or(i16::MAX),
        starts_at.to_sqlx() as _,
        ends_at.to_sqlx() as _,
        now as _,
        by.map(kernel::Id::uuid),
        command.asked_by.name(),
        note,
        command.overbook_reason,
        command.walks_in.then_some(now) as _,
        replaced.map(|old| old.id.uuid()),
        replaced.map_or(0, |old| old.sequence + 1),
        replaced.map_or(id.uuid(), |old| old.calendar_uid),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One multi-row insert that does nothing on conflict: fewer rows than asked is the clash. No lock, no deadlock.
async fn take_time(
    tx: &mut Tx,
    id: AppointmentId,
    command: &BookAppointment,
    (starts_at, ends_at): (Timestamp, Timestamp),
) -> Result<(), BookError> {
    let firm = command.overbook_reason.is_none() && !command.walks_in;
    let taken = sqlx::query!(
        "insert into agenda.busy (appointment_id, resource_id, starts_at, during, firm)
         select $1, resource, $3, tstzrange($3, $4), $5 from unnest($2::uuid[]) as resources (resource) order by resource
         on conflict on constraint busy_no_overlap do nothing",
        id.uuid(),
        &[command.professional.uuid()],
        starts_at.to_sqlx() as _,
        ends_at.to_sqlx() as _,
        firm,
    )
    .execute(tx.conn())
    .await?;
    if taken.rows_affected() == 1 {
        return Ok(());
    }
    Err(who_is_there(tx, command.professional, starts_at, ends_at).await?)
}

/// Says whether the clash is here or in another territory, and nothing more.
async fn who_is_there(
    tx: &mut Tx,
    professional: ProfessionalId,
    starts_at: Timestamp,
    ends_at: Timestamp,
) -> Result<BookError, BookError> {
    let here = sqlx::query_scalar!(
        r#"select exists (
               select from agenda.busy b
                where b.resource_id = $1 and b.during && tstzrange($2, $3) and b.firm
                  and (exists (select from agenda.appointment a where a.id = b.appointment_id)
                       or exists (select from agenda.block k where k.id = b.block_id))) as "here!""#,
        professional.uuid(),
        starts_at.to_sqlx() as _,
        ends_at.to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(if here { BookError::Taken } else { BookError::TakenElsewhere })
}

pub(crate) fn note_place(id: AppointmentId) -> String {
    format!("agenda.appointment.note|{id}")
}
