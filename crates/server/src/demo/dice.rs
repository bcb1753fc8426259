//! Seeded draws. One stream for each topic, so that a change in one part of the world leaves the others
//! as they were. Integers only: the same seed gives the same world on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use sha2::{Digest as _, Sha256};

/// A stream of draws, fixed by a seed and a topic.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64, topic: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update(seed.to_le_bytes());
        digest.update(topic.as_bytes());
        Self(ChaCha8Rng::from_seed(digest.finalize().into()))
    }

    /// A number from 0 to `n - 1`; 0 when `n` is 0.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let scaled = (u64::from(self.0.next_u32()) * u64::from(n)) >> 32;
        u32::try_from(scaled).expect("a product of two u32, shifted by 32, fits")
    }

    /// A rank in a list of `len` elements.
    pub(super) fn rank(&mut self, len: usize) -> usize {
        self.below(u32::try_from(len).expect("lists of the demonstration are short")) as usize
    }

    /// A number from `low` to `high`, both possible.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        let width = high.saturating_sub(low).max(0).unsigned_abs();
        low + self.below(width + 1).cast_signed()
    }

    /// A number from `low` to `high`, most often near the middle.
    pub(super) fn bell(&mut self, low: i32, high: i32) -> i32 {
        (self.between(low, high) + self.between(low, high) + self.between(low, high)) / 3
    }

    /// Happens `per_mille` times in a thousand.
    pub(super) fn chance(&mut self, per_mille: u32) -> bool {
        self.below(1000) < per_mille
    }

    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.rank(list.len())]
    }

    pub(super) fn word(&mut self, list: &[&'static str]) -> &'static str {
        list[self.rank(list.len())]
    }

    /// A rank drawn by weight.
    pub(super) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (rank, weight) in weights.iter().enumerate() {
            if left < *weight {
                return rank;
            }
            left -= weight;
        }
        weights.len().saturating_sub(1)
    }

    /// A count whose mean is `mean_per_mille` thousandths and whose spread is that of independent events.
    pub(super) fn count(&mut self, mean_per_mille: u32) -> u32 {
        // twenty trials for each expected event are close enough to Poisson, in integers
        let trials = (mean_per_mille / 50).clamp(20, 4000);
        let chance = u64::from(mean_per_mille) * 1_000_000 / u64::from(trials) / 1000;
        (0..trials)
            .filter(|_| u64::from(self.below(1_000_000)) < chance)
            .count()
            .try_into()
            .unwrap_or(u32::MAX)
    }
}

/// Ranks drawn by weight from a long list, by bisection of the running sums.
pub(super) struct Weighted(Vec<u32>);

impl Weighted {
    pub(super) fn new(weights: impl IntoIterator<Item = u32>) -> Self {
        let mut sum = 0;
        Self(
            weights
                .into_iter()
                .map(|weight| {
                    sum += weight;
                    sum
                })
                .collect(),
        )
    }

    /// A rank by weight, or none when every weight is zero.
    pub(super) fn draw(&self, dice: &mut Dice) -> Option<usize> {
        let total = self.0.last().copied().filter(|total| *total > 0)?;
        let at = dice.below(total);
        Some(self.0.partition_point(|sum| *sum <= at))
    }
}
