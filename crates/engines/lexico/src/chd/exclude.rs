//! Which words leave which side after a split: those that clearly belong to the other.

use crate::matrix::Matrix;

/// The chi2 above which a word leaves: it grows with the imbalance of the split, rounded to six digits.
pub(super) fn threshold(left: usize, right: usize) -> f64 {
    let (large, small) = (as_f64(left.max(right)), as_f64(left.min(right)));
    libm::round((1.9 * large / small + 1.9) * 1e6) / 1e6
}

/// The columns to take from the left side and from the right side.
pub(super) fn excluded(matrix: &Matrix, left: &[bool], threshold: f64) -> (Vec<u32>, Vec<u32>) {
    let mut present = vec![[0_u32; 2]; matrix.columns()];
    for (row, &left) in matrix.iter().zip(left) {
        for &term in row {
            present[term as usize][usize::from(!left)] += 1;
        }
    }
    let left_size = left.iter().filter(|l| **l).count();
    let sizes = [as_f64(left_size), as_f64(left.len() - left_size)];
    let (mut from_left, mut from_right) = (Vec::new(), Vec::new());
    for (term, present) in (0..).zip(&present) {
        let present = present.map(f64::from);
        if decision(present, sizes, threshold) > threshold {
            let expected = (present[0] + present[1]) * sizes[0] / (sizes[0] + sizes[1]);
            if present[0] < expected { from_left.push(term) } else { from_right.push(term) }
        }
    }
    (from_left, from_right)
}

/// The chi2 of presence by side, or what stands for it when a side has no presence or no absence.
fn decision(present: [f64; 2], sizes: [f64; 2], threshold: f64) -> f64 {
    let absent = [sizes[0] - present[0], sizes[1] - present[1]];
    if absent.contains(&0.0) {
        return threshold - 1.0;
    }
    if present.contains(&0.0) {
        return threshold + 1.0;
    }
    let n = sizes[0] + sizes[1];
    let yates = if present.iter().chain(&absent).any(|&o| o < 10.0) { 0.5 } else { 0.0 };
    let mut chi2 = 0.0;
    for observed in [present, absent] {
        let line = observed[0] + observed[1];
        for side in 0..2 {
            let expected = line * sizes[side] / n;
            let gap = (observed[side] - expected).abs() - yates;
            chi2 += gap * gap / expected;
        }
    }
    if chi2.is_nan() { 0.0 } else { chi2 }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn as_f64(n: usize) -> f64 {
    n as f64
}
