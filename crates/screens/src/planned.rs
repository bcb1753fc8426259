//! What happens to an appointment and to its act, together: each step is one transaction of its caller.
//!
//! `agenda` knows no act, so the pages that change appointments come through here, and no act is left behind.

use acts::Happened;
use agenda::{ArrivalError, CancelError, CancelledBy};
use db::Tx;
use http::StatusCode;
use kernel::{ActId, AppointmentId};
use web::Problem;

/// The appointment was booked: its need has an act at once.
pub(crate) async fn booked(tx: &mut Tx, appointment: AppointmentId) -> Result<ActId, Problem> {
    Ok(acts::act_of_appointment(tx, appointment).await?)
}

/// It takes the place of another: the act of that one goes on with it.
pub(crate) async fn moved(tx: &mut Tx, appointment: AppointmentId) -> Result<ActId, Problem> {
    let known = agenda::appointment(tx, appointment).await?.ok_or_else(Problem::not_found)?;
    acts::follow_appointment(tx, appointment, known.patient, Happened::Planned).await?;
    booked(tx, appointment).await
}

/// They are here, after all or at last.
pub(crate) async fn arrived(tx: &mut Tx, appointment: AppointmentId) -> Result<(), Problem> {
    let known = agenda::appointment(tx, appointment).await?.ok_or_else(Problem::not_found)?;
    agenda::mark_arrived(tx, appointment).await?;
    if known.absent_at.is_some() {
        acts::follow_appointment(tx, appointment, known.patient, Happened::Planned).await?;
    }
    Ok(())
}

/// Its act begins: whoever is seen on site has come. An appointment that is cancelled begins no act.
pub(crate) async fn begun(tx: &mut Tx, appointment: AppointmentId) -> Result<ActId, Problem> {
    let known = agenda::appointment(tx, appointment).await?.ok_or_else(Problem::not_found)?;
    if known.cancelled_at.is_some() {
        return Err(CancelError::Over.into());
    }
    if known.arrived_at.is_none() && !known.modality.is_remote() {
        arrived(tx, appointment).await?;
    }
    booked(tx, appointment).await
}

/// They have not come.
pub(crate) async fn absent(tx: &mut Tx, appointment: AppointmentId) -> Result<(), Problem> {
    let known = agenda::appointment(tx, appointment).await?.ok_or_else(Problem::not_found)?;
    not_begun(tx, appointment).await?;
    agenda::mark_absent(tx, appointment).await?;
    Ok(acts::follow_appointment(tx, appointment, known.patient, Happened::Absent).await?)
}

/// It was somebody else, or they came after all.
pub(crate) async fn undone(tx: &mut Tx, appointment: AppointmentId) -> Result<(), Problem> {
    let known = agenda::appointment(tx, appointment).await?.ok_or_else(Problem::not_found)?;
    not_begun(tx, appointment).await?;
    agenda::undo_arrival(tx, appointment).await?;
    Ok(acts::follow_appointment(tx, appointment, known.patient, Happened::Planned).await?)
}

/// We cancel.
pub(crate) async fn cancelled(tx: &mut Tx, appointment: AppointmentId) -> Result<(), Problem> {
    let known = agenda::appointment(tx, appointment).await?.ok_or_else(Problem::not_found)?;
    agenda::cancel(tx, appointment, CancelledBy::Us).await?;
    let happened = Happened::Cancelled(CancelledBy::Us);
    Ok(acts::follow_appointment(tx, appointment, known.patient, happened).await?)
}

/// What is said of an arrival stands once the act is opened.
async fn not_begun(tx: &mut Tx, appointment: AppointmentId) -> Result<(), Problem> {
    if !acts::is_begun(tx, appointment).await? {
        return Ok(());
    }
    let known = Problem::from(ArrivalError::Over);
    Err(Problem {
        status: StatusCode::CONFLICT,
        says: "L’acte de ce rendez-vous a commencé.".into(),
        ..known
    })
}
