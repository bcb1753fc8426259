//! Moves or cancels from the link: the holder changes their own appointment, in time, and a mail says so.

use acts::{FollowError, Happened};
use agenda::{BookAppointment, BookError, CancelError, CancelledBy, SlotValue};
use db::{DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use web::Problem;

use crate::letter::About;
use crate::link::{Link, mailbox_of};
use crate::mail_code::page_address;
use crate::model::LinkToken;
use crate::post_letter::post_letter;
use crate::read::{LinkPage, page_of};

/// Until how long before the hour people change by themselves; after it they call.
const UNTIL: SignedDuration = SignedDuration::from_hours(2);

#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("change an appointment that is cancelled, past or too near")]
    TooLate,
    #[error("move an appointment to another professional or another way")]
    Elsewhere,
    #[error(transparent)]
    Time(#[from] BookError),
    #[error(transparent)]
    Cancel(#[from] CancelError),
    #[error(transparent)]
    Follow(#[from] FollowError),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::TooLate => Self::new(
                http::StatusCode::CONFLICT,
                "orientation/too-late",
                "Ce rendez-vous ne se change plus ici.",
                "Appelez le cabinet : il est annulé, passé, ou dans moins de deux heures.",
            ),
            ChangeError::Elsewhere => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "orientation/elsewhere",
                "Ce temps est avec quelqu’un d’autre.",
                "Choisissez un des temps proposés, ou annulez et prenez un autre rendez-vous.",
            ),
            ChangeError::Time(error) => error.into(),
            ChangeError::Cancel(error) => error.into(),
            ChangeError::Follow(error) => error.into(),
            ChangeError::Database(error) => error.into(),
        }
    }
}

/// The last moment at which the holder may change by themselves; `None` when it is over or cancelled.
pub fn changeable_until(known: &LinkPage, now: Timestamp) -> Option<Timestamp> {
    let appointment = &known.appointment;
    let until = appointment.starts_at - UNTIL;
    let stands = appointment.cancelled_at.is_none()
        && appointment.arrived_at.is_none()
        && appointment.absent_at.is_none();
    (stands && now < until).then_some(until)
}

/// Moves to another time of the same professional, held the same way.
pub async fn move_by_link(
    tx: &mut Tx,
    link: &Link,
    to: &SlotValue,
    token: &LinkToken,
    origin: &str,
) -> Result<(), ChangeError> {
    let known = page_of(tx, link).await?;
    let old = &known.appointment;
    changeable_until(&known, tx.now()).ok_or(ChangeError::TooLate)?;
    if to.professional != old.professional || to.modality != old.modality {
        return Err(ChangeError::Elsewhere);
    }
    let booking = BookAppointment {
        patient: old.patient,
        professional: to.professional,
        site: to.site,
        modality: to.modality,
        start: to.start,
        zone: known.territory.zone.clone(),
        minutes: to.minutes,
        asked_by: old.asked_by,
        note: old.note.clone(),
        overbook_reason: None,
        walks_in: false,
    };
    let moved = agenda::move_appointment(tx, old.id, &booking).await?;
    acts::follow_appointment(tx, moved.id, old.patient, Happened::Planned).await?;
    tell(tx, link, token, origin, Change::Moved).await
}

/// Cancels; the time is free at once.
pub async fn cancel_by_link(
    tx: &mut Tx,
    link: &Link,
    token: &LinkToken,
    origin: &str,
) -> Result<(), ChangeError> {
    let known = page_of(tx, link).await?;
    changeable_until(&known, tx.now()).ok_or(ChangeError::TooLate)?;
    let appointment = &known.appointment;
    agenda::cancel(tx, appointment.id, CancelledBy::Patient).await?;
    let happened = Happened::Cancelled(CancelledBy::Patient);
    acts::follow_appointment(tx, appointment.id, appointment.patient, happened).await?;
    tell(tx, link, token, origin, Change::Cancelled).await
}

/// What a mail says was done.
#[derive(Clone, Copy)]
enum Change {
    Moved,
    Cancelled,
}

async fn tell(
    tx: &mut Tx,
    link: &Link,
    token: &LinkToken,
    origin: &str,
    change: Change,
) -> Result<(), ChangeError> {
    let Some((to, _)) = mailbox_of(tx, link.id).await? else { return Ok(()) };
    let known = page_of(tx, link).await?;
    let page = page_address(origin, token);
    let about = About {
        appointment: &known.appointment,
        site: &known.site,
        territory: &known.territory,
        page: &page,
    };
    let written = match change {
        Change::Moved => about.moved(),
        Change::Cancelled => about.cancelled(),
    };
    post_letter(tx, link.id, to, &about, written).await?;
    Ok(())
}
