//! One split: the cut along the first axis that separates vocabularies best, then unit by unit improvement.

use super::axis::first_axis;
use crate::matrix::Matrix;

/// A move must improve chi2 by more than rounding can.
const STRICTLY: f64 = 1.0 + 1e-12;
/// Coordinates closer than this, relative to the spread, are the same answer.
const SAME: f64 = 1e-9;

/// How units change sides after the cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Swaps {
    /// Each unit in its turn, a gain kept at once (`IRaMuTeQ`'s rule).
    InTurn,
    /// The single best unit at a time (rainette's rule).
    BestFirst,
}

/// The two sides of a split.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Halves {
    /// True for the units of the larger side (on a tie, the side of the first unit).
    pub(super) left: Vec<bool>,
    pub(super) inertia_cut: f64,
    pub(super) inertia_final: f64,
}

impl Halves {
    pub(super) fn left_size(&self) -> usize {
        self.left.iter().filter(|l| **l).count()
    }
}

/// Splits a table whose rows and columns all hold something; none when it cannot be split.
pub(super) fn bisect(matrix: &Matrix, swaps: Swaps) -> Option<Halves> {
    let axis = first_axis(matrix)?;
    let order = ordered(&axis.coordinates);
    let mut sides = Sides::new(matrix);
    let cut = best_cut(&mut sides, &order)?;
    sides = Sides::new(matrix);
    for &(unit, _) in order.iter().take_while(|(_, group)| *group <= cut) {
        sides.move_unit(unit);
    }
    let n = sides.n;
    let inertia_cut = sides.chi2() / n;
    if sides.size == 0 || sides.size == matrix.rows() {
        return None;
    }
    match swaps {
        Swaps::InTurn => improve(&mut sides),
        Swaps::BestFirst => improve_best_first(&mut sides),
    }
    let inertia_final = sides.chi2() / n;
    let mut left = sides.inside;
    let inside = sides.size;
    if inside * 2 < left.len() || (inside * 2 == left.len() && !left[0]) {
        for side in &mut left {
            *side = !*side;
        }
    }
    Some(Halves { left, inertia_cut, inertia_final })
}

/// Units in the order of the axis with the number of their group of equal coordinates.
fn ordered(coordinates: &[f64]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..coordinates.len()).collect();
    order.sort_by(|&a, &b| coordinates[a].total_cmp(&coordinates[b]).then(a.cmp(&b)));
    let spread = coordinates[order[order.len() - 1]] - coordinates[order[0]];
    let mut group = 0;
    let mut grouped: Vec<(usize, usize)> = Vec::with_capacity(order.len());
    for (rank, &unit) in order.iter().enumerate() {
        if rank > 0 && coordinates[unit] - coordinates[order[rank - 1]] > spread * SAME {
            group += 1;
        }
        grouped.push((unit, group));
    }
    // Inside a group rounding decides nothing: the order of the answers does.
    grouped.sort_by_key(|&(unit, group)| (group, unit));
    grouped
}

/// The group after which the cut is best; the first one on ties.
fn best_cut(sides: &mut Sides<'_>, order: &[(usize, usize)]) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for &(unit, group) in &order[..order.len() - 1] {
        sides.move_unit(unit);
        let chi2 = sides.chi2();
        if best.is_none_or(|(so_far, _)| chi2 > so_far * STRICTLY) {
            best = Some((chi2, group));
        }
    }
    best.map(|(_, group)| group)
}

/// Moves units to the other side while chi2 grows, visiting them in their order and keeping each gain at once.
fn improve(sides: &mut Sides<'_>) {
    let rows = sides.matrix.rows();
    let mut before: Vec<usize> = Vec::new();
    let mut chi2 = sides.chi2();
    while sides.size >= 5 && rows - sides.size >= 5 {
        let mut moved = Vec::new();
        for unit in 0..rows {
            let after = sides.chi2_if_moved(unit);
            if after > chi2 * STRICTLY {
                sides.move_unit(unit);
                chi2 = after;
                moved.push(unit);
            }
        }
        if moved.is_empty() || moved == before {
            break;
        }
        before = moved;
    }
}

/// Moves the unit that raises chi2 most, until none raises it.
fn improve_best_first(sides: &mut Sides<'_>) {
    loop {
        let least = sides.chi2() * STRICTLY;
        let best = (0..sides.matrix.rows())
            .map(|unit| (sides.chi2_if_moved(unit), unit))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        match best {
            Some((chi2, unit)) if chi2 > least => sides.move_unit(unit),
            _ => return,
        }
    }
}

/// Which units are in side A, with what chi2 needs: S1 = sum of `a_j` and Q = sum of `a_j^2` / `T_j`.
struct Sides<'a> {
    matrix: &'a Matrix,
    n: f64,
    inverse_total: Vec<f64>,
    inside: Vec<bool>,
    size: usize,
    counts: Vec<f64>,
    s1: f64,
    q: f64,
}

impl<'a> Sides<'a> {
    fn new(matrix: &'a Matrix) -> Self {
        let inverse_total: Vec<f64> = matrix.column_totals().iter().map(|&t| 1.0 / f64::from(t)).collect();
        Self {
            matrix,
            n: as_f64(matrix.presences()),
            counts: vec![0.0; inverse_total.len()],
            inverse_total,
            inside: vec![false; matrix.rows()],
            size: 0,
            s1: 0.0,
            q: 0.0,
        }
    }

    fn chi2(&self) -> f64 {
        self.chi2_of(self.q, self.s1)
    }

    fn chi2_of(&self, q: f64, s1: f64) -> f64 {
        let outside = s1 * (self.n - s1);
        if outside <= 0.0 { 0.0 } else { (q - s1 * s1 / self.n) * self.n * self.n / outside }
    }

    /// What moving a unit adds to Q and S1.
    fn change(&self, unit: usize) -> (f64, f64) {
        let row = self.matrix.row(unit);
        let sign = if self.inside[unit] { -1.0 } else { 1.0 };
        let dq = row
            .iter()
            .map(|&t| (sign * 2.0 * self.counts[t as usize] + 1.0) * self.inverse_total[t as usize])
            .sum();
        (dq, sign * as_f64(row.len()))
    }

    fn chi2_if_moved(&self, unit: usize) -> f64 {
        let (dq, ds1) = self.change(unit);
        self.chi2_of(self.q + dq, self.s1 + ds1)
    }

    fn move_unit(&mut self, unit: usize) {
        let (dq, ds1) = self.change(unit);
        self.q += dq;
        self.s1 += ds1;
        let step = if self.inside[unit] { -1.0 } else { 1.0 };
        for &term in self.matrix.row(unit) {
            self.counts[term as usize] += step;
        }
        self.inside[unit] = !self.inside[unit];
        self.size = if self.inside[unit] { self.size + 1 } else { self.size - 1 };
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn as_f64(n: usize) -> f64 {
    n as f64
}
