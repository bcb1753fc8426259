//! Estimates and tests on weighted answers: linearised standard errors and the second-order Rao-Scott test.
//!
//! The design is the one of a survey whose people answered independently, with replacement and unequal weights
//! (Rao and Scott 1984; the estimates equal `svymean` and `svychisq` of R's `survey` 4.1-1).

use crate::law::{as_f64, chi2_upper, f_upper};
use serde::{Deserialize, Serialize};

/// A weighted share and its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WeightedShare {
    pub share: f64,
    pub standard_error: f64,
}

/// The shares of categories `0..k` among weighted people.
pub fn weighted_shares(categories: &[usize], k: usize, weights: &[f64]) -> Vec<WeightedShare> {
    let total: f64 = weights.iter().sum();
    let mut shares = vec![0.0; k];
    for (&category, &weight) in categories.iter().zip(weights) {
        shares[category] += weight / total;
    }
    (0..k)
        .map(|category| {
            let influence: Vec<f64> = categories
                .iter()
                .zip(weights)
                .map(|(&c, w)| w * (f64::from(u8::from(c == category)) - shares[category]) / total)
                .collect();
            WeightedShare {
                share: shares[category],
                standard_error: covariance(&influence, &influence).sqrt(),
            }
        })
        .collect()
}

/// The covariance of two totals of independent contributions, around their means.
fn covariance(left: &[f64], right: &[f64]) -> f64 {
    let n = as_f64(left.len() as u64);
    let (mean_left, mean_right) = (left.iter().sum::<f64>() / n, right.iter().sum::<f64>() / n);
    let products: f64 = left.iter().zip(right).map(|(l, r)| (l - mean_left) * (r - mean_right)).sum();
    n / (n - 1.0) * products
}

/// The Rao-Scott test of independence of two weighted answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RaoScott {
    /// Pearson's statistic on the weighted table scaled to n.
    pub chi2: f64,
    pub f: f64,
    pub df1: f64,
    pub df2: f64,
    pub p: f64,
    /// The first-order (chi2) p-value, for comparison.
    pub p_first_order: f64,
}

/// Tests `rows` against `columns`; none when either has fewer than two categories, n < 2,
/// or a cell of the table is empty (its interaction has no variance).
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
pub fn rao_scott(rows: &[usize], r: usize, columns: &[usize], c: usize, weights: &[f64]) -> Option<RaoScott> {
    let n = rows.len();
    if r < 2 || c < 2 || n < 2 {
        return None;
    }
    let total: f64 = weights.iter().sum();
    let mut shares = vec![0.0; r * c];
    for i in 0..n {
        shares[rows[i] * c + columns[i]] += weights[i] / total;
    }
    let row_share: Vec<f64> = (0..r).map(|i| (0..c).map(|j| shares[i * c + j]).sum()).collect();
    let column_share: Vec<f64> = (0..c).map(|j| (0..r).map(|i| shares[i * c + j]).sum()).collect();
    if shares.iter().any(|&s| s <= 0.0) {
        return None;
    }
    let pearson = pearson(&shares, &row_share, &column_share, as_f64(n as u64));
    let cells: Vec<usize> = rows.iter().zip(columns).map(|(i, j)| i * c + j).collect();
    let contrasts = Contrasts { rows: r, columns: c };
    let effects = generalised_effects(&cells, weights, &shares, contrasts)?;
    let dimension = contrasts.dimension();
    let trace: f64 = (0..dimension).map(|i| effects[i * dimension + i]).sum();
    let trace_of_square: f64 = (0..dimension * dimension)
        .map(|cell| effects[cell] * effects[(cell % dimension) * dimension + cell / dimension])
        .sum();
    let df1 = trace * trace / trace_of_square;
    let df2 = df1 * as_f64(n as u64 - 1);
    let f = pearson / trace;
    let d = as_f64(dimension as u64);
    Some(RaoScott {
        chi2: pearson,
        f,
        df1,
        df2,
        p: f_upper(f, df1, df2),
        p_first_order: chi2_upper(pearson / (trace / d), d),
    })
}

fn pearson(shares: &[f64], rows: &[f64], columns: &[f64], n: f64) -> f64 {
    let mut sum = 0.0;
    for (i, row) in rows.iter().enumerate() {
        for (j, column) in columns.iter().enumerate() {
            let gap = shares[i * columns.len() + j] - row * column;
            sum += gap * gap / (row * column);
        }
    }
    sum * n
}

/// The interactions of a table: one contrast a pair (row, column), both but the last.
#[derive(Debug, Clone, Copy)]
struct Contrasts {
    rows: usize,
    columns: usize,
}

impl Contrasts {
    fn dimension(self) -> usize {
        (self.rows - 1) * (self.columns - 1)
    }

    /// +1 at the pair and at the last corner, -1 where one of the two is the last.
    fn at(self, contrast: usize, cell: usize) -> f64 {
        let (i, j) = (contrast / (self.columns - 1), contrast % (self.columns - 1));
        let side = |here: usize, chosen: usize, last: usize| match here {
            h if h == chosen => 1.0,
            h if h == last => -1.0,
            _ => 0.0,
        };
        side(cell / self.columns, i, self.rows - 1) * side(cell % self.columns, j, self.columns - 1)
    }
}

/// The matrix whose eigenvalues are the generalised design effects: variance of the log-linear interactions over the
/// one a simple random sample would give.
fn generalised_effects(cells: &[usize], weights: &[f64], shares: &[f64], of: Contrasts) -> Option<Vec<f64>> {
    let dimension = of.dimension();
    let n = as_f64(cells.len() as u64);
    let total: f64 = weights.iter().sum();
    let influences: Vec<Vec<f64>> = (0..dimension)
        .map(|a| {
            cells.iter().zip(weights).map(|(&cell, w)| w / total * of.at(a, cell) / shares[cell]).collect()
        })
        .collect();
    let mut simple = vec![0.0; dimension * dimension];
    let mut seen = vec![0.0; dimension * dimension];
    for a in 0..dimension {
        for b in 0..dimension {
            let products = (0..shares.len()).map(|cell| of.at(a, cell) * of.at(b, cell) / shares[cell]);
            simple[a * dimension + b] = products.sum::<f64>() / n;
            seen[a * dimension + b] = covariance(&influences[a], &influences[b]);
        }
    }
    solve(simple, seen, dimension)
}

/// The solution X of A X = B for square matrices stored row by row (Gauss-Jordan, partial pivoting).
fn solve(mut a: Vec<f64>, mut b: Vec<f64>, n: usize) -> Option<Vec<f64>> {
    for column in 0..n {
        let pivot =
            (column..n).max_by(|&i, &j| a[i * n + column].abs().total_cmp(&a[j * n + column].abs()))?;
        if a[pivot * n + column].abs() < 1e-300 {
            return None;
        }
        for k in 0..n {
            a.swap(pivot * n + k, column * n + k);
            b.swap(pivot * n + k, column * n + k);
        }
        for row in (0..n).filter(|&row| row != column) {
            let factor = a[row * n + column] / a[column * n + column];
            for k in 0..n {
                a[row * n + k] -= factor * a[column * n + k];
                b[row * n + k] -= factor * b[column * n + k];
            }
        }
    }
    for row in 0..n {
        let pivot = a[row * n + row];
        b[row * n..(row + 1) * n].iter_mut().for_each(|x| *x /= pivot);
    }
    Some(b)
}
