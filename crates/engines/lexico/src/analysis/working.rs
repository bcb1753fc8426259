//! The tables that the analyst works with and never publishes: who is in which class, what was said around a word.

use super::Analysis;
use super::tables::classes;
use crate::concordance::{concordance, typical};
use crate::figure::DataTable;

/// Occurrences kept of each word, and words of the concordance.
const LINES: usize = 50;
const WORDS: usize = 200;

/// Every working table, by file name without extension.
pub fn working_tables(analysis: &Analysis) -> Vec<(String, DataTable)> {
    vec![
        ("formes".to_owned(), forms(analysis)),
        ("mots-inconnus".to_owned(), unknown(analysis)),
        ("unites-classes".to_owned(), units(analysis)),
        ("concordance".to_owned(), lines(analysis)),
        ("reponses-typiques".to_owned(), typical_answers(analysis)),
    ]
}

/// The spellings of each word: what `formes.toml` merges or separates.
fn forms(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "formes"]);
    let forms = analysis.prepared.forms_by_lemma();
    for word in &analysis.words {
        let list: Vec<String> =
            forms.get(&word.lemma).into_iter().flatten().map(|f| format!("{}:{}", f.text, f.count)).collect();
        table.rows.push(vec![word.text.clone(), list.join(" ")]);
    }
    table
}

fn unknown(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "citations"]);
    let mut found: Vec<_> = analysis
        .prepared
        .lemmas
        .iter()
        .filter(|l| l.category == crate::words::Category::Unknown && l.count > 0)
        .collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    table.rows = found.iter().map(|l| vec![l.text.clone(), l.count.to_string()]).collect();
    table
}

fn units(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["unite", "reponse", "classe"]);
    for (unit, (segment, class)) in
        analysis.prepared.segments.iter().zip(&analysis.classification.classes).enumerate()
    {
        table.rows.push(vec![(unit + 1).to_string(), (segment.answer + 1).to_string(), class.to_string()]);
    }
    table
}

fn lines(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "reponse", "avant", "forme", "apres"]);
    let lemmas: Vec<u32> =
        analysis.words.iter().filter(|w| w.published).take(WORDS).map(|w| w.lemma).collect();
    for line in concordance(&analysis.prepared, &lemmas, LINES) {
        table.rows.push(vec![line.word, line.answer.to_string(), line.before, line.said, line.after]);
    }
    table
}

fn typical_answers(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["classe", "reponse", "score", "texte"]);
    for class in classes(analysis) {
        let chi2 = analysis.chi2_of(class);
        for (answer, score, text) in typical(&analysis.prepared, &analysis.segments_of(class), &chi2, 5) {
            table.rows.push(vec![class.to_string(), answer.to_string(), format!("{score:.3}"), text]);
        }
    }
    table
}
