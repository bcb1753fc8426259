//! Adds or removes a commune from a date: figures before that date keep the perimeter they had.

use db::{DbError, Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;

#[derive(Debug, thiserror::Error)]
pub enum PerimeterError {
    #[error("add this commune: it is already in the territory on that day")]
    AlreadyIn,
    #[error("remove this commune: it is not in the territory on that day")]
    NotIn,
    #[error(transparent)]
    Database(#[from] DbError),
}

impl From<sqlx::Error> for PerimeterError {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(|known| known.constraint()) {
            Some("commune_once_at_a_time" | "commune_pkey") => Self::AlreadyIn,
            Some("commune_ends_after_it_begins") => Self::NotIn,
            _ => Self::Database(error.into()),
        }
    }
}

/// The commune belongs to the territory from `since` on.
pub async fn add_commune(tx: &mut Tx, cog: &str, name: &str, since: Date) -> Result<(), PerimeterError> {
    let territory = tx.territory();
    sqlx::query!(
        "insert into territory.commune (territory_id, cog, name, since) values ($1, $2, $3, $4)",
        territory.uuid(),
        cog,
        name,
        since.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The commune belongs to the territory no more from `until` on.
pub async fn remove_commune(tx: &mut Tx, cog: &str, until: Date) -> Result<(), PerimeterError> {
    let territory = tx.territory();
    let ended = sqlx::query!(
        "update territory.commune set until = $3
          where territory_id = $1 and cog = $2 and since <= $3 and until is null",
        territory.uuid(),
        cog,
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    if ended.rows_affected() == 0 { Err(PerimeterError::NotIn) } else { Ok(()) }
}
