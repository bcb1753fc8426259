//! The tree of classes over their columns: size, words and respondents, strongest first.

use super::canvas::{Anchor, Canvas, n};
use super::font::width;
use super::{DataTable, Figure, INK, INK_2, LINE, ink};
use crate::chd::Branch;
use crate::french;

/// One class under its leaf.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassColumn {
    /// From 1.
    pub class: u32,
    pub units: usize,
    /// Words with their chi2 and what is printed in the table.
    pub words: Vec<(String, f64)>,
    /// Modalities with their chi2 and « 17/36 », or none and « masqué ».
    pub modalities: Vec<(String, Option<f64>, String)>,
}

const STEP: f64 = 34.0;
const TOP: f64 = 20.0;

/// Draws the tree; columns are in the order of its leaves.
pub fn dendrogram(name: &str, tree: &Branch, columns: &[ClassColumn], units: usize, note: &str) -> Figure {
    let widths: Vec<f64> = columns.iter().map(column_width).collect();
    let mut left = 16.0;
    let centres: Vec<f64> = widths
        .iter()
        .map(|w| {
            left += w;
            left - w / 2.0
        })
        .collect();
    let mut canvas = Canvas::default();
    #[expect(clippy::cast_precision_loss, reason = "a tree of at most twenty classes")]
    let leaves_at = TOP + STEP * (tree.depth() as f64 + 1.0);
    draw(&mut canvas, tree, &centres, columns, leaves_at);
    let classified: usize = columns.iter().map(|c| c.units).sum();
    let mut bottom = leaves_at;
    for ((column, centre), w) in columns.iter().zip(&centres).zip(&widths) {
        bottom = f64::max(bottom, draw_column(&mut canvas, column, *centre, *w, leaves_at, classified));
    }
    let title = format!("{} façons de répondre", french::count(columns.len()));
    let heads: Vec<String> = columns
        .iter()
        .map(|c| {
            let words: Vec<&str> = c.words.iter().take(3).map(|w| w.0.as_str()).collect();
            format!(
                "classe {} ({}\u{a0}: {})",
                c.class,
                french::percent(c.units, classified),
                words.join(", ")
            )
        })
        .collect();
    let says = format!(
        "{} unités classées sur {} ({}). L’arbre montre seulement quelles classes se ressemblent, pas de distance. {}.",
        french::count(classified),
        french::count(units),
        french::percent(classified, units),
        heads.join("\u{202f}; ")
    );
    let svg = canvas.finish(name, (left + 16.0, bottom + 16.0), &title, &says);
    let table = data(columns);
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

/// As wide as its widest line: nothing is clipped.
fn column_width(column: &ClassColumn) -> f64 {
    let words = column.words.iter().map(|(word, chi2)| width(word, font_size(*chi2, column)));
    let modalities =
        column.modalities.iter().map(|(label, _, count)| width(label, 12.0).max(width(count, 11.0)));
    words.chain(modalities).fold(104.0, f64::max) + 24.0
}

/// Eleven to eighteen points with chi2.
fn font_size(chi2: f64, column: &ClassColumn) -> f64 {
    let most = column.words.first().map_or(1.0, |w| w.1).max(1.0);
    11.0 + 7.0 * (chi2 / most).sqrt()
}

/// Draws a branch and returns its (x, y).
fn draw(
    canvas: &mut Canvas,
    branch: &Branch,
    centres: &[f64],
    columns: &[ClassColumn],
    leaves_at: f64,
) -> (f64, f64) {
    match branch {
        Branch::Leaf(class) => {
            let place = columns.iter().position(|c| c.class == *class).unwrap_or(0);
            (centres.get(place).copied().unwrap_or(0.0), leaves_at)
        }
        Branch::Fork(one, other) => {
            #[expect(clippy::cast_precision_loss, reason = "a tree of at most twenty classes")]
            let y = leaves_at - STEP * branch.depth() as f64;
            let ends = [
                draw(canvas, one, centres, columns, leaves_at),
                draw(canvas, other, centres, columns, leaves_at),
            ];
            canvas.line((ends[0].0, y), (ends[1].0, y), 2.0, INK_2);
            for (side, (x, below)) in [one, other].into_iter().zip(ends) {
                let line = match side.as_ref() {
                    Branch::Leaf(class) => ink(*class as usize - 1),
                    Branch::Fork(..) => INK_2,
                };
                canvas.line((x, y), (x, below), 2.5, line);
            }
            (f64::midpoint(ends[0].0, ends[1].0), y)
        }
    }
}

fn draw_column(
    canvas: &mut Canvas,
    column: &ClassColumn,
    x: f64,
    w: f64,
    top: f64,
    classified: usize,
) -> f64 {
    let place = column.class as usize - 1;
    let colour = ink(place);
    canvas.mark(place, (x, top + 8.0), 7.0, colour);
    let mut y = top + 34.0;
    canvas.text(&format!("Classe {}", column.class), (x, y), 15.0, Anchor::Middle, colour);
    y += 18.0;
    let share = format!(
        "{} · n\u{a0}=\u{a0}{}",
        french::percent(column.units, classified),
        french::count(column.units)
    );
    canvas.text(&share, (x, y), 12.0, Anchor::Middle, INK_2);
    y += 10.0;
    canvas.line((x - w / 2.0 + 10.0, y), (x + w / 2.0 - 10.0, y), 2.0, colour);
    y += 4.0;
    for (word, chi2) in &column.words {
        let size = font_size(*chi2, column);
        y += size * 1.32;
        canvas.text(word, (x, y), size, Anchor::Middle, colour);
    }
    if !column.modalities.is_empty() {
        y += 16.0;
        canvas.line((x - w / 2.0 + 10.0, y), (x + w / 2.0 - 10.0, y), 1.0, LINE);
        for (label, _, count) in &column.modalities {
            y += 18.0;
            canvas.text(label, (x, y), 12.0, Anchor::Middle, INK);
            y += 15.0;
            canvas.text(count, (x, y), 11.0, Anchor::Middle, INK_2);
        }
    }
    y
}

fn data(columns: &[ClassColumn]) -> DataTable {
    let mut table = DataTable::new(&["Classe", "Unités", "Sorte", "Mot ou modalité", "χ²", "Dans la classe"]);
    for column in columns {
        let mut push = |kind: &str, label: &str, chi2: Option<f64>, count: &str| {
            table.rows.push(vec![
                column.class.to_string(),
                column.units.to_string(),
                kind.to_owned(),
                label.to_owned(),
                chi2.map_or("masqué".to_owned(), |chi2| n(chi2).replace('.', ",")),
                count.to_owned(),
            ]);
        };
        for (word, chi2) in &column.words {
            push("mot", word, Some(*chi2), "");
        }
        for (label, chi2, count) in &column.modalities {
            push("modalité", label, *chi2, count);
        }
    }
    table
}
