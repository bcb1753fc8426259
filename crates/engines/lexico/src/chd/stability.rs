//! How much a classification depends on a few answers: it is refitted on nine tenths of them, forty times.

use super::{Options, classify};
use crate::matrix::Matrix;
use serde::{Deserialize, Serialize};
use stats::agreement::adjusted_rand;
use stats::random::SplitMix64;

/// The agreement of refits with the whole.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    pub refits: usize,
    /// Median adjusted Rand index on the units classified by both.
    pub median: f64,
    pub lowest: f64,
}

impl Stability {
    /// The agreement in words.
    pub fn words(&self) -> &'static str {
        match self.median {
            m if m >= 0.9 => "très stable",
            m if m >= 0.75 => "stable",
            m if m >= 0.6 => "assez stable",
            _ => "fragile",
        }
    }
}

/// Refits `refits` times on 90 % of the units, drawn from `seed`; none when there is nothing to compare.
pub fn stability(
    matrix: &Matrix,
    whole: &[u32],
    options: Options,
    refits: usize,
    seed: u64,
) -> Option<Stability> {
    let units = matrix.rows();
    let kept = units * 9 / 10;
    if kept < 2 || whole.iter().all(|&c| c == 0) || refits == 0 {
        return None;
    }
    let mut random = SplitMix64::new(seed);
    let mut order: Vec<usize> = (0..units).collect();
    let mut agreements: Vec<f64> = (0..refits)
        .map(|_| {
            random.shuffle(&mut order);
            let mut drawn = order[..kept].to_vec();
            drawn.sort_unstable();
            agreement(matrix, whole, &drawn, options)
        })
        .collect();
    agreements.sort_by(f64::total_cmp);
    let middle = refits / 2;
    let median = if refits % 2 == 1 {
        agreements[middle]
    } else {
        f64::midpoint(agreements[middle - 1], agreements[middle])
    };
    Some(Stability { refits, median, lowest: agreements[0] })
}

fn agreement(matrix: &Matrix, whole: &[u32], drawn: &[usize], options: Options) -> f64 {
    let (part, _) = without_empty_columns(&matrix.rows_only(drawn));
    let refit = classify(&part, options);
    let both: Vec<(u32, u32)> = drawn
        .iter()
        .zip(&refit.classes)
        .map(|(&unit, &class)| (whole[unit], class))
        .filter(|(w, r)| *w > 0 && *r > 0)
        .collect();
    let (left, right): (Vec<u32>, Vec<u32>) = both.into_iter().unzip();
    if left.is_empty() { 0.0 } else { adjusted_rand(&left, &right) }
}

/// The table without the terms that its rows do not hold, and the former number of each column.
pub(crate) fn without_empty_columns(matrix: &Matrix) -> (Matrix, Vec<u32>) {
    let totals = matrix.column_totals();
    let kept: Vec<u32> = (0..).zip(&totals).filter(|(_, total)| **total > 0).map(|(term, _)| term).collect();
    let mut place = vec![0_u32; totals.len()];
    for (new, &old) in (0..).zip(&kept) {
        place[old as usize] = new;
    }
    let mut small = Matrix::with_columns(kept.len());
    for row in matrix.iter() {
        let row: Vec<u32> = row.iter().map(|&t| place[t as usize]).collect();
        small.push_row(&row);
    }
    (small, kept)
}
