//! Monthly partitions, made ahead: without one for the month every page fails closed.

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use jiff_sqlx::ToSqlx as _;
use sqlx::PgConnection;

/// How many months are kept ready ahead of the present one.
const MONTHS_AHEAD: i32 = 3;

/// Makes the partitions that are missing from the month of `since` to the third after that of `now` (UTC), and
/// returns how many months it made. Called at start and daily, by any role that writes or owns the streams; `since`
/// is earlier than `now` where a past is brought in, or made by the demonstration.
pub async fn ensure_partitions(
    connection: &mut PgConnection,
    since: Timestamp,
    now: Timestamp,
) -> Result<i32, sqlx::Error> {
    let until = month(now, MONTHS_AHEAD);
    sqlx::query_scalar!(
        r#"select audit.ensure_partitions($1, $2) as "made!""#,
        since.to_sqlx() as _,
        until.to_sqlx() as _
    )
    .fetch_one(connection)
    .await
}

/// How many months after that of `now` have their partitions, none missing between, up to the three that are kept
/// ready: an alarm below two.
pub async fn months_ahead(connection: &mut PgConnection, now: Timestamp) -> Result<usize, sqlx::Error> {
    let made: Vec<String> = sqlx::query_scalar!(
        r#"select relname::text as "name!" from pg_class
            where relnamespace = 'audit'::regnamespace and relispartition and relname like 'log\_____\___'"#
    )
    .fetch_all(connection)
    .await?;
    let is_made = |ahead: i32| made.contains(&month(now, ahead).strftime("log_%Y_%m").to_string());
    Ok((1..=MONTHS_AHEAD).take_while(|ahead| is_made(*ahead)).count())
}

/// The partitions that the server's role could reach past the policies of their parent: there must be none.
pub async fn exposed_partitions(connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select c.relname::text as "name!" from pg_class c
            where c.relnamespace = 'audit'::regnamespace and c.relispartition and c.relkind = 'r'
              and (not c.relrowsecurity or not c.relforcerowsecurity
                   or has_table_privilege('maillage_app', c.oid, 'select, insert, update, delete, truncate')
                   or has_any_column_privilege('maillage_app', c.oid, 'select, insert, update'))
            order by c.relname"#
    )
    .fetch_all(connection)
    .await
}

/// The moment `months` later than `now`, by the calendar of UTC.
fn month(now: Timestamp, months: i32) -> Timestamp {
    now.to_zoned(TimeZone::UTC).saturating_add(months.months()).timestamp()
}
