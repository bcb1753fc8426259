//! Tiles, and the tree that makes them while it grows.

use super::{Frontier, NodeHash, cover};

/// How many hashes a full tile holds (C2SP tlog-tiles).
pub const TILE_WIDTH: usize = 256;

/// A full tile: 256 hashes of one level. It never changes once made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    pub level: u8,
    pub index: u64,
    pub hashes: Vec<NodeHash>,
}

impl Tile {
    /// The root of the tile: one hash of the level above.
    pub fn root(&self) -> NodeHash {
        perfect_root(&self.hashes)
    }

    /// Its hashes one after the other, 8,192 bytes: the body of a C2SP tile.
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.0).collect()
    }

    /// Reads the bytes of a full tile; `None` when they are not 8,192.
    pub fn from_bytes(level: u8, index: u64, bytes: &[u8]) -> Option<Self> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        let full = rest.is_empty() && hashes.len() == TILE_WIDTH;
        full.then(|| Self { level, index, hashes: hashes.iter().copied().map(NodeHash).collect() })
    }
}

/// The root of a perfect subtree, from a power of two of hashes.
pub(crate) fn perfect_root(hashes: &[NodeHash]) -> NodeHash {
    debug_assert!(hashes.len().is_power_of_two(), "a perfect subtree has 2ⁿ hashes");
    if let [hash] = hashes {
        return *hash;
    }
    let (left, right) = hashes.split_at(hashes.len() / 2);
    NodeHash::parent(perfect_root(left), perfect_root(right))
}

/// A growing tree: its compact range, and for each level the hashes that do not fill a tile yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    frontier: Frontier,
    pending: Vec<Vec<NodeHash>>,
}

impl Tree {
    /// Takes a tree up again from the unfinished tile of each level, level 0 first; `None` when their lengths are
    /// not those of a tree of this size.
    pub fn resume(size: u64, pending: Vec<Vec<NodeHash>>) -> Option<Self> {
        let fits = |level: usize, hashes: &Vec<NodeHash>| {
            let count = size.checked_shr(8 * u32::try_from(level).ok()?).unwrap_or(0);
            (count % TILE_WIDTH as u64 == hashes.len() as u64).then_some(())
        };
        pending.iter().enumerate().try_for_each(|(level, hashes)| fits(level, hashes))?;
        let whole = u32::try_from(8 * pending.len()).ok()?;
        if size.checked_shr(whole).unwrap_or(0) != 0 {
            return None;
        }
        let roots = pending.iter().rev().flat_map(|hashes| perfect_roots(hashes)).collect();
        Some(Self { frontier: Frontier { size, roots }, pending })
    }

    /// How many leaves it holds.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root at this size.
    pub fn root(&self) -> NodeHash {
        self.frontier.root()
    }

    /// The hashes that do not fill a tile yet, level 0 first.
    pub fn pending(&self) -> &[Vec<NodeHash>] {
        &self.pending
    }

    /// Adds the next leaf; the tiles it fills are added to `full`, lowest level first.
    pub fn push(&mut self, leaf: NodeHash, full: &mut Vec<Tile>) {
        self.frontier.push(leaf);
        let mut hash = leaf;
        for level in 0.. {
            if level == self.pending.len() {
                self.pending.push(Vec::with_capacity(TILE_WIDTH));
            }
            let pending = &mut self.pending[level];
            pending.push(hash);
            if pending.len() < TILE_WIDTH {
                return;
            }
            let shift = 8 * (level + 1);
            let tile = Tile {
                level: u8::try_from(level).expect("a u64 has eight levels of tiles"),
                index: (self.frontier.size() >> shift) - 1,
                hashes: std::mem::take(pending),
            };
            hash = tile.root();
            full.push(tile);
        }
    }
}

/// The roots of the perfect subtrees that the hashes of an unfinished tile make, largest first.
fn perfect_roots(hashes: &[NodeHash]) -> Vec<NodeHash> {
    let place = |at: u64| usize::try_from(at).expect("a tile has 256 hashes");
    cover(0, hashes.len() as u64)
        .into_iter()
        .map(|node| {
            perfect_root(&hashes[place(node.index << node.level)..place((node.index + 1) << node.level)])
        })
        .collect()
}
