//! What a database holds, so that two of them can be compared: every row of every table, ids by what they are tied to.
//!
//! An identifier is never compared for itself. It gets a colour from the rows it stands in, then from the colours of the
//! identifiers beside it, some rounds long: two databases are the same when their rows are, colours in place of ids. So
//! a row that hangs on the wrong act is seen, and the chance in an identifier is not.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use anyhow::Result;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};

/// How far colours travel: from an event to a delivery, its report, its act, its patient and the territory.
const ROUNDS: usize = 6;

/// What is left out of a comparison.
#[derive(Clone, Copy)]
pub(crate) struct Mask {
    /// Tables whose rows are not compared: `jobs.job`.
    pub(crate) tables: &'static [&'static str],
    /// Columns, and members of the body of an event: `audit.event.actor`.
    pub(crate) columns: &'static [&'static str],
    /// Kinds of events.
    pub(crate) events: &'static [&'static str],
    /// Whether moments are.
    pub(crate) times: bool,
}

/// One row: its table, its text around identifiers, and those.
struct Row {
    table: String,
    pieces: Vec<String>,
    ids: Vec<String>,
}

/// The rows of a database. Bytes are sealed, keyed or hashed with chance in them: they say only that they are there. The
/// body of an event is plain, and read.
pub(crate) struct Rows(Vec<Row>);

impl Rows {
    pub(crate) async fn of(connection: &mut PgConnection, mask: Mask) -> Result<Self> {
        let tables: Vec<(String, String)> = sqlx::query_as(
            "select n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
                and c.relname <> '_sqlx_migrations'
              order by 1, 2",
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut rows = Vec::new();
        for (schema, name) in tables {
            let table = format!("{schema}.{name}");
            if mask.tables.contains(&&*table) {
                continue;
            }
            let query = format!("select to_jsonb(t) from {schema}.{name} t");
            let found: Vec<Value> =
                sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&mut *connection).await?;
            rows.extend(found.into_iter().filter_map(|row| row_of(&table, row, mask)));
        }
        Ok(Self(rows))
    }

    /// Rows that no table shows: words that are sealed there.
    pub(crate) fn add(&mut self, table: &str, row: Value, mask: Mask) {
        self.0.extend(row_of(table, row, mask));
    }

    /// Whether a table has any row.
    pub(crate) fn has(&self, table: &str) -> bool {
        self.0.iter().any(|row| row.table == table)
    }

    /// The differences, a few of each table; empty when both are the same.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        // first without ids: what differs is then named where it is, and not wherever it is tied to
        let bare = apart(&self.told(|_| "#".to_owned()), &other.told(|_| "#".to_owned()));
        if !bare.is_empty() {
            return bare;
        }
        let (ours, theirs) = (self.colours(), other.colours());
        apart(&self.told(|id| ours[id].to_string()), &other.told(|id| theirs[id].to_string()))
    }

    fn told(&self, id: impl Fn(&str) -> String) -> Vec<String> {
        let mut told: Vec<String> = self
            .0
            .iter()
            .map(|row| {
                let mut text = format!("{} {}", row.table, row.pieces[0]);
                for (one, piece) in row.ids.iter().zip(&row.pieces[1..]) {
                    text.push_str(&id(one));
                    text.push_str(piece);
                }
                text
            })
            .collect();
        told.sort_unstable();
        told
    }

    fn colours(&self) -> HashMap<&str, u64> {
        let mut colours: HashMap<&str, u64> =
            self.0.iter().flat_map(|row| &row.ids).map(|id| (&**id, 0)).collect();
        for _ in 0..ROUNDS {
            let mut seen: HashMap<&str, Vec<u64>> = HashMap::new();
            for row in &self.0 {
                let beside: Vec<u64> = row.ids.iter().map(|id| colours[&**id]).collect();
                let whole = hashed(&(&row.table, &row.pieces, beside));
                for (place, id) in row.ids.iter().enumerate() {
                    seen.entry(id).or_default().push(hashed(&(whole, place)));
                }
            }
            for (id, mut places) in seen {
                places.sort_unstable();
                let colour = hashed(&(colours[id], places));
                colours.insert(id, colour);
            }
        }
        colours
    }
}

fn hashed(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What one of two sorted lists has and the other has not.
fn apart(ours: &[String], theirs: &[String]) -> Vec<String> {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for row in ours {
        *counts.entry(row).or_default() += 1;
    }
    for row in theirs {
        *counts.entry(row).or_default() -= 1;
    }
    let mut differences: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .map(|(row, count)| format!("{} {count:+} {}", row.split(' ').next().unwrap_or_default(), row))
        .collect();
    differences.sort_unstable();
    let mut shown: HashMap<String, usize> = HashMap::new();
    differences.retain(|line| {
        let table = line.split(' ').next().unwrap_or_default().to_owned();
        let count = shown.entry(table).or_default();
        *count += 1;
        *count <= 8
    });
    differences
}

fn row_of(table: &str, mut row: Value, mask: Mask) -> Option<Row> {
    if let Some(body) = row.get("body").and_then(Value::as_str).and_then(|hex| hex.strip_prefix("\\x")) {
        row["body"] = hex::decode(body).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok())?;
    }
    if row.get("kind").and_then(Value::as_str).is_some_and(|kind| mask.events.contains(&kind)) {
        return None;
    }
    plain(table, &mut row, mask);
    let (mut pieces, mut ids) = (vec![String::new()], Vec::new());
    let text = row.to_string();
    let mut rest = &*text;
    while let Some(first) = rest.chars().next() {
        if let Some(id) = rest.get(..36).filter(|text| is_an_id(text)) {
            ids.push(id.to_owned());
            pieces.push(String::new());
            rest = &rest[36..];
        } else {
            pieces.last_mut()?.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Some(Row { table: table.to_owned(), pieces, ids })
}

fn is_an_id(text: &str) -> bool {
    text.bytes().enumerate().all(|(place, byte)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase(),
    })
}

/// Takes out what a mask says, and the bytes.
fn plain(place: &str, value: &mut Value, mask: Mask) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                let column = format!("{place}.{name}");
                if mask.columns.contains(&&*column) {
                    *member = Value::Null;
                } else {
                    plain(if name == "body" || name == "event" { place } else { &column }, member, mask);
                }
            }
        }
        Value::Array(members) => members.iter_mut().for_each(|member| plain(place, member, mask)),
        Value::String(text) if text.starts_with("\\x") => "bytes".clone_into(text),
        // of content in which identifiers stand: the content itself is compared
        Value::String(text) if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            "hash".clone_into(text);
        }
        Value::String(text) if mask.times && text.parse::<jiff::Timestamp>().is_ok() => {
            "moment".clone_into(text);
        }
        _ => {}
    }
}
