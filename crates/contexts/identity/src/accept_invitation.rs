//! Accepts an invitation: the newcomer makes a first key and is inside.

use db::{Actor, Db};
use kernel::AccountId;
use web::{Method, Problem};
use webauthn_rs::prelude::{CreationChallengeResponse, RegisterPublicKeyCredential, Webauthn};

use crate::ceremony::{Asked, CeremonyError};
use crate::events::IdentityEvent;
use crate::model::Token;
use crate::register_passkey::{self, RegisterPasskeyError};
use crate::start_session::{self, StartSession, StartSessionError};

/// What a link still gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Invitation {
    Open { account: AccountId, name: String },
    Used,
    Expired,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum AcceptInvitationError {
    #[error("accept an invitation that is used, expired or unknown")]
    Closed,
    #[error(transparent)]
    Register(#[from] RegisterPasskeyError),
    #[error(transparent)]
    Session(#[from] StartSessionError),
}

impl From<db::DbError> for AcceptInvitationError {
    fn from(error: db::DbError) -> Self {
        StartSessionError::from(error).into()
    }
}

impl From<AcceptInvitationError> for Problem {
    fn from(error: AcceptInvitationError) -> Self {
        match error {
            AcceptInvitationError::Closed => Self::new(
                http::StatusCode::CONFLICT,
                "identity/invitation-closed",
                "Ce lien ne sert plus.",
                "Ce lien a expiré ou a déjà servi. Demandez-en un autre à votre coordinateur.",
            ),
            AcceptInvitationError::Register(error) => error.into(),
            AcceptInvitationError::Session(error) => error.into(),
        }
    }
}

/// The invitation of a link; `None` when there never was one.
pub(crate) async fn invitation_of(db: &Db, link: &Token) -> Result<Option<Invitation>, db::DbError> {
    let mut tx = db.begin_outside(Actor::Nobody).await?;
    let row = sqlx::query!(
        r#"select account_id as "account_id!", display_name, is_used as "is_used!", is_expired as "is_expired!"
             from identity.invitation_of($1)"#,
        link.hash().0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| match (row.is_used, row.is_expired) {
        (true, _) => Invitation::Used,
        (false, true) => Invitation::Expired,
        (false, false) => {
            Invitation::Open { account: row.account_id.into(), name: row.display_name.unwrap_or_default() }
        }
    }))
}

/// Begins to make the newcomer's first key.
pub(crate) async fn start(
    db: &Db,
    party: &Webauthn,
    link: &Token,
) -> Result<Asked<CreationChallengeResponse>, AcceptInvitationError> {
    let account = newcomer(db, link).await?;
    Ok(register_passkey::start(db, party, account).await?)
}

/// Keeps the key, spends the link and opens a session, or nothing at all; returns the session's token.
pub(crate) async fn accept_invitation(
    db: &Db,
    party: &Webauthn,
    link: &Token,
    ticket: &Token,
    answer: &RegisterPublicKeyCredential,
    device: Option<&str>,
) -> Result<Token, AcceptInvitationError> {
    let account = newcomer(db, link).await?;
    let key = register_passkey::check(db, party, account, ticket, answer).await?;
    let mut tx = db.begin_outside(Actor::Account(account)).await?;
    let accepted = sqlx::query_scalar!("select identity.use_invitation($1)", link.hash().0)
        .fetch_one(tx.conn())
        .await
        .map_err(db::DbError::from)?;
    if accepted.is_none() {
        return Err(AcceptInvitationError::Closed);
    }
    register_passkey::keep(&mut tx, account, &key, device).await?;
    let command = StartSession { account, method: Method::Passkey, territory: None };
    let token = start_session::open(&mut tx, command, device).await?;
    audit::record(&mut tx, None, &IdentityEvent::InvitationAccepted)
        .await
        .map_err(|error| RegisterPasskeyError::from(CeremonyError::from(error)))?;
    tx.commit().await?;
    Ok(token)
}

async fn newcomer(db: &Db, link: &Token) -> Result<AccountId, AcceptInvitationError> {
    match invitation_of(db, link).await? {
        Some(Invitation::Open { account, .. }) => Ok(account),
        Some(Invitation::Used | Invitation::Expired) | None => Err(AcceptInvitationError::Closed),
    }
}
