//! Monthly partitions, made ahead: without one for the month every page fails closed.

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

/// How many months are kept ready ahead of the present one.
const MONTHS_AHEAD: i32 = 3;

/// Makes the partitions that are missing from the month of `since` to three months after that of `now` (UTC), and
/// returns how many months it made. Called at start and daily, by the server's role or the sequencer's.
pub async fn ensure_partitions(
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
