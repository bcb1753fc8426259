//! How many distinct people say each word: a count of occurrences or of segments never tells, and only people count for
//! disclosure.

use crate::words::{Prepared, Words, prepare};
use std::collections::HashMap;

/// The distinct respondents of each lemma.
pub(super) fn of_lemmas(prepared: &Prepared) -> Vec<u64> {
    let mut respondents = vec![0_u64; prepared.lemmas.len()];
    let mut last = vec![u32::MAX; prepared.lemmas.len()];
    for segment in &prepared.segments {
        for lemma in prepared.lemmas_of(segment) {
            if last[lemma as usize] != segment.answer {
                last[lemma as usize] = segment.answer;
                respondents[lemma as usize] += 1;
            }
        }
    }
    respondents
}

/// For each group, the distinct respondents who say each word; `place` gives the word of a lemma (`usize::MAX`: none), `groups`
/// the groups of a segment, all segments of an answer coming together.
pub(super) fn of_groups<'a>(
    prepared: &Prepared,
    place: &[usize],
    words: usize,
    count: usize,
    groups: impl Fn(usize) -> &'a [u32],
) -> Vec<Vec<u64>> {
    let mut respondents = vec![vec![0_u64; words]; count];
    let mut last = vec![vec![u32::MAX; words]; count];
    for (number, segment) in prepared.segments.iter().enumerate() {
        for word in prepared.lemmas_of(segment).map(|l| place[l as usize]).filter(|w| *w != usize::MAX) {
            for &group in groups(number) {
                let last = &mut last[group as usize][word];
                if *last != segment.answer {
                    *last = segment.answer;
                    respondents[group as usize][word] += 1;
                }
            }
        }
    }
    respondents
}

/// What those say whom a filter leaves out.
#[derive(Default)]
pub(super) struct LeftOut {
    prepared: Prepared,
    by_text: HashMap<String, u64>,
}

impl LeftOut {
    pub(super) fn read(answers: &[String], words: &Words) -> Self {
        if answers.is_empty() {
            return Self::default();
        }
        let prepared = prepare(answers, words);
        let counts = of_lemmas(&prepared);
        let by_text = prepared.lemmas.iter().zip(counts).map(|(l, count)| (l.text.clone(), count)).collect();
        Self { prepared, by_text }
    }

    /// The respondents left out who say a lemma.
    pub(super) fn sayers(&self, lemma: &str) -> u64 {
        self.by_text.get(lemma).copied().unwrap_or(0)
    }

    /// The same by modality, for the words of an analysis.
    pub(super) fn by_modality(&self, words: &[&str], count: usize, of: &[Vec<u32>]) -> Vec<Vec<u64>> {
        let rank: HashMap<&str, usize> = words.iter().enumerate().map(|(rank, word)| (*word, rank)).collect();
        let lemmas = &self.prepared.lemmas;
        let place: Vec<usize> =
            lemmas.iter().map(|l| rank.get(l.text.as_str()).copied().unwrap_or(usize::MAX)).collect();
        of_groups(&self.prepared, &place, words.len(), count, |segment| {
            of.get(self.prepared.segments[segment].answer as usize).map_or(&[][..], Vec::as_slice)
        })
    }
}
