//! Double classification: the same segments classified twice, in groups of two sizes, and only what both say is kept.
//!
//! Written from the description of Reinert's method (1990). A unit of context joins the segments of one answer until it has
//! more than twelve distinct active words, then more than fourteen; a class is a pair of nodes, one a classification, that share
//! far more segments than chance would.

use super::terminal::is_under;
use super::{Classification, Options, classify, order, rounded_share};
use crate::matrix::Matrix;

/// Distinct active words after which a unit of context is full, for each of the two classifications.
const SIZES: [usize; 2] = [12, 14];
/// Two nodes that share segments by chance stay under this chi2 (5 % with one degree of freedom).
const REMARKABLE: f64 = 3.84;

/// Classifies segments twice and keeps those on which both agree; `answers[s]` is the answer of segment `s`, in order.
///
/// The tree and the splits are those of the first classification.
pub fn classify_double(segments: &Matrix, answers: &[u32], options: Options) -> Classification {
    let [first, second] = SIZES.map(|size| on_segments(segments, answers, size, options));
    let smallest = options.smallest.unwrap_or_else(|| rounded_share(segments.rows(), options.classes)).max(1);
    let pairs = compatible(&first, &second, &crossings(&first, &second, segments.rows(), smallest));
    let chosen: Vec<u32> = pairs.iter().map(|pair| pair.first).collect();
    let terminals = order::left_to_right(&first.splits, &chosen);
    let mut classes = vec![0; segments.rows()];
    for pair in &pairs {
        let class = terminals.iter().position(|t| *t == pair.first).map_or(0, |place| place + 1);
        let (a, b) = (members(&first, pair.first), members(&second, pair.second));
        for (segment, class_of) in classes.iter_mut().enumerate() {
            if a[segment] && b[segment] {
                *class_of = u32::try_from(class).unwrap_or(u32::MAX);
            }
        }
    }
    Classification { classes, terminals, smallest, ..first }
}

/// One classification of units of context, read on their segments.
fn on_segments(segments: &Matrix, answers: &[u32], size: usize, options: Options) -> Classification {
    let unit_of = units(segments, answers, size);
    let count = unit_of.last().map_or(0, |last| *last as usize + 1);
    let mut pairs = Vec::with_capacity(segments.presences());
    for (row, &unit) in segments.iter().zip(&unit_of) {
        pairs.extend(row.iter().map(|&term| (unit, term)));
    }
    let found = classify(&Matrix::from_pairs(count, segments.columns(), pairs), options);
    let spread = |of_units: &Vec<u32>| unit_of.iter().map(|&unit| of_units[unit as usize]).collect();
    Classification {
        nodes: found.nodes.iter().map(spread).collect(),
        classes: spread(&found.classes),
        ..found
    }
}

/// The unit of context of each segment.
fn units(segments: &Matrix, answers: &[u32], size: usize) -> Vec<u32> {
    let mut unit_of = Vec::with_capacity(segments.rows());
    let (mut unit, mut words) = (0_u32, 0);
    for (segment, row) in segments.iter().enumerate() {
        if segment > 0 && (words > size || answers[segment] != answers[segment - 1]) {
            unit += 1;
            words = 0;
        }
        words += row.len();
        unit_of.push(unit);
    }
    unit_of
}

/// A node of each classification and how strongly they share segments.
#[derive(Debug, Clone, Copy)]
struct Pair {
    first: u32,
    second: u32,
    chi2: f64,
}

/// Which segments went through a node.
fn members(found: &Classification, node: u32) -> Vec<bool> {
    found.nodes[node as usize / 2 - 1].iter().map(|n| *n == node).collect()
}

/// Every pair of nodes that shares `smallest` segments and more than chance gives.
fn crossings(first: &Classification, second: &Classification, n: usize, smallest: usize) -> Vec<Pair> {
    let nodes = |found: &Classification| -> Vec<(u32, Vec<bool>)> {
        found
            .splits
            .iter()
            .flat_map(|s| [s.children.0, s.children.1])
            .map(|c| (c, members(found, c)))
            .collect()
    };
    let count = |of: &mut dyn Iterator<Item = bool>| of.filter(|held| *held).count();
    let others = nodes(second);
    let mut found = Vec::new();
    for (a, in_a) in nodes(first) {
        for (b, in_b) in &others {
            let both = count(&mut in_a.iter().zip(in_b).map(|(a, b)| *a && *b));
            let chi2 =
                signed_chi2(both, count(&mut in_a.iter().copied()), count(&mut in_b.iter().copied()), n);
            if both >= smallest && chi2 > REMARKABLE {
                found.push(Pair { first: a, second: *b, chi2 });
            }
        }
    }
    found
}

/// The chi2 of two sets of segments, negative when they avoid each other.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn signed_chi2(both: usize, a: usize, b: usize, n: usize) -> f64 {
    let [both, a, b, n] = [both, a, b, n].map(|count| count as f64);
    let margins = a * (n - a) * b * (n - b);
    let gap = both * n - a * b;
    if margins > 0.0 { gap.signum() * n * gap * gap / margins } else { 0.0 }
}

/// Pairs taken one by one, the last nodes of the second classification first (then the strongest), none above or under one
/// that is taken already.
fn compatible(first: &Classification, second: &Classification, pairs: &[Pair]) -> Vec<Pair> {
    let mut ordered = pairs.to_vec();
    ordered
        .sort_by(|a, b| b.second.cmp(&a.second).then(b.chi2.total_cmp(&a.chi2)).then(a.first.cmp(&b.first)));
    let related = |found: &Classification, a: u32, b: u32| {
        is_under(&found.splits, a, b) || is_under(&found.splits, b, a)
    };
    let mut taken: Vec<Pair> = Vec::new();
    for pair in ordered {
        let free = |other: &Pair| {
            !related(first, pair.first, other.first) && !related(second, pair.second, other.second)
        };
        if taken.iter().all(free) {
            taken.push(pair);
        }
    }
    taken
}
