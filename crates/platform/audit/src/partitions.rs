//! Monthly partitions, made ahead: without one for the month every page fails closed.

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

/// How many months are kept ready ahead of the present one.
const MONTHS_AHEAD: i32 = 3;

/// Makes the partitions that are missing from the month of `now` to the third after it (UTC), and returns how many
/// months it made. Called at start and daily, by any role that writes or owns the streams.
pub async fn ensure_partitions(connection: &mut PgConnection, now: Timestamp) -> Result<i32, sqlx::Error> {
    ensure_partitions_since(connection, now, now).await
}

/// The same from the month of `since`: for a territory whose past is brought in, or made by the demonstration.
pub async fn ensure_partitions_since(
    connection: &mut PgConnection,
    since: Timestamp,
    now: Timestamp,
) -> Result<i32, sqlx::Error> {
    let until = now.to_zoned(TimeZone::UTC).saturating_add(MONTHS_AHEAD.months()).timestamp();
    sqlx::query_scalar!(
        r#"select audit.ensure_partitions($1, $2) as "made!""#,
        since.to_sqlx() as _,
        until.to_sqlx() as _
    )
    .fetch_one(connection)
    .await
}
