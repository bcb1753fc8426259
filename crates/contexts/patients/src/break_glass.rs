//! Enters the circle of somebody one does not care for, with a reason, for four hours. The patient sees it.

use ::access::{Action, Refusal};
use db::{DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use kernel::PatientId;
use web::{Caller, Problem};

use crate::access::relation_to;
use crate::events::PatientEvent;
use crate::read::person;

/// How long the glass stays broken.
const OPEN_FOR: SignedDuration = SignedDuration::from_hours(4);
/// A reason says something, and fits in a line of « qui a regardé ».
const SHORTEST: usize = 3;
const LONGEST: usize = 200;

#[derive(Debug, thiserror::Error)]
pub enum BreakGlassError {
    #[error("break the glass for somebody who is not here")]
    NotHere,
    #[error("break the glass: {0:?}")]
    Refused(Refusal),
    #[error("break the glass without a reason, or with a long one")]
    Reason,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl BreakGlassError {
    /// The sentence beside the field of the reason.
    pub const ADVICE: &'static str = "Écrivez en quelques mots pourquoi\u{a0}: la personne le lira.";
}

impl From<BreakGlassError> for Problem {
    fn from(error: BreakGlassError) -> Self {
        match error {
            BreakGlassError::NotHere => Self::not_found(),
            BreakGlassError::Refused(why) => why.into(),
            BreakGlassError::Reason => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "patients/reason",
                "Un motif est nécessaire.",
                BreakGlassError::ADVICE,
            ),
            BreakGlassError::Database(error) => error.into(),
            BreakGlassError::Record(error) => Self::internal(&error),
        }
    }
}

/// Opens the care of a patient to the caller until the moment returned.
pub async fn break_glass(
    tx: &mut Tx,
    caller: &Caller,
    patient: PatientId,
    reason: &str,
) -> Result<Timestamp, BreakGlassError> {
    person(tx, patient).await?.ok_or(BreakGlassError::NotHere)?;
    let relation = relation_to(tx, caller, patient).await?;
    ::access::decide(Action::BreakGlass, &relation).map_err(BreakGlassError::Refused)?;
    let reason = reason.trim();
    if !(SHORTEST..=LONGEST).contains(&reason.chars().count()) {
        return Err(BreakGlassError::Reason);
    }
    let (territory, now, until) = (tx.territory(), tx.now_sql(), tx.now() + OPEN_FOR);
    sqlx::query!(
        "insert into patients.circle (territory_id, patient_id, account_id, basis, reason, since, until)
         values ($1, $2, $3, 'break_glass', $4, $5, $6)
         on conflict on constraint circle_pkey
         do update set reason = excluded.reason, since = excluded.since, until = excluded.until",
        territory.uuid(),
        patient.uuid(),
        caller.account.uuid(),
        reason,
        now as _,
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    let event = PatientEvent::CircleJoined { patient, basis: "break_glass".to_owned() };
    audit::record(tx, Some(patient), &event).await?;
    Ok(until)
}
