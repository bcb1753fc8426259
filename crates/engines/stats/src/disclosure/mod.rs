//! The rules that keep a table from naming someone: a threshold, the second cells that would give the first away, and
//! the differences between two published tables.
//!
//! Frequency rule and secondary secrecy after INSEE's « manuel de protection des tableaux »; the default of eleven is the
//! one the secure data centre uses for health data. Zero is published: it isolates nobody.

mod bounds;

pub use bounds::reader_bounds;

use crate::crosstab::{Crosstab, CrosstabError};
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
    /// False when a margin is itself under the threshold, or when a small cell is given away whatever is hidden: publish
    /// nothing, or group lines first.
    pub publishable: bool,
}

/// Whether a count may be published.
pub fn may_show(count: u64, threshold: u64) -> bool {
    count == 0 || count >= threshold
}

/// A one-way distribution with a published total: small counts masked, and more until their sum isolates nobody.
pub fn protect_counts(counts: &[u64], threshold: u64) -> Vec<Cell> {
    let mut cells: Vec<Cell> = counts.iter().map(|&c| first_rule(c, threshold)).collect();
    hide_more(&mut cells, counts, |hidden| {
        // A cell hidden alone is small: its sum is under the threshold.
        hidden.iter().map(|&i| counts[i]).sum::<u64>() >= threshold
    });
    cells
}

/// The distribution of a subgroup published beside the one of everyone: what the difference would tell of the people
/// left out is masked as well.
///
/// `left_out[i]` counts them; the distribution of everyone is masked by [`protect_counts`].
pub fn protect_counts_beside(counts: &[u64], left_out: &[u64], threshold: u64) -> Vec<Cell> {
    let everyone: Vec<u64> = counts.iter().zip(left_out).map(|(a, b)| a + b).collect();
    let published = protect_counts(&everyone, threshold);
    let mut cells = first_rule_beside(counts, left_out, &published, threshold);
    hide_more(&mut cells, counts, |hidden| {
        let sum = |of: &[u64]| hidden.iter().map(|&i| of[i]).sum::<u64>();
        hidden.len() >= 2 && sum(counts) >= threshold && may_show(sum(left_out), threshold)
    });
    cells
}

/// Hides the smallest shown cell that holds someone until the hidden ones are `enough`, or nothing is left to hide.
fn hide_more(cells: &mut [Cell], counts: &[u64], enough: impl Fn(&[usize]) -> bool) {
    loop {
        let hidden: Vec<usize> = (0..cells.len()).filter(|&i| cells[i].shown().is_none()).collect();
        if hidden.is_empty() || enough(&hidden) {
            return;
        }
        let shown = (0..cells.len()).filter(|&i| cells[i].shown().is_some_and(|count| count > 0));
        let Some(next) = shown.min_by_key(|&i| (counts[i], i)) else { return };
        cells[next] = Cell::Complementary;
    }
}

fn first_rule(count: u64, threshold: u64) -> Cell {
    if may_show(count, threshold) { Cell::Shown(count) } else { Cell::Small }
}

fn first_rule_beside(counts: &[u64], left_out: &[u64], everyone: &[Cell], threshold: u64) -> Vec<Cell> {
    let safe = |i: usize| may_show(left_out[i], threshold) && everyone[i].shown().is_some();
    (0..counts.len()).map(|i| if safe(i) { first_rule(counts[i], threshold) } else { Cell::Small }).collect()
}

/// Masks a cross table whose row and column totals are published.
///
/// Greedy: while the published numbers still fix a hidden cell within three values, the corners of the lightest rectangle that
/// blurs it are hidden too. Ends with nothing left to hide in the worst case.
pub fn protect_table(table: &Crosstab, threshold: u64) -> Protected {
    let cells = table.cells().iter().map(|&c| first_rule(c, threshold)).collect();
    complete(table, cells, margins_are_safe(table, threshold))
}

/// The cross table of a subgroup published beside the one of everyone, `left_out` being the same table of the others.
///
/// Fails when the two tables do not have the same lines.
pub fn protect_table_beside(
    table: &Crosstab,
    left_out: &Crosstab,
    threshold: u64,
) -> Result<Protected, CrosstabError> {
    let everyone = protect_table(&table.plus(left_out)?, threshold);
    let cells = first_rule_beside(table.cells(), left_out.cells(), &everyone.cells, threshold);
    let safe = margins_are_safe(table, threshold) && margins_are_safe(left_out, threshold);
    Ok(complete(table, cells, safe))
}

fn margins_are_safe(table: &Crosstab, threshold: u64) -> bool {
    (0..table.rows()).all(|r| may_show(table.row_total(r), threshold))
        && (0..table.columns()).all(|c| may_show(table.column_total(c), threshold))
}

/// Hides what blurs the small cells that a reader could pin down. Hiding one more cell never exposes another.
fn complete(table: &Crosstab, cells: Vec<Cell>, publishable: bool) -> Protected {
    let mut protected = Protected { rows: table.rows(), columns: table.columns(), cells, publishable };
    for cell in 0..protected.cells.len() {
        while protected.cells[cell] == Cell::Small && is_exposed(table, &protected, cell) {
            let hidden = lightest_rectangle(table, &protected, cell)
                .or_else(|| smallest_neighbour(table, &protected, cell).map(|next| vec![next]));
            let Some(hidden) = hidden else {
                protected.publishable = false;
                break;
            };
            for next in hidden {
                protected.cells[next] = Cell::Complementary;
            }
        }
    }
    protected
}

/// Whether a reader knows a hidden cell within fewer than three values.
fn is_exposed(table: &Crosstab, protected: &Protected, cell: usize) -> bool {
    let (low, high) = bounds::bound(table, protected, cell);
    high - low < 2
}

/// The shown corners of the rectangle from a cell that hide fewest people and let its count move by two at least: what one
/// corner gains its neighbours lose.
fn lightest_rectangle(table: &Crosstab, protected: &Protected, cell: usize) -> Option<Vec<usize>> {
    let columns = protected.columns;
    let (row, column) = (cell / columns, cell % columns);
    let others = (0..protected.rows).filter(|&r| r != row);
    let corners = others.flat_map(|r| (0..columns).filter(move |&c| c != column).map(move |c| (r, c)));
    corners
        .filter_map(|(r, c)| {
            let [beside, below, across] = [row * columns + c, r * columns + column, r * columns + c];
            let count = |i: usize| table.cells()[i].saturating_sub(1);
            let moves = count(beside).min(count(below)) + count(cell).min(count(across));
            let all_hold = [beside, below, across].iter().all(|&i| table.cells()[i] > 0);
            let shown: Vec<usize> = [beside, below, across]
                .into_iter()
                .filter(|&i| protected.cells[i].shown().is_some())
                .collect();
            (moves >= 2 && all_hold && !shown.is_empty()).then_some(shown)
        })
        .min_by_key(|shown| (shown.iter().map(|&i| table.cells()[i]).sum::<u64>(), shown.clone()))
}

/// The smallest shown, non-zero cell of the same row or column (a zero there would not blur anything).
fn smallest_neighbour(table: &Crosstab, protected: &Protected, cell: usize) -> Option<usize> {
    let (row, column) = (cell / protected.columns, cell % protected.columns);
    (0..protected.cells.len())
        .filter(|&i| i != cell && (i / protected.columns == row || i % protected.columns == column))
        .filter(|&i| protected.cells[i].shown().is_some_and(|count| count > 0))
        .min_by_key(|&i| (table.cells()[i], i))
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
