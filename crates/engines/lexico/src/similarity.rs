//! Which words come together: co-occurrence, the maximum tree, the communities on it (Vergès & Bouriche 2001).

mod communities;

pub use communities::{Communities, communities, modularity};

use crate::matrix::Matrix;
use serde::{Deserialize, Serialize};

/// How strongly two words come together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Index {
    /// Units that hold both.
    #[default]
    Cooccurrence,
    /// Both over either.
    Jaccard,
    /// Twice both over the sum of each.
    Dice,
    /// The chi2 of the two presences, when they attract each other.
    Chi2,
}

impl Index {
    /// The name that a reader sees.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cooccurrence => "cooccurrence",
            Self::Jaccard => "indice de Jaccard",
            Self::Dice => "indice de Dice",
            Self::Chi2 => "χ²",
        }
    }
}

/// An edge between two words, the smaller number first.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    pub a: usize,
    pub b: usize,
    pub weight: f64,
}

/// The number of units that hold each pair of columns; the diagonal holds each column's own number.
pub fn cooccurrences(matrix: &Matrix) -> Vec<Vec<u32>> {
    let p = matrix.columns();
    let mut together = vec![vec![0; p]; p];
    for row in matrix.iter() {
        for &a in row {
            for &b in row {
                together[a as usize][b as usize] += 1;
            }
        }
    }
    together
}

/// Every pair that comes together, with its weight.
pub fn edges(together: &[Vec<u32>], units: usize, index: Index) -> Vec<Edge> {
    let mut edges = Vec::new();
    for a in 0..together.len() {
        for b in a + 1..together.len() {
            let weight = weight(together, a, b, units, index);
            if weight > 0.0 {
                edges.push(Edge { a, b, weight });
            }
        }
    }
    edges
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn weight(together: &[Vec<u32>], a: usize, b: usize, units: usize, index: Index) -> f64 {
    let both = f64::from(together[a][b]);
    let (one, other) = (f64::from(together[a][a]), f64::from(together[b][b]));
    if both == 0.0 {
        return 0.0;
    }
    match index {
        Index::Cooccurrence => both,
        Index::Jaccard => both / (one + other - both),
        Index::Dice => 2.0 * both / (one + other),
        Index::Chi2 => {
            let n = units as f64;
            let gap = both * n - one * other;
            let margins = one * other * (n - one) * (n - other);
            if gap <= 0.0 || margins <= 0.0 { 0.0 } else { n * gap * gap / margins }
        }
    }
}

/// The maximum spanning tree (a forest when some words never meet), by Kruskal's rule.
///
/// Equal weights are taken in the order of `names`, so that the tree does not depend on how edges were listed.
pub fn maximum_tree(edges: &[Edge], names: &[&str]) -> Vec<Edge> {
    let mut sorted = edges.to_vec();
    let pair = |edge: &Edge| {
        let (a, b) = (names[edge.a], names[edge.b]);
        if a <= b { (a, b) } else { (b, a) }
    };
    sorted.sort_by(|x, y| y.weight.total_cmp(&x.weight).then_with(|| pair(x).cmp(&pair(y))));
    let mut root: Vec<usize> = (0..names.len()).collect();
    let mut tree = Vec::new();
    for edge in sorted {
        let (a, b) = (find(&mut root, edge.a), find(&mut root, edge.b));
        if a != b {
            root[a.max(b)] = a.min(b);
            tree.push(edge);
        }
    }
    tree
}

fn find(root: &mut [usize], mut node: usize) -> usize {
    while root[node] != node {
        root[node] = root[root[node]];
        node = root[node];
    }
    node
}
