//! Appointments follow a provisional identity to the person that it turned out to be.

use db::{DbError, Tx};
use jiff::SignedDuration;
use kernel::PatientId;

use crate::events::AgendaEvent;

#[derive(Debug, thiserror::Error)]
pub enum TakeOverError {
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<TakeOverError> for web::Problem {
    fn from(error: TakeOverError) -> Self {
        match error {
            TakeOverError::Database(error) => error.into(),
            TakeOverError::Record(error) => Self::internal(&error),
        }
    }
}

/// How long it keeps the professional in the patient's circle, as a booking does.
const CIRCLE_AFTER: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Gives the appointments of `from` to `to`, and seats their professionals in the circle of `to`.
pub async fn take_over(tx: &mut Tx, from: PatientId, to: PatientId) -> Result<(), TakeOverError> {
    let territory = tx.territory();
    let moved = sqlx::query!(
        r#"update agenda.appointment set patient_id = $3 where territory_id = $1 and patient_id = $2
           returning id as "id: kernel::AppointmentId", professional_id as "professional: kernel::ProfessionalId", ends_at"#,
        territory.uuid(),
        from.uuid(),
        to.uuid(),
    )
    .fetch_all(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    for row in moved {
        let account = directory::professional(tx, row.professional).await?.and_then(|found| found.account);
        if let Some(account) = account {
            patients::join_circle(tx, to, account, "care", row.ends_at.to_jiff() + CIRCLE_AFTER).await?;
        }
        let event = AgendaEvent::TakenOver { appointment: row.id, patient: to };
        audit::record(tx, Some(to), &event).await?;
    }
    Ok(())
}
