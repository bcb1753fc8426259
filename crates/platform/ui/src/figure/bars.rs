//! Bars by month: stacked when there are several series.

use super::scale::{Scale, stride, width};
use super::svg::Anchor;
use super::{Axis, Figure, Svg, Value};

const TOP: f64 = 22.0;
const BOTTOM: f64 = 212.0;

pub(super) fn plot(figure: &Figure<'_>) -> Svg {
    let count = figure.axis.len();
    let total = |index| figure.series.iter().filter_map(|series| series.value(index).known()).sum::<f64>();
    let scale = Scale::from_zero((0..count).map(total), TOP, BOTTOM, figure.unit.decimals == 0);
    let (left, right) = (axis_left(figure, &scale), figure.room.width() - 4.0);
    let pitch = (right - left) / f64::from(u32::try_from(count.max(1)).unwrap_or(1));
    let bar = (pitch * 0.68).min(46.0);

    let mut svg = Svg::new(figure.room.width(), height(&figure.axis), &figure.finding);
    rules(&mut svg, figure, &scale, left, right);
    let fits = (0..count).all(|index| width(&figure.unit.write(total(index)), 11.0) + 4.0 <= pitch);
    let mut x = left + pitch / 2.0;
    for index in 0..count {
        let mut y = scale.y(0.0);
        for (rank, series) in figure.series.iter().enumerate() {
            match series.value(index) {
                Value::Masked => {
                    svg.masked(x - bar / 2.0, y - 12.0, bar, 12.0);
                    y -= 12.0;
                }
                value => {
                    let tall = scale.y(0.0) - scale.y(value.known().unwrap_or(0.0));
                    if tall > 0.0 {
                        svg.rect(&format!("d{} part", rank % 5 + 1), x - bar / 2.0, y - tall, bar, tall, 2.0);
                    }
                    y -= tall;
                }
            }
        }
        let masked = figure.series.iter().any(|series| series.value(index) == Value::Masked);
        let known = figure.series.iter().any(|series| series.value(index).known().is_some());
        if fits && known && !masked {
            svg.text(x, y - 5.0, Anchor::Middle, "bold small", &figure.unit.write(total(index)));
        }
        x += pitch;
    }
    labels(&mut svg, &figure.axis, left + pitch / 2.0, pitch, BOTTOM);
    svg.closed()
}

/// Where the plot begins: right of its widest tick.
pub(super) fn axis_left(figure: &Figure<'_>, scale: &Scale) -> f64 {
    let widest = scale.ticks.iter().map(|tick| width(&figure.unit.write(*tick), 12.0)).fold(0.0, f64::max);
    widest + 12.0
}

/// The level rules and their ticks.
pub(super) fn rules(svg: &mut Svg, figure: &Figure<'_>, scale: &Scale, left: f64, right: f64) {
    for tick in &scale.ticks {
        let y = scale.y(*tick);
        svg.level(if tick.abs() < f64::EPSILON { "rule" } else { "axis" }, left, right, y);
        svg.text(left - 8.0, y + 4.0, Anchor::End, "soft", &figure.unit.write(*tick));
    }
}

/// The labels under the axis; as many as fit, counted back from the last. A year is written where it begins.
pub(super) fn labels(svg: &mut Svg, axis: &Axis<'_>, first: f64, pitch: f64, bottom: f64) {
    let count = axis.len();
    let step = stride((0..count).map(|index| width(&axis.label(index).0, 11.0)), pitch);
    let mut written = None;
    let mut x = first;
    for index in 0..count {
        let (label, year) = axis.label(index);
        if (count - 1 - index).is_multiple_of(step) {
            svg.text(x, bottom + 18.0, Anchor::Middle, "soft small", &label);
            if let Some(year) = year.filter(|year| written != Some(*year)) {
                svg.text(x, bottom + 32.0, Anchor::Middle, "soft small", &year.to_string());
                written = Some(year);
            }
        }
        x += pitch;
    }
}

/// The height of a plot whose axis has one line of labels, or two with years.
pub(super) fn height(axis: &Axis<'_>) -> f64 {
    BOTTOM + if matches!(axis, Axis::Months(_)) { 40.0 } else { 26.0 }
}
