//! The descending classification of Reinert (1983, 1990): units that share words, split two by two.
//!
//! Each split sorts the units on the first axis of a correspondence analysis, cuts where chi2 is largest, swaps units while
//! that helps, and takes from each side the words that belong to the other. Moving one unit costs its number of words,
//! never the size of the vocabulary: that is what makes a hundred thousand answers a matter of a second.

mod axis;
mod bisect;
mod double;
mod exclude;
mod order;
mod rainette;
mod stability;
mod terminal;

pub use axis::{Axis, first_axis};
pub use double::classify_double;
pub use rainette::{Group, classify_k};
pub use stability::{Stability, stability};

use crate::matrix::Matrix;
use bisect::{Swaps, bisect};
use serde::{Deserialize, Serialize};

/// How far to split and what a class must weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// Classes aimed at: one more than the number of splits.
    pub classes: usize,
    /// The smallest class kept; by default the units divided by `classes`, rounded half to even.
    pub smallest: Option<usize>,
}

impl Default for Options {
    fn default() -> Self {
        Self { classes: 10, smallest: None }
    }
}

/// One split of a node in two. Split `i` (from 1) makes nodes `2i` (the larger side) and `2i + 1`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Split {
    pub mother: u32,
    pub children: (u32, u32),
    /// Share of inertia between the two sides, right after the cut.
    pub inertia_cut: f64,
    /// The same after the swaps.
    pub inertia_final: f64,
    /// Presences in the table that was split.
    pub total: u64,
    /// The chi2 above which a word leaves the side where it is rare.
    pub threshold: f64,
    pub sizes: (usize, usize),
}

/// A classification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    pub splits: Vec<Split>,
    /// For each split, the node of each unit after it; 0 = dropped.
    pub nodes: Vec<Vec<u32>>,
    /// The class of each unit, from 1; 0 = unclassified. Numbered along the tree, heavier branch first.
    pub classes: Vec<u32>,
    /// The node each class is; `terminals[0]` is class 1's.
    pub terminals: Vec<u32>,
    /// The smallest class that was allowed.
    pub smallest: usize,
}

/// Classifies the rows of a table; stops early when no node can be split any more.
///
/// A table without two non-empty rows and columns has no split and no class.
pub fn classify(matrix: &Matrix, options: Options) -> Classification {
    let mut state = State::new(matrix);
    for number in 1..u32::try_from(options.classes).unwrap_or(u32::MAX) {
        if !state.split(number) {
            break;
        }
    }
    let smallest = options.smallest.unwrap_or_else(|| rounded_share(matrix.rows(), options.classes)).max(1);
    let terminals =
        order::left_to_right(&state.splits, &terminal::terminals(&state.splits, &state.sizes, smallest));
    let classes = terminal::classes(&state.splits, &state.nodes, matrix.rows(), &terminals);
    Classification { splits: state.splits, nodes: state.nodes, classes, terminals, smallest }
}

impl Classification {
    /// How many classes there are.
    pub fn class_count(&self) -> usize {
        self.terminals.len()
    }

    /// Units with a class.
    pub fn classified(&self) -> usize {
        self.classes.iter().filter(|&&c| c > 0).count()
    }

    /// The units of each class; `sizes()[0]` is class 1's.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes = vec![0; self.terminals.len()];
        for &class in self.classes.iter().filter(|&&c| c > 0) {
            sizes[class as usize - 1] += 1;
        }
        sizes
    }

    /// The tree over classes, in the order of the dendrogram.
    pub fn tree(&self) -> Option<Branch> {
        order::tree(&self.splits, &self.terminals)
    }
}

/// A branch of the dendrogram, cut to the classes that were kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Branch {
    /// A class, from 1.
    Leaf(u32),
    Fork(Box<Branch>, Box<Branch>),
}

impl Branch {
    /// The classes under this branch, left to right.
    pub fn leaves(&self) -> Vec<u32> {
        match self {
            Self::Leaf(class) => vec![*class],
            Self::Fork(left, right) => [left.leaves(), right.leaves()].concat(),
        }
    }

    /// Forks between here and the deepest leaf.
    pub fn depth(&self) -> usize {
        match self {
            Self::Leaf(_) => 0,
            Self::Fork(left, right) => 1 + left.depth().max(right.depth()),
        }
    }

    /// The tree in Newick notation.
    pub fn newick(&self) -> String {
        match self {
            Self::Leaf(class) => class.to_string(),
            Self::Fork(left, right) => format!("({},{})", left.newick(), right.newick()),
        }
    }
}

/// n / k rounded half to even, as the reference program's language rounds.
fn rounded_share(n: usize, k: usize) -> usize {
    if k == 0 {
        return n;
    }
    let (quotient, rest) = (n / k, n % k);
    match (rest * 2).cmp(&k) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + quotient % 2,
    }
}

/// What is known between two splits.
struct State<'a> {
    matrix: &'a Matrix,
    current: Vec<u32>,
    nodes: Vec<Vec<u32>>,
    splits: Vec<Split>,
    /// Size of every node when it was made; index 1 is the root.
    sizes: Vec<usize>,
    /// Terms that a node may not use, by node.
    excluded: Vec<Vec<bool>>,
}

impl<'a> State<'a> {
    fn new(matrix: &'a Matrix) -> Self {
        let current: Vec<u32> = matrix.iter().map(|row| u32::from(!row.is_empty())).collect();
        let size = current.iter().filter(|&&n| n > 0).count();
        let excluded = vec![Vec::new(), vec![false; matrix.columns()]];
        Self { matrix, current, nodes: Vec::new(), splits: Vec::new(), sizes: vec![0, size], excluded }
    }

    /// Splits the largest node that can be split; false when none can.
    fn split(&mut self, number: u32) -> bool {
        let mut tried = Vec::new();
        while let Some(mother) = self.largest(&tried) {
            let part = self.part(mother);
            if let Some(cut) = bisect(&part.matrix, Swaps::InTurn) {
                self.record(number, mother, &part, &cut);
                return true;
            }
            tried.push(mother);
        }
        false
    }

    /// The node with most units; ties go to the first number in the order of strings (« 10 » before « 2 »).
    fn largest(&self, tried: &[u32]) -> Option<u32> {
        let mut sizes = vec![0_usize; self.sizes.len()];
        for &node in self.current.iter().filter(|&&n| n > 0) {
            sizes[node as usize] += 1;
        }
        (1..u32::try_from(sizes.len()).unwrap_or(u32::MAX))
            .filter(|node| sizes[*node as usize] >= 2 && !tried.contains(node))
            .max_by(|a, b| {
                sizes[*a as usize].cmp(&sizes[*b as usize]).then_with(|| b.to_string().cmp(&a.to_string()))
            })
    }

    /// The rows and the usable terms of a node, renumbered.
    fn part(&self, node: u32) -> Part {
        let members: Vec<usize> = (0..self.current.len()).filter(|&u| self.current[u] == node).collect();
        let mut totals = vec![0_u32; self.matrix.columns()];
        for &unit in &members {
            for &term in self.matrix.row(unit) {
                totals[term as usize] += 1;
            }
        }
        // The root keeps every term; below it a term must be in four units of the node.
        let least = if node == 1 { 1 } else { 4 };
        let mut column = vec![u32::MAX; totals.len()];
        let mut terms = Vec::new();
        for (term, &total) in (0_u32..).zip(&totals) {
            if total >= least && !self.excluded[node as usize][term as usize] {
                column[term as usize] = u32::try_from(terms.len()).unwrap_or(u32::MAX);
                terms.push(term);
            }
        }
        let mut matrix = Matrix::with_columns(terms.len());
        let mut units = Vec::with_capacity(members.len());
        let mut row = Vec::new();
        for unit in members {
            row.clear();
            row.extend(self.matrix.row(unit).iter().map(|&t| column[t as usize]).filter(|&c| c != u32::MAX));
            if !row.is_empty() {
                matrix.push_row(&row);
                units.push(unit);
            }
        }
        Part { matrix, units, terms }
    }

    fn record(&mut self, number: u32, mother: u32, part: &Part, cut: &bisect::Halves) {
        let children = (2 * number, 2 * number + 1);
        for node in self.current.iter_mut().filter(|n| **n == mother) {
            *node = 0;
        }
        for (&unit, &left) in part.units.iter().zip(&cut.left) {
            self.current[unit] = if left { children.0 } else { children.1 };
        }
        let sizes = (cut.left_size(), cut.left.len() - cut.left_size());
        let threshold = exclude::threshold(sizes.0, sizes.1);
        let (left_out, right_out) = exclude::excluded(&part.matrix, &cut.left, threshold);
        self.sizes.extend([sizes.0, sizes.1]);
        for out in [left_out, right_out] {
            let mut excluded = self.excluded[mother as usize].clone();
            for term in out {
                excluded[part.terms[term as usize] as usize] = true;
            }
            self.excluded.push(excluded);
        }
        self.splits.push(Split {
            mother,
            children,
            inertia_cut: cut.inertia_cut,
            inertia_final: cut.inertia_final,
            total: part.matrix.presences() as u64,
            threshold,
            sizes,
        });
        self.nodes.push(self.current.clone());
    }
}

struct Part {
    matrix: Matrix,
    units: Vec<usize>,
    terms: Vec<u32>,
}
