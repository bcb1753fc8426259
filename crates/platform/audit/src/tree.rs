//! The Merkle tree of RFC 9162, section 2.1: what makes a list of leaves impossible to rewrite without it showing.
//! Pure hashing over SHA-256; leaves come in, roots, tiles and proofs go out. It must never touch a database or a
//! clock, and never ask for all leaves at once: between batches it keeps a compact range and one unfinished tile a
//! level.
//!
//! A *tile* is 256 consecutive hashes of one level, as in C2SP tlog-tiles: tile `index` of level `t` holds the roots
//! of the perfect subtrees of 256ᵗ leaves numbered `256 × index` to `256 × index + 255`. Full tiles never change, so
//! any proof is made from a few of them.

mod proof;
mod tile;

pub use proof::{
    consistency_nodes, consistency_proof, inclusion_nodes, inclusion_proof, verify_consistency,
    verify_inclusion,
};
pub use tile::{TILE_WIDTH, Tile, Tree};

pub(crate) use tile::perfect_root;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A SHA-256 hash of a leaf or of an inner node. `Display` is lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeHash(pub [u8; 32]);

impl NodeHash {
    /// The root of the tree without leaves: SHA-256 of nothing.
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
    pub fn parent(left: Self, right: Self) -> Self {
        Self(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// Reads 32 bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for NodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for NodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for NodeHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        hex::serialize(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for NodeHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        hex::deserialize(deserializer).map(Self)
    }
}

/// The hash of a leaf: SHA-256(0x00 ‖ salt ‖ body). The salt (16 random bytes) keeps a leaf from being guessed once
/// its body is destroyed.
pub fn leaf_hash(salt: &[u8], body: &[u8]) -> NodeHash {
    NodeHash(Sha256::new().chain_update([0]).chain_update(salt).chain_update(body).finalize().into())
}

/// A perfect subtree: the `index`-th group of 2^`level` leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    pub level: u8,
    pub index: u64,
}

/// The perfect subtrees that cover leaves `begin..end`, largest first. `begin` is a multiple of the largest, as it
/// always is for the subtrees that RFC 9162 names.
pub(crate) fn cover(mut begin: u64, end: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    while begin < end {
        let level = (end - begin).ilog2();
        nodes.push(Node { level: u8::try_from(level).expect("a u64 has 64 bits"), index: begin >> level });
        begin += 1 << level;
    }
    nodes
}

/// The root above perfect subtrees that stand side by side, largest first.
pub(crate) fn fold(roots: &[NodeHash]) -> NodeHash {
    let mut from_the_right = roots.iter().rev().copied();
    let Some(last) = from_the_right.next() else { return NodeHash::empty() };
    from_the_right.fold(last, |right, left| NodeHash::parent(left, right))
}

/// The compact range of leaves `0..size`: the roots of its perfect subtrees, at most 64 hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<NodeHash>,
}

impl Frontier {
    /// How many leaves it covers.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the next leaf.
    pub fn push(&mut self, leaf: NodeHash) {
        self.size += 1;
        let merges = self.size.trailing_zeros() as usize;
        let kept = self.roots.len() - merges;
        let parent = self.roots.drain(kept..).rev().fold(leaf, |right, left| NodeHash::parent(left, right));
        self.roots.push(parent);
    }

    /// The root of the tree at this size.
    pub fn root(&self) -> NodeHash {
        fold(&self.roots)
    }
}

#[cfg(test)]
mod tests;
