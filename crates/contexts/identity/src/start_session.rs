//! Opens a session for somebody who has just proved who they are.

use db::{Actor, Tx};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SessionId, TerritoryId};
use web::{Method, Problem};

use crate::token::Token;

/// Who signed in, how, and where their work begins.
#[derive(Debug, Clone, Copy)]
pub struct StartSession {
    pub account: AccountId,
    pub method: Method,
    pub territory: Option<TerritoryId>,
}

/// Twelve hours: a day of work, then one signs in again.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);

/// Opens a session and returns its token, for the cookie.
///
/// A new token at each sign-in: one that was guessed or stolen before is worth nothing after.
pub async fn start_session(db: &db::Db, command: StartSession) -> Result<Token, Problem> {
    let token = Token::random().map_err(|error| Problem::internal(&error))?;
    let mut tx = db.begin_outside(Actor::Account(command.account)).await?;
    insert(&mut tx, command, &token).await?;
    tx.commit().await?;
    Ok(token)
}

async fn insert(tx: &mut Tx, command: StartSession, token: &Token) -> Result<(), sqlx::Error> {
    let id = SessionId::at(tx.now());
    let now = tx.now_sql();
    let expires = (tx.now() + LONGEST).to_sqlx();
    sqlx::query!(
        "insert into identity.session
             (id, account_id, token_hash, territory_id, method, signed_in_at, seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7)",
        id.uuid(),
        command.account.uuid(),
        token.hash().0,
        command.territory.map(TerritoryId::uuid),
        command.method.name(),
        now as _,
        expires as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
