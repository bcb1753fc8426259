//! What each group of respondents says more or less than the others.

use super::sayers::{LeftOut, of_groups};
use super::{Parameters, Word};
use crate::specificity::{Specificity, specificity};
use crate::survey::Respondents;
use crate::words::Prepared;
use stats::disclosure::may_show;

/// A word in a group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupWord {
    pub specificity: Specificity,
    /// Times the group says it.
    pub seen: u64,
    /// None or enough people of the group say it, none or enough of the others, none or enough of those a filter leaves out.
    pub published: bool,
}

/// For each modality, every word of the analysis.
pub(super) fn group_words(
    prepared: &Prepared,
    words: &[Word],
    respondents: &Respondents,
    left_out: &LeftOut,
    parameters: &Parameters,
) -> Vec<Vec<GroupWord>> {
    let mut place = vec![usize::MAX; prepared.lemmas.len()];
    for (rank, word) in words.iter().enumerate() {
        place[word.lemma as usize] = rank;
    }
    let count = respondents.modalities.len();
    let groups = |segment: usize| {
        respondents.of.get(prepared.segments[segment].answer as usize).map_or(&[][..], Vec::as_slice)
    };
    let sayers = of_groups(prepared, &place, words.len(), count, groups);
    let texts: Vec<&str> = words.iter().map(|w| w.text.as_str()).collect();
    let elsewhere = left_out.by_modality(&texts, count, &respondents.of_left_out);
    let corpus: u64 = words.iter().map(|w| w.count).sum();
    occurrences(prepared, &place, words.len(), count, groups)
        .into_iter()
        .enumerate()
        .map(|(modality, seen)| {
            let part = seen.iter().sum();
            let word = |(rank, seen): (usize, u64)| {
                let said = sayers[modality][rank];
                let counts = [said, words[rank].respondents - said, elsewhere[modality][rank]];
                let published = words[rank].published
                    && counts.iter().all(|count| may_show(*count, parameters.least_respondents));
                let specificity = specificity(corpus, part, words[rank].count, seen);
                GroupWord { specificity, seen, published }
            };
            seen.into_iter().enumerate().map(word).collect()
        })
        .collect()
}

fn occurrences<'a>(
    prepared: &Prepared,
    place: &[usize],
    words: usize,
    count: usize,
    groups: impl Fn(usize) -> &'a [u32],
) -> Vec<Vec<u64>> {
    let mut seen = vec![vec![0_u64; words]; count];
    for (number, segment) in prepared.segments.iter().enumerate() {
        for word in prepared.lemmas_of(segment).map(|l| place[l as usize]).filter(|w| *w != usize::MAX) {
            for &group in groups(number) {
                seen[group as usize][word] += 1;
            }
        }
    }
    seen
}
