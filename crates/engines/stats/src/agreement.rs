//! How far two partitions of the same units agree, whatever their classes are called.

use crate::law::as_f64;
use std::collections::BTreeMap;

/// The adjusted Rand index of Hubert and Arabie (1985): 1 for the same partition, about 0 for two unrelated ones.
///
/// Two trivial partitions (everything together, or nothing together) agree fully.
pub fn adjusted_rand(left: &[u32], right: &[u32]) -> f64 {
    let mut cells: BTreeMap<(u32, u32), u64> = BTreeMap::new();
    let mut rows: BTreeMap<u32, u64> = BTreeMap::new();
    let mut columns: BTreeMap<u32, u64> = BTreeMap::new();
    for (&l, &r) in left.iter().zip(right) {
        *cells.entry((l, r)).or_default() += 1;
        *rows.entry(l).or_default() += 1;
        *columns.entry(r).or_default() += 1;
    }
    let n = as_f64(left.len().min(right.len()) as u64);
    let together: f64 = cells.values().map(|&c| pairs(c)).sum();
    let in_rows: f64 = rows.values().map(|&c| pairs(c)).sum();
    let in_columns: f64 = columns.values().map(|&c| pairs(c)).sum();
    let all = n * (n - 1.0) / 2.0;
    if all <= 0.0 {
        return 1.0;
    }
    let expected = in_rows * in_columns / all;
    let highest = f64::midpoint(in_rows, in_columns);
    if (highest - expected).abs() < 1e-12 {
        return 1.0;
    }
    (together - expected) / (highest - expected)
}

fn pairs(count: u64) -> f64 {
    let c = as_f64(count);
    c * (c - 1.0) / 2.0
}
