//! A closed question as numbers: the place of each person's answer among the labels that may be printed.

use super::mapping::{Column, Role};
use super::sample::Sample;
use stats::disclosure::{may_show, rare_categories};

/// Where answers too rare to be printed go.
const OTHERS: &str = "autres";

/// The answers of everyone to one question.
#[derive(Clone)]
pub(super) struct Coded {
    pub(super) labels: Vec<String>,
    /// The place in `labels` of each kept person's answer.
    pub(super) kept: Vec<Option<usize>>,
    pub(super) left_out: Vec<Option<usize>>,
}

impl Coded {
    /// How many kept people give each answer.
    pub(super) fn counts(&self) -> Vec<u64> {
        tally(&self.kept, self.labels.len())
    }

    /// The same among those left out.
    pub(super) fn left_out_counts(&self) -> Vec<u64> {
        tally(&self.left_out, self.labels.len())
    }

    /// Puts answers under « autres » until none is given by fewer than `threshold` people, kept or left out.
    pub(super) fn merge_small(&mut self, threshold: u64) {
        let small = |counts: Vec<u64>| counts.into_iter().any(|count| !may_show(count, threshold));
        while self.counts().iter().filter(|c| **c > 0).count() > 1
            && (small(self.counts()) || small(self.left_out_counts()))
        {
            self.merge_rarest();
        }
    }

    /// Puts the rarest answer under « autres », with the next one when « autres » holds nobody yet.
    pub(super) fn merge_rarest(&mut self) {
        let others = self.labels.iter().position(|l| l == OTHERS).unwrap_or_else(|| {
            self.labels.push(OTHERS.to_owned());
            self.labels.len() - 1
        });
        let counts = self.counts();
        let merged = if counts[others] == 0 { 2 } else { 1 };
        let mut rarest: Vec<usize> = (0..counts.len()).filter(|&l| l != others && counts[l] > 0).collect();
        rarest.sort_by_key(|&label| counts[label]);
        rarest.truncate(merged);
        for place in self.kept.iter_mut().chain(&mut self.left_out).flatten() {
            if rarest.contains(place) {
                *place = others;
            }
        }
    }
}

fn tally(places: &[Option<usize>], labels: usize) -> Vec<u64> {
    let mut counts = vec![0; labels];
    places.iter().flatten().for_each(|&place| counts[place] += 1);
    counts
}

/// Codes a question of one answer; none for another role. Dates are read by month.
pub(super) fn code(column: &Column, sample: &Sample, threshold: u64) -> Option<Coded> {
    let (kept, left_out) = sample.column(sample.place(column)?);
    match column.role {
        Role::Choix => Some(choice(&kept, &left_out, threshold)),
        Role::Date => {
            let months = |values: &[&str]| values.iter().map(|v| month(v)).collect::<Vec<String>>();
            Some(choice(&months(&kept), &months(&left_out), threshold))
        }
        Role::Echelle => {
            let labels: Vec<String> = column.echelle.as_ref()?.answers().map(str::to_owned).collect();
            let place = |value: &&str| labels.iter().position(|label| *label == degree(value));
            let (kept, left_out) = (kept.iter().map(place).collect(), left_out.iter().map(place).collect());
            Some(Coded { labels, kept, left_out })
        }
        _ => None,
    }
}

/// An answer on a scale as scales write it.
pub(super) fn degree(value: &str) -> String {
    value.to_lowercase().replace('\'', "’")
}

/// Months stay in their order; other answers go by size, « autres » last.
fn choice<S: AsRef<str>>(kept: &[S], left_out: &[S], threshold: u64) -> Coded {
    let (kept, left_out) = merged_labels(kept, left_out, threshold);
    let mut labels: Vec<String> = kept.iter().chain(&left_out).filter(|l| !l.is_empty()).cloned().collect();
    labels.sort_unstable();
    labels.dedup();
    let dated = labels.iter().all(|l| l == OTHERS || l.len() == 7 && l.as_bytes()[4] == b'-');
    let count = |label: &String| kept.iter().filter(|k| *k == label).count();
    labels.sort_by_cached_key(|label| {
        let size = if dated { 0 } else { count(label) };
        (label == OTHERS, std::cmp::Reverse(size), label.clone())
    });
    let place = |label: &String| labels.iter().position(|l| l == label);
    let (kept, left_out) = (kept.iter().map(place).collect(), left_out.iter().map(place).collect());
    Coded { labels, kept, left_out }
}

/// The label of each person, rare ones of everyone merged so that none isolates a few people.
pub(super) fn merged_labels<S: AsRef<str>>(
    kept: &[S],
    left_out: &[S],
    threshold: u64,
) -> (Vec<String>, Vec<String>) {
    let everyone: Vec<&str> = kept.iter().chain(left_out).map(AsRef::as_ref).collect();
    let mut distinct: Vec<&str> = everyone.iter().copied().filter(|v| !v.is_empty()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let mut counts = vec![0; distinct.len()];
    for value in &everyone {
        if let Ok(place) = distinct.binary_search(value) {
            counts[place] += 1;
        }
    }
    let rare = rare_categories(&counts, threshold);
    let mut labels: Vec<String> = everyone
        .iter()
        .map(|value| match distinct.binary_search(value) {
            Ok(place) if rare[place] => OTHERS.to_owned(),
            Ok(_) => readable(value),
            Err(_) => String::new(),
        })
        .collect();
    let left_out = labels.split_off(kept.len());
    (labels, left_out)
}

/// A starred modality as words: `medecine_generale` reads « medecine generale ».
fn readable(value: &str) -> String {
    if value.contains(' ') { value.to_owned() } else { value.replace('_', " ") }
}

/// `12/03/2026` or `2026-03-12` as `2026-03`; anything else as typed.
fn month(value: &str) -> String {
    let day = value.split([' ', 'T']).next().unwrap_or("");
    match day.split(['/', '-', '.']).collect::<Vec<_>>()[..] {
        [_, month, year] if year.len() == 4 => format!("{year}-{month:0>2}"),
        [year, month, _] if year.len() == 4 => format!("{year}-{month:0>2}"),
        _ => day.to_owned(),
    }
}
