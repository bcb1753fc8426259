//! What each operator can prove, from when to when: a dated table, so that the words of a delivery stay true.

use db::{DbError, Tx};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;

use crate::model::Proves;

/// Writes what the operator of `domain` can prove from a date on, with the source that says so.
pub async fn import_operator(
    tx: &mut Tx,
    domain: &str,
    proves: Proves,
    since: Date,
    source: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into exchange.operator (domain, proves, since, source) values (lower($1), $2, $3, $4)
         on conflict on constraint operator_pkey do nothing",
        domain,
        proves.name(),
        since.to_sqlx() as _,
        source,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What the operators of these domains prove on a day; those of whom nothing is written are absent.
pub(crate) async fn operators_on(
    tx: &mut Tx,
    domains: &[String],
    day: Date,
) -> Result<Vec<(String, Proves)>, DbError> {
    let rows = sqlx::query!(
        "select domain, proves from exchange.operator
          where domain = any($1) and since <= $2 and (until is null or until > $2) order by since",
        domains,
        day.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.domain, Proves::from_name(&row.proves)?))).collect())
}
