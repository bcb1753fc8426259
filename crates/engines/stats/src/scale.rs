//! Ordered answers (*jamais, parfois, régulièrement, quotidiennement*): their distribution in the order of the scale,
//! the grouping « toutes fréquences confondues », and a median that is an answer rather than a number.
//!
//! A step outside the order (« en projet », « sans avis ») is counted and shown, and never ranked.

use crate::proportion::{Proportion, percents};
use serde::{Deserialize, Serialize};

/// An ordered list of possible answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// The answers from least to most.
    pub steps: Vec<String>,
    /// Answers that the order does not rank, shown after it.
    #[serde(default)]
    pub outside: Vec<String>,
    /// The steps that together mean « oui », whatever the frequency.
    #[serde(default)]
    pub grouped: Vec<String>,
}

/// What a group of people answered on a scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScaleAnswers {
    /// One count a step, then one an answer outside the order.
    pub counts: Vec<u64>,
    /// People who answered.
    pub n: u64,
    /// Tenths of a percent of `counts`, summing to 1,000.
    pub tenths: Vec<u64>,
    /// « toutes fréquences confondues », when the scale groups some steps.
    pub grouped: Option<Proportion>,
    /// The index of the median step among ranked answers; none when nobody gave one.
    pub median: Option<usize>,
}

impl Scale {
    /// Every possible answer, ranked ones first.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().chain(&self.outside).map(String::as_str)
    }

    /// The place of an answer in [`Scale::answers`].
    pub fn position(&self, answer: &str) -> Option<usize> {
        self.answers().position(|a| a == answer)
    }

    /// Counts answers; those the scale does not know are left out and returned as the second value.
    pub fn count<'a>(&self, answers: impl IntoIterator<Item = &'a str>) -> (ScaleAnswers, u64) {
        let mut counts = vec![0_u64; self.steps.len() + self.outside.len()];
        let mut unknown = 0;
        for answer in answers {
            match self.position(answer) {
                Some(place) => counts[place] += 1,
                None => unknown += 1,
            }
        }
        (self.summarise(counts), unknown)
    }

    fn summarise(&self, counts: Vec<u64>) -> ScaleAnswers {
        let n = counts.iter().sum();
        let grouped = (!self.grouped.is_empty()).then(|| {
            let yes = self
                .answers()
                .zip(&counts)
                .filter(|(answer, _)| self.grouped.iter().any(|g| g == answer))
                .map(|(_, &count)| count)
                .sum();
            Proportion::of(yes, n)
        });
        let median = median_step(&counts[..self.steps.len()]);
        ScaleAnswers { n, tenths: percents(&counts), grouped, median, counts }
    }
}

/// The first step at which half of the ranked answers are reached.
fn median_step(counts: &[u64]) -> Option<usize> {
    let n: u64 = counts.iter().sum();
    let mut reached = 0;
    (n > 0).then(|| {
        counts.iter().position(|&count| {
            reached += count;
            reached * 2 >= n
        })
    })?
}
