//! Level bars in order: the name on a line of its own, so that no length of name can reach a bar.

use super::scale::width;
use super::svg::Anchor;
use super::{Figure, Svg, Value};

const ROW: f64 = 36.0;

pub(super) fn plot(figure: &Figure<'_>) -> Svg {
    let count = figure.axis.len();
    let value = |index| figure.series.first().map_or(Value::Missing, |series| series.value(index));
    let most = (0..count).filter_map(|index| value(index).known()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let widest = (0..count).map(|index| width(&figure.unit.cell(value(index)), 12.0)).fold(0.0, f64::max);
    let room = figure.room.width() - widest - 14.0;

    let tall = ROW * f64::from(u32::try_from(count).unwrap_or(0)) + 4.0;
    let mut svg = Svg::new(figure.room.width(), tall, &figure.finding);
    let mut y = 0.0;
    for index in 0..count {
        svg.text(0.0, y + 12.0, Anchor::Start, "", &figure.axis.full(index));
        let length = match value(index) {
            Value::Known(number) => {
                let length = (number.max(0.0) / most * room).max(1.0);
                svg.rect("d1", 0.0, y + 17.0, length, 12.0, 3.0);
                length
            }
            Value::Masked => {
                svg.masked(0.0, y + 17.0, 46.0, 12.0);
                46.0
            }
            Value::Missing => 0.0,
        };
        svg.text(length + 8.0, y + 27.0, Anchor::Start, "bold", &figure.unit.cell(value(index)));
        y += ROW;
    }
    svg.closed()
}
