//! The canonical order of classes: along the tree, the heavier branch first.
//!
//! Two runs, two machines or two orders of computation give the same class the same number and the same colour.

use super::terminal::is_under;
use super::{Branch, Split};

/// Terminal nodes in the order of the dendrogram.
pub(super) fn left_to_right(splits: &[Split], terminals: &[u32]) -> Vec<u32> {
    let mut ordered = Vec::with_capacity(terminals.len());
    walk(splits, terminals, 1, &mut ordered);
    ordered
}

fn walk(splits: &[Split], terminals: &[u32], node: u32, ordered: &mut Vec<u32>) {
    if terminals.contains(&node) {
        ordered.push(node);
    } else if let Some(split) = splits.iter().find(|s| s.mother == node) {
        // The first child is the larger one, by construction.
        walk(splits, terminals, split.children.0, ordered);
        walk(splits, terminals, split.children.1, ordered);
    }
}

/// The tree cut to its terminal nodes.
pub(super) fn tree(splits: &[Split], terminals: &[u32]) -> Option<Branch> {
    branch(splits, terminals, 1)
}

fn branch(splits: &[Split], terminals: &[u32], node: u32) -> Option<Branch> {
    if let Some(class) = terminals.iter().position(|&t| t == node) {
        return Some(Branch::Leaf(u32::try_from(class + 1).unwrap_or(u32::MAX)));
    }
    if !terminals.iter().any(|&t| is_under(splits, t, node)) {
        return None;
    }
    let split = splits.iter().find(|s| s.mother == node)?;
    match (branch(splits, terminals, split.children.0), branch(splits, terminals, split.children.1)) {
        (Some(left), Some(right)) => Some(Branch::Fork(Box::new(left), Box::new(right))),
        (one, other) => one.or(other),
    }
}
