//! What a reader can deduce of a hidden cell from the margins, from the shown cells and from the rule itself.
//!
//! The counts that fit what is published form a transportation polytope, so the smallest and the largest count of a cell are
//! maximum flows in the graph of hidden cells (Ford and Fulkerson 1956): the bounds are exact, not an estimate.

use super::Protected;
use crate::crosstab::Crosstab;

/// The smallest and largest possible count of every cell.
pub fn reader_bounds(table: &Crosstab, protected: &Protected) -> Vec<(u64, u64)> {
    (0..protected.cells.len()).map(|cell| bound(table, protected, cell)).collect()
}

/// The smallest and largest possible count of one cell.
pub(super) fn bound(table: &Crosstab, protected: &Protected, cell: usize) -> (u64, u64) {
    let count = table.cells()[cell];
    if protected.cells[cell].shown().is_some() {
        return (count, count);
    }
    (
        count - Hidden::new(table, protected).most(cell, false),
        count + Hidden::new(table, protected).most(cell, true),
    )
}

/// Counts that fit what is published, changed by steps that keep every margin.
struct Hidden {
    rows: usize,
    columns: usize,
    masked: Vec<bool>,
    /// How far each count may fall.
    above_floor: Vec<u64>,
}

impl Hidden {
    fn new(table: &Crosstab, protected: &Protected) -> Self {
        let hidden: Vec<bool> = protected.cells.iter().map(|c| c.shown().is_none()).collect();
        // Zeros are published: a hidden cell holds someone, unless the table is masked beside another one.
        let all_hold = table.cells().iter().zip(&hidden).all(|(&count, &hidden)| !hidden || count > 0);
        let floor = u64::from(all_hold);
        let above_floor = table.cells().iter().map(|&count| count.saturating_sub(floor)).collect();
        Self { rows: protected.rows, columns: protected.columns, masked: hidden, above_floor }
    }

    /// How far a cell can rise or fall while the others make up for it.
    fn most(&mut self, cell: usize, rise: bool) -> u64 {
        let (row, column) = (cell / self.columns, self.rows + cell % self.columns);
        let (from, to) = if rise { (column, row) } else { (row, column) };
        let limit = if rise { u64::MAX } else { self.above_floor[cell] };
        let mut moved = 0;
        while moved < limit {
            let Some(path) = self.path(from, to, cell) else { break };
            let step = path.iter().filter(|(_, falls)| *falls).map(|(c, _)| self.above_floor[*c]).min();
            let step = step.unwrap_or(0).min(limit - moved);
            for (cell, falls) in path {
                self.above_floor[cell] =
                    if falls { self.above_floor[cell] - step } else { self.above_floor[cell] + step };
            }
            moved += step;
        }
        moved
    }

    /// The shortest way between two margins over hidden cells other than `but`: each cell with whether its count falls.
    fn path(&self, from: usize, to: usize, but: usize) -> Option<Vec<(usize, bool)>> {
        let mut came: Vec<Option<(usize, usize, bool)>> = vec![None; self.rows + self.columns];
        let mut queue = std::collections::VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            for (next, cell, falls) in self.steps(node, but) {
                if next == from || came[next].is_some() {
                    continue;
                }
                came[next] = Some((node, cell, falls));
                queue.push_back(next);
            }
        }
        let mut path = Vec::new();
        let mut node = to;
        while node != from {
            let (before, cell, falls) = came[node]?;
            path.push((cell, falls));
            node = before;
        }
        Some(path)
    }

    /// From a row its hidden cells may rise; from a column they may fall, down to their floor.
    fn steps(&self, node: usize, but: usize) -> Vec<(usize, usize, bool)> {
        let open = |&(_, cell, falls): &(usize, usize, bool)| {
            self.masked[cell] && cell != but && (!falls || self.above_floor[cell] > 0)
        };
        if node < self.rows {
            let step = |c| (self.rows + c, node * self.columns + c, false);
            (0..self.columns).map(step).filter(open).collect()
        } else {
            let step = |r| (r, r * self.columns + node - self.rows, true);
            (0..self.rows).map(step).filter(open).collect()
        }
    }
}
