//! What a class says more than the others: words, and the respondents who say them.
//!
//! The chi2 of words on classes describes (the classes were made from these words); the one of modalities is a test.

use crate::matrix::Matrix;
use serde::{Deserialize, Serialize};
use stats::law::chi2_upper;

/// How a word or a modality stands to a class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Column of the table.
    pub item: usize,
    /// Units of the class that hold it.
    pub inside: u32,
    /// Classified units that hold it.
    pub everywhere: u32,
    /// Signed: negative when rarer in the class than expected.
    pub chi2: f64,
    pub p: f64,
}

impl Entry {
    /// The share of the units holding it that are in this class.
    pub fn percent(&self) -> f64 {
        100.0 * f64::from(self.inside) / f64::from(self.everywhere)
    }
}

/// Counts of items in classes, over classified units only.
#[derive(Debug, Clone, PartialEq)]
pub struct ByClass {
    /// Units of each class.
    pub sizes: Vec<u32>,
    /// One line an item, one count a class.
    pub counts: Vec<Vec<u32>>,
}

impl ByClass {
    /// Counts the columns of `matrix` in the classes `1..=k`; class 0 is left out.
    pub fn count(matrix: &Matrix, classes: &[u32], k: usize) -> Self {
        let mut sizes = vec![0; k];
        let mut counts = vec![vec![0; k]; matrix.columns()];
        for (row, &class) in matrix.iter().zip(classes).filter(|(_, class)| **class > 0) {
            let class = class as usize - 1;
            sizes[class] += 1;
            for &item in row {
                counts[item as usize][class] += 1;
            }
        }
        Self { sizes, counts }
    }

    /// The signed chi2 of an item and a class (from 0), without continuity correction.
    #[expect(clippy::many_single_char_names, reason = "the cells of the 2 x 2 table")]
    pub fn chi2(&self, item: usize, class: usize) -> f64 {
        let n = f64::from(self.sizes.iter().sum::<u32>());
        let size = f64::from(self.sizes[class]);
        let everywhere = f64::from(self.counts[item].iter().sum::<u32>());
        let a = f64::from(self.counts[item][class]);
        let (b, c) = (everywhere - a, size - a);
        let d = n - size - b;
        let margins = everywhere * (n - everywhere) * size * (n - size);
        if margins <= 0.0 {
            return 0.0;
        }
        let gap = a * d - b * c;
        gap.signum() * n * gap * gap / margins
    }

    /// Items of a class (from 0) held by at least `least` classified units, from most typical to most avoided.
    pub fn profile(&self, class: usize, least: u32) -> Vec<Entry> {
        let mut entries: Vec<Entry> = (0..self.counts.len())
            .filter_map(|item| {
                let everywhere: u32 = self.counts[item].iter().sum();
                (everywhere >= least.max(1)).then(|| {
                    let chi2 = self.chi2(item, class);
                    Entry {
                        item,
                        inside: self.counts[item][class],
                        everywhere,
                        chi2,
                        p: chi2_upper(chi2.abs(), 1.0),
                    }
                })
            })
            .collect();
        entries.sort_by(|a, b| b.chi2.total_cmp(&a.chi2).then(a.item.cmp(&b.item)));
        entries
    }

    /// The class (from 0) where an item's chi2 is largest, with that chi2.
    pub fn best_class(&self, item: usize) -> Option<(usize, f64)> {
        (0..self.sizes.len())
            .map(|class| (class, self.chi2(item, class)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
    }
}
