//! Closed questions as figures and tables.

use crate::figure::{Bar, DataTable, Figure, bars, scale_bars};
use crate::french::{self, Slugs};
use crate::survey::{Answers, ClosedResult};
use stats::disclosure::Cell;
use stats::multiple::MultipleAnswers;
use stats::proportion::percents;

/// The figures of closed questions.
pub fn closed_figures(results: &[ClosedResult]) -> Vec<Figure> {
    let mut names = Slugs::default();
    let mut figures = Vec::new();
    for result in results {
        match result {
            ClosedResult::Single(answers) if !answers.labels.is_empty() => {
                figures.push(single(&names.take(&answers.question, "-choix"), answers));
            }
            ClosedResult::Scale(matrix) => {
                figures.push(scale_bars(&names.take(&matrix.title, "-echelle"), matrix, ""));
            }
            ClosedResult::Multiple { question, counted, cells, .. } if !counted.options.is_empty() => {
                figures.push(multiple(&names.take(question, "-multiple"), question, counted, cells));
            }
            ClosedResult::Single(_)
            | ClosedResult::Multiple { .. }
            | ClosedResult::Number { .. }
            | ClosedResult::TooFew { .. } => {}
        }
    }
    figures
}

fn multiple(name: &str, question: &str, counted: &MultipleAnswers, cells: &[Cell]) -> Figure {
    let n = counted.respondents.max(1);
    let drawn: Vec<Bar> = counted
        .options
        .iter()
        .zip(cells)
        .map(|(option, cell)| {
            let tenths = |count: u64, n: u64| (count * 2000 + n) / (2 * n);
            let shown = cell.shown().map(|count| (count, tenths(count, n), option.on_respondents.interval));
            Bar { label: option.label.clone(), shown }
        })
        .collect();
    let note = format!(
        "Plusieurs réponses possibles\u{a0}: parts des répondants\u{202f}; {} citations en tout.",
        counted.citations
    );
    let mut figure = bars(name, question, &drawn, counted.respondents, &note);
    on_citations(&mut figure.table, counted, cells);
    figure
}

/// The same counts on citations, whose shares sum to 100 %.
fn on_citations(table: &mut DataTable, counted: &MultipleAnswers, cells: &[Cell]) {
    let counts: Vec<u64> = counted.options.iter().map(|o| o.on_citations.count).collect();
    table.headers.push(format!("Part des {} citations", counted.citations));
    for ((row, cell), tenths) in table.rows.iter_mut().zip(cells).zip(percents(&counts)) {
        row.push(cell.shown().map_or("masqué".to_owned(), |_| french::tenths(tenths)));
    }
}

/// Numbers asked for, as a mean and a median.
pub(super) fn numbers(results: &[ClosedResult]) -> DataTable {
    let mut table = DataTable::new(&["Question", "n", "Moyenne", "Médiane"]);
    for result in results {
        if let ClosedResult::Number { question, n, mean, median } = result {
            let (mean, median) = (french::number(*mean, 1), french::number(*median, 1));
            table.rows.push(vec![question.clone(), n.to_string(), mean, median]);
        }
    }
    table
}

/// Questions that too few people answer.
pub(super) fn unpublished(results: &[ClosedResult]) -> Vec<&str> {
    results
        .iter()
        .filter_map(|result| match result {
            ClosedResult::TooFew { question } => Some(question.as_str()),
            _ => None,
        })
        .collect()
}

fn single(name: &str, answers: &Answers) -> Figure {
    let drawn: Vec<Bar> = answers
        .labels
        .iter()
        .zip(answers.cells.iter().zip(&answers.tenths))
        .map(|(label, (cell, &tenths))| {
            let shown =
                cell.shown().map(|count| (count, tenths, stats::proportion::wilson(count, answers.n)));
            Bar { label: label.clone(), shown }
        })
        .collect();
    let missing = answers.asked - answers.n;
    let note = format!("{missing} sans réponse sur {} personnes interrogées.", answers.asked);
    bars(name, &answers.question, &drawn, answers.n, &note)
}
