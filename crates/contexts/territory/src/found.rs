//! Founds a territory: its row and its key.

use db::{DbError, Tx};

/// A new territory; its id is that of the transaction.
#[derive(Debug, Clone)]
pub struct FoundTerritory {
    /// In addresses: `est-du-cher`.
    pub slug: String,
    pub name: String,
    /// An IANA zone: `Europe/Paris`.
    pub zone: String,
    /// The number that patients call.
    pub phone: String,
}

/// Founds the territory of this transaction and makes the key that seals its identities.
pub async fn found_territory(tx: &mut Tx, command: &FoundTerritory) -> Result<(), DbError> {
    let (id, now) = (tx.territory(), tx.now_sql());
    sqlx::query!(
        "insert into territory.territory (id, slug, name, zone, phone, created_at) values ($1, $2, $3, $4, $5, $6)",
        id.uuid(),
        command.slug,
        command.name,
        command.zone,
        command.phone,
        now as _,
    )
    .execute(tx.conn())
    .await?;
    tx.make_key(id.uuid()).await?;
    Ok(())
}
