//! Questions on one scale: a bar of 100 % a question, in the order of the scale, numbers inside.

use super::canvas::{Anchor, Canvas, Rect};
use super::font::width;
use super::{DataTable, Figure, INK, INK_2};
use crate::french;
use crate::survey::ScaleMatrix;
use stats::disclosure::Cell;
use stats::scale::ScaleAnswers;

/// Brown to green, told apart by colour-blind readers and, through the order and the numbers, in black and white.
const STEPS: [&str; 5] = ["#8a4513", "#dfb07c", "#dcdacd", "#8cc4b2", "#0d5f54"];
const OUTSIDE: &str = "#f5f4ee";
const BAR: f64 = 520.0;

/// Draws every question of the scale. Masked answers are one hatched end: a length of its own would tell each count.
pub fn scale_bars(name: &str, matrix: &ScaleMatrix, note: &str) -> Figure {
    let answers: Vec<&str> = matrix.scale.answers().collect();
    let left =
        matrix.rows.iter().map(|r| width(&r.0, 13.0)).fold(90.0, f64::max).max(width("n = 1 000", 11.0))
            + 20.0;
    let mut canvas = Canvas::default();
    let mut y = legend(&mut canvas, &answers, matrix.scale.steps.len(), left + BAR + 180.0);
    let mut table = DataTable::new(&["Question", "Réponse", "n", "Part"]);
    for ((question, counted, _), cells) in matrix.rows.iter().zip(&matrix.cells) {
        canvas.text(question, (left - 10.0, y + 15.0), 13.0, Anchor::End, INK);
        canvas.text(
            &format!("n\u{a0}=\u{a0}{}", counted.n),
            (left - 10.0, y + 30.0),
            11.0,
            Anchor::End,
            INK_2,
        );
        bar(&mut canvas, name, (left, y), &counted.tenths, cells, matrix.scale.steps.len());
        if let Some(grouped) = counted.grouped.filter(|_| may_group(matrix, counted, cells)) {
            let share = french::percent(
                usize::try_from(grouped.count).unwrap_or(0),
                usize::try_from(grouped.n).unwrap_or(0),
            );
            canvas.text(&format!("{share} en tout"), (left + BAR + 12.0, y + 21.0), 13.0, Anchor::Start, INK);
        }
        for ((answer, cell), tenths) in answers.iter().zip(cells).zip(&counted.tenths) {
            let numbers = match cell.shown() {
                Some(count) => [count.to_string(), french::tenths(*tenths)],
                None => ["masqué", "masqué"].map(str::to_owned),
            };
            table.rows.push([vec![question.clone(), (*answer).to_owned()], numbers.to_vec()].concat());
        }
        y += 48.0;
    }
    let says = sentence(matrix);
    let svg = canvas.finish(name, (left + BAR + 180.0, y + 4.0), &matrix.title, &says);
    let note = format!(
        "Parts en pourcentage des réponses à chaque question. Hachures en bout de barre\u{a0}: effectifs masqués. {note}"
    );
    let title = matrix.title.clone();
    Figure {
        name: name.to_owned(),
        title,
        says,
        note,
        svg,
        table,
        labels: canvas.labels,
        edges: Vec::new(),
        unplaced: Vec::new(),
    }
}

/// One bar of 100 %: shown answers in the order of the scale, then what is masked.
fn bar(canvas: &mut Canvas, name: &str, (left, y): (f64, f64), tenths: &[u64], cells: &[Cell], steps: usize) {
    let mut x = left;
    let mut masked = 0;
    for (place, (&tenths, cell)) in tenths.iter().zip(cells).enumerate() {
        if cell.shown().is_none() {
            masked += tenths;
            continue;
        }
        let length = BAR * as_f64(tenths) / 1000.0;
        canvas.rect(Rect { x, y: y + 2.0, width: length, height: 30.0 }, fill(place, steps), "#ffffff");
        let text = (tenths / 10 + u64::from(tenths % 10 >= 5)).to_string();
        if length > width(&text, 12.0) + 4.0 {
            let colour = if dark(place, steps) { "#ffffff" } else { INK };
            canvas.text(&text, (x + length / 2.0, y + 21.0), 12.0, Anchor::Middle, colour);
        }
        x += length;
    }
    if masked > 0 {
        let rect = Rect { x, y: y + 2.0, width: BAR * as_f64(masked) / 1000.0, height: 30.0 };
        canvas.rect(rect, &format!("url(#{name}-masque)"), "#78847f");
    }
}

/// The grouped share tells nothing of a masked cell: on each side of it nothing is masked, or two cells whose sum isolates
/// nobody more than their own sum does.
fn may_group(matrix: &ScaleMatrix, counted: &ScaleAnswers, cells: &[Cell]) -> bool {
    let hidden = |grouped: bool| -> Vec<u64> {
        let is_grouped = |answer: &str| matrix.scale.grouped.iter().any(|g| g == answer);
        let side = matrix.scale.answers().zip(cells).zip(&counted.counts);
        side.filter(|((a, c), _)| is_grouped(a) == grouped && c.shown().is_none()).map(|(_, n)| *n).collect()
    };
    let safe =
        |side: Vec<u64>| side.is_empty() || side.len() > 1 && side.iter().sum::<u64>() >= matrix.threshold;
    safe(hidden(true)) && safe(hidden(false))
}

/// The ink of a step: the five inks spread over the steps.
fn fill(place: usize, steps: usize) -> &'static str {
    if place >= steps { OUTSIDE } else { STEPS[spread(place, steps)] }
}

fn dark(place: usize, steps: usize) -> bool {
    place < steps && matches!(spread(place, steps), 0 | 4)
}

fn spread(place: usize, steps: usize) -> usize {
    if steps <= 1 { 4 } else { (place * 4 + (steps - 1) / 2) / (steps - 1) }
}

fn legend(canvas: &mut Canvas, answers: &[&str], steps: usize, room: f64) -> f64 {
    let (mut x, mut y) = (10.0, 8.0);
    for (place, answer) in answers.iter().enumerate() {
        let needed = width(answer, 12.0) + 40.0;
        if x + needed > room {
            (x, y) = (10.0, y + 22.0);
        }
        canvas.rect(Rect { x, y, width: 14.0, height: 14.0 }, fill(place, steps), "#78847f");
        canvas.text(answer, (x + 20.0, y + 12.0), 12.0, Anchor::Start, INK);
        x += needed;
    }
    y + 34.0
}

fn sentence(matrix: &ScaleMatrix) -> String {
    let parts: Vec<String> = matrix
        .rows
        .iter()
        .zip(&matrix.cells)
        .filter_map(|((question, counted, _), cells)| {
            let grouped = counted.grouped.filter(|_| may_group(matrix, counted, cells))?;
            let (count, n) = (usize::try_from(grouped.count).ok()?, usize::try_from(grouped.n).ok()?);
            let (low, high) = (
                french::number(100.0 * grouped.interval.low, 0),
                french::number(100.0 * grouped.interval.high, 0),
            );
            Some(format!(
                "{question}\u{a0}: {} (n\u{a0}=\u{a0}{n}, {low} à {high}\u{202f}%)",
                french::percent(count, n)
            ))
        })
        .collect();
    if parts.is_empty() {
        return "Chaque barre montre la répartition des réponses à une question.".to_owned();
    }
    format!("{} confondus\u{a0}: {}.", matrix.scale.grouped.join(", "), parts.join("\u{202f}; "))
}

#[expect(clippy::cast_precision_loss, reason = "tenths of a percent")]
fn as_f64(n: u64) -> f64 {
    n as f64
}
