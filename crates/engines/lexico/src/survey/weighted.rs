//! The shares of closed questions once respondents are weighted, beside the raw ones.

use super::coded::code;
use super::mapping::{Mapping, Role};
use super::sample::Sample;
use serde::Serialize;
use stats::disclosure::Cell;
use stats::survey::{WeightedShare, weighted_shares};

/// One answer of one question, raw and weighted; nothing when its count is masked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WeightedAnswer {
    pub question: String,
    pub label: String,
    pub n: u64,
    pub shown: Option<(f64, WeightedShare)>,
}

/// Every question of one answer; empty when the survey has no weight.
pub fn weighted_answers(sample: &Sample, mapping: &Mapping, threshold: u64) -> Vec<WeightedAnswer> {
    let Some(weights) = &sample.weights else { return Vec::new() };
    let mut found = Vec::new();
    for column in mapping.columns.iter().filter(|c| matches!(c.role, Role::Choix | Role::Echelle)) {
        let Some(coded) = code(column, sample, threshold) else { continue };
        let counts = coded.counts();
        let n: u64 = counts.iter().sum();
        if n < threshold.max(2) {
            continue;
        }
        let cells = sample.protect(&counts, &coded.left_out_counts(), threshold);
        let (categories, weights): (Vec<usize>, Vec<f64>) =
            coded.kept.iter().zip(&weights.of).filter_map(|(c, w)| c.map(|c| (c, *w))).unzip();
        let shares = weighted_shares(&categories, coded.labels.len(), &weights);
        for ((label, cell), (share, count)) in coded.labels.iter().zip(cells).zip(shares.iter().zip(&counts))
        {
            let raw = stats::law::as_f64(*count) / stats::law::as_f64(n);
            let shown = matches!(cell, Cell::Shown(_)).then_some((raw, *share));
            found.push(WeightedAnswer { question: column.nom.clone(), label: label.clone(), n, shown });
        }
    }
    found
}
