//! Makes a code to send by mail: six digits, for patients, who have no key and no password.
//!
//! Sending is the caller's: it gets the code once. Whether somebody has the address is told to nobody: an address
//! without account goes through the same statements, has the same limits and gets the same answer, and no code.

use db::{Actor, Db, DbError};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;
use kernel::AccountId;
use web::Problem;

use crate::model::{MailCode, NoRandomness, Token};

/// A code lives ten minutes.
const LASTS: SignedDuration = SignedDuration::from_mins(10);

/// Who asks, as the caller knows them.
#[derive(Clone, Copy)]
pub struct RequestMailCode<'a> {
    /// The account whose address this is; `None` when nobody has it.
    pub account: Option<AccountId>,
    /// The address as typed and normalised: it counts requests, as a keyed hash.
    pub address: &'a str,
}

/// What came of it.
#[derive(Debug)]
pub struct RequestedCode {
    /// For the browser, in every case: [`crate::check_mail_code`] wants it beside the digits.
    pub ticket: Token,
    /// For the mail; `None` when nobody has the address.
    pub code: Option<MailCode>,
}

#[derive(Debug, thiserror::Error)]
pub enum RequestMailCodeError {
    #[error("send more than five codes in an hour or ten in a day to one address")]
    TooMany,
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<RequestMailCodeError> for Problem {
    fn from(error: RequestMailCodeError) -> Self {
        match error {
            RequestMailCodeError::TooMany => Self::new(
                http::StatusCode::TOO_MANY_REQUESTS,
                "identity/too-many-codes",
                "Trop de codes ont été demandés pour cette adresse.",
                "Cherchez le dernier dans vos courriels, indésirables compris. Sinon attendez une heure, ou appelez.",
            ),
            RequestMailCodeError::Database(error) => error.into(),
            RequestMailCodeError::Randomness(_) => Self::internal(&error),
        }
    }
}

/// Makes a code for an address: at most five an hour and ten a day.
///
/// It commits by itself: a caller who fails later must not undo the count.
pub async fn request_mail_code(
    db: &Db,
    asked: RequestMailCode<'_>,
) -> Result<RequestedCode, RequestMailCodeError> {
    let (ticket, code) = (Token::random()?, MailCode::random()?);
    let mut tx = db.begin_outside(Actor::Nobody).await?;
    let key = tx.derived_key("identity.mail_code");
    let hash = ticket.hash();
    let kept = sqlx::query_scalar!(
        "select identity.ask_mail_code($1, $2, $3, $4, $5)",
        hash.0,
        key.token("identity.mail_code.address", &[asked.address]),
        asked.account.map(kernel::Id::uuid),
        code.hash(&key, "identity.mail_code", &hex::encode(&hash.0)),
        (tx.now() + LASTS).to_sqlx() as _,
    )
    .fetch_one(tx.conn())
    .await
    .map_err(DbError::from)?;
    tx.commit().await?;
    if kept != Some(true) {
        return Err(RequestMailCodeError::TooMany);
    }
    Ok(RequestedCode { ticket, code: asked.account.map(|_| code) })
}
