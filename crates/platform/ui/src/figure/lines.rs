//! Lines over time, with a band behind them and each name at the end of its line.

use super::bars::{axis_left, height, labels, rules};
use super::scale::{Scale, spread, width, wrapped};
use super::svg::Anchor;
use super::{Figure, Svg, WIDTH};

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
    let top = if figure.marks.is_empty() { 14.0 } else { 32.0 };
    let count = figure.axis.len();
    let known =
        figure.series.iter().flat_map(|series| (0..count).filter_map(|index| series.value(index).known()));
    let band = figure.band.iter().flat_map(|(from, to, _)| [*from, *to]);
    let scale = Scale::over(known.chain(band), top, BOTTOM, figure.unit.decimals == 0);
    let ends = ends(figure, &scale);

    let left = axis_left(figure, &scale);
    let right = WIDTH - 12.0 - ends.iter().map(End::width).fold(0.0, f64::max);
    let gaps = f64::from(u32::try_from(count.saturating_sub(1).max(1)).unwrap_or(1));
    let pitch = (right - left - 12.0) / gaps;
    let first = left + 6.0;

    let mut svg = Svg::new(WIDTH, height(&figure.axis), &figure.finding);
    if let Some((from, to, _)) = &figure.band {
        let (upper, lower) = (scale.y(from.max(*to)), scale.y(from.min(*to)));
        svg.rect("band", left, upper, right - left, lower - upper, 3.0);
    }
    rules(&mut svg, figure, &scale, left, right);
    marks(&mut svg, figure, first, pitch, top, right);
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
    names(&mut svg, &ends, right + 8.0);
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

fn names(svg: &mut Svg, ends: &[End], x: f64) {
    let wanted: Vec<(f64, f64)> = ends.iter().map(|end| (end.y - LINE, end.height())).collect();
    for (end, top) in ends.iter().zip(spread(&wanted, 0.0, BOTTOM + 16.0)) {
        let mut y = top + LINE;
        svg.text(x, y, Anchor::Start, &format!("bold t{}", end.rank % 5 + 1), &end.value);
        for line in &end.name {
            y += LINE;
            svg.text(x, y, Anchor::Start, "soft small", line);
        }
    }
}

/// Upright rules with their words above the plot, on two heights when they would touch.
fn marks(svg: &mut Svg, figure: &Figure<'_>, first: f64, pitch: f64, top: f64, right: f64) {
    let mut ends = [f64::MIN, f64::MIN];
    for (before, text) in &figure.marks {
        let x = first + pitch * (f64::from(u32::try_from(*before).unwrap_or(0)) - 0.5);
        svg.upright("rule dashed", x, top - 18.0, BOTTOM);
        let wide = width(text, 11.0);
        let begin = (x + 5.0).min(right - wide);
        if let Some(row) = (0..ends.len()).find(|&row| ends[row] + 6.0 <= begin) {
            let y = top - 20.0 + if row == 0 { 8.0 } else { -4.0 };
            svg.text(begin, y, Anchor::Start, "soft small", text);
            ends[row] = begin + wide;
        }
    }
}
