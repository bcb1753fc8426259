//! Invites a newcomer: a link to copy or to send, which lets them make their first key.

use axum_extra::routing::TypedPath as _;
use db::{DbError, Tx};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use web::{House, Problem};

use crate::events::IdentityEvent;
use crate::model::{NoRandomness, Token};
use crate::pages::InvitationPage;

/// Long enough for a week-end, short enough for a mailbox that somebody else reads.
const LASTS: SignedDuration = SignedDuration::from_hours(72);

#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    #[error("invite somebody who has entered already")]
    NotANewcomer,
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<sqlx::Error> for InviteError {
    fn from(error: sqlx::Error) -> Self {
        // the policy of the table refuses whoever is no newcomer, or was invited by another territory
        let refused = error.as_database_error().is_some_and(|known| known.code().as_deref() == Some("42501"));
        if refused { Self::NotANewcomer } else { Self::Database(error.into()) }
    }
}

impl From<InviteError> for Problem {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::NotANewcomer => Self::new(
                http::StatusCode::CONFLICT,
                "identity/not-a-newcomer",
                "Cette personne est déjà entrée.",
                "Elle entre avec sa clé ou avec un de ses codes de secours. Une invitation ne sert qu’à la première clé.",
            ),
            InviteError::Database(error) => error.into(),
            InviteError::Randomness(_) | InviteError::Record(_) => Self::internal(&error),
        }
    }
}

/// Makes the link of a newcomer, which works once, within 72 hours; a new one replaces the last. The transaction is
/// that of a coordinator in the territory that invites; `account` comes from [`crate::register_account`].
///
/// Somebody who ever entered is refused, whatever the territory: else a link would hand over their account.
pub async fn invite(tx: &mut Tx, account: AccountId) -> Result<Token, InviteError> {
    let token = Token::random()?;
    let (territory, by, now) = (tx.territory(), tx.account(), tx.now_sql());
    let expires = (tx.now() + LASTS).to_sqlx();
    sqlx::query!(
        "insert into identity.invitation (account_id, territory_id, token_hash, made_by, made_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id) do update
            set token_hash = excluded.token_hash, made_by = excluded.made_by, made_at = excluded.made_at,
                expires_at = excluded.expires_at",
        account.uuid(),
        territory.uuid(),
        token.hash().0,
        by.map(kernel::Id::uuid),
        now as _,
        expires as _,
    )
    .execute(tx.conn())
    .await?;
    audit::record(tx, None, &IdentityEvent::Invited { account }).await?;
    Ok(token)
}

/// The address to copy into a mail: `https://…/invitation/…`.
pub fn invitation_link(house: &House, token: &Token) -> String {
    let page = InvitationPage { token: token.reveal().to_owned() };
    format!("{}{}", house.origin, page.to_uri())
}
