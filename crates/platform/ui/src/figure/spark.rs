//! Thirteen months in the size of a thumb, with the band of the target.

use super::Svg;

const WIDTH: f64 = 200.0;
const HEIGHT: f64 = 50.0;
const EDGE: f64 = 6.0;

/// Values of an indicator, oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spark {
    values: Vec<Option<f64>>,
    target: Option<(f64, f64)>,
}

impl Spark {
    pub(crate) fn new(values: impl IntoIterator<Item = Option<f64>>, target: Option<(f64, f64)>) -> Self {
        Self { values: values.into_iter().map(|value| value.filter(|v| v.is_finite())).collect(), target }
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// The picture, with the words that stand for it; nothing when nothing is known.
    pub(crate) fn svg(&self, words: &str) -> Svg {
        let known: Vec<f64> = self.values.iter().copied().flatten().collect();
        if known.is_empty() {
            return Svg::default();
        }
        let (low, high) = self.reach(&known);
        let y = |value: f64| {
            HEIGHT - EDGE - (value.clamp(low, high) - low) / (high - low) * (HEIGHT - 2.0 * EDGE)
        };
        let mut svg = Svg::new(WIDTH, HEIGHT, words);
        if let Some((from, to)) = self.target {
            let (upper, lower) = (y(from.max(to)), y(from.min(to)));
            svg.rect("band", 0.0, upper, WIDTH, (lower - upper).max(2.0), 3.0);
        }
        let gaps = f64::from(u32::try_from(self.values.len().saturating_sub(1).max(1)).unwrap_or(1));
        let step = (WIDTH - 12.0) / gaps;
        let mut x = 4.0;
        let mut run: Vec<(f64, f64)> = Vec::new();
        let mut last = None;
        for value in self.values.iter().chain([&None]) {
            match value {
                Some(value) => {
                    run.push((x, y(*value)));
                    last = run.last().copied();
                }
                None if !run.is_empty() => svg.line("l1", &std::mem::take(&mut run)),
                None => {}
            }
            x += step;
        }
        if let Some((x, y)) = last {
            svg.dot("d1", x, y, 4.0);
        }
        svg.closed()
    }

    /// The lowest and highest of values and target, never the same.
    fn reach(&self, known: &[f64]) -> (f64, f64) {
        let target = self.target.iter().flat_map(|(from, to)| [*from, *to]).filter(|edge| edge.is_finite());
        let (low, high) = known
            .iter()
            .copied()
            .chain(target)
            .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
        if (high - low).abs() < f64::EPSILON { (low - 1.0, high + 1.0) } else { (low, high) }
    }
}
