//! An act is born with the need: with an appointment or without, as soon as somebody asks.

use agenda::AskedBy;
use db::{DbError, Tx};
use kernel::{ActId, AppointmentId, PatientId, ProfessionalId, ReasonId, SiteId};
use web::Problem;

use crate::events::ActEvent;
use crate::model::{Kind, Modality, Relation, RelationWhy, RequestedFrom};

/// What is asked for, and by whom.
#[derive(Clone)]
pub struct RequestAct {
    pub patient: PatientId,
    pub kind: Kind,
    pub modality: Modality,
    pub professional: ProfessionalId,
    pub site: Option<SiteId>,
    pub appointment: Option<AppointmentId>,
    /// The reason chosen, at its version.
    pub reason: Option<ReasonId>,
    /// What the patient wrote or said; sealed.
    pub words: Option<String>,
    pub from: RequestedFrom,
    pub asked_by: AskedBy,
    /// The professional who asks for somebody: a reader of the report.
    pub requester: Option<ProfessionalId>,
    /// Why another than the own GP; told by what is known when nothing is said.
    pub why: Option<RelationWhy>,
    /// The act that this one comes from, converted on site.
    pub replaces: Option<ActId>,
}

#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error("ask for an act for somebody who is not here")]
    UnknownPatient,
    #[error("ask for an act with a professional, at a site or for an appointment that is not known here")]
    UnknownPlace,
    #[error("ask twice for the act of one appointment")]
    Twice,
    #[error("hold this kind of act this way")]
    Unfit,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for RequestError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("act_is_for_a_patient") => Self::UnknownPatient,
            Some(
                "act_is_held_by_a_professional"
                | "act_was_asked_by_a_professional"
                | "act_is_at_a_site"
                | "act_has_an_appointment_of_here",
            ) => Self::UnknownPlace,
            Some("act_is_alone_on_its_appointment" | "act_is_replaced_once") => Self::Twice,
            Some("act_kind_fits_its_modality") => Self::Unfit,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::UnknownPatient | RequestError::UnknownPlace => Self::not_found(),
            RequestError::Twice => Self::new(
                http::StatusCode::CONFLICT,
                "acts/asked-twice",
                "Cet acte existe déjà.",
                "Ouvrez-le depuis la journée.",
            ),
            RequestError::Unfit => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "acts/unfit",
                "Cet acte ne se fait pas de cette façon.",
                "Une téléconsultation se fait en vidéo ; une consultation, sur place ou par téléphone.",
            ),
            RequestError::Database(error) => error.into(),
            RequestError::Record(error) => Self::internal(&error),
        }
    }
}

/// Writes the act, seats its professional in it, and tells it. Whoever books may ask; they read nothing back but the id.
pub async fn request(tx: &mut Tx, command: &RequestAct) -> Result<ActId, RequestError> {
    let person = patients::person(tx, command.patient).await?.ok_or(RequestError::UnknownPatient)?;
    let (relation, why) = relation(command, person.own_gp);
    let id = ActId::at(tx.now());
    let words = match command.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        Some(words) => {
            let key = tx.key_of(command.patient.uuid()).await?;
            Some(key.seal(&words_place(id), words.as_bytes()).map_err(DbError::from)?)
        }
        None => None,
    };
    let (territory, now, by) = (tx.territory(), tx.now_sql(), tx.account());
    sqlx::query!(
        "insert into acts.act
             (territory_id, id, patient_id, kind, modality, reason_id, reason_words, requested_at, requested_by,
              requested_from, asked_by, requester_id, relation, relation_why, professional_id, site_id, appointment_id,
              replaces)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        territory.uuid(),
        id.uuid(),
        command.patient.uuid(),
        command.kind.name(),
        command.modality.name(),
        command.reason.map(kernel::Id::uuid),
        words,
        now as _,
        by.map(kernel::Id::uuid),
        command.from.name(),
        command.asked_by.name(),
        command.requester.map(kernel::Id::uuid),
        relation.name(),
        why.map(RelationWhy::name),
        command.professional.uuid(),
        command.site.map(kernel::Id::uuid),
        command.appointment.map(kernel::Id::uuid),
        command.replaces.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("select acts.seat_holder($1)", id.uuid()).execute(tx.conn()).await?;
    let event = ActEvent::Requested {
        act: id,
        patient: command.patient,
        what: command.kind,
        modality: command.modality,
        from: command.from,
        asked_by: command.asked_by,
        requester: command.requester,
        reason: command.reason,
        relation,
        relation_why: why,
        professional: command.professional,
        site: command.site,
        commune: person.identity.commune,
        appointment: command.appointment,
        replaces: command.replaces,
        requested_at: tx.now(),
    };
    audit::record(tx, Some(command.patient), &event).await?;
    Ok(id)
}

/// The act of an appointment: the one it has, or the one of an appointment that it replaces, else a new one.
pub async fn act_of_appointment(tx: &mut Tx, appointment: AppointmentId) -> Result<ActId, RequestError> {
    let planned = agenda::appointment(tx, appointment).await?.ok_or(RequestError::UnknownPlace)?;
    let known = sqlx::query_scalar!("select acts.of_appointment($1)", appointment.uuid())
        .fetch_one(tx.conn())
        .await?
        .map(ActId::from_uuid);
    if let Some(act) = known {
        return Ok(act);
    }
    let modality = Modality::from(planned.modality);
    let command = RequestAct {
        patient: planned.patient,
        kind: modality.kind(),
        modality,
        professional: planned.professional,
        site: Some(planned.site),
        appointment: Some(appointment),
        reason: None,
        words: None,
        from: RequestedFrom::Desk,
        asked_by: planned.asked_by,
        requester: None,
        why: None,
        replaces: None,
    };
    request(tx, &command).await
}

/// What the professional is to the patient. Said of another than the own GP: why.
pub(crate) fn relation(
    command: &RequestAct,
    own_gp: Option<ProfessionalId>,
) -> (Relation, Option<RelationWhy>) {
    if own_gp == Some(command.professional) {
        return (Relation::OwnGp, None);
    }
    if command.from == RequestedFrom::Sas {
        return (Relation::Sas, None);
    }
    let told = match own_gp {
        None => RelationWhy::NoOwnGp,
        Some(_) if command.kind == Kind::TeleExpertise => RelationWhy::Specialist,
        Some(_) => RelationWhy::Unplanned,
    };
    (Relation::Other, Some(command.why.unwrap_or(told)))
}

pub(crate) fn words_place(id: ActId) -> String {
    format!("acts.act.reason_words|{id}")
}
