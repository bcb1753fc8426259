//! Makes a key: « Créer ma clé ».

use db::{Actor, Db, DbError, Tx};
use kernel::AccountId;
use web::Problem;
use webauthn_rs::prelude::{
    CreationChallengeResponse, CredentialID, Passkey, PasskeyRegistration, RegisterPublicKeyCredential,
    Webauthn,
};
use webauthn_rs_proto::ResidentKeyRequirement;

use crate::ceremony::{self, Asked, CeremonyError, Purpose};
use crate::events::IdentityEvent;
use crate::model::Token;
use crate::read::name_of;

#[derive(Debug, thiserror::Error)]
pub(crate) enum RegisterPasskeyError {
    #[error("register a key that is registered already")]
    Known,
    #[error(transparent)]
    Ceremony(#[from] CeremonyError),
}

impl From<DbError> for RegisterPasskeyError {
    fn from(error: DbError) -> Self {
        CeremonyError::from(error).into()
    }
}

impl From<sqlx::Error> for RegisterPasskeyError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("passkey_pkey") => Self::Known,
            _ => CeremonyError::from(error).into(),
        }
    }
}

impl From<RegisterPasskeyError> for Problem {
    fn from(error: RegisterPasskeyError) -> Self {
        match error {
            RegisterPasskeyError::Known => Self::new(
                http::StatusCode::CONFLICT,
                "identity/key-known",
                "Cette clé est déjà enregistrée.",
                "Cette clé est déjà enregistrée. Utilisez-la pour entrer, ou créez-en une autre.",
            ),
            RegisterPasskeyError::Ceremony(error) => error.into(),
        }
    }
}

/// Begins: what the browser needs to make a key that it can later offer by itself, without a name being typed.
pub(crate) async fn start(
    db: &Db,
    party: &Webauthn,
    account: AccountId,
) -> Result<Asked<CreationChallengeResponse>, RegisterPasskeyError> {
    let mut tx = db.begin_outside(Actor::Account(account)).await?;
    let name = name_of(&mut tx, account).await?.unwrap_or_default();
    let known = own_credentials(&mut tx).await?;
    let (mut options, state) = party
        .start_passkey_registration(account.uuid(), &name, &name, Some(known))
        .map_err(CeremonyError::from)?;
    // webauthn-rs asks for « discouraged »; a key that is not resident cannot sign in without a name
    if let Some(selection) = options.public_key.authenticator_selection.as_mut() {
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    let ticket = ceremony::ask(&mut tx, Purpose::Register, &state).await?;
    tx.commit().await?;
    Ok(Asked { options, ticket })
}

/// Ends: checks what the key answered. The challenge is spent; the key is not yet kept.
pub(crate) async fn check(
    db: &Db,
    party: &Webauthn,
    account: AccountId,
    ticket: &Token,
    answer: &RegisterPublicKeyCredential,
) -> Result<Passkey, RegisterPasskeyError> {
    let actor = Actor::Account(account);
    let state: PasskeyRegistration = ceremony::take(db, actor, Purpose::Register, ticket).await?;
    Ok(party.finish_passkey_registration(answer, &state).map_err(CeremonyError::from)?)
}

/// Keeps a checked key on the actor's account, under the name of the device where it was made.
pub(crate) async fn keep(
    tx: &mut Tx,
    account: AccountId,
    key: &Passkey,
    device: Option<&str>,
) -> Result<(), RegisterPasskeyError> {
    let now = tx.now_sql();
    let id = key.cred_id().as_slice();
    sqlx::query!(
        "insert into identity.passkey (credential_id, account_id, key, label, created_at) values ($1, $2, $3, $4, $5)",
        id,
        account.uuid(),
        serde_json::to_string(key).map_err(CeremonyError::from)?,
        device.unwrap_or("Clé"),
        now as _,
    )
    .execute(tx.conn())
    .await?;
    audit::record(tx, None, &IdentityEvent::PasskeyAdded).await.map_err(CeremonyError::from)?;
    Ok(())
}

/// The keys that the actor has: the browser offers to make no second one on the same device.
async fn own_credentials(tx: &mut Tx) -> Result<Vec<CredentialID>, sqlx::Error> {
    let account = tx.account();
    sqlx::query_scalar!(
        "select credential_id from identity.passkey where account_id = $1",
        account.map(kernel::Id::uuid),
    )
    .fetch_all(tx.conn())
    .await
}
