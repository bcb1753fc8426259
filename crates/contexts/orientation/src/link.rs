//! The link handed to a patient: found by its exact secret, and the proof that a code opened it.

use axum_extra::routing::TypedPath;
use db::{Actor, Db, DbError, Tx};
use jiff::{SignedDuration, Timestamp};
use kernel::{MailAddress, ReasonId, TerritoryId};
use serde::Deserialize;
use uuid::Uuid;

use crate::model::LinkToken;

/// A link is worth ninety days.
pub(crate) const LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long a code keeps the whole page open in one browser.
const OPEN_FOR: SignedDuration = SignedDuration::from_mins(30);

/// The page of a link, « Mon rendez-vous »: a screen over several contexts.
#[derive(TypedPath, Deserialize)]
#[typed_path("/m/{token}")]
pub struct MyAppointment {
    pub token: String,
}

impl MyAppointment {
    /// The page of this secret.
    pub fn of(token: &LinkToken) -> Self {
        Self { token: token.reveal() }
    }
}

/// A link that is still worth something.
#[derive(Debug, Clone)]
pub struct Link {
    pub id: Uuid,
    pub territory: TerritoryId,
    /// The appointment, through its moves: `agenda::last_of`.
    pub calendar_uid: Uuid,
    pub reason: ReasonId,
    pub made_at: Timestamp,
}

/// Begins the transaction in which the server acts for whoever holds the link; `None` when it is unknown, closed or old.
pub async fn open_link(db: &Db, token: &LinkToken) -> Result<Option<(Tx, Link)>, DbError> {
    let mut outside = db.begin_outside(Actor::Nobody).await?;
    let row = sqlx::query!(
        r#"select id as "id!", territory_id as "territory!: TerritoryId", calendar_uid as "calendar_uid!",
                  reason_id as "reason!: ReasonId", made_at as "made_at!"
             from orientation.link_of($1)"#,
        token.hash(),
    )
    .fetch_optional(outside.conn())
    .await?;
    drop(outside);
    let Some(row) = row else { return Ok(None) };
    let link = Link {
        id: row.id,
        territory: row.territory,
        calendar_uid: row.calendar_uid,
        reason: row.reason,
        made_at: row.made_at.to_jiff(),
    };
    Ok(Some((db.begin(link.territory, Actor::System).await?, link)))
}

/// Where codes of this link go, and whether mail reaches it.
pub async fn mailbox_of(tx: &mut Tx, link: Uuid) -> Result<Option<(MailAddress, bool)>, DbError> {
    let territory = tx.territory();
    let row = sqlx::query!(
        "select mail, unreached_at from orientation.link where territory_id = $1 and id = $2",
        territory.uuid(),
        link,
    )
    .fetch_optional(tx.conn())
    .await?;
    let Some((sealed, unreached)) = row.and_then(|row| row.mail.map(|mail| (mail, row.unreached_at))) else {
        return Ok(None);
    };
    let plain = tx.territory_key().await?.open(&mail_place(link), &sealed)?;
    let address = String::from_utf8_lossy(&plain).parse().ok();
    Ok(address.map(|address| (address, unreached.is_none())))
}

/// The proof that a code opened this link, for the browser to keep: until when, and the server's mark.
pub fn proof(tx: &Tx, link: &Link) -> String {
    let until = (tx.now() + OPEN_FOR).as_second();
    format!("{until}.{}", mark(tx, link, until))
}

/// Whether what the browser brings back is such a proof, and still worth something.
pub fn is_proven(tx: &Tx, link: &Link, brought: &str) -> bool {
    let Some((until, given)) = brought.split_once('.') else { return false };
    let Ok(until) = until.parse::<i64>() else { return false };
    let expected = mark(tx, link, until);
    // all bytes are compared, so that the time taken tells nothing
    let differs = expected.len() != given.len()
        || expected.bytes().zip(given.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) != 0;
    !differs && tx.now().as_second() < until
}

pub(crate) fn mail_place(link: Uuid) -> String {
    format!("orientation.link.mail|{link}")
}

fn mark(tx: &Tx, link: &Link, until: i64) -> String {
    use base64::Engine as _;
    let key = tx.derived_key("orientation.proof");
    let mark = key.token("orientation.proof", &[&link.id.to_string(), &until.to_string()]);
    base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(mark)
}
