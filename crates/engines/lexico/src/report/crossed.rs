//! Cross tables as a reader checks them: counts, column percentages, test, residuals.

use crate::figure::DataTable;
use crate::french;
use crate::survey::CrossResult;
use stats::crosstab::{Residual, ThinTest};
use std::fmt::Write as _;

/// The table and the sentence that reads it; `tests` tables were tested in the same report.
pub fn cross_table(cross: &CrossResult, tests: usize) -> (DataTable, String) {
    let mut table = DataTable::default();
    table.headers.push(cross.question.clone());
    for (label, total) in cross.columns.iter().zip(&cross.column_totals) {
        table.headers.push(format!("{label} (n\u{a0}=\u{a0}{total})"));
    }
    let columns = cross.columns.len();
    for (row, label) in cross.rows.iter().enumerate() {
        let mut line = vec![label.clone()];
        for column in 0..columns {
            line.push(match cross.table.cells[row * columns + column].shown() {
                Some(count) => {
                    let total = usize::try_from(cross.column_totals[column]).unwrap_or(usize::MAX);
                    format!("{count} ({})", french::percent(usize::try_from(count).unwrap_or(0), total))
                }
                None => "masqué".to_owned(),
            });
        }
        table.rows.push(line);
    }
    (table, sentence(cross, tests))
}

fn sentence(cross: &CrossResult, tests: usize) -> String {
    let found = &cross.test;
    let (p, how) = p_value(cross);
    // Bonferroni over the tables of the report: prudent, and readable.
    #[expect(clippy::cast_precision_loss, reason = "a number of tables")]
    let corrected = (p * tests.max(1) as f64).min(1.0);
    let verdict = if corrected < 0.05 {
        "La réponse dépend du groupe"
    } else {
        "Aucune différence nette entre les groupes"
    };
    let tested = french::some(tests, "croisement testé", "croisements testés");
    if !cross.is_whole() {
        // With known margins the statistics would help to find what is masked.
        return format!("{verdict} (n\u{a0}=\u{a0}{}\u{202f}; {tested} dans ce rapport).", found.n);
    }
    let mut sentence = format!(
        "{verdict}\u{a0}: χ²\u{a0}=\u{a0}{} ({} ddl), {}{how}, V de Cramér\u{a0}=\u{a0}{}, n\u{a0}=\u{a0}{}\u{202f}; {tested} dans ce rapport.",
        french::number(found.chi2, 2),
        found.df,
        french::p_value(p),
        french::number(found.cramer_v, 2),
        found.n,
    );
    let cells = remarkable_cells(cross);
    if !cells.is_empty() && corrected < 0.05 {
        let _ = write!(sentence, " Écarts nets après correction\u{a0}: {}.", cells.join("\u{202f}; "));
    }
    sentence
}

/// The p-value that is read, and how it was found when it is not the usual one.
fn p_value(cross: &CrossResult) -> (f64, String) {
    if let Some(weighted) = cross.weighted {
        return (weighted.p, " (réponses pondérées, test de Rao et Scott)".to_owned());
    }
    match cross.test.thin {
        Some(ThinTest::Fisher { p }) => {
            (p, " (test exact de Fisher, un effectif attendu est sous 5)".to_owned())
        }
        Some(ThinTest::MonteCarlo { p, simulations }) => {
            let drawn = french::number(f64::from(simulations), 0);
            (p, format!(" ({drawn} tirages, un effectif attendu est sous 5)"))
        }
        None => (cross.test.p, String::new()),
    }
}

/// Cells whose residual stays remarkable once corrected (Benjamini and Hochberg).
fn remarkable_cells(cross: &CrossResult) -> Vec<String> {
    let name = |r: &Residual| {
        let way = if r.value > 0.0 { "plus" } else { "moins" };
        format!("«\u{a0}{}\u{a0}» {way} souvent chez {}", cross.rows[r.row], cross.columns[r.column])
    };
    cross.residuals.iter().filter(|r| r.p_benjamini_hochberg < 0.05).map(name).collect()
}
