//! Makes ten codes to print: « Imprimer dix codes ».

use db::{DbError, Tx};
use web::Problem;

use crate::events::IdentityEvent;
use crate::model::{NoRandomness, RecoveryCode};
use crate::sign_in_with_code::code_key;

#[derive(Debug, thiserror::Error)]
pub(crate) enum MakeRecoveryCodesError {
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<MakeRecoveryCodesError> for Problem {
    fn from(error: MakeRecoveryCodesError) -> Self {
        match error {
            MakeRecoveryCodesError::Database(error) => error.into(),
            MakeRecoveryCodesError::Randomness(_) | MakeRecoveryCodesError::Record(_) => {
                Self::internal(&error)
            }
        }
    }
}

/// Makes the actor's ten codes, which replace all that were made before. They are readable here and never again.
pub(crate) async fn make_recovery_codes(tx: &mut Tx) -> Result<Vec<RecoveryCode>, MakeRecoveryCodesError> {
    let codes: Vec<RecoveryCode> = (0..10).map(|_| RecoveryCode::random()).collect::<Result<_, _>>()?;
    let key = code_key(tx);
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| code.hash(&key)).collect();
    let (account, now) = (tx.account().map(kernel::Id::uuid), tx.now_sql());
    // ten places, always in the same order: of two sheets printed at once, one is whole and the other worth nothing
    sqlx::query!(
        "insert into identity.recovery_code (account_id, place, code_hash, made_at)
         select $1, place, hash, $3 from unnest($2::bytea[]) with ordinality as made (hash, place) order by place
         on conflict (account_id, place) do update
            set code_hash = excluded.code_hash, made_at = excluded.made_at, used_at = null",
        account,
        &hashes,
        now as _,
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::from)?;
    audit::record(tx, None, &IdentityEvent::RecoveryCodesMade).await?;
    Ok(codes)
}
