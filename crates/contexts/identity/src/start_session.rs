//! Opens a session for somebody who has just proved who they are.

use db::{Actor, DbError, Tx};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SessionId, TerritoryId};
use web::{Method, Problem};

use crate::events::IdentityEvent;
use crate::model::{NoRandomness, Token};

/// Who signed in, how, and where their work begins.
#[derive(Debug, Clone, Copy)]
pub struct StartSession {
    pub account: AccountId,
    pub method: Method,
    pub territory: Option<TerritoryId>,
}

/// Twelve hours: a day of work, then one signs in again.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

#[derive(Debug, thiserror::Error)]
pub(crate) enum StartSessionError {
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Record(#[from] audit::RecordError),
}

impl From<StartSessionError> for Problem {
    fn from(error: StartSessionError) -> Self {
        match error {
            StartSessionError::Database(error) => error.into(),
            StartSessionError::Randomness(_) | StartSessionError::Record(_) => Self::internal(&error),
        }
    }
}

/// Opens a session and returns its token, for the cookie.
///
/// A new token at each sign-in: one that was guessed or stolen before is worth nothing after.
pub async fn start_session(db: &db::Db, command: StartSession) -> Result<Token, Problem> {
    let mut tx = db.begin_outside(Actor::Account(command.account)).await?;
    let token = open(&mut tx, command, None).await?;
    tx.commit().await?;
    Ok(token)
}

/// Opens a session in the account's own transaction. `device` is what the list of open sessions says of it.
pub(crate) async fn open(
    tx: &mut Tx,
    command: StartSession,
    device: Option<&str>,
) -> Result<Token, StartSessionError> {
    let token = Token::random()?;
    let id = SessionId::at(tx.now());
    let now = tx.now_sql();
    let expires = (tx.now() + LONGEST).to_sqlx();
    sqlx::query!(
        "insert into identity.session
             (id, account_id, token_hash, territory_id, method, device, signed_in_at, seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7, $8)",
        id.uuid(),
        command.account.uuid(),
        token.hash().0,
        command.territory.map(TerritoryId::uuid),
        command.method.name(),
        device,
        now as _,
        expires as _,
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::from)?;
    let event = IdentityEvent::SignedIn { session: id, method: command.method.name().to_owned() };
    audit::record(tx, None, &event).await?;
    Ok(token)
}
