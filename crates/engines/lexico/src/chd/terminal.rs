//! Which nodes become classes: last-level nodes that weigh enough, or the mother of one that does not.

use super::Split;

/// The mother of a node; none for the root.
pub(super) fn mother(splits: &[Split], node: u32) -> Option<u32> {
    (node > 1).then(|| splits.get(node as usize / 2 - 1).map(|s| s.mother))?
}

/// Whether `node` is `of` or one of its descendants.
pub(super) fn is_under(splits: &[Split], mut node: u32, of: u32) -> bool {
    loop {
        if node == of {
            return true;
        }
        match mother(splits, node) {
            Some(up) => node = up,
            None => return false,
        }
    }
}

/// The nodes that are classes.
pub(super) fn terminals(splits: &[Split], sizes: &[usize], smallest: usize) -> Vec<u32> {
    if splits.is_empty() {
        return Vec::new();
    }
    let last = 2 * u32::try_from(splits.len()).unwrap_or(u32::MAX) + 1;
    let leaves = (2..=last).filter(|&node| splits.iter().all(|s| s.mother != node));
    let (mut terminals, mut waiting): (Vec<u32>, Vec<u32>) =
        leaves.partition(|&leaf| sizes[leaf as usize] >= smallest);
    while !waiting.is_empty() {
        let node = waiting.remove(0);
        let Some(up) = mother(splits, node) else { continue };
        let taken =
            terminals.iter().chain(&waiting).any(|&other| other != node && is_under(splits, other, up));
        if sizes[up as usize] >= smallest && !taken && up != 1 {
            terminals.push(up);
        }
    }
    terminals
}

/// The class of every unit: the place in `terminals` (from 1) of the node it went through, 0 when it went through none.
pub(super) fn classes(splits: &[Split], nodes: &[Vec<u32>], units: usize, terminals: &[u32]) -> Vec<u32> {
    let mut classes = vec![0; units];
    for (class, &terminal) in (1..).zip(terminals) {
        let made_at = terminal as usize / 2 - 1;
        for (unit, &node) in nodes[made_at].iter().enumerate() {
            if node == terminal {
                classes[unit] = class;
            }
        }
    }
    debug_assert!(nodes.len() == splits.len());
    classes
}
