//! Makes somebody a member, with a role and dates.

use access::Role;
use db::{DbError, Tx};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use kernel::{AccountId, SiteId};
use uuid::Uuid;

/// What a person does here, from when to when.
#[derive(Debug, Clone)]
pub struct AddMember {
    pub account: AccountId,
    pub role: Role,
    /// « Nérondes · secrétaire »
    pub title: String,
    pub site: Option<SiteId>,
    pub since: Timestamp,
    pub until: Option<Timestamp>,
}

/// Adds a membership of this territory.
pub async fn add_member(tx: &mut Tx, command: &AddMember) -> Result<(), DbError> {
    let id: Uuid = kernel::Id::<AddMember>::at(tx.now()).uuid();
    let territory = tx.territory();
    sqlx::query!(
        "insert into territory.membership (id, territory_id, account_id, role, title, site_id, since, until)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        territory.uuid(),
        command.account.uuid(),
        command.role.name(),
        command.title,
        command.site.map(SiteId::uuid),
        command.since.to_sqlx() as _,
        command.until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
