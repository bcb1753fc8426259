//! Specificities of one group of respondents: words in excess to the right, words that lack to the left.

use super::canvas::{Anchor, Canvas, Rect};
use super::font::width;
use super::{DataTable, Figure, INK, INK_2, INKS, LINE};
use crate::french;
use crate::specificity::REMARKABLE;

/// A word, its score, how often the group says it and everyone says it.
#[derive(Debug, Clone, PartialEq)]
pub struct SpecificWord {
    pub word: String,
    pub score: f64,
    pub inside: u64,
    pub everywhere: u64,
}

const HALF: f64 = 240.0;

/// Draws the words of one group, most in excess first.
pub fn specific_bars(name: &str, group: &str, words: &[SpecificWord], note: &str) -> Figure {
    let label = words.iter().map(|w| width(&w.word, 13.0)).fold(60.0, f64::max) + 16.0;
    let most = words.iter().map(|w| w.score.abs()).fold(REMARKABLE * 1.5, f64::max);
    let middle = label + HALF;
    let mut canvas = Canvas::default();
    let bottom = 34.0 + 26.0 * as_f64(words.len());
    for sign in [-1.0, 1.0] {
        let x = middle + sign * HALF * REMARKABLE / most;
        canvas.dashed((x, 24.0), (x, bottom), INK_2);
        canvas.text(if sign > 0.0 { "+2" } else { "−2" }, (x, 18.0), 11.0, Anchor::Middle, INK_2);
    }
    canvas.line((middle, 24.0), (middle, bottom), 1.0, LINE);
    let mut table = DataTable::new(&["Mot", "Score", "Dans le groupe", "Partout"]);
    for (rank, word) in words.iter().enumerate() {
        let y = 28.0 + 26.0 * as_f64(rank);
        canvas.text(&word.word, (label - 8.0, y + 16.0), 13.0, Anchor::End, INK);
        let length = HALF * word.score.abs() / most;
        let x = if word.score > 0.0 { middle } else { middle - length };
        let colour = if word.score > 0.0 { INKS[0] } else { INKS[1] };
        canvas.rect(Rect { x, y: y + 3.0, width: length, height: 18.0 }, colour, "none");
        let score = french::number(word.score, 1);
        canvas.text(&score, (label + 2.0 * HALF + 12.0, y + 16.0), 12.0, Anchor::Start, INK);
        table.rows.push(vec![
            word.word.clone(),
            french::number(word.score, 4),
            word.inside.to_string(),
            word.everywhere.to_string(),
        ]);
    }
    let title = format!("Mots propres à {group}");
    let list = |positive: bool| {
        let names: Vec<&str> = words
            .iter()
            .filter(|w| (w.score > 0.0) == positive && w.score.abs() >= REMARKABLE)
            .map(|w| w.word.as_str())
            .take(5)
            .collect();
        if names.is_empty() { "aucun mot".to_owned() } else { names.join(", ") }
    };
    let says = format!(
        "En plus que le hasard\u{a0}: {}\u{202f}; en moins\u{a0}: {}. Entre −2 et +2, l’écart est banal.",
        list(true),
        list(false)
    );
    let svg = canvas.finish(name, (label + 2.0 * HALF + 70.0, bottom + 10.0), &title, &says);
    Figure {
        name: name.to_owned(),
        title,
        says,
        note: note.to_owned(),
        svg,
        table,
        labels: canvas.labels,
        edges: Vec::new(),
        unplaced: Vec::new(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few words")]
fn as_f64(n: usize) -> f64 {
    n as f64
}
