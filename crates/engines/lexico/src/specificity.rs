//! Which words a group of respondents uses more, or less, than chance would give (Lafon 1980).

use serde::{Deserialize, Serialize};
use stats::law::Hypergeometric;

/// Beyond this score a word is not banal.
pub const REMARKABLE: f64 = 2.0;

/// The specificity of one word in one part of the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Specificity {
    /// log10 of the probability, positive for a word in excess, negative for one that lacks.
    pub score: f64,
    /// The probability, signed in the same way.
    pub probability: f64,
}

/// Scores a word seen `seen` times in a part of `part` words, `word` times in a corpus of `corpus` words.
///
/// Computed in logarithms: a score never becomes infinite.
pub fn specificity(corpus: u64, part: u64, word: u64, seen: u64) -> Specificity {
    let law = Hypergeometric { total: corpus, marked: word, drawn: part };
    let expected = u128::from(word) * u128::from(part);
    let lacking = u128::from(seen) * u128::from(corpus) < expected;
    let ln_p = if lacking { law.ln_at_most(seen) } else { law.ln_at_least(seen) };
    let sign = if lacking { -1.0 } else { 1.0 };
    Specificity { score: -sign * ln_p / std::f64::consts::LN_10, probability: sign * libm::exp(ln_p) }
}

/// Scores a table of words (rows) by parts (columns); the corpus is the whole table.
pub fn of_table(counts: &[Vec<u64>]) -> Vec<Vec<Specificity>> {
    let parts = counts.first().map_or(0, Vec::len);
    let sizes: Vec<u64> = (0..parts).map(|part| counts.iter().map(|row| row[part]).sum()).collect();
    let corpus = sizes.iter().sum();
    counts
        .iter()
        .map(|row| {
            let word = row.iter().sum();
            row.iter().zip(&sizes).map(|(&seen, &part)| specificity(corpus, part, word, seen)).collect()
        })
        .collect()
}
