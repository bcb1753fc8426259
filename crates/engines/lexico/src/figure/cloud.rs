//! The word cloud: the most frequent word largest and central, none rotated, none dropped.

use super::canvas::{Anchor, Canvas, Rect};
use super::font::width;
use super::{DataTable, Figure, INKS, ink};
use crate::french;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 560.0;
/// Smallest and largest letters, before they shrink to make all words fit.
const SIZES: (f64, f64) = (13.0, 66.0);

/// Draws words by decreasing count: (word, count, respondents, group for the ink).
pub fn cloud(name: &str, words: &[(String, u64, u64, Option<usize>)], note: &str) -> Figure {
    let placed =
        (0..40).find_map(|shrink| place(words, libm::pow(0.93, f64::from(shrink)))).unwrap_or_default();
    let mut canvas = Canvas::default();
    for ((word, _, _, group), (rect, size)) in words.iter().zip(&placed) {
        let baseline = rect.y + size * Rect::of_text(word, 0.0, 0.0, 1.0).y.abs();
        canvas.text(word, (rect.x, baseline), *size, Anchor::Start, group.map_or(INKS[7], ink));
    }
    let mut table = DataTable::new(&["Mot", "Citations", "Répondants"]);
    for (word, count, respondents, _) in words {
        table.rows.push(vec![word.clone(), count.to_string(), respondents.to_string()]);
    }
    let title = match words.first() {
        Some((word, count, ..)) => {
            format!("«\u{a0}{word}\u{a0}» vient d’abord, {} fois", french::number(as_f64(*count), 0))
        }
        None => "Aucun mot n’est assez fréquent".to_owned(),
    };
    let first: Vec<String> = words.iter().take(5).map(|(w, c, ..)| format!("{w} ({c})")).collect();
    let says = format!(
        "La taille d’un mot suit le nombre de fois où il est cité\u{202f}; sa couleur suit sa classe. Les premiers\u{a0}: {}.",
        first.join(", ")
    );
    let svg = canvas.finish(name, (WIDTH, HEIGHT), &title, &says);
    let unplaced = words.iter().skip(placed.len()).map(|w| w.0.clone()).collect();
    Figure {
        name: name.to_owned(),
        title,
        says,
        note: note.to_owned(),
        svg,
        table,
        labels: canvas.labels,
        edges: Vec::new(),
        unplaced,
    }
}

/// Places every word, or none when one does not fit.
fn place(words: &[(String, u64, u64, Option<usize>)], shrink: f64) -> Option<Vec<(Rect, f64)>> {
    let most = as_f64(words.first()?.1);
    let mut placed: Vec<(Rect, f64)> = Vec::with_capacity(words.len());
    for (word, count, ..) in words {
        let size = (SIZES.0 + (SIZES.1 - SIZES.0) * as_f64(*count) / most) * shrink;
        let (w, h) = (width(word, size), Rect::of_text(word, 0.0, 0.0, size).height);
        let start = start_angle(word);
        let free = (0..6_000).map(|step| spiral(start, f64::from(step), w, h)).find(|rect| {
            rect.within(WIDTH, HEIGHT) && placed.iter().all(|(other, _)| !rect.padded(1.5).overlaps(other))
        })?;
        placed.push((free, size));
    }
    Some(placed)
}

/// A place along an elliptic spiral from the centre.
fn spiral(start: f64, step: f64, w: f64, h: f64) -> Rect {
    let turn = start + step * 0.15;
    let radius = step * 0.12;
    let (x, y) = (WIDTH / 2.0 + 1.5 * radius * libm::cos(turn), HEIGHT / 2.0 + radius * libm::sin(turn));
    Rect { x: x - w / 2.0, y: y - h / 2.0, width: w, height: h }
}

/// An angle that depends on the word alone.
fn start_angle(word: &str) -> f64 {
    stats::random::SplitMix64::named(word).unit() * std::f64::consts::TAU
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn as_f64(n: u64) -> f64 {
    n as f64
}
