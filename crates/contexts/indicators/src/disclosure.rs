//! Which counts may be shown to whom. Who runs the acts sees them all; to others a cell of 1 to 10 is masked, and so is
//! what would give it back by subtraction (threshold of 11: the rule of the French health data bases for what leaves them).

/// The smallest count that is shown to whom the acts are not entrusted.
pub const THRESHOLD: u32 = 11;

/// A count, or nothing when it is too small to be shown.
pub type Shown = Option<u32>;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Runs the acts of the territory: coordinators.
    Operator,
    /// Looks from outside: evaluators.
    Outside,
}

impl Reader {
    /// One count that stands alone.
    pub fn count(self, count: u32) -> Shown {
        (self == Self::Operator || !is_small(count)).then_some(count)
    }

    /// Counts that add up to a total which is shown too: when only one would be masked, the smallest of the others is
    /// masked with it, or the total would give it back.
    pub fn parts(self, counts: &[u32]) -> Vec<Shown> {
        let mut shown: Vec<Shown> = counts.iter().map(|count| self.count(*count)).collect();
        if shown.iter().filter(|one| one.is_none()).count() == 1 {
            let rest =
                shown.iter().enumerate().filter_map(|(rank, one)| one.filter(|n| *n > 0).map(|n| (n, rank)));
            if let Some((_, rank)) = rest.min() {
                shown[rank] = None;
            }
        }
        shown
    }

    /// A share of a whole, in hundredths; masked when the part or the rest is too small. Nothing of nothing is unknown.
    pub fn share(self, part: u32, whole: u32) -> Share {
        if whole == 0 {
            return Share::Unknown;
        }
        let hidden = self == Self::Outside
            && (is_small(whole) || is_small(part) || is_small(whole.saturating_sub(part)));
        if hidden { Share::Masked } else { Share::Known(f64::from(part) * 100.0 / f64::from(whole)) }
    }
}

/// A share, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    Known(f64),
    Masked,
    /// There was nothing to share.
    Unknown,
}

fn is_small(count: u32) -> bool {
    (1..THRESHOLD).contains(&count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whoever_runs_the_acts_sees_every_count() {
        assert_eq!(Reader::Operator.parts(&[3, 40, 0]), [Some(3), Some(40), Some(0)]);
        assert_eq!(Reader::Operator.share(1, 4), Share::Known(25.0));
    }

    #[test]
    fn from_outside_a_small_count_is_masked_and_so_is_what_would_give_it_back() {
        assert_eq!(Reader::Outside.count(10), None);
        assert_eq!(Reader::Outside.count(11), Some(11));
        assert_eq!(Reader::Outside.count(0), Some(0));
        assert_eq!(Reader::Outside.parts(&[3, 40, 25, 0]), [None, Some(40), None, Some(0)]);
        assert_eq!(Reader::Outside.share(40, 42), Share::Masked);
        assert_eq!(Reader::Outside.share(0, 0), Share::Unknown);
    }

    proptest! {
        #[test]
        fn no_small_count_is_left_alone(counts in prop::collection::vec(0..60_u32, 2..9)) {
            let shown = Reader::Outside.parts(&counts);
            let masked = shown.iter().filter(|one| one.is_none()).count();
            let others = counts.iter().filter(|count| **count > 0).count();
            prop_assert!(masked != 1 || others == 1);
            for (one, count) in shown.iter().zip(&counts) {
                prop_assert!(one.is_none_or(|n| n == *count && !is_small(n)));
            }
        }
    }
}
