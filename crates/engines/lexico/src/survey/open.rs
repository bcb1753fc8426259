//! Free answers with the modalities of who gave them.

use super::coded::merged_labels;
use super::mapping::{Mapping, Role};
use super::sample::Sample;
use crate::french::Slugs;
use stats::disclosure::may_show;

/// Who answered: for each column of the profile, the modality of each respondent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Respondents {
    /// Names of modalities, as « variable : modalité ».
    pub modalities: Vec<String>,
    /// How many respondents have each.
    pub counts: Vec<u64>,
    /// The modalities of each respondent, sorted.
    pub of: Vec<Vec<u32>>,
    /// How many of those a filter leaves out have each.
    pub left_out_counts: Vec<u64>,
    /// The modalities of those left out.
    pub of_left_out: Vec<Vec<u32>>,
}

impl Respondents {
    /// Respondents without any profile.
    pub fn anonymous(count: usize) -> Self {
        Self { of: vec![Vec::new(); count], ..Self::default() }
    }

    /// Whether a modality may be named: held by enough respondents, and by none or enough of those left out.
    pub fn may_name(&self, modality: usize, threshold: u64) -> bool {
        self.counts[modality] >= threshold
            && may_show(self.left_out_counts.get(modality).copied().unwrap_or(0), threshold)
    }
}

/// One free question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    pub name: String,
    /// The name of its files, unlike any other question's.
    pub slug: String,
    /// One a respondent, empty ones included.
    pub answers: Vec<String>,
    /// The answers of those a filter leaves out: never analysed, only counted so that a difference isolates nobody.
    pub left_out: Vec<String>,
}

impl OpenQuestion {
    /// A question asked alone, of everyone.
    pub fn alone(name: &str, answers: Vec<String>) -> Self {
        Self { name: name.to_owned(), slug: crate::french::slug(name), answers, left_out: Vec::new() }
    }
}

/// The free questions, in the order of the file.
pub fn open_questions(sample: &Sample, mapping: &Mapping) -> Vec<OpenQuestion> {
    let mut slugs = Slugs::default();
    let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    places(sample, mapping, Role::Libre)
        .map(|(place, name)| {
            let (answers, left_out) = sample.column(place);
            OpenQuestion {
                name: name.to_owned(),
                slug: slugs.take(name, ""),
                answers: owned(answers),
                left_out: owned(left_out),
            }
        })
        .collect()
}

/// The modalities of `choix` columns; those under `threshold` respondents are merged under « autres ».
pub fn respondents(sample: &Sample, mapping: &Mapping, threshold: u64) -> Respondents {
    let (kept, left_out) = (sample.kept.rows.len(), sample.left_out.rows.len());
    let mut found = Respondents { of_left_out: vec![Vec::new(); left_out], ..Respondents::anonymous(kept) };
    for (place, name) in places(sample, mapping, Role::Choix) {
        let (kept, left_out) = sample.column(place);
        let (kept, left_out) = merged_labels(&kept, &left_out, threshold);
        let mut distinct: Vec<&str> = kept.iter().map(String::as_str).filter(|l| !l.is_empty()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let first = found.modalities.len();
        found.modalities.extend(distinct.iter().map(|label| format!("{name}\u{a0}: {label}")));
        found.counts.extend(attach(&kept, &distinct, first, &mut found.of));
        found.left_out_counts.extend(attach(&left_out, &distinct, first, &mut found.of_left_out));
    }
    found
}

/// Gives each person the number of their modality, counted from `first`; returns how many have each.
fn attach(labels: &[String], distinct: &[&str], first: usize, of: &mut [Vec<u32>]) -> Vec<u64> {
    let mut counts = vec![0; distinct.len()];
    for (person, label) in labels.iter().enumerate() {
        if let Ok(rank) = distinct.binary_search(&label.as_str()) {
            of[person].push(u32::try_from(first + rank).unwrap_or(u32::MAX));
            counts[rank] += 1;
        }
    }
    counts
}

/// The columns of a role, with their place.
fn places<'a>(
    sample: &'a Sample,
    mapping: &'a Mapping,
    role: Role,
) -> impl Iterator<Item = (usize, &'a str)> {
    mapping
        .columns
        .iter()
        .filter(move |c| c.role == role)
        .filter_map(|column| sample.place(column).map(|place| (place, column.nom.as_str())))
}
