//! Books an appointment for somebody who has no account: a provisional identity, its link, and a mail in the queue.
//!
//! Nobody is looked for: whoever types the traits of a known person gets the same answer, by the same statements.

use acts::{RelationWhy, RequestAct, RequestError, RequestedFrom};
use agenda::{AskedBy, BookAppointment, BookError, SlotValue};
use db::{Actor, Db, DbError, Tx};
use kernel::{AppointmentId, MailAddress, PatientId};
use patients::{Identity, RegisterError};
use territory::{Reason, TerritoryRow};
use web::Problem;

use crate::events::OrientationEvent;
use crate::hand_link::{HandLink, contacts, hand_link};
use crate::letter::About;
use crate::link::Link;
use crate::mail_code::{CodeError, make_code, page_address};
use crate::model::LinkToken;
use crate::post_letter::post_letter;
use crate::read::page_of;

/// What was chosen and typed, step by step.
#[derive(Debug)]
pub struct BookOnPortal<'a> {
    pub territory: &'a TerritoryRow,
    pub reason: &'a Reason,
    pub slot: SlotValue,
    pub asked_by: AskedBy,
    pub identity: Identity,
    /// The secret of the link to make. The form carries it: sent twice, it books once.
    pub token: LinkToken,
    /// `https://rdv.example.fr`
    pub origin: &'a str,
}

#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    #[error("book more than one telephone or mailbox may in a day, or a territory in an hour")]
    TooMany,
    #[error("book without a telephone or a mail")]
    NoContact,
    #[error(transparent)]
    Time(#[from] BookError),
    #[error(transparent)]
    Register(#[from] RegisterError),
    #[error(transparent)]
    Code(#[from] CodeError),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for PortalError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<PortalError> for Problem {
    fn from(error: PortalError) -> Self {
        match error {
            PortalError::TooMany => Self::new(
                http::StatusCode::TOO_MANY_REQUESTS,
                "orientation/too-many-bookings",
                "Trop de rendez-vous ont été pris ici aujourd’hui.",
                "Appelez le cabinet : il en prend d’autres avec vous. Rien n’a été réservé.",
            ),
            PortalError::NoContact => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "orientation/no-contact",
                "Il manque un moyen de vous joindre.",
                "Donnez un numéro de téléphone.",
            ),
            PortalError::Time(error) => error.into(),
            PortalError::Register(error) => error.into(),
            PortalError::Code(error) => error.into(),
            PortalError::Request(error) => error.into(),
            PortalError::Database(error) => error.into(),
            PortalError::Record(error) => Self::internal(&error),
        }
    }
}

/// One telephone or mailbox books so many times in a day.
const BY_CONTACT: i64 = 5;
/// And the portal of one territory so many times in an hour: more is a machine.
const BY_TERRITORY: i64 = 120;

/// Books, or changes nothing. Sent again with the same secret, it does nothing and succeeds.
pub async fn book_on_portal(db: &Db, command: &BookOnPortal<'_>) -> Result<(), PortalError> {
    let mut tx = db.begin(command.territory.id, Actor::System).await?;
    if is_made(&mut tx, &command.token).await? {
        return Ok(());
    }
    let contacts = contacts(&tx, &command.identity);
    bound(&mut tx, &contacts).await?;
    let patient = patients::register_provisional(&mut tx, command.identity.clone()).await?;
    let slot = &command.slot;
    let booking = BookAppointment {
        patient,
        professional: slot.professional,
        site: slot.site,
        modality: slot.modality,
        start: slot.start,
        zone: command.territory.zone.clone(),
        minutes: slot.minutes,
        asked_by: command.asked_by,
        note: None,
        overbook_reason: None,
        walks_in: false,
    };
    let booked = agenda::book(&mut tx, &booking).await?;
    patients::tie_to_appointment(&mut tx, patient, booked.id).await?;
    ask_for_act(&mut tx, command, patient, booked.id).await?;
    // a first appointment is its own calendar identifier
    let handed = HandLink {
        token: &command.token,
        calendar_uid: booked.id.uuid(),
        reason: command.reason.id,
        mail: command.identity.mail.as_ref(),
        contacts: &contacts,
    };
    let link = hand_link(&mut tx, &handed).await?;
    let event = OrientationEvent::BookedOnPortal {
        appointment: booked.id,
        patient,
        professional: slot.professional,
        reason: command.reason.id,
        modality: slot.modality,
        asked_by: command.asked_by,
        starts_at: booked.starts_at,
        delay_hours: command.reason.delay_hours,
    };
    audit::record(&mut tx, Some(patient), &event).await?;
    if let Some(mail) = &command.identity.mail {
        tell(&mut tx, command, &link, mail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The act is born with the need: its reason, who asked, and how it will be held.
async fn ask_for_act(
    tx: &mut Tx,
    command: &BookOnPortal<'_>,
    patient: PatientId,
    appointment: AppointmentId,
) -> Result<(), RequestError> {
    let modality = acts::Modality::from(command.slot.modality);
    let specialist = command.reason.speciality.is_some();
    let request = RequestAct {
        patient,
        kind: modality.kind(),
        modality,
        professional: command.slot.professional,
        site: Some(command.slot.site),
        appointment: Some(appointment),
        reason: Some(command.reason.id),
        words: None,
        from: RequestedFrom::Portal,
        asked_by: command.asked_by,
        requester: None,
        // nobody was looked for: whether they have a GP of their own is not known here
        why: Some(if specialist { RelationWhy::Specialist } else { RelationWhy::Unplanned }),
        replaces: None,
    };
    acts::request(tx, &request).await?;
    Ok(())
}

/// The first mail: where, when, the page and its code.
async fn tell(
    tx: &mut Tx,
    command: &BookOnPortal<'_>,
    link: &Link,
    mail: &MailAddress,
) -> Result<(), PortalError> {
    let code = make_code(tx, link.id).await?;
    let known = page_of(tx, link).await?;
    let page = page_address(command.origin, &command.token);
    let about = About {
        appointment: &known.appointment,
        site: &known.site,
        territory: command.territory,
        page: &page,
    };
    let written = about.booked(&code);
    post_letter(tx, link.id, mail.clone(), &about, written).await?;
    Ok(())
}

async fn is_made(tx: &mut Tx, token: &LinkToken) -> Result<bool, DbError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from orientation.link where token_hash = $1) as "made!""#,
        token.hash()
    )
    .fetch_one(tx.conn())
    .await?)
}

async fn bound(tx: &mut Tx, contacts: &[Vec<u8>]) -> Result<(), PortalError> {
    if contacts.is_empty() {
        return Err(PortalError::NoContact);
    }
    let (territory, now) = (tx.territory(), tx.now_sql());
    let recent = sqlx::query!(
        r#"select count(*) filter (where contacts && $3) as "contact!",
                  count(*) filter (where made_at > $2::timestamptz - interval '1 hour') as "hour!"
             from orientation.link where territory_id = $1 and made_at > $2::timestamptz - interval '1 day'"#,
        territory.uuid(),
        now as _,
        contacts,
    )
    .fetch_one(tx.conn())
    .await?;
    if recent.contact >= BY_CONTACT || recent.hour >= BY_TERRITORY {
        Err(PortalError::TooMany)
    } else {
        Ok(())
    }
}
