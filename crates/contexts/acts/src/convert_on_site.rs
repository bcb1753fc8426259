//! Converts a remote act: it ends without a report, and an act on site takes over what was asked.

use db::Tx;
use kernel::{ActId, AppointmentId};
use web::{Caller, Problem};

use crate::close::{CloseError, Ending, end, held_by};
use crate::model::{Kind, Modality, Outcome, RequestedFrom};
use crate::read::words_of;
use crate::request::{RequestAct, RequestError, request};

/// The act to convert, and where it goes on.
#[derive(Clone)]
pub struct ConvertOnSite {
    pub act: ActId,
    /// The appointment that was booked for it, if it is not now.
    pub appointment: Option<AppointmentId>,
    pub why: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    #[error("convert an act that is on site already")]
    OnSite,
    #[error(transparent)]
    Close(#[from] CloseError),
    #[error(transparent)]
    Request(#[from] RequestError),
}

impl From<ConvertError> for Problem {
    fn from(error: ConvertError) -> Self {
        match error {
            ConvertError::OnSite => Self::new(
                http::StatusCode::CONFLICT,
                "acts/on-site",
                "Cet acte se fait déjà sur place.",
                "Rechargez la page.",
            ),
            ConvertError::Close(error) => error.into(),
            ConvertError::Request(error) => error.into(),
        }
    }
}

/// Ends the remote act and gives the id of the one on site that replaces it.
pub async fn convert_on_site(
    tx: &mut Tx,
    caller: &Caller,
    command: &ConvertOnSite,
) -> Result<ActId, ConvertError> {
    let known = held_by(tx, caller, command.act).await?;
    if !known.modality.is_remote() {
        return Err(ConvertError::OnSite);
    }
    let planned = match command.appointment {
        Some(id) => agenda::appointment(tx, id).await.map_err(CloseError::from)?,
        None => None,
    };
    let words = words_of(tx, &known).await.map_err(CloseError::from)?;
    end(tx, &known, &Ending::bare(Outcome::Converted, command.why.clone())).await?;
    let on_site = RequestAct {
        patient: known.patient,
        kind: Kind::Consultation,
        modality: Modality::OnSite,
        professional: planned.as_ref().map_or(known.professional, |planned| planned.professional),
        site: planned.as_ref().map_or(known.site, |planned| Some(planned.site)),
        appointment: command.appointment,
        reason: known.reason,
        words,
        from: RequestedFrom::Professional,
        asked_by: known.asked_by,
        requester: known.requester,
        why: known.relation_why,
        replaces: Some(known.id),
    };
    Ok(request(tx, &on_site).await?)
}
