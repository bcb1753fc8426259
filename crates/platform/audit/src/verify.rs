//! Reads the whole log again and compares it with what was signed: bodies with leaves, columns with bodies, numbers
//! with their order, leaves with tiles and roots, roots with signed heads, heads with anchors kept elsewhere.
//!
//! One pass over the rows, in one read-only snapshot, beside a running server; memory does not grow with the log.
//! Every head's root is computed again from the same leaves, so each head is shown to continue the one before. What
//! only an anchor can show: that the end was cut together with its heads, or that an old state was brought back.
//! It runs as the owner, changes nothing, and trusts only the keys it is given.

mod finding;
mod report;
mod row;

pub use finding::{Finding, Place, Stream};
pub use report::Report;

use std::collections::{BTreeMap, VecDeque};

use sqlx::{Connection as _, PgConnection};

use self::row::Row;
use crate::head::Head;
use crate::note::Verifier;
use crate::store::{self, signed, unsigned};
use crate::tree::{NodeHash, TILE_WIDTH, Tile, Tree, leaf_hash};

/// How many rows are read at once: sixteen tiles.
const CHUNK: u64 = 16 * TILE_WIDTH as u64;

/// A signed head kept outside the database.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// How the report calls it: the name of its file.
    pub name: String,
    /// The signed note.
    pub note: String,
}

/// Verifies the whole log with the keys that may have signed it.
pub async fn verify(
    connection: &mut PgConnection,
    keys: &[Verifier],
    anchors: &[Anchor],
) -> Result<Report, sqlx::Error> {
    let mut tx = connection.begin().await?;
    sqlx::query("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
    let mut reading = Reading::new(keys, anchors);
    while reading.chunk(&mut tx).await? {}
    reading.ends(&mut tx).await?;
    reading.unnumbered(&mut tx).await?;
    tx.commit().await?;
    Ok(reading.report)
}

/// The last signed head as its note: what to keep elsewhere as an anchor; `None` for an empty log.
pub async fn last_head(connection: &mut PgConnection) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("select note from audit.head order by size desc limit 1")
        .fetch_optional(connection)
        .await
}

/// A verification under way: everything up to `done` has been read.
struct Reading<'a> {
    keys: &'a [Verifier],
    /// Anchors not reached yet, smallest first.
    anchors: VecDeque<(Head, &'a str)>,
    done: u64,
    /// `None` once a leaf is lost for good.
    tree: Option<Tree>,
    report: Report,
}

impl<'a> Reading<'a> {
    fn new(keys: &'a [Verifier], anchors: &'a [Anchor]) -> Self {
        let mut report = Report::default();
        report.anchors = anchors.len() as u64;
        let mut heads = Vec::new();
        for Anchor { name, note } in anchors {
            match Head::open(note, keys) {
                Ok(head) => heads.push((head, name.as_str())),
                Err(_) => report.add(Finding::AnchorForged(name.clone())),
            }
        }
        heads.retain(|(head, _)| head.size > 0);
        heads.sort_by_key(|(head, _)| head.size);
        Self { keys, anchors: heads.into(), done: 0, tree: Some(Tree::default()), report }
    }

    /// Reads the next rows; false at the end of the log.
    async fn chunk(&mut self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        let (after, until) = (self.done, self.done + CHUNK);
        let found = row::rows(connection, after, until).await?;
        let more: Option<i64> = sqlx::query_scalar("select min(seq) from audit.log where seq > $1")
            .bind(signed(until))
            .fetch_one(&mut *connection)
            .await?;
        if found.is_empty() && more.is_none() {
            return Ok(false);
        }
        let width = TILE_WIDTH as u64;
        let tiles = store::tiles(connection, 0, after / width, until.div_ceil(width)).await?;
        if let (true, true, Some(next)) = (found.is_empty(), tiles.is_empty(), more) {
            self.gap(after + 1, unsigned(next) - 1);
            return Ok(true);
        }
        let mut heads: BTreeMap<_, _> = heads(connection, after, until).await?;
        let last = if more.is_some() { until } else { found.last().map_or(after, |row| unsigned(row.seq)) };
        let mut by_seq: BTreeMap<u64, Vec<Row>> = BTreeMap::new();
        for row in found {
            by_seq.entry(unsigned(row.seq)).or_default().push(row);
        }
        for seq in after + 1..=last {
            let row = self.number(seq, by_seq.remove(&seq).unwrap_or_default());
            let (tile, place) = split(seq);
            let sealed = tiles.get(&tile).map(|(tile, _)| tile.hashes[place]);
            let leaf = self.leaf(row.as_ref(), sealed);
            self.grow(connection, seq, leaf, &tiles).await?;
            if let Some((root, note)) = heads.remove(&seq) {
                self.head(seq, &root, &note);
            }
            self.meet_anchors(seq);
        }
        self.done = last;
        Ok(true)
    }

    /// A stretch of the log of which neither rows nor tiles are left.
    fn gap(&mut self, from: u64, to: u64) {
        self.report.add(Finding::NumbersMissing(from, to));
        if self.tree.take().is_some() {
            self.report.add(Finding::NotComputable(from));
        }
        self.done = to;
    }

    /// The row at a place of the log, which should hold exactly one.
    fn number(&mut self, seq: u64, mut rows: Vec<Row>) -> Option<Row> {
        if rows.len() > 1 {
            self.report.add(Finding::NumberTwice(seq));
        }
        if rows.is_empty() {
            self.report.add(Finding::NumbersMissing(seq, seq));
            return None;
        }
        self.report.rows += 1;
        Some(rows.swap_remove(0))
    }

    /// The leaf at a place: the sealed one where a tile holds it, else the row's own. Says what is wrong with the row.
    fn leaf(&mut self, row: Option<&Row>, sealed: Option<NodeHash>) -> Option<NodeHash> {
        let Some(row) = row else { return sealed };
        let place = row.place();
        let (Some(leaf), Some(salt), Some(body)) = (row.leaf.as_deref(), &row.salt, &row.body) else {
            self.report.add(Finding::RowDeleted(place));
            return sealed;
        };
        let leaf = NodeHash::from_slice(leaf);
        if leaf != Some(leaf_hash(salt, body)) {
            self.report.add(Finding::BodyChanged(place));
        }
        match row.differing_column(body) {
            Ok(None) => {}
            Ok(Some(column)) => self.report.add(Finding::ColumnChanged(place, column)),
            Err(_) => self.report.add(Finding::BodyUnreadable(place)),
        }
        if sealed.is_some() && leaf != sealed {
            self.report.add(Finding::LeafChanged(place));
        }
        sealed.or(leaf)
    }

    /// Adds a leaf to the tree and compares the tiles that it fills with the stored ones.
    async fn grow(
        &mut self,
        connection: &mut PgConnection,
        seq: u64,
        leaf: Option<NodeHash>,
        tiles: &BTreeMap<u64, (Tile, NodeHash)>,
    ) -> Result<(), sqlx::Error> {
        let Some(mut tree) = self.tree.take() else { return Ok(()) };
        let Some(leaf) = leaf else {
            self.report.add(Finding::NotComputable(seq));
            return Ok(());
        };
        let mut full = Vec::new();
        tree.push(leaf, &mut full);
        for made in full {
            let (level, index) = (made.level, made.index);
            let stored = match level {
                0 => tiles.get(&index).cloned(),
                _ => store::tiles(connection, level, index, index + 1).await?.remove(&index),
            };
            match stored {
                None => self.report.add(Finding::TileMissing { level, index }),
                Some((tile, root)) if tile == made && root == made.root() => {}
                Some(_) => self.report.add(Finding::TileChanged { level, index }),
            }
        }
        self.tree = Some(tree);
        Ok(())
    }

    fn head(&mut self, size: u64, root: &[u8], note: &str) {
        self.report.heads += 1;
        let Ok(head) = Head::open(note, self.keys) else {
            return self.report.add(Finding::HeadForged(size));
        };
        self.report.last = Some(head);
        if head.size != size || head.root.0 != root {
            self.report.add(Finding::HeadChanged(size));
        }
        if self.tree.as_ref().is_some_and(|tree| tree.size() == head.size && tree.root() != head.root) {
            self.report.add(Finding::RootDiffers(size));
        }
    }

    fn meet_anchors(&mut self, size: u64) {
        while let Some((head, name)) = self.anchors.pop_front_if(|(head, _)| head.size <= size) {
            let differs = self.tree.as_ref().is_some_and(|tree| tree.root() != head.root);
            if differs && head.size == size {
                self.report.add(Finding::AnchorDiffers { name: name.to_owned(), size });
            }
        }
    }

    /// Compares the end of the log with the mark, the last head and the anchors.
    async fn ends(&mut self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        let last = self.done;
        let mark: Option<i64> =
            sqlx::query_scalar("select seq from audit.mark").fetch_optional(&mut *connection).await?;
        let mark = mark.map_or(0, unsigned);
        if mark != last {
            self.report.add(Finding::MarkDiffers { mark, last });
        }
        let beyond: Vec<(i64, Vec<u8>, String)> =
            sqlx::query_as("select size, root, note from audit.head where size > $1 order by size")
                .bind(signed(last))
                .fetch_all(&mut *connection)
                .await?;
        for (size, root, note) in beyond {
            self.head(unsigned(size), &root, &note);
            self.report.add(Finding::HeadBeyond { size: unsigned(size), rows: last });
        }
        let covered: Option<i64> =
            sqlx::query_scalar("select max(size) from audit.head").fetch_one(connection).await?;
        let covered = covered.map_or(0, unsigned);
        if covered < last {
            self.report.add(Finding::NotCovered(covered + 1, last));
        }
        while let Some((head, name)) = self.anchors.pop_front() {
            let name = name.to_owned();
            self.report.add(Finding::AnchorBeyond { name, size: head.size, rows: last });
        }
        Ok(())
    }

    /// Counts the rows without a number: those that the sequencer will still see, and those that it never saw.
    async fn unnumbered(&mut self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        for table in ["audit.event", "audit.access"] {
            let statement = format!(
                "select count(*) filter (where r.xid >= m.xid), count(*) filter (where r.xid < m.xid),
                        min(r.at) filter (where r.xid < m.xid)
                   from {table} r cross join audit.mark m
                  where not exists (select from audit.log l where l.at = r.at and l.id = r.id)"
            );
            // the two names are ours: nothing here comes from outside
            let (waiting, missed, first): (i64, i64, Option<jiff_sqlx::Timestamp>) =
                sqlx::query_as(sqlx::AssertSqlSafe(statement)).fetch_one(&mut *connection).await?;
            self.report.waiting += unsigned(waiting);
            if let Some(first) = first {
                self.report.add(Finding::NeverNumbered(unsigned(missed), first.to_jiff()));
            }
        }
        Ok(())
    }
}

/// The tile of level 0 that holds a place of the log, and where in it.
fn split(seq: u64) -> (u64, usize) {
    let (leaf, width) = (seq - 1, TILE_WIDTH as u64);
    (leaf / width, usize::try_from(leaf % width).unwrap_or(0))
}

/// The stored heads of the sizes `after + 1` to `until`.
async fn heads(
    connection: &mut PgConnection,
    after: u64,
    until: u64,
) -> Result<BTreeMap<u64, (Vec<u8>, String)>, sqlx::Error> {
    let rows: Vec<(i64, Vec<u8>, String)> =
        sqlx::query_as("select size, root, note from audit.head where size > $1 and size <= $2")
            .bind(signed(after))
            .bind(signed(until))
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(|(size, root, note)| (unsigned(size), (root, note))).collect())
}
