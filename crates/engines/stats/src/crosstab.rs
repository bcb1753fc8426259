//! Cross tables: does an answer depend on who gives it, how strongly, and in which cells.
//!
//! The test says whether, Cramér's V how much, adjusted residuals where; a thin table (an expected count under five)
//! says so and carries an exact or simulated p-value beside the asymptotic one.

use crate::adjust::{benjamini_hochberg, holm};
use crate::exact;
use crate::law::{as_f64, chi2_upper, normal_upper};
use serde::{Deserialize, Serialize};

/// Simulated tables behind a Monte Carlo p-value.
const SIMULATIONS: u32 = 9_999;

/// Counts in rows and columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crosstab {
    rows: usize,
    columns: usize,
    counts: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrosstabError {
    #[error("a cross table has as many cells as rows times columns: {cells} given for {rows} x {columns}")]
    Shape { rows: usize, columns: usize, cells: usize },
}

/// Pearson's test of independence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Independence {
    pub n: u64,
    /// Without continuity correction.
    pub chi2: f64,
    pub df: u64,
    pub p: f64,
    /// 0 = independent, 1 = one determines the other.
    pub cramer_v: f64,
    pub smallest_expected: f64,
    /// Present when an expected count is under five.
    pub thin: Option<ThinTest>,
}

/// The p-value that a thin table is read with.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThinTest {
    /// Fisher's exact test of a 2 x 2 table.
    Fisher { p: f64 },
    /// Tables drawn with the same margins, from a fixed seed.
    MonteCarlo { p: f64, simulations: u32 },
}

/// The adjusted residual of one cell and its corrected p-values.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Residual {
    pub row: usize,
    pub column: usize,
    /// (observed - expected) over its standard error: about 2 is remarkable for a cell chosen in advance.
    pub value: f64,
    pub p: f64,
    pub p_benjamini_hochberg: f64,
    pub p_holm: f64,
}

impl Crosstab {
    /// Builds a table from its cells, row by row.
    pub fn new(rows: usize, columns: usize, counts: Vec<u64>) -> Result<Self, CrosstabError> {
        if rows.checked_mul(columns) != Some(counts.len()) {
            return Err(CrosstabError::Shape { rows, columns, cells: counts.len() });
        }
        Ok(Self { rows, columns, counts })
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Panics outside the table, as indexing does.
    pub fn at(&self, row: usize, column: usize) -> u64 {
        self.counts[row * self.columns + column]
    }

    pub fn cells(&self) -> &[u64] {
        &self.counts
    }

    pub fn row_total(&self, row: usize) -> u64 {
        (0..self.columns).map(|c| self.at(row, c)).sum()
    }

    pub fn column_total(&self, column: usize) -> u64 {
        (0..self.rows).map(|r| self.at(r, column)).sum()
    }

    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The table without its empty rows and columns: they say nothing and would count as degrees of freedom.
    #[must_use]
    pub fn without_empty_lines(&self) -> Self {
        let rows: Vec<usize> = (0..self.rows).filter(|&r| self.row_total(r) > 0).collect();
        let columns: Vec<usize> = (0..self.columns).filter(|&c| self.column_total(c) > 0).collect();
        let counts = rows.iter().flat_map(|&r| columns.iter().map(move |&c| self.at(r, c))).collect();
        Self { rows: rows.len(), columns: columns.len(), counts }
    }

    /// The table of two groups together; fails when they do not have the same lines.
    pub fn plus(&self, other: &Self) -> Result<Self, CrosstabError> {
        if (self.rows, self.columns) != (other.rows, other.columns) {
            return Err(CrosstabError::Shape {
                rows: self.rows,
                columns: self.columns,
                cells: other.counts.len(),
            });
        }
        let counts = self.counts.iter().zip(&other.counts).map(|(a, b)| a + b).collect();
        Ok(Self { rows: self.rows, columns: self.columns, counts })
    }

    fn expected(&self, row: usize, column: usize) -> f64 {
        as_f64(self.row_total(row)) * as_f64(self.column_total(column)) / as_f64(self.total())
    }

    /// Tests independence, or returns none when fewer than two rows or columns hold anything.
    ///
    /// `seed` feeds the simulation of a thin table.
    pub fn independence(&self, seed: u64) -> Option<Independence> {
        let table = self.without_empty_lines();
        if table.rows < 2 || table.columns < 2 {
            return None;
        }
        let chi2 = table.chi2();
        let smallest_expected = table.smallest_expected();
        let df = ((table.rows - 1) * (table.columns - 1)) as u64;
        let least = as_f64((table.rows.min(table.columns) - 1) as u64);
        Some(Independence {
            n: table.total(),
            chi2,
            df,
            p: chi2_upper(chi2, as_f64(df)),
            cramer_v: (chi2 / (as_f64(table.total()) * least)).sqrt(),
            smallest_expected,
            thin: (smallest_expected < 5.0).then(|| table.thin_test(seed)),
        })
    }

    /// Pearson's statistic; a cell whose line is empty adds nothing.
    pub fn chi2(&self) -> f64 {
        let mut sum = 0.0;
        for row in 0..self.rows {
            for column in 0..self.columns {
                let expected = self.expected(row, column);
                if expected > 0.0 {
                    let gap = as_f64(self.at(row, column)) - expected;
                    sum += gap * gap / expected;
                }
            }
        }
        sum
    }

    fn smallest_expected(&self) -> f64 {
        let least_row = (0..self.rows).map(|r| self.row_total(r)).min().unwrap_or(0);
        let least_column = (0..self.columns).map(|c| self.column_total(c)).min().unwrap_or(0);
        as_f64(least_row) * as_f64(least_column) / as_f64(self.total())
    }

    fn thin_test(&self, seed: u64) -> ThinTest {
        if self.rows == 2 && self.columns == 2 {
            let cells = [self.at(0, 0), self.at(0, 1), self.at(1, 0), self.at(1, 1)];
            return ThinTest::Fisher { p: exact::fisher(cells) };
        }
        ThinTest::MonteCarlo { p: exact::monte_carlo(self, SIMULATIONS, seed), simulations: SIMULATIONS }
    }

    /// Adjusted residuals of every cell (Haberman 1973), with both corrections over `family` cells.
    ///
    /// Rows of a 2-row table mirror each other: correct over one of them by passing only its cells.
    pub fn residuals(&self, family: impl Fn(usize, usize) -> bool) -> Vec<Residual> {
        let n = as_f64(self.total());
        let mut residuals = Vec::new();
        for row in 0..self.rows {
            for column in (0..self.columns).filter(|&c| family(row, c)) {
                let expected = self.expected(row, column);
                let spread = expected
                    * (1.0 - as_f64(self.row_total(row)) / n)
                    * (1.0 - as_f64(self.column_total(column)) / n);
                let value = if spread > 0.0 {
                    (as_f64(self.at(row, column)) - expected) / spread.sqrt()
                } else {
                    0.0
                };
                let p = (2.0 * normal_upper(value.abs())).min(1.0);
                residuals.push(Residual { row, column, value, p, p_benjamini_hochberg: p, p_holm: p });
            }
        }
        let p_values: Vec<f64> = residuals.iter().map(|r| r.p).collect();
        let corrected = benjamini_hochberg(&p_values).into_iter().zip(holm(&p_values));
        for (residual, (bh, holm)) in residuals.iter_mut().zip(corrected) {
            residual.p_benjamini_hochberg = bh;
            residual.p_holm = holm;
        }
        residuals
    }
}

/// Yates's corrected chi2 of a 2 x 2 table.
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
pub fn chi2_yates([a, b, c, d]: [u64; 4]) -> f64 {
    let [a, b, c, d] = [a, b, c, d].map(as_f64);
    let n = a + b + c + d;
    let gap = (a * d - b * c).abs();
    let corrected = (gap - (n / 2.0).min(gap)).max(0.0);
    n * corrected * corrected / ((a + b) * (c + d) * (a + c) * (b + d))
}
