//! Weights that bring respondents back to the people they stand for, and what this costs in precision.
//!
//! Weighting repairs known margins only; it never repairs the difference between those who answer and those who
//! do not, and a report that uses it must print the effective n.

use crate::law::as_f64;
use serde::{Deserialize, Serialize};

/// Rounds of raking after which margins that still do not fit are reported as such.
const MOST_ROUNDS: usize = 200;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WeightError {
    #[error("stratum {0} has people in the base but no respondent")]
    EmptyStratum(usize),
    #[error("respondent {0} is in a stratum that the base does not have")]
    UnknownStratum(usize),
    #[error("raking did not settle after {MOST_ROUNDS} rounds (largest gap {gap:.4})")]
    NotSettled { gap: f64 },
}

/// How much a set of weights costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Efficiency {
    pub n: u64,
    /// Kish (1965): the size of the simple sample that would be as precise.
    pub effective_n: f64,
    /// n over the effective n.
    pub design_effect: f64,
}

/// Weights that give every stratum its share of the base; they sum to the number of respondents.
///
/// `strata[i]` is respondent i's stratum, `base[s]` the people of stratum s.
pub fn poststratify(strata: &[usize], base: &[u64]) -> Result<Vec<f64>, WeightError> {
    let mut respondents = vec![0_u64; base.len()];
    for (person, &stratum) in strata.iter().enumerate() {
        *respondents.get_mut(stratum).ok_or(WeightError::UnknownStratum(person))? += 1;
    }
    if let Some(empty) = (0..base.len()).find(|&s| base[s] > 0 && respondents[s] == 0) {
        return Err(WeightError::EmptyStratum(empty));
    }
    let people = as_f64(base.iter().sum());
    let n = as_f64(strata.len() as u64);
    Ok(strata.iter().map(|&s| as_f64(base[s]) / people * n / as_f64(respondents[s])).collect())
}

/// One margin to fit: each respondent's category and the people of each category in the base.
#[derive(Debug, Clone)]
pub struct Margin {
    pub categories: Vec<usize>,
    pub base: Vec<u64>,
}

/// Weights that fit several margins at once (Deming and Stephan 1940), to a relative 1e-10.
pub fn rake(n: usize, margins: &[Margin]) -> Result<Vec<f64>, WeightError> {
    let mut weights = vec![1.0; n];
    let mut gap = 0.0;
    for _ in 0..MOST_ROUNDS {
        gap = 0.0_f64;
        for margin in margins {
            gap = gap.max(fit_margin(&mut weights, margin)?);
        }
        if gap < 1e-10 {
            return Ok(weights);
        }
    }
    Err(WeightError::NotSettled { gap })
}

/// Scales the weights to one margin and returns how far they were from it.
fn fit_margin(weights: &mut [f64], margin: &Margin) -> Result<f64, WeightError> {
    let mut sums = vec![0.0; margin.base.len()];
    for (person, &category) in margin.categories.iter().enumerate() {
        *sums.get_mut(category).ok_or(WeightError::UnknownStratum(person))? += weights[person];
    }
    let people = as_f64(margin.base.iter().sum());
    let n = as_f64(weights.len() as u64);
    let mut factors = Vec::with_capacity(sums.len());
    for (category, (&base, &sum)) in margin.base.iter().zip(&sums).enumerate() {
        if base > 0 && sum <= 0.0 {
            return Err(WeightError::EmptyStratum(category));
        }
        factors.push(if sum > 0.0 { as_f64(base) / people * n / sum } else { 1.0 });
    }
    for (weight, &category) in weights.iter_mut().zip(&margin.categories) {
        *weight *= factors[category];
    }
    Ok(factors.iter().map(|f| (f - 1.0).abs()).fold(0.0, f64::max))
}

/// Cuts weights at `times` the median and gives back what was cut, so that the sum stays.
pub fn trim(weights: &mut [f64], times: f64) {
    let mut sorted = weights.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(&median) = sorted.get(sorted.len() / 2) else { return };
    let total: f64 = weights.iter().sum();
    let cap = median * times;
    for weight in weights.iter_mut() {
        *weight = weight.min(cap);
    }
    let kept: f64 = weights.iter().sum();
    if kept > 0.0 {
        for weight in weights.iter_mut() {
            *weight *= total / kept;
        }
    }
}

/// Kish's effective n and design effect.
pub fn efficiency(weights: &[f64]) -> Efficiency {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    let effective_n = if squares > 0.0 { sum * sum / squares } else { 0.0 };
    let n = weights.len() as u64;
    Efficiency {
        n,
        effective_n,
        design_effect: if effective_n > 0.0 { as_f64(n) / effective_n } else { 1.0 },
    }
}
