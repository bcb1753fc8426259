//! What closed questions say, masked before anything is printed.

use super::coded::{code, degree};
use super::mapping::{Column, Mapping, Role};
use super::sample::Sample;
use serde::Serialize;
use stats::disclosure::{Cell, may_show};
use stats::multiple::MultipleAnswers;
use stats::proportion::percents;
use stats::scale::{Scale, ScaleAnswers};

/// Distribution of one question: each answer, its count as it may be shown, and tenths of a percent of `n`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Answers {
    pub question: String,
    pub asked: u64,
    pub n: u64,
    pub labels: Vec<String>,
    pub cells: Vec<Cell>,
    pub tenths: Vec<u64>,
}

/// Questions on one scale, drawn together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matrix {
    pub title: String,
    pub scale: Scale,
    /// Question, answers, and answers the scale does not know.
    pub rows: Vec<(String, ScaleAnswers, u64)>,
    /// What may be shown of each row's counts.
    pub cells: Vec<Vec<Cell>>,
    /// The threshold of these cells.
    pub threshold: u64,
}

/// A closed question counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedResult {
    Single(Answers),
    Scale(Matrix),
    Multiple {
        question: String,
        asked: u64,
        counted: MultipleAnswers,
        cells: Vec<Cell>,
    },
    /// Smallest, quartiles and largest are not shown: only what describes a group.
    Number {
        question: String,
        n: u64,
        mean: f64,
        median: f64,
    },
    /// Fewer people than the threshold answer, or are left out by the filter: no share is published.
    TooFew {
        question: String,
    },
}

/// Counts every closed question; dates are read by month.
pub fn closed_results(sample: &Sample, mapping: &Mapping, threshold: u64) -> Vec<ClosedResult> {
    let mut results: Vec<ClosedResult> = Vec::new();
    for column in &mapping.columns {
        let Some(place) = sample.place(column) else { continue };
        let (kept, left_out) = sample.column(place);
        if column.role.is_closed() && !enough(&kept, &left_out, threshold) {
            results.push(ClosedResult::TooFew { question: column.nom.clone() });
            continue;
        }
        match column.role {
            Role::Choix | Role::Date => results.extend(single(column, sample, threshold)),
            Role::Multiple => results.push(multiple(column, sample, (&kept, &left_out), threshold)),
            Role::Nombre => results.extend(number(&column.nom, &kept)),
            Role::Echelle => scale(column, sample, &kept, threshold, &mut results),
            Role::Libre | Role::Identifiant | Role::Personnel | Role::Poids | Role::Ignore => {}
        }
    }
    results
}

/// Whether enough people answer, and none or enough of those left out do.
fn enough(kept: &[&str], left_out: &[&str], threshold: u64) -> bool {
    let answered = |values: &[&str]| values.iter().filter(|v| !v.is_empty()).count() as u64;
    answered(kept) >= threshold && may_show(answered(left_out), threshold)
}

fn single(column: &Column, sample: &Sample, threshold: u64) -> Option<ClosedResult> {
    let coded = code(column, sample, threshold)?;
    let counts = coded.counts();
    Some(ClosedResult::Single(Answers {
        question: column.nom.clone(),
        asked: coded.kept.len() as u64,
        n: counts.iter().sum(),
        cells: sample.protect(&counts, &coded.left_out_counts(), threshold),
        tenths: percents(&counts),
        labels: coded.labels,
    }))
}

fn multiple(
    column: &Column,
    sample: &Sample,
    (kept, left_out): (&[&str], &[&str]),
    threshold: u64,
) -> ClosedResult {
    let separator = column.separateur.as_deref().unwrap_or(";");
    let pieces = |values: &[&str]| -> Vec<Vec<String>> {
        let pieces =
            |v: &&str| v.split(separator).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
        values.iter().map(pieces).collect()
    };
    let counted = stats::multiple::count(&pieces(kept));
    let others = stats::multiple::count(&pieces(left_out));
    let counts: Vec<u64> = counted.options.iter().map(|o| o.on_citations.count).collect();
    let left_out: Vec<u64> = counted
        .options
        .iter()
        .map(|o| {
            others.options.iter().find(|other| other.label == o.label).map_or(0, |o| o.on_citations.count)
        })
        .collect();
    let cells = sample.protect(&counts, &left_out, threshold);
    ClosedResult::Multiple { question: column.nom.clone(), asked: kept.len() as u64, counted, cells }
}

fn number(name: &str, values: &[&str]) -> Option<ClosedResult> {
    let mut numbers: Vec<f64> = values
        .iter()
        .filter_map(|v| v.replace([' ', '\u{a0}', '\u{202f}'], "").replace(',', ".").parse().ok())
        .filter(|n: &f64| n.is_finite())
        .collect();
    if numbers.is_empty() {
        return None;
    }
    numbers.sort_by(f64::total_cmp);
    let n = numbers.len() as u64;
    let middle = numbers.len() / 2;
    let median = if numbers.len() % 2 == 1 {
        numbers[middle]
    } else {
        f64::midpoint(numbers[middle - 1], numbers[middle])
    };
    let mean = numbers.iter().sum::<f64>() / stats::law::as_f64(n);
    Some(ClosedResult::Number { question: name.to_owned(), n, mean, median })
}

fn scale(column: &Column, sample: &Sample, values: &[&str], threshold: u64, results: &mut Vec<ClosedResult>) {
    let (Some(scale), Some(coded)) = (&column.echelle, code(column, sample, threshold)) else { return };
    let given: Vec<String> = values.iter().filter(|v| !v.is_empty()).map(|v| degree(v)).collect();
    let (counted, unknown) = scale.count(given.iter().map(String::as_str));
    let cells = sample.protect(&counted.counts, &coded.left_out_counts(), threshold);
    let (title, label) = title_and_label(column);
    let same = results.iter_mut().find_map(|result| match result {
        ClosedResult::Scale(matrix)
            if column.groupe.is_some() && matrix.title == title && matrix.scale == *scale =>
        {
            Some(matrix)
        }
        _ => None,
    });
    match same {
        Some(matrix) => {
            matrix.rows.push((label, counted, unknown));
            matrix.cells.push(cells);
        }
        None => results.push(ClosedResult::Scale(Matrix {
            title,
            scale: scale.clone(),
            rows: vec![(label, counted, unknown)],
            cells: vec![cells],
            threshold,
        })),
    }
}

/// The name of the matrix a question is in, and the question's name without it.
fn title_and_label(column: &Column) -> (String, String) {
    match &column.groupe {
        Some(group) => {
            let rest = column.nom.strip_prefix(group.as_str()).unwrap_or(&column.nom);
            (group.clone(), rest.trim_matches([' ', ':', '[', ']', '\u{a0}']).to_owned())
        }
        None => (column.nom.clone(), column.nom.clone()),
    }
}
