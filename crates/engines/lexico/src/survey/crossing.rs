//! Closed questions crossed with the columns of the profile.

use super::coded::{Coded, code};
use super::mapping::{Mapping, Role};
use super::sample::Sample;
use serde::Serialize;
use stats::crosstab::{Crosstab, Independence, Residual};
use stats::disclosure::{Protected, may_show, protect_table, protect_table_beside};
use stats::survey::{RaoScott, rao_scott};

/// A closed question crossed with a column of the profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossResult {
    pub question: String,
    pub by: String,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    pub table: Protected,
    pub column_totals: Vec<u64>,
    pub test: Independence,
    /// The test on weighted answers, when the survey has weights.
    pub weighted: Option<RaoScott>,
    pub residuals: Vec<Residual>,
}

impl CrossResult {
    /// Whether every cell is shown: with a hidden one, the statistics of the table would help to find it.
    pub fn is_whole(&self) -> bool {
        self.table.publishable && self.table.cells.iter().all(|c| c.shown().is_some())
    }
}

/// Crosses every closed question of one answer with every column marked `croiser`.
pub fn cross_results(sample: &Sample, mapping: &Mapping, threshold: u64, seed: u64) -> Vec<CrossResult> {
    let mut results = Vec::new();
    for by in mapping.columns.iter().filter(|c| c.croiser) {
        let Some(groups) = code(by, sample, threshold) else { continue };
        let questions = mapping
            .columns
            .iter()
            .filter(|c| matches!(c.role, Role::Choix | Role::Echelle) && c.nom != by.nom);
        for question in questions {
            let Some(answers) = code(question, sample, threshold) else { continue };
            results.extend(cross((&question.nom, &answers), (&by.nom, &groups), sample, threshold, seed));
        }
    }
    results
}

/// Answers that few people give, then groups too small for the table to be published are put together until it can be, or until two are left.
fn cross(
    (question, answers): (&str, &Coded),
    (by, groups): (&str, &Coded),
    sample: &Sample,
    threshold: u64,
    seed: u64,
) -> Option<CrossResult> {
    let (mut answers, mut groups) = (answers.clone(), groups.clone());
    answers.merge_small(threshold);
    loop {
        let found = tabulate((question, &answers), (by, &groups), sample, threshold, seed)?;
        if found.table.publishable || found.columns.len() <= 2 {
            return Some(found);
        }
        groups.merge_rarest();
    }
}

fn tabulate(
    (question, answers): (&str, &Coded),
    (by, groups): (&str, &Coded),
    sample: &Sample,
    threshold: u64,
    seed: u64,
) -> Option<CrossResult> {
    let (rows, columns) =
        (used(&answers.kept, answers.labels.len()), used(&groups.kept, groups.labels.len()));
    let table = counted(&answers.kept, &groups.kept, &rows, &columns)?;
    let left_out = counted(&answers.left_out, &groups.left_out, &rows, &columns)?;
    let mut protected = if sample.left_out.rows.is_empty() {
        protect_table(&table, threshold)
    } else {
        protect_table_beside(&table, &left_out, threshold).ok()?
    };
    protected.publishable &= without_the_other(answers, groups, threshold);
    let weighted =
        sample.weights.as_ref().and_then(|w| weighted_test(answers, groups, &rows, &columns, &w.of));
    Some(CrossResult {
        question: question.to_owned(),
        by: by.to_owned(),
        column_totals: (0..columns.len()).map(|c| table.column_total(c)).collect(),
        rows: rows.iter().map(|&r| answers.labels[r].clone()).collect(),
        columns: columns.iter().map(|&c| groups.labels[c].clone()).collect(),
        table: protected,
        test: table.independence(seed)?,
        weighted,
        residuals: table.residuals(|_, column| table.columns() > 2 || column == 0),
    })
}

/// The labels that someone gives.
fn used(places: &[Option<usize>], labels: usize) -> Vec<usize> {
    (0..labels).filter(|&label| places.contains(&Some(label))).collect()
}

fn counted(
    answers: &[Option<usize>],
    groups: &[Option<usize>],
    rows: &[usize],
    columns: &[usize],
) -> Option<Crosstab> {
    let mut counts = vec![0_u64; rows.len() * columns.len()];
    for (answer, group) in answers.iter().zip(groups) {
        let place = |list: &[usize], value: &Option<usize>| list.iter().position(|l| Some(*l) == *value);
        if let (Some(row), Some(column)) = (place(rows, answer), place(columns, group)) {
            counts[row * columns.len() + column] += 1;
        }
    }
    Crosstab::new(rows.len(), columns.len(), counts).ok()
}

/// People who answer one of the two questions only are the difference between this table and the distribution of each
/// question: they must not be few either.
fn without_the_other(answers: &Coded, groups: &Coded, threshold: u64) -> bool {
    let alone = |one: &[Option<usize>], other: &[Option<usize>], labels: usize| {
        let mut counts = vec![0_u64; labels];
        for place in one.iter().zip(other).filter(|(_, other)| other.is_none()).filter_map(|(one, _)| *one) {
            counts[place] += 1;
        }
        counts.into_iter().all(|count| may_show(count, threshold))
    };
    alone(&answers.kept, &groups.kept, answers.labels.len())
        && alone(&groups.kept, &answers.kept, groups.labels.len())
}

fn weighted_test(
    answers: &Coded,
    groups: &Coded,
    rows: &[usize],
    columns: &[usize],
    weights: &[f64],
) -> Option<RaoScott> {
    let (mut r, mut c, mut w) = (Vec::new(), Vec::new(), Vec::new());
    for ((answer, group), weight) in answers.kept.iter().zip(&groups.kept).zip(weights) {
        if let (Some(answer), Some(group)) = (answer, group) {
            r.push(rows.iter().position(|row| row == answer)?);
            c.push(columns.iter().position(|column| column == group)?);
            w.push(*weight);
        }
    }
    rao_scott(&r, rows.len(), &c, columns.len(), &w)
}
