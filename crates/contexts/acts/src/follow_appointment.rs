//! An act that nobody has opened follows its appointment: moved, cancelled, absent, on again.
//!
//! Whoever books says what happened; they see no care, so this reads nothing of the act back.

use agenda::CancelledBy;
use db::{DbError, Tx};
use kernel::{ActId, AppointmentId, PatientId, ProfessionalId, SiteId};

use crate::events::ActEvent;
use crate::model::{Kind, Modality, Outcome, Relation, RelationWhy};

/// What happened to the appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It is planned, or planned again: booked in place of another, or back after an absence.
    Planned,
    Absent,
    Cancelled(CancelledBy),
}

/// Makes the act of `appointment` (or of one that it replaces) follow. Does nothing when there is none, when somebody
/// has opened it, and when the appointment was moved: its new one follows.
pub async fn follow_appointment(
    tx: &mut Tx,
    appointment: AppointmentId,
    patient: PatientId,
    happened: Happened,
) -> Result<(), FollowError> {
    let ending = match happened {
        Happened::Cancelled(CancelledBy::Moved) => return Ok(()),
        Happened::Planned => None,
        Happened::Absent => Some(Outcome::Absent),
        Happened::Cancelled(CancelledBy::Patient) => Some(Outcome::CancelledByPatient),
        Happened::Cancelled(CancelledBy::Us) => Some(Outcome::CancelledByUs),
    };
    let known = sqlx::query_scalar!("select acts.of_appointment($1)", appointment.uuid())
        .fetch_one(tx.conn())
        .await
        .map_err(DbError::Sql)?;
    let Some(act) = known.map(ActId::from_uuid) else { return Ok(()) };
    let followed = sqlx::query_scalar!(
        r#"select acts.follow_appointment($1, $2, $3) as "followed!""#,
        act.uuid(),
        appointment.uuid(),
        ending.map(Outcome::name),
    )
    .fetch_one(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    if !followed {
        return Ok(());
    }
    let event = match ending {
        None => {
            suit(tx, act, patient).await?;
            ActEvent::Followed { act, appointment }
        }
        Some(outcome) => {
            ActEvent::Ended { act, outcome, without_it: None, transport: None, minutes: None, km: None }
        }
    };
    audit::record(tx, Some(patient), &event).await?;
    Ok(())
}

/// Whether the act of an appointment was opened: what is said of the appointment then changes no more.
pub async fn is_begun(tx: &mut Tx, appointment: AppointmentId) -> Result<bool, DbError> {
    Ok(sqlx::query_scalar!(r#"select acts.is_begun($1) as "begun!""#, appointment.uuid())
        .fetch_one(tx.conn())
        .await?)
}

/// Takes the act along to the professional, the site and the way of meeting of its appointment; the event tells what
/// it is from now on, and keeps what it was.
async fn suit(tx: &mut Tx, act: ActId, patient: PatientId) -> Result<(), FollowError> {
    let suited = sqlx::query!(
        r#"select kind as "kind!", modality as "modality!", professional_id as "professional!: ProfessionalId",
                  site_id as "site: SiteId", relation as "relation!", relation_why
             from acts.suit_appointment($1)"#,
        act.uuid(),
    )
    .fetch_optional(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    let Some(now) = suited else { return Ok(()) };
    let (Some(what), Some(modality), Some(relation)) =
        (Kind::from_name(&now.kind), Modality::from_name(&now.modality), Relation::from_name(&now.relation))
    else {
        return Ok(());
    };
    let event = ActEvent::Replanned {
        act,
        what,
        modality,
        relation,
        relation_why: now.relation_why.as_deref().and_then(RelationWhy::from_name),
        professional: now.professional,
        site: now.site,
    };
    audit::record(tx, Some(patient), &event).await?;
    Ok(())
}

#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<FollowError> for web::Problem {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Database(error) => error.into(),
            FollowError::Record(error) => Self::internal(&error),
        }
    }
}
