//! Scales and labels: round ticks, and never two labels over each other.

/// An upright scale with its ticks, from its lowest to its highest value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    pub(super) ticks: Vec<f64>,
    low: f64,
    high: f64,
    top: f64,
    bottom: f64,
}

impl Scale {
    /// A scale for bars: holds every value and zero. Three to eight ticks.
    pub(super) fn from_zero(
        values: impl IntoIterator<Item = f64>,
        top: f64,
        bottom: f64,
        whole: bool,
    ) -> Self {
        let (low, high) =
            values.into_iter().fold((0.0, 0.0), |(low, high), v| (f64::min(low, v), f64::max(high, v)));
        Self::between(low, high, top, bottom, whole)
    }

    /// A scale for lines: holds every value; begins at zero unless all values are far from it.
    pub(super) fn near(values: impl IntoIterator<Item = f64>, top: f64, bottom: f64, whole: bool) -> Self {
        let edges = values.into_iter().fold(None, |edges: Option<(f64, f64)>, v| {
            Some(edges.map_or((v, v), |(low, high)| (low.min(v), high.max(v))))
        });
        let (low, high) = edges.unwrap_or((0.0, 1.0));
        let low = if low > high * 0.4 { low } else { low.min(0.0) };
        Self::between(low, high, top, bottom, whole)
    }

    fn between(low: f64, high: f64, top: f64, bottom: f64, whole: bool) -> Self {
        let high = if high - low <= 0.0 { low + 1.0 } else { high };
        let step = nice((high - low) / 4.0, whole);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        let count = ((high - low) / step).round();
        let ticks = (0..).map(f64::from).take_while(|index| *index <= count).map(|index| low + index * step);
        Self { ticks: ticks.collect(), low, high, top, bottom }
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.bottom - share * (self.bottom - self.top)
    }
}

/// The next of 1, 2, 2.5, 5 times a power of ten; whole numbers for things one counts.
fn nice(step: f64, whole: bool) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    let found = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|n| n * power).find(|n| *n >= step * 0.999);
    let step = found.unwrap_or(10.0 * power);
    if whole { step.max(1.0).ceil() } else { step }
}

/// The width of a text, in the units of its size. Generous: what fits holds in the widest system font.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|character| match character {
            'i' | 'l' | 'j' | '.' | ',' | '\'' | '’' | '\u{202f}' | ':' => 0.3,
            'm' | 'w' | 'M' | 'W' | '%' => 0.9,
            c if c.is_uppercase() => 0.7,
            c if c.is_ascii_digit() => 0.62,
            _ => 0.6,
        })
        .sum();
    em * size
}

/// How many places lie between two labels so that none touches the next: 1 shows them all.
pub(super) fn stride(labels: impl IntoIterator<Item = f64>, pitch: f64) -> usize {
    let widest = labels.into_iter().fold(0.0, f64::max) + 5.0;
    let mut stride = 1;
    while pitch > 0.0 && pitch * f64::from(stride) < widest && stride < 1000 {
        stride += 1;
    }
    usize::try_from(stride).unwrap_or(1)
}

/// Moves blocks, given by their wanted top and their height, so that none covers another and all stay between two
/// heights where they fit. Their order stays that of their wanted places.
pub(super) fn spread(wanted: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].0.total_cmp(&wanted[b].0));
    let mut placed = vec![0.0; wanted.len()];
    let mut free = top;
    for &index in &order {
        placed[index] = wanted[index].0.max(free);
        free = placed[index] + wanted[index].1;
    }
    let mut free = bottom.max(top + wanted.iter().map(|(_, height)| height).sum::<f64>());
    for &index in order.iter().rev() {
        placed[index] = f64::min(placed[index], free - wanted[index].1);
        free = placed[index];
    }
    placed
}

/// A text in lines of at most so many characters, cut between words.
pub(super) fn wrapped(text: &str, characters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= characters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_numbers_one_reads_at_a_glance() {
        assert_eq!(Scale::from_zero([71.0], 0.0, 100.0, true).ticks, [0.0, 20.0, 40.0, 60.0, 80.0]);
        assert_eq!(Scale::from_zero([3.0], 0.0, 100.0, true).ticks, [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(Scale::from_zero([0.9], 0.0, 100.0, false).ticks.len(), 5);
        assert_eq!(Scale::from_zero([], 0.0, 100.0, true).ticks, [0.0, 1.0]);
        assert_eq!(Scale::from_zero([-12.0, 30.0], 0.0, 100.0, true).ticks, [-20.0, 0.0, 20.0, 40.0]);
    }

    #[test]
    fn lines_far_from_zero_do_not_begin_there() {
        assert_eq!(Scale::near([110.0, 158.0], 0.0, 100.0, true).ticks, [100.0, 120.0, 140.0, 160.0]);
        assert_eq!(Scale::near([7.0, 71.0], 0.0, 100.0, true).ticks.first(), Some(&0.0));
        assert_eq!(Scale::near([], 0.0, 100.0, true).ticks, [0.0, 1.0]);
    }

    proptest! {
        #[test]
        fn every_value_lies_inside_its_scale(values in proptest::collection::vec(-1e6_f64..1e6, 1..20)) {
            for scale in [
                Scale::from_zero(values.iter().copied(), 10.0, 200.0, false),
                Scale::near(values.iter().copied(), 10.0, 200.0, false),
            ] {
                prop_assert!((2..=9).contains(&scale.ticks.len()), "{:?}", scale.ticks);
                for value in &values {
                    prop_assert!(scale.low <= *value + 1e-6 && *value <= scale.high + 1e-6);
                    prop_assert!((10.0..=200.0).contains(&scale.y(*value)));
                }
            }
        }

        #[test]
        fn spread_labels_never_cover_each_other(
            wanted in proptest::collection::vec((0.0_f64..200.0, 10.0_f64..40.0), 0..6)
        ) {
            let placed = spread(&wanted, 0.0, 200.0);
            let mut blocks: Vec<(f64, f64)> = placed.iter().zip(&wanted).map(|(y, (_, h))| (*y, y + h)).collect();
            blocks.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in blocks.windows(2) {
                prop_assert!(pair[0].1 <= pair[1].0 + 1e-6, "{blocks:?}");
            }
            prop_assert!(blocks.first().is_none_or(|(top, _)| *top >= -1e-6));
        }

        #[test]
        fn shown_labels_never_touch(widths in proptest::collection::vec(5.0_f64..80.0, 1..40), pitch in 4.0_f64..60.0) {
            let stride = stride(widths.iter().copied(), pitch);
            let widest = widths.iter().copied().fold(0.0, f64::max);
            prop_assert!(widest <= pitch * f64::from(u32::try_from(stride).unwrap()));
        }
    }
}
