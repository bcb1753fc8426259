//! Horizontal bars: one answer a line, its percentage, its n and its interval.

use super::canvas::{Anchor, Canvas, Rect};
use super::font::width;
use super::{DataTable, Figure, INK, INK_2, INKS};
use crate::french;
use stats::proportion::Interval;

/// One bar; none of the numbers when the count is masked.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    pub label: String,
    pub shown: Option<(u64, u64, Interval)>,
}

const ROW: f64 = 30.0;
const LENGTH: f64 = 420.0;

/// Draws counts over `n`; `shown` holds (count, tenths of a percent, interval).
pub fn bars(name: &str, title: &str, bars: &[Bar], n: u64, note: &str) -> Figure {
    let labels = bars.iter().map(|b| width(&b.label, 13.0)).fold(80.0, f64::max) + 24.0;
    let most = bars.iter().filter_map(|b| b.shown).map(|(_, _, i)| i.high).fold(0.05, f64::max);
    let mut canvas = Canvas::default();
    let mut table = DataTable::new(&["Réponse", "n", "Part", "Intervalle à 95 %"]);
    let mut y = 8.0;
    for bar in bars {
        canvas.text(&bar.label, (labels - 8.0, y + 19.0), 13.0, Anchor::End, INK);
        let row = if let Some((count, tenths, interval)) = bar.shown {
            let share = as_f64(tenths) / 1000.0;
            let x = |share: f64| labels + LENGTH * share / most;
            canvas.rect(
                Rect { x: labels, y: y + 4.0, width: x(share) - labels, height: 20.0 },
                INKS[0],
                "none",
            );
            canvas.line((x(interval.low), y + 26.0), (x(interval.high), y + 26.0), 1.5, INK_2);
            let says = format!("{} · n\u{a0}=\u{a0}{count}", french::tenths(tenths));
            canvas.text(&says, (x(share.max(interval.high)) + 8.0, y + 19.0), 13.0, Anchor::Start, INK);
            let range = format!(
                "{} à {}\u{202f}%",
                french::number(100.0 * interval.low, 1),
                french::number(100.0 * interval.high, 1)
            );
            vec![bar.label.clone(), count.to_string(), french::tenths(tenths), range]
        } else {
            let hatch = format!("url(#{name}-masque)");
            canvas.rect(Rect { x: labels, y: y + 4.0, width: 40.0, height: 20.0 }, &hatch, "#78847f");
            canvas.text("masqué", (labels + 48.0, y + 19.0), 13.0, Anchor::Start, INK_2);
            vec![bar.label.clone(), "masqué".to_owned(), "masqué".to_owned(), String::new()]
        };
        table.rows.push(row);
        y += ROW;
    }
    let says = sentence(bars, n);
    let svg = canvas.finish(name, (labels + LENGTH + 150.0, y + 8.0), title, &says);
    let note = format!(
        "n\u{a0}=\u{a0}{n}. Le trait sous chaque barre est l’intervalle de confiance à 95\u{202f}%. {note}"
    );
    Figure {
        name: name.to_owned(),
        title: title.to_owned(),
        says,
        note,
        svg,
        table,
        labels: canvas.labels,
        edges: Vec::new(),
        unplaced: Vec::new(),
    }
}

fn sentence(bars: &[Bar], n: u64) -> String {
    let first: Vec<String> = bars
        .iter()
        .filter_map(|b| {
            b.shown.map(|(count, tenths, _)| {
                format!("{} {} (n\u{a0}=\u{a0}{count})", b.label, french::tenths(tenths))
            })
        })
        .take(3)
        .collect();
    format!(
        "Sur {}\u{a0}: {}.",
        french::some(usize::try_from(n).unwrap_or(usize::MAX), "réponse", "réponses"),
        first.join("\u{202f}; ")
    )
}

#[expect(clippy::cast_precision_loss, reason = "tenths of a percent")]
fn as_f64(n: u64) -> f64 {
    n as f64
}
