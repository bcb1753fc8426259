//! The same classification with the rules of the R package rainette: the reader asks for k groups, the single best unit
//! changes sides, and a word leaves a side by its contingency coefficient.
//!
//! Written from the method that the package's vignette describes, not from its code. Version 0.3.2 moves a wrong unit from
//! the second swap on (it reads a position of the two groups as a position of the table); what is done here equals the
//! package with that one index corrected.

use super::bisect::{Halves, Swaps, bisect};
use crate::matrix::Matrix;

/// A word whose contingency coefficient is above this stays on its own side only.
const CONTINGENCY: f64 = 0.3;
/// A word of a side is in this many of its units.
const LEAST: u32 = 3;
/// A table smaller than this is not split.
const SMALLEST: usize = 3;

/// One group of units, with the terms it may still be split on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub units: Vec<usize>,
    /// Columns of the whole table.
    pub terms: Vec<u32>,
}

/// The groups for 2, 3, … `most` groups (`[0]` holds two); shorter when no group can be split any more.
///
/// Units that hold no term are in no group.
pub fn classify_k(matrix: &Matrix, most: usize) -> Vec<Vec<Group>> {
    let units = (0..matrix.rows()).filter(|&u| !matrix.row(u).is_empty()).collect();
    let totals = matrix.column_totals();
    let terms = (0..).zip(&totals).filter(|(_, total)| **total > 0).map(|(term, _)| term).collect();
    let mut groups = vec![Group { units, terms }];
    let mut found = Vec::new();
    while groups.len() < most {
        let Some(largest) = largest(&groups) else { break };
        let Some((left, right)) = halves(matrix, &groups[largest]) else { break };
        groups.splice(largest..=largest, [left, right]);
        found.push(groups.clone());
    }
    found
}

/// The group with most units, the first one on ties, when it is large enough to be split.
fn largest(groups: &[Group]) -> Option<usize> {
    let place = (0..groups.len()).max_by_key(|&g| (groups[g].units.len(), std::cmp::Reverse(g)))?;
    (groups[place].units.len() >= SMALLEST && groups[place].terms.len() >= SMALLEST).then_some(place)
}

fn halves(matrix: &Matrix, group: &Group) -> Option<(Group, Group)> {
    let mut column = vec![u32::MAX; matrix.columns()];
    for (place, &term) in (0..).zip(&group.terms) {
        column[term as usize] = place;
    }
    let mut part = Matrix::with_columns(group.terms.len());
    for &unit in &group.units {
        let row: Vec<u32> =
            matrix.row(unit).iter().map(|&t| column[t as usize]).filter(|&c| c != u32::MAX).collect();
        part.push_row(&row);
    }
    let cut = bisect(&part, Swaps::BestFirst)?;
    let (left, right) = kept(&part, &cut);
    let side = |wanted: bool, terms: Vec<u32>| Group {
        units: group.units.iter().zip(&cut.left).filter(|(_, l)| **l == wanted).map(|(u, _)| *u).collect(),
        terms: terms.into_iter().map(|t| group.terms[t as usize]).collect(),
    };
    Some((side(true, left), side(false, right)))
}

/// The terms that each side keeps: frequent enough there, and not clearly the other side's.
fn kept(part: &Matrix, cut: &Halves) -> (Vec<u32>, Vec<u32>) {
    let mut present = vec![[0_u32; 2]; part.columns()];
    for (row, &left) in part.iter().zip(&cut.left) {
        for &term in row {
            present[term as usize][usize::from(!left)] += 1;
        }
    }
    let sizes = present.iter().fold([0_u32; 2], |sum, p| [sum[0] + p[0], sum[1] + p[1]]).map(f64::from);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for (term, &counts) in (0..).zip(&present) {
        let belongs = side_of(counts.map(f64::from), sizes);
        if counts[0] >= LEAST && belongs != Some(1) {
            left.push(term);
        }
        if counts[1] >= LEAST && belongs != Some(0) {
            right.push(term);
        }
    }
    (left, right)
}

/// The only side a term may stay on, when its contingency coefficient sqrt(chi2 / (chi2 + n)) says there is one.
fn side_of(counts: [f64; 2], sizes: [f64; 2]) -> Option<usize> {
    let (n, total) = (counts[0] + counts[1], sizes[0] + sizes[1]);
    let expected = [n * sizes[0] / total, n * sizes[1] / total];
    let chi2: f64 = (0..2).map(|s| (counts[s] - expected[s]) * (counts[s] - expected[s]) / expected[s]).sum();
    let coefficient = (chi2 / (chi2 + n)).sqrt();
    (coefficient > CONTINGENCY).then(|| usize::from(counts[1] > expected[1]))
}
