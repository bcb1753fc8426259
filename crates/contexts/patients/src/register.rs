//! Writes down somebody new.

use db::{DbError, Tx};
use kernel::{IdentityStatus, PatientId, ProfessionalId};
use web::Problem;

use crate::events::PatientEvent;
use crate::model::{Identity, stored};
use crate::read::{identity_place, note_place};

/// Somebody new in this territory.
#[derive(Debug, Clone)]
pub struct RegisterPatient {
    pub identity: Identity,
    pub status: IdentityStatus,
    pub own_gp: Option<ProfessionalId>,
    /// « À savoir », never care.
    pub to_know: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("write somebody down with an own GP that the directory does not know")]
    UnknownGp,
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
    #[error("write an identity")]
    Identity(#[from] serde_json::Error),
}

impl From<sqlx::Error> for RegisterError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("patient_own_gp_is_known") => Self::UnknownGp,
            _ => Self::Database(error.into()),
        }
    }
}

impl From<RegisterError> for Problem {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::UnknownGp => Self::new(
                http::StatusCode::UNPROCESSABLE_ENTITY,
                "patients/unknown-gp",
                "Ce médecin traitant n’est pas dans l’annuaire.",
                "Choisissez-le dans la liste, ou laissez vide.",
            ),
            RegisterError::Database(error) => error.into(),
            RegisterError::Record(_) | RegisterError::Identity(_) => Self::internal(&error),
        }
    }
}

/// Writes a person with the tokens by which they are found, and makes the key that will seal their record.
pub async fn register(tx: &mut Tx, command: &RegisterPatient) -> Result<PatientId, RegisterError> {
    let id = PatientId::at(tx.now());
    let (territory, now) = (tx.territory(), tx.now_sql());
    let key = tx.territory_key().await?;
    let identity = serde_json::to_vec(&command.identity)?;
    let sealed = key.seal(&identity_place(id), &identity).map_err(DbError::from)?;
    let to_know =
        command.to_know.as_deref().map(|note| key.seal(&note_place(id), note.as_bytes())).transpose();
    sqlx::query!(
        "insert into patients.patient (territory_id, id, identity, status, own_gp_id, to_know, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        territory.uuid(),
        id.uuid(),
        sealed,
        command.status.code(),
        command.own_gp.map(ProfessionalId::uuid),
        to_know.map_err(DbError::from)?,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    tx.make_key(id.uuid()).await?;
    write_tokens(tx, id, &command.identity).await?;
    let status = command.status.code().to_owned();
    audit::record(tx, Some(id), &PatientEvent::Registered { patient: id, status }).await?;
    Ok(id)
}

/// Replaces the tokens of a person by those of `identity`.
pub(crate) async fn write_tokens(tx: &mut Tx, id: PatientId, identity: &Identity) -> Result<(), DbError> {
    let key = tx.territory_key().await?;
    let tokens = stored(&key, identity);
    sqlx::query!("select patients.write_tokens($1, $2)", id.uuid(), &tokens as &[Vec<u8>])
        .execute(tx.conn())
        .await?;
    Ok(())
}
