//! What closed questions say, masked before anything is printed.

use super::mapping::{Column, Mapping, Role};
use super::open::merged_labels;
use super::table::Table;
use serde::Serialize;
use stats::crosstab::{Crosstab, Independence, Residual};
use stats::disclosure::{Cell, Protected, protect_counts, protect_table};
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
}

/// A closed question crossed with a column of the profile.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossResult {
    pub question: String,
    pub by: String,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    pub table: Protected,
    pub column_totals: Vec<u64>,
    pub test: Option<Independence>,
    pub residuals: Vec<Residual>,
}

/// Counts every closed question; dates are read by month.
pub fn closed_results(table: &Table, mapping: &Mapping, threshold: u64) -> Vec<ClosedResult> {
    let mut results: Vec<ClosedResult> = Vec::new();
    for column in &mapping.columns {
        let Some(place) = table.headers.iter().position(|h| *h == column.nom) else { continue };
        let values: Vec<&str> = table.column(place).collect();
        match column.role {
            Role::Choix => results.push(ClosedResult::Single(single(&column.nom, &values, threshold))),
            Role::Date => {
                let months: Vec<String> = values.iter().map(|v| month(v)).collect();
                let months: Vec<&str> = months.iter().map(String::as_str).collect();
                results.push(ClosedResult::Single(single(&column.nom, &months, threshold)));
            }
            Role::Multiple => results.push(multiple(column, &values, threshold)),
            Role::Nombre => results.extend(number(&column.nom, &values, threshold)),
            Role::Echelle => scale(column, &values, threshold, &mut results),
            Role::Libre | Role::Identifiant | Role::Personnel | Role::Poids | Role::Ignore => {}
        }
    }
    results
}

fn single(name: &str, values: &[&str], threshold: u64) -> Answers {
    let merged = merged_labels(values, threshold);
    let mut labels: Vec<String> = merged.iter().filter(|l| !l.is_empty()).cloned().collect();
    labels.sort_unstable();
    labels.dedup();
    let mut counted: Vec<(u64, String)> = labels
        .into_iter()
        .map(|label| (merged.iter().filter(|m| **m == label).count() as u64, label))
        .collect();
    // Months stay in their order; other answers go by size, « autres » last.
    let dated = counted.iter().all(|(_, l)| l == "autres" || l.len() == 7 && l.as_bytes()[4] == b'-');
    counted.sort_by(|a, b| {
        (a.1 == "autres")
            .cmp(&(b.1 == "autres"))
            .then(if dated { a.1.cmp(&b.1) } else { b.0.cmp(&a.0) })
            .then(a.1.cmp(&b.1))
    });
    let counts: Vec<u64> = counted.iter().map(|c| c.0).collect();
    Answers {
        question: name.to_owned(),
        asked: values.len() as u64,
        n: counts.iter().sum(),
        labels: counted.into_iter().map(|c| c.1).collect(),
        cells: protect_counts(&counts, threshold),
        tenths: percents(&counts),
    }
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

fn multiple(column: &Column, values: &[&str], threshold: u64) -> ClosedResult {
    let separator = column.separateur.as_deref().unwrap_or(";");
    let people: Vec<Vec<&str>> = values
        .iter()
        .map(|v| v.split(separator).map(str::trim).filter(|p| !p.is_empty()).collect())
        .collect();
    let counted = stats::multiple::count(&people);
    let counts: Vec<u64> = counted.options.iter().map(|o| o.on_citations.count).collect();
    let cells = protect_counts(&counts, threshold);
    ClosedResult::Multiple { question: column.nom.clone(), asked: values.len() as u64, counted, cells }
}

fn number(name: &str, values: &[&str], threshold: u64) -> Option<ClosedResult> {
    let mut numbers: Vec<f64> = values
        .iter()
        .filter_map(|v| v.replace([' ', '\u{202f}'], "").replace(',', ".").parse().ok())
        .collect();
    numbers.retain(|n: &f64| n.is_finite());
    let n = numbers.len() as u64;
    if n == 0 || n < threshold {
        return None;
    }
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let median = if numbers.len() % 2 == 1 {
        numbers[middle]
    } else {
        f64::midpoint(numbers[middle - 1], numbers[middle])
    };
    let mean = numbers.iter().sum::<f64>() / stats::law::as_f64(n);
    Some(ClosedResult::Number { question: name.to_owned(), n, mean, median })
}

fn scale(column: &Column, values: &[&str], threshold: u64, results: &mut Vec<ClosedResult>) {
    let Some(scale) = &column.echelle else { return };
    let normal: Vec<String> =
        values.iter().filter(|v| !v.is_empty()).map(|v| v.to_lowercase().replace('\'', "’")).collect();
    let (counted, unknown) = scale.count(normal.iter().map(String::as_str));
    let cells = protect_counts(&counted.counts, threshold);
    let label = match &column.groupe {
        Some(group) => column.nom[group.len().min(column.nom.len())..]
            .trim_matches([' ', ':', '[', ']', '\u{a0}'])
            .to_owned(),
        None => column.nom.clone(),
    };
    let title = column.groupe.clone().unwrap_or_else(|| column.nom.clone());
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
        })),
    }
}

/// Crosses every closed question of one answer with every column marked `croiser`.
pub fn cross_results(table: &Table, mapping: &Mapping, threshold: u64, seed: u64) -> Vec<CrossResult> {
    let place = |name: &str| table.headers.iter().position(|h| h == name);
    let mut results = Vec::new();
    for by in mapping.columns.iter().filter(|c| c.croiser) {
        let Some(by_place) = place(&by.nom) else { continue };
        let groups = merged_labels(&table.column(by_place).collect::<Vec<_>>(), threshold);
        for question in mapping
            .columns
            .iter()
            .filter(|c| matches!(c.role, Role::Choix | Role::Echelle) && c.nom != by.nom)
        {
            let Some(question_place) = place(&question.nom) else { continue };
            let values: Vec<&str> = table.column(question_place).collect();
            let answers = match &question.echelle {
                Some(_) => values.iter().map(|v| v.to_lowercase().replace('\'', "’")).collect(),
                None => merged_labels(&values, threshold),
            };
            let order: Option<Vec<String>> =
                question.echelle.as_ref().map(|s| s.answers().map(str::to_owned).collect());
            results.extend(cross(&question.nom, &by.nom, &answers, order, &groups, threshold, seed));
        }
    }
    results
}

fn cross(
    question: &str,
    by: &str,
    answers: &[String],
    order: Option<Vec<String>>,
    groups: &[String],
    threshold: u64,
    seed: u64,
) -> Option<CrossResult> {
    let distinct = |values: &[String]| {
        let mut labels: Vec<String> = values.iter().filter(|v| !v.is_empty()).cloned().collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    };
    let columns = distinct(groups);
    let given = distinct(answers);
    let rows = order
        .map_or(given.clone(), |order| order.into_iter().filter(|o| given.contains(o)).collect::<Vec<_>>());
    let mut counts = vec![0_u64; rows.len() * columns.len()];
    for (answer, group) in answers.iter().zip(groups) {
        let cell = (rows.iter().position(|r| r == answer), columns.iter().position(|c| c == group));
        if let (Some(row), Some(column)) = cell {
            counts[row * columns.len() + column] += 1;
        }
    }
    let crossed = Crosstab::new(rows.len(), columns.len(), counts).ok()?;
    let test = crossed.independence(seed)?;
    let residuals = crossed.residuals(|_, column| crossed.columns() > 2 || column == 0);
    Some(CrossResult {
        question: question.to_owned(),
        by: by.to_owned(),
        table: protect_table(&crossed, threshold),
        column_totals: (0..columns.len()).map(|c| crossed.column_total(c)).collect(),
        test: Some(test),
        residuals,
        rows,
        columns,
    })
}
