//! Free answers with the modalities of who gave them.

use super::mapping::{Mapping, Role};
use super::table::Table;
use stats::disclosure::rare_categories;

/// Who answered: for each column of the profile, the modality of each respondent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Respondents {
    /// Names of modalities, as « variable : modalité ».
    pub modalities: Vec<String>,
    /// How many respondents have each.
    pub counts: Vec<u64>,
    /// The modalities of each respondent, sorted.
    pub of: Vec<Vec<u32>>,
}

/// One free question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenQuestion {
    pub name: String,
    /// One a respondent, empty ones included.
    pub answers: Vec<String>,
}

/// The free questions, in the order of the file.
pub fn open_questions(table: &Table, mapping: &Mapping) -> Vec<OpenQuestion> {
    places(table, mapping, Role::Libre)
        .map(|(place, name)| OpenQuestion {
            name: name.to_owned(),
            answers: table.column(place).map(str::to_owned).collect(),
        })
        .collect()
}

/// The modalities of `choix` columns; those under `threshold` respondents are merged under « autres ».
pub fn respondents(table: &Table, mapping: &Mapping, threshold: u64) -> Respondents {
    let mut found = Respondents { of: vec![Vec::new(); table.rows.len()], ..Respondents::default() };
    for (place, name) in places(table, mapping, Role::Choix) {
        let values: Vec<&str> = table.column(place).collect();
        let labels = merged_labels(&values, threshold);
        let mut distinct: Vec<&str> = labels.iter().map(String::as_str).filter(|l| !l.is_empty()).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let first = found.modalities.len();
        for label in &distinct {
            found.modalities.push(format!("{name}\u{a0}: {label}"));
            found.counts.push(labels.iter().filter(|l| l == label).count() as u64);
        }
        for (person, label) in labels.iter().enumerate() {
            if let Ok(rank) = distinct.binary_search(&label.as_str()) {
                found.of[person].push(u32::try_from(first + rank).unwrap_or(u32::MAX));
            }
        }
    }
    found
}

/// The label of each respondent, rare ones merged so that none isolates a few people.
pub(super) fn merged_labels(values: &[&str], threshold: u64) -> Vec<String> {
    let mut distinct: Vec<&str> = values.iter().copied().filter(|v| !v.is_empty()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let counts: Vec<u64> =
        distinct.iter().map(|d| values.iter().filter(|v| *v == d).count() as u64).collect();
    let rare = rare_categories(&counts, threshold);
    values
        .iter()
        .map(|value| match distinct.binary_search(value) {
            Ok(place) if rare[place] => "autres".to_owned(),
            Ok(_) => readable(value),
            Err(_) => String::new(),
        })
        .collect()
}

/// A starred modality as words: `medecine_generale` reads « medecine generale ».
fn readable(value: &str) -> String {
    if value.contains(' ') { value.to_owned() } else { value.replace('_', " ") }
}

/// The columns of a role, with their place.
pub(super) fn places<'a>(
    table: &'a Table,
    mapping: &'a Mapping,
    role: Role,
) -> impl Iterator<Item = (usize, &'a str)> {
    mapping.columns.iter().filter(move |c| c.role == role).filter_map(|column| {
        table.headers.iter().position(|h| *h == column.nom).map(|place| (place, column.nom.as_str()))
    })
}
