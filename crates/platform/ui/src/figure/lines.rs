//! Lines over time, with a band behind them and each name at the end of its line.

use super::bars::{axis_left, height, labels, rules};
use super::scale::{Scale, spread, width, wrapped};
use super::svg::Anchor;
use super::{Figure, Svg};

const BOTTOM: f64 = 212.0;
/// Height of one line of an end label.
const LINE: f64 = 13.0;

/// What stands at the end of a line: its last value in bold, then its name in lines.
struct End {
    rank: usize,
    y: f64,
    value: String,
    name: Vec<String>,
}

impl End {
    fn height(&self) -> f64 {
        LINE * (1.0 + f64::from(u32::try_from(self.name.len()).unwrap_or(1))) + 3.0
    }

    fn width(&self) -> f64 {
        let names = self.name.iter().map(|line| width(line, 11.0));
        names.fold(width(&self.value, 12.0), f64::max)
    }
}

pub(super) fn plot(figure: &Figure<'_>) -> Svg {
    let top = if figure.marks.is_empty() { 14.0 } else { 40.0 };
    let count = figure.axis.len();
    let known =
        figure.series.iter().flat_map(|series| (0..count).filter_map(|index| series.value(index).known()));
    let band = figure.band.iter().flat_map(|(from, to, _)| [*from, *to]);
    let scale = Scale::near(known.chain(band), top, BOTTOM, figure.unit.decimals == 0);
    let ends = ends(figure, &scale);

    let left = axis_left(figure, &scale);
    let right = figure.room.width() - 26.0 - ends.iter().map(End::width).fold(0.0, f64::max);
    let gaps = f64::from(u32::try_from(count.saturating_sub(1).max(1)).unwrap_or(1));
    let pitch = (right - left - 12.0) / gaps;
    let first = left + 6.0;

    let mut svg = Svg::new(figure.room.width(), height(&figure.axis), &figure.finding);
    if let Some((from, to, _)) = &figure.band {
        let (upper, lower) = (scale.y(from.max(*to)), scale.y(from.min(*to)));
        svg.rect("band", left, upper, right - left, lower - upper, 3.0);
    }
    rules(&mut svg, figure, &scale, left, right);
    marks(&mut svg, figure, first, pitch, top);
    for (rank, series) in figure.series.iter().enumerate() {
        let color = rank % 5 + 1;
        let mut x = first;
        let mut run: Vec<(f64, f64)> = Vec::new();
        let mut dots: Vec<(f64, f64)> = Vec::new();
        for index in 0..count {
            match series.value(index).known() {
                Some(value) => run.push((x, scale.y(value))),
                None => dots.append(&mut drawn(&mut svg, color, &mut run)),
            }
            x += pitch;
        }
        dots.append(&mut drawn(&mut svg, color, &mut run));
        for (x, y) in dots {
            svg.dot(&format!("d{color}"), x, y, 3.2);
        }
    }
    names(&mut svg, &ends, first + pitch * gaps);
    labels(&mut svg, &figure.axis, first, pitch, BOTTOM);
    svg.closed()
}

/// Draws one unbroken run and gives its points back for the dots, which lie over every line.
fn drawn(svg: &mut Svg, color: usize, run: &mut Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if run.len() > 1 {
        svg.line(&format!("l{color}"), run);
    }
    std::mem::take(run)
}

fn ends(figure: &Figure<'_>, scale: &Scale) -> Vec<End> {
    let end = |(rank, series): (usize, &super::Series<'_>)| {
        let last = (0..figure.axis.len()).rev().find_map(|index| series.value(index).known())?;
        let name = wrapped(&series.name, 18);
        Some(End { rank, y: scale.y(last), value: figure.unit.write(last), name })
    };
    figure.series.iter().enumerate().filter_map(end).collect()
}

/// The names, each tied to the end of its line by a stroke of the same colour.
fn names(svg: &mut Svg, ends: &[End], last: f64) {
    let wanted: Vec<(f64, f64)> = ends.iter().map(|end| (end.y - LINE, end.height())).collect();
    for (end, top) in ends.iter().zip(spread(&wanted, 0.0, BOTTOM + 16.0)) {
        let mut y = top + LINE;
        svg.line(&format!("l{} tie", end.rank % 5 + 1), &[(last + 5.0, end.y), (last + 18.0, y - 4.0)]);
        svg.text(last + 22.0, y, Anchor::Start, "bold", &end.value);
        for line in &end.name {
            y += LINE;
            svg.text(last + 22.0, y, Anchor::Start, "soft small", line);
        }
    }
}

/// Upright rules with their words above the plot. Words that would meet a later rule stand one line higher, where
/// that rule does not reach; a third line does not exist, such words are left to the text around the figure.
fn marks(svg: &mut Svg, figure: &Figure<'_>, first: f64, pitch: f64, top: f64) {
    let place = |before: usize| first + pitch * (f64::from(u32::try_from(before).unwrap_or(0)) - 0.5);
    let mut later: Vec<(f64, usize)> = Vec::new();
    let mut sorted: Vec<_> = figure.marks.iter().collect();
    sorted.sort_by_key(|(before, _)| *before);
    for (before, text) in sorted.into_iter().rev() {
        let x = place(*before);
        let end = x + 8.0 + width(text, 11.0);
        let row = later.iter().filter(|(other, _)| *other < end).map(|(_, row)| row + 1).max().unwrap_or(0);
        let y = top - 12.0 - if row == 0 { 0.0 } else { 14.0 };
        svg.upright("rule dashed", x, y - 9.0, BOTTOM);
        if end > figure.room.width() {
            svg.text(x - 5.0, y, Anchor::End, "soft small", text);
        } else if row < 2 {
            svg.text(x + 5.0, y, Anchor::Start, "soft small", text);
        }
        later.push((x, row));
    }
}
