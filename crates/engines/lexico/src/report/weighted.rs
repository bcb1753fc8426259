//! Weighted shares beside the raw ones, and the margins that weights repair.

use crate::figure::DataTable;
use crate::french;
use crate::survey::{WeightedAnswer, Weights};
use stats::disclosure::protect_counts;
use stats::law::as_f64;

/// The margins of respondents against those of the base, then each answer raw and weighted.
pub fn weighted_tables(
    weights: &Weights,
    answers: &[WeightedAnswer],
    threshold: u64,
) -> (DataTable, DataTable) {
    (margins(weights, threshold), shares(answers))
}

fn margins(weights: &Weights, threshold: u64) -> DataTable {
    let mut table = DataTable::new(&["Colonne", "Modalité", "Part des répondants", "Part de la base"]);
    for of_column in weights.margins.chunk_by(|a, b| a.column == b.column) {
        let respondents: Vec<u64> = of_column.iter().map(|m| m.respondents).collect();
        let people: u64 = of_column.iter().map(|m| m.people).sum();
        let n: u64 = respondents.iter().sum();
        for (margin, cell) in of_column.iter().zip(protect_counts(&respondents, threshold)) {
            let share = |part: u64, whole: u64| percent(as_f64(part) / as_f64(whole.max(1)), 1);
            table.rows.push(vec![
                margin.column.clone(),
                margin.modality.clone(),
                cell.shown().map_or("masqué".to_owned(), |count| share(count, n)),
                share(margin.people, people),
            ]);
        }
    }
    table
}

fn shares(answers: &[WeightedAnswer]) -> DataTable {
    let mut table =
        DataTable::new(&["Question", "Réponse", "n", "Part brute", "Part pondérée", "Erreur type"]);
    for answer in answers {
        let numbers = match &answer.shown {
            Some((raw, weighted)) => {
                [percent(*raw, 1), percent(weighted.share, 1), percent(weighted.standard_error, 1)]
            }
            None => ["masqué", "masqué", "masqué"].map(str::to_owned),
        };
        let head = vec![answer.question.clone(), answer.label.clone(), answer.n.to_string()];
        table.rows.push([head, numbers.to_vec()].concat());
    }
    table
}

fn percent(share: f64, decimals: usize) -> String {
    format!("{}\u{202f}%", french::number(100.0 * share, decimals))
}
