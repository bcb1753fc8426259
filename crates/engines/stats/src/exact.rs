//! Tests that hold on thin tables: Fisher's exact test, and its simulation when the table is larger than 2 x 2.

use crate::crosstab::Crosstab;
use crate::law::{Hypergeometric, as_f64};
use crate::random::SplitMix64;

/// Tables whose probability is within this relative distance of the observed one count as equally likely (as R does).
const SAME: f64 = 1.0 + 1e-7;

/// The two-sided p-value of Fisher's exact test: the chance of all tables no likelier than the one seen.
pub fn fisher([a, b, c, d]: [u64; 4]) -> f64 {
    let law = Hypergeometric { total: a + b + c + d, marked: a + c, drawn: a + b };
    let (low, high) = law.support();
    let seen = law.ln_probability(a) + libm::log(SAME);
    let sum: f64 =
        (low..=high).map(|k| law.ln_probability(k)).filter(|&ln_p| ln_p <= seen).map(libm::exp).sum();
    sum.min(1.0)
}

/// The conditional maximum-likelihood odds ratio of a 2 x 2 table, as `fisher.test` of R prints it.
pub fn odds_ratio([a, b, c, d]: [u64; 4]) -> f64 {
    let law = Hypergeometric { total: a + b + c + d, marked: a + c, drawn: a + b };
    let (low, high) = law.support();
    if low == high {
        return f64::NAN;
    }
    if a == low {
        return 0.0;
    }
    if a == high {
        return f64::INFINITY;
    }
    let weights: Vec<(f64, f64)> = (low..=high).map(|k| (as_f64(k), law.ln_probability(k))).collect();
    let (mut small, mut large) = (-50.0, 50.0);
    for _ in 0..200 {
        let middle = f64::midpoint(small, large);
        if expectation(&weights, middle) < as_f64(a) {
            small = middle;
        } else {
            large = middle;
        }
    }
    libm::exp(f64::midpoint(small, large))
}

/// The mean of the noncentral hypergeometric law with log odds ratio `ln_odds`.
fn expectation(weights: &[(f64, f64)], ln_odds: f64) -> f64 {
    let highest = weights.iter().map(|(k, ln_p)| ln_p + k * ln_odds).fold(f64::NEG_INFINITY, f64::max);
    let mut mass = 0.0;
    let mut mean = 0.0;
    for (k, ln_p) in weights {
        let weight = libm::exp(ln_p + k * ln_odds - highest);
        mass += weight;
        mean += k * weight;
    }
    mean / mass
}

/// The share of tables with the same margins whose chi2 reaches the observed one (Hope 1968: the seen table counts).
///
/// Tables are drawn by shuffling the columns of individuals; the cost is `simulations` times the number of people.
pub fn monte_carlo(table: &Crosstab, simulations: u32, seed: u64) -> f64 {
    let mut columns: Vec<usize> = Vec::new();
    for column in 0..table.columns() {
        columns.extend((0..table.column_total(column)).map(|_| column));
    }
    let rows: Vec<usize> =
        (0..table.rows()).flat_map(|row| (0..table.row_total(row)).map(move |_| row)).collect();
    let weight = InverseMargins::of(table);
    let observed = weight.statistic(table.cells()) * (1.0 - 1e-9);
    let mut random = SplitMix64::new(seed);
    let mut reached = 1_u32;
    let mut cells = vec![0_u64; table.cells().len()];
    for _ in 0..simulations {
        random.shuffle(&mut columns);
        cells.fill(0);
        for (&row, &column) in rows.iter().zip(&columns) {
            cells[row * table.columns() + column] += 1;
        }
        reached += u32::from(weight.statistic(&cells) >= observed);
    }
    f64::from(reached) / f64::from(simulations + 1)
}

/// With fixed margins chi2 is an increasing function of the sum of squared counts over their margins.
struct InverseMargins(Vec<f64>);

impl InverseMargins {
    fn of(table: &Crosstab) -> Self {
        let mut weights = Vec::with_capacity(table.cells().len());
        for row in 0..table.rows() {
            for column in 0..table.columns() {
                let margins = as_f64(table.row_total(row)) * as_f64(table.column_total(column));
                weights.push(if margins > 0.0 { 1.0 / margins } else { 0.0 });
            }
        }
        Self(weights)
    }

    fn statistic(&self, cells: &[u64]) -> f64 {
        self.0.iter().zip(cells).map(|(weight, &count)| as_f64(count) * as_f64(count) * weight).sum()
    }
}
