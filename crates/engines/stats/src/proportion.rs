//! Shares of a whole: a percentage never travels without its `n` and its interval.
//!
//! Nothing here rounds before it must; [`percents`] rounds a whole distribution so that what is printed sums to 100.

use crate::law::{Z_95, as_f64, beta_quantile};
use serde::{Deserialize, Serialize};

/// A confidence interval of a proportion, between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// A count over the number of people it is counted on, with its 95 % Wilson interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Proportion {
    pub count: u64,
    pub n: u64,
    pub interval: Interval,
}

impl Proportion {
    /// Counts `count` among `n`; with `n = 0` the interval is all of `[0, 1]`, since nothing is known.
    pub fn of(count: u64, n: u64) -> Self {
        Self { count, n, interval: wilson(count, n) }
    }

    /// The share between 0 and 1, or none when nobody answered.
    pub fn share(&self) -> Option<f64> {
        (self.n > 0).then(|| as_f64(self.count) / as_f64(self.n))
    }
}

/// The 95 % interval of Wilson (1927), without continuity correction.
pub fn wilson(count: u64, n: u64) -> Interval {
    if n == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (k, n) = (as_f64(count.min(n)), as_f64(n));
    let p = k / n;
    let z2 = Z_95 * Z_95;
    let centre = p + z2 / (2.0 * n);
    let half = Z_95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    let low = if k == 0.0 { 0.0 } else { (centre - half) / scale };
    let high = if (k - n).abs() < 0.5 { 1.0 } else { (centre + half) / scale };
    Interval { low, high }
}

/// The exact 95 % interval of Clopper and Pearson (1934).
pub fn clopper_pearson(count: u64, n: u64) -> Interval {
    if n == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let count = count.min(n);
    let (k, rest) = (as_f64(count), as_f64(n - count));
    let low = if count == 0 { 0.0 } else { beta_quantile(0.025, k, rest + 1.0) };
    let high = if count == n { 1.0 } else { beta_quantile(0.975, k + 1.0, rest) };
    Interval { low, high }
}

/// Percentages of a distribution in tenths of a percent, summing to exactly 1,000 (largest remainder, first wins ties).
///
/// Returns zeros when the total is zero.
pub fn percents(counts: &[u64]) -> Vec<u64> {
    let total: u128 = counts.iter().map(|&c| u128::from(c)).sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let scaled: Vec<u128> = counts.iter().map(|&c| u128::from(c) * 1000).collect();
    let mut tenths: Vec<u64> = scaled.iter().map(|s| u64::try_from(s / total).unwrap_or(1000)).collect();
    let missing = 1000 - tenths.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(scaled[i] % total), i));
    for &i in order.iter().take(usize::try_from(missing).unwrap_or(0)) {
        tenths[i] += 1;
    }
    tenths
}
