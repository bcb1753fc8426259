//! The rules that keep a table from naming someone: a threshold, the second cells that would give the first away, and
//! the differences between two published tables.
//!
//! Frequency rule and secondary secrecy after INSEE's « manuel de protection des tableaux »; the default of eleven is the
//! one the secure data centre uses for health data. Zero is published: it isolates nobody.

use crate::crosstab::Crosstab;
use serde::{Deserialize, Serialize};

/// No published cell counts fewer people than this, unless the analyst lowers it for the survey.
pub const DEFAULT_THRESHOLD: u64 = 11;

/// What a reader sees of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    Shown(u64),
    /// Under the threshold.
    Small,
    /// Large enough, but it would give a small one away.
    Complementary,
}

impl Cell {
    /// The count, when it may be read.
    pub fn shown(self) -> Option<u64> {
        match self {
            Self::Shown(count) => Some(count),
            Self::Small | Self::Complementary => None,
        }
    }
}

/// A cross table with its unsafe cells masked. Margins stay published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protected {
    pub rows: usize,
    pub columns: usize,
    /// Row by row.
    pub cells: Vec<Cell>,
    /// False when a margin is itself under the threshold: publish nothing, or group lines first.
    pub margins_safe: bool,
}

/// Whether a count may be published.
pub fn may_show(count: u64, threshold: u64) -> bool {
    count == 0 || count >= threshold
}

/// A one-way distribution with a published total: small counts masked, and one more when only one is.
pub fn protect_counts(counts: &[u64], threshold: u64) -> Vec<Cell> {
    let mut cells: Vec<Cell> = counts.iter().map(|&c| first_rule(c, threshold)).collect();
    let hidden: Vec<usize> = (0..cells.len()).filter(|&i| cells[i].shown().is_none()).collect();
    if hidden.is_empty() {
        return cells;
    }
    let together: u64 = hidden.iter().map(|&i| counts[i]).sum();
    // The difference to the total tells the sum of hidden cells: two of them, and a sum that itself isolates nobody.
    if hidden.len() == 1 || together < threshold {
        let next = (0..cells.len())
            .filter(|&i| cells[i].shown().is_some_and(|c| c > 0))
            .min_by_key(|&i| (counts[i], i));
        if let Some(next) = next {
            cells[next] = Cell::Complementary;
        }
    }
    cells
}

fn first_rule(count: u64, threshold: u64) -> Cell {
    if may_show(count, threshold) { Cell::Shown(count) } else { Cell::Small }
}

/// Masks a cross table whose row and column totals are published.
///
/// Greedy: while the published numbers still fix a hidden cell within `threshold` values, the smallest shown cell of
/// its row or column is hidden too. Ends with nothing left to hide in the worst case.
pub fn protect_table(table: &Crosstab, threshold: u64) -> Protected {
    let (rows, columns) = (table.rows(), table.columns());
    let cells = table.cells().iter().map(|&c| first_rule(c, threshold)).collect();
    let margins_safe = (0..rows).all(|r| may_show(table.row_total(r), threshold))
        && (0..columns).all(|c| may_show(table.column_total(c), threshold));
    let mut protected = Protected { rows, columns, cells, margins_safe };
    while let Some(exposed) = first_exposed(table, &protected, threshold) {
        let Some(next) = smallest_neighbour(table, &protected, exposed) else { break };
        protected.cells[next] = Cell::Complementary;
    }
    protected
}

/// The first small cell that a reader can pin down from what is published.
fn first_exposed(table: &Crosstab, protected: &Protected, threshold: u64) -> Option<usize> {
    if protected.cells.iter().all(|c| c.shown().is_some()) {
        return None;
    }
    let bounds = reader_bounds(table, protected);
    (0..protected.cells.len()).find(|&i| {
        protected.cells[i] == Cell::Small
            && {
                let (low, high) = bounds[i];
                high - low + 1 < threshold.min(3) || high < 2 || low == high
            }
            && smallest_neighbour(table, protected, i).is_some()
    })
}

/// The smallest shown, non-zero cell of the same row or column (a zero there would not blur anything).
fn smallest_neighbour(table: &Crosstab, protected: &Protected, cell: usize) -> Option<usize> {
    let (row, column) = (cell / protected.columns, cell % protected.columns);
    (0..protected.cells.len())
        .filter(|&i| i != cell && (i / protected.columns == row || i % protected.columns == column))
        .filter(|&i| protected.cells[i].shown().is_some_and(|count| count > 0))
        .min_by_key(|&i| (table.cells()[i], i))
}

/// What a reader can deduce of each cell from margins and shown cells: the smallest and largest possible count.
///
/// Interval propagation over rows and columns until nothing moves; a superset of what linear programming would leave.
pub fn reader_bounds(table: &Crosstab, protected: &Protected) -> Vec<(u64, u64)> {
    let (rows, columns) = (protected.rows, protected.columns);
    let mut bounds: Vec<(u64, u64)> = protected
        .cells
        .iter()
        .enumerate()
        .map(|(i, cell)| match cell.shown() {
            Some(count) => (count, count),
            None => (0, table.row_total(i / columns).min(table.column_total(i % columns))),
        })
        .collect();
    let lines: Vec<(Vec<usize>, u64)> = (0..rows)
        .map(|r| ((0..columns).map(|c| r * columns + c).collect(), table.row_total(r)))
        .chain((0..columns).map(|c| ((0..rows).map(|r| r * columns + c).collect(), table.column_total(c))))
        .collect();
    loop {
        let before = bounds.clone();
        for (line, total) in &lines {
            tighten(&mut bounds, line, *total);
        }
        if bounds == before {
            return bounds;
        }
    }
}

fn tighten(bounds: &mut [(u64, u64)], line: &[usize], total: u64) {
    let low: u64 = line.iter().map(|&i| bounds[i].0).sum();
    let high: u64 = line.iter().map(|&i| bounds[i].1).sum();
    for &i in line {
        let (l, h) = bounds[i];
        let at_most = (total + l).saturating_sub(low).min(h);
        let at_least = total.saturating_sub(high - h).max(l);
        bounds[i] = (at_least.min(at_most), at_most);
    }
}

/// Whether a table of a subgroup may be published beside the same table of everyone.
///
/// The difference of the two is the table of the people left out: it must obey the threshold too, cell by cell.
pub fn difference_is_safe(everyone: &[u64], subgroup: &[u64], threshold: u64) -> bool {
    everyone.len() == subgroup.len()
        && everyone.iter().zip(subgroup).all(|(&all, &some)| match all.checked_sub(some) {
            Some(rest) => may_show(rest, threshold),
            None => false,
        })
}

/// The groups that must be merged under one label before tabulating: every category under the threshold.
///
/// When their union is still under it, the smallest safe category joins them. Returns which categories to merge.
pub fn rare_categories(counts: &[u64], threshold: u64) -> Vec<bool> {
    let mut rare: Vec<bool> = counts.iter().map(|&c| c > 0 && c < threshold).collect();
    let union: u64 = counts.iter().zip(&rare).filter(|(_, r)| **r).map(|(c, _)| c).sum();
    if union > 0 && union < threshold {
        let next = (0..counts.len()).filter(|&i| counts[i] >= threshold).min_by_key(|&i| (counts[i], i));
        if let Some(next) = next {
            rare[next] = true;
        }
    }
    rare
}
