//! Where a word is said: each occurrence with what comes before and after, identifiers masked; and the most typical
//! answers of a class.

use crate::words::{Prepared, shown};
use std::collections::BTreeMap;

/// Words kept on each side.
const AROUND: usize = 8;

/// One occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub word: String,
    /// Number of the answer, from 1.
    pub answer: u32,
    pub before: String,
    pub said: String,
    pub after: String,
}

/// At most `most` occurrences of each of `lemmas`, in the order of the answers.
pub fn concordance(prepared: &Prepared, lemmas: &[u32], most: usize) -> Vec<Line> {
    let mut lines: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    let rank: BTreeMap<u32, usize> = lemmas.iter().enumerate().map(|(rank, &lemma)| (lemma, rank)).collect();
    for segment in &prepared.segments {
        let words: Vec<_> = prepared.words_of(segment).collect();
        for (place, form) in words.iter().enumerate() {
            let Some(&rank) = form.lemma.as_ref().and_then(|l| rank.get(l)) else { continue };
            let found = lines.entry(rank).or_default();
            if found.len() < most {
                let join = |range: std::ops::Range<usize>| {
                    words[range].iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
                };
                found.push(Line {
                    word: prepared.lemmas[lemmas[rank] as usize].text.clone(),
                    answer: segment.answer + 1,
                    before: join(place.saturating_sub(AROUND)..place),
                    said: form.text.clone(),
                    after: join(place + 1..(place + 1 + AROUND).min(words.len())),
                });
            }
        }
    }
    lines.into_values().flatten().collect()
}

/// The segments whose words are most typical of their class: (answer from 1, score, masked text), best first.
///
/// The score of a segment is the sum of the positive chi2 of its distinct words in the class.
pub fn typical(
    prepared: &Prepared,
    segments: &[usize],
    chi2: impl Fn(u32) -> f64,
    most: usize,
) -> Vec<(u32, f64, String)> {
    let mut scored: Vec<(f64, usize)> = segments
        .iter()
        .map(|&s| {
            let mut lemmas: Vec<u32> = prepared.lemmas_of(&prepared.segments[s]).collect();
            lemmas.sort_unstable();
            lemmas.dedup();
            (lemmas.into_iter().map(|l| chi2(l).max(0.0)).sum(), s)
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut seen = std::collections::BTreeSet::new();
    scored
        .into_iter()
        .filter(|(_, s)| seen.insert(prepared.text_of(&prepared.segments[*s]).to_owned()))
        .take(most)
        .map(|(score, s)| {
            (prepared.segments[s].answer + 1, score, shown(prepared.text_of(&prepared.segments[s])))
        })
        .collect()
}
