//! Queues one message to one reader: its row, its job and its event, or nothing.

use db::{DbError, Tx};
use kernel::{ActId, DeliveryId, PatientId, ProfessionalId, ReportId};
use web::Problem;

use crate::events::ExchangeEvent;
use crate::model::Carries;
use crate::send::SEND;

/// One message to one reader, to be queued.
pub(crate) struct NewDelivery {
    pub(crate) report: ReportId,
    pub(crate) carries: Carries,
    pub(crate) professional: Option<ProfessionalId>,
    pub(crate) recipient: String,
    pub(crate) address: String,
    pub(crate) why: &'static str,
    pub(crate) to_author: bool,
    pub(crate) resumes: Option<DeliveryId>,
}

/// Why nothing was queued.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for QueueError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Database(error) => error.into(),
            QueueError::Record(error) => Self::internal(&error),
        }
    }
}

/// Writes the delivery and its job.
pub(crate) async fn queue(
    tx: &mut Tx,
    act: ActId,
    patient: PatientId,
    new: &NewDelivery,
) -> Result<DeliveryId, QueueError> {
    let (id, now, territory) = (DeliveryId::at(tx.now()), tx.now_sql(), tx.territory());
    sqlx::query!(
        "insert into exchange.delivery
             (territory_id, id, report_id, carries, professional_id, recipient, address, why, to_author, queued_at,
              state_at, resumes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11)",
        territory.uuid(),
        id.uuid(),
        new.report.uuid(),
        new.carries.name(),
        new.professional.map(kernel::Id::uuid),
        new.recipient,
        new.address,
        new.why,
        new.to_author,
        now as _,
        new.resumes.map(kernel::Id::uuid),
    )
    .execute(tx.conn())
    .await?;
    let at = tx.now();
    jobs::enqueue(tx, SEND, id.uuid(), at).await?;
    let event = ExchangeEvent::Queued {
        delivery: id,
        act,
        report: new.report,
        carries: new.carries,
        professional: new.professional,
        to_author: new.to_author,
        resumes: new.resumes,
    };
    audit::record(tx, Some(patient), &event).await?;
    Ok(id)
}
