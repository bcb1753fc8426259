//! Adds a structure and its sites.

use db::{DbError, Tx};
use kernel::{SiteId, StructureId};

/// A cabinet, a maison de santé, an EHPAD, a pharmacy.
#[derive(Debug, Clone)]
pub struct AddStructure {
    /// One of the kinds of `structure_kind_is_known`.
    pub kind: String,
    pub name: String,
    pub finess: Option<String>,
    pub phone: String,
}

/// A place where people are received.
#[derive(Debug, Clone)]
pub struct AddSite {
    pub structure: StructureId,
    pub name: String,
    /// One line: « 4 place de l’Église, 18350 Nérondes ».
    pub address: String,
    /// INSEE code of the commune.
    pub commune_cog: String,
    pub phone: String,
}

/// Adds a structure and returns its identifier.
pub async fn add_structure(tx: &mut Tx, command: &AddStructure) -> Result<StructureId, DbError> {
    let (id, territory) = (StructureId::at(tx.now()), tx.territory());
    sqlx::query!(
        "insert into territory.structure (territory_id, id, kind, name, finess, phone) values ($1, $2, $3, $4, $5, $6)",
        territory.uuid(),
        id.uuid(),
        command.kind,
        command.name,
        command.finess,
        command.phone,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Adds a site and returns its identifier.
pub async fn add_site(tx: &mut Tx, command: &AddSite) -> Result<SiteId, DbError> {
    let (id, territory) = (SiteId::at(tx.now()), tx.territory());
    sqlx::query!(
        "insert into territory.site (territory_id, id, structure_id, name, address, commune_cog, phone)
         values ($1, $2, $3, $4, $5, $6, $7)",
        territory.uuid(),
        id.uuid(),
        command.structure.uuid(),
        command.name,
        command.address,
        command.commune_cog,
        command.phone,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}
