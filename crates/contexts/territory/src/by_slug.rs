//! A territory by the name that addresses carry.

use db::{DbError, Tx};
use kernel::TerritoryId;

use crate::read::TerritoryRow;

/// The territory of `/rdv/{slug}`; works outside any territory.
pub async fn by_slug(tx: &mut Tx, slug: &str) -> Result<Option<TerritoryRow>, DbError> {
    Ok(sqlx::query_as!(
        TerritoryRow,
        r#"select id as "id: TerritoryId", slug, name, zone, phone from territory.territory where slug = $1"#,
        slug,
    )
    .fetch_optional(tx.conn())
    .await?)
}
