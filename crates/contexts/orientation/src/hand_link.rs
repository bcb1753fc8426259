//! Writes the link that a patient is handed: its hash, its appointment, where its codes go.

use db::{DbError, Tx};
use jiff_sqlx::ToSqlx as _;
use kernel::{MailAddress, ReasonId};
use patients::Identity;
use uuid::Uuid;

use crate::link::{LASTS, Link, mail_place};
use crate::model::LinkToken;

/// The link of one appointment, which its holder may move and cancel.
#[derive(Debug)]
pub struct HandLink<'a> {
    pub token: &'a LinkToken,
    /// Of the appointment, the same through its moves.
    pub calendar_uid: Uuid,
    pub reason: ReasonId,
    pub mail: Option<&'a MailAddress>,
    /// Hashes of the means of contact: [`contacts`].
    pub contacts: &'a [Vec<u8>],
}

/// Marks the id of a link.
enum Handed {}

/// Keyed hashes: equal contacts are counted together, and nobody reads them back.
pub fn contacts(tx: &Tx, identity: &Identity) -> Vec<Vec<u8>> {
    let key = tx.derived_key("orientation.contact");
    let phones = identity.phones.iter().map(|phone| key.token("phone", &[&phone.to_string()]));
    let mail = identity.mail.iter().map(|mail| key.token("mail", &[&mail.folded()]));
    phones.chain(mail).collect()
}

/// Writes the link, made now.
pub async fn hand_link(tx: &mut Tx, command: &HandLink<'_>) -> Result<Link, DbError> {
    let id = kernel::Id::<Handed>::at(tx.now()).uuid();
    let key = tx.territory_key().await?;
    let mail = command.mail.map(|mail| key.seal(&mail_place(id), mail.as_str().as_bytes())).transpose()?;
    let (territory, now, until) = (tx.territory(), tx.now_sql(), (tx.now() + LASTS).to_sqlx());
    sqlx::query!(
        "insert into orientation.link
             (territory_id, id, token_hash, calendar_uid, reason_id, mail, contacts, made_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        territory.uuid(),
        id,
        command.token.hash(),
        command.calendar_uid,
        command.reason.uuid(),
        mail,
        command.contacts,
        now as _,
        until as _,
    )
    .execute(tx.conn())
    .await
    .map_err(DbError::Sql)?;
    Ok(Link { id, territory, calendar_uid: command.calendar_uid, reason: command.reason, made_at: tx.now() })
}
