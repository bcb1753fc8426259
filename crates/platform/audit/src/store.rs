//! The stored tree, read back: unfinished tiles to grow from, single hashes to prove with. Queries here run as the
//! sequencer or the owner, which the server's role is not, so they are checked by the tests rather than by the
//! compiler (the compiler asks as the server's role).

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use sqlx::{PgConnection, Row as _};

use crate::tree::{Node, NodeHash, TILE_WIDTH, Tile, Tree, perfect_root};

/// The tree of the first `size` leaves, as it stood; `None` when what is stored does not make such a tree.
pub(crate) async fn tree(connection: &mut PgConnection, size: u64) -> Result<Option<Tree>, sqlx::Error> {
    let mut unfinished = Vec::new();
    for level in 0_u8..8 {
        if size >> (8 * level) == 0 {
            break;
        }
        unfinished.push(pending(connection, level, size).await?);
    }
    Ok(Tree::resume(size, unfinished))
}

/// The hashes of the unfinished tile of a level, in a tree of `size` leaves.
async fn pending(connection: &mut PgConnection, level: u8, size: u64) -> Result<Vec<NodeHash>, sqlx::Error> {
    let end = size >> (8 * level);
    let begin = end / TILE_WIDTH as u64 * TILE_WIDTH as u64;
    let rows =
        match level.checked_sub(1) {
            None => sqlx::query(LEAVES).bind(signed(begin)).bind(signed(end)).fetch_all(connection).await?,
            Some(below) => sqlx::query(
                "select root from audit.tile where level = $1 and index >= $2 and index < $3 order by index",
            )
            .bind(i16::from(below))
            .bind(signed(begin))
            .bind(signed(end))
            .fetch_all(connection)
            .await?,
        };
    rows.iter().map(|row| hash(row.try_get(0)?)).collect()
}

/// `offset 0` keeps one index probe for each row; a join would read whole partitions.
const LEAVES: &str = "
    select coalesce(e.leaf, a.leaf)
      from audit.log l
      left join lateral (select leaf from audit.event e
                          where l.stream = 'event' and e.at = l.at and e.id = l.id offset 0) e on true
      left join lateral (select leaf from audit.access a
                          where l.stream = 'access' and a.at = l.at and a.id = l.id offset 0) a on true
     where l.seq > $1 and l.seq <= $2
     order by l.seq";

/// The stored tiles of a level from `from` to before `until`, by index, each with its stored root.
pub(crate) async fn tiles(
    connection: &mut PgConnection,
    level: u8,
    from: u64,
    until: u64,
) -> Result<BTreeMap<u64, (Tile, NodeHash)>, sqlx::Error> {
    let rows: Vec<(i64, Vec<u8>, Vec<u8>)> = sqlx::query_as(
        "select index, hashes, root from audit.tile where level = $1 and index >= $2 and index < $3",
    )
    .bind(i16::from(level))
    .bind(signed(from))
    .bind(signed(until))
    .fetch_all(connection)
    .await?;
    let read = |(index, hashes, root): (i64, Vec<u8>, Vec<u8>)| {
        let tile = Tile::from_bytes(level, unsigned(index), &hashes)?;
        Some((tile.index, (tile, NodeHash::from_slice(&root)?)))
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The roots of perfect subtrees within the first `size` leaves; those that the store cannot give are left out.
pub(crate) async fn roots(
    connection: &mut PgConnection,
    size: u64,
    nodes: &[Node],
) -> Result<HashMap<Node, NodeHash>, sqlx::Error> {
    let mut known: HashMap<(u8, u64), Vec<NodeHash>> = HashMap::new();
    let mut roots = HashMap::new();
    for &node in nodes {
        let (level, within) = (node.level / 8, node.level % 8);
        let first = node.index << within;
        let place = (level, first / TILE_WIDTH as u64);
        let hashes = match known.entry(place) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let stored = tiles(connection, place.0, place.1, place.1 + 1).await?.remove(&place.1);
                entry.insert(match stored {
                    Some((tile, _)) => tile.hashes,
                    None => pending(connection, place.0, size).await?,
                })
            }
        };
        let begin = usize::try_from(first % TILE_WIDTH as u64).unwrap_or(usize::MAX);
        let hashes = hashes.get(begin..begin.saturating_add(1 << within));
        roots.extend(hashes.map(|hashes| (node, perfect_root(hashes))));
    }
    Ok(roots)
}

/// A count of leaves as SQL keeps it.
pub(crate) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count of leaves as SQL gives it: never negative, by constraint.
pub(crate) fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// A hash as SQL gives it.
pub(crate) fn hash(bytes: Option<Vec<u8>>) -> Result<NodeHash, sqlx::Error> {
    let hash = bytes.and_then(|bytes| NodeHash::from_slice(&bytes));
    hash.ok_or_else(|| sqlx::Error::Decode("a hash has 32 bytes".into()))
}
