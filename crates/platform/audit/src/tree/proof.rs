//! Proofs that a leaf is in the tree, and that one tree continues another (RFC 9162, sections 2.1.3 and 2.1.4).
//!
//! Making a proof is said in two steps, so that it can be done from stored tiles: `*_nodes` names the perfect
//! subtrees whose roots are needed, `*_proof` puts the proof together from them. Checking needs the proof alone.

use std::ops::Range;

use super::{Node, NodeHash, cover, fold};

/// The perfect subtrees needed to prove the leaf numbered `index` (from 0) in a tree of `size` leaves; `None` when
/// there is no such leaf.
pub fn inclusion_nodes(index: u64, size: u64) -> Option<Vec<Node>> {
    Some(nodes(&path(index, size)?))
}

/// The proof that the leaf numbered `index` is in the tree of `size` leaves; `None` when there is no such leaf or a
/// needed hash is unknown to `root_of`.
pub fn inclusion_proof(
    index: u64,
    size: u64,
    root_of: impl Fn(Node) -> Option<NodeHash>,
) -> Option<Vec<NodeHash>> {
    hashes(&path(index, size)?, root_of)
}

/// The perfect subtrees needed to prove that the tree of `second` leaves continues that of `first`; `None` when
/// `first` is 0 or larger than `second`.
pub fn consistency_nodes(first: u64, second: u64) -> Option<Vec<Node>> {
    Some(nodes(&subproof(first, second)?))
}

/// The proof that the tree of `second` leaves continues that of `first`; `None` when `first` is 0 or larger than
/// `second`, or a needed hash is unknown to `root_of`.
pub fn consistency_proof(
    first: u64,
    second: u64,
    root_of: impl Fn(Node) -> Option<NodeHash>,
) -> Option<Vec<NodeHash>> {
    hashes(&subproof(first, second)?, root_of)
}

/// Checks a proof of inclusion (RFC 9162, section 2.1.3.2, whose fn and sn are `place` and `last`).
pub fn verify_inclusion(leaf: NodeHash, index: u64, size: u64, root: NodeHash, proof: &[NodeHash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, leaf);
    for &sibling in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = NodeHash::parent(sibling, hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = NodeHash::parent(hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && hash == root
}

/// Checks a proof of consistency (RFC 9162, section 2.1.4.2; fn and sn are `place` and `last`). Any tree continues the empty one; a tree continues
/// itself by an empty proof.
pub fn verify_consistency(first: (u64, NodeHash), second: (u64, NodeHash), proof: &[NodeHash]) -> bool {
    let ((first_size, first_root), (second_size, second_root)) = (first, second);
    if first_size > second_size {
        return false;
    }
    if first_size == second_size {
        return proof.is_empty() && first_root == second_root;
    }
    if first_size == 0 {
        return proof.is_empty() && first_root == NodeHash::empty();
    }
    let (mut place, mut last) = (first_size - 1, second_size - 1);
    let shift = place.trailing_ones();
    place >>= shift;
    last >>= shift;
    let (start, rest) = if first_size.is_power_of_two() {
        (first_root, proof)
    } else {
        let Some((&start, rest)) = proof.split_first() else { return false };
        (start, rest)
    };
    let (mut first_hash, mut second_hash) = (start, start);
    for &sibling in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            first_hash = NodeHash::parent(sibling, first_hash);
            second_hash = NodeHash::parent(sibling, second_hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            second_hash = NodeHash::parent(second_hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    last == 0 && first_hash == first_root && second_hash == second_root
}

/// The subtrees of PATH(index, D\[size\]) in RFC 9162, section 2.1.3.1, from the leaf up.
fn path(index: u64, size: u64) -> Option<Vec<Range<u64>>> {
    if index >= size {
        return None;
    }
    let (mut begin, mut end, mut siblings) = (0, size, Vec::new());
    while end - begin > 1 {
        let middle = begin + split(end - begin);
        if index < middle {
            siblings.push(middle..end);
            end = middle;
        } else {
            siblings.push(begin..middle);
            begin = middle;
        }
    }
    siblings.reverse();
    Some(siblings)
}

/// The subtrees of SUBPROOF(first, D\[second\], true) in RFC 9162, section 2.1.4.1, from the bottom up.
fn subproof(first: u64, second: u64) -> Option<Vec<Range<u64>>> {
    if first == 0 || first > second {
        return None;
    }
    let (mut begin, mut end, mut siblings) = (0, second, Vec::new());
    while end > first {
        let middle = begin + split(end - begin);
        if first <= middle {
            siblings.push(middle..end);
            end = middle;
        } else {
            siblings.push(begin..middle);
            begin = middle;
        }
    }
    if begin != 0 {
        siblings.push(begin..end);
    }
    siblings.reverse();
    Some(siblings)
}

/// The largest power of two smaller than `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

fn nodes(ranges: &[Range<u64>]) -> Vec<Node> {
    ranges.iter().flat_map(|range| cover(range.start, range.end)).collect()
}

fn hashes(ranges: &[Range<u64>], root_of: impl Fn(Node) -> Option<NodeHash>) -> Option<Vec<NodeHash>> {
    let root = |range: &Range<u64>| {
        let roots: Option<Vec<_>> = cover(range.start, range.end).into_iter().map(&root_of).collect();
        roots.map(|roots| fold(&roots))
    };
    ranges.iter().map(root).collect()
}
