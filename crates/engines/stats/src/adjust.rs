//! Corrections for many tests at once. A table with thirty cells has thirty chances to look remarkable.

/// Benjamini and Hochberg (1995): controls the share of false discoveries. Order is kept.
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let m = p_values.len();
    let order = ascending(p_values);
    let mut adjusted = vec![f64::NAN; m];
    let mut least = 1.0_f64;
    for (rank, &i) in order.iter().enumerate().rev() {
        least = least.min(p_values[i] * ratio(m, rank + 1));
        adjusted[i] = least;
    }
    adjusted
}

/// Holm (1979): controls the chance of even one false discovery. Order is kept.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let m = p_values.len();
    let mut adjusted = vec![f64::NAN; m];
    let mut largest = 0.0_f64;
    for (rank, &i) in ascending(p_values).iter().enumerate() {
        largest = largest.max((p_values[i] * ratio(m - rank, 1)).min(1.0));
        adjusted[i] = largest;
    }
    adjusted
}

fn ascending(p_values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]).then(a.cmp(&b)));
    order
}

#[expect(clippy::cast_precision_loss, reason = "a number of tests is small")]
fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b as f64
}
