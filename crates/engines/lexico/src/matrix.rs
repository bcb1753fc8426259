//! A sparse table of presences: which terms each unit holds. Every engine of this crate reads it, none changes it.

/// Rows of sorted, distinct column numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    columns: usize,
    starts: Vec<usize>,
    terms: Vec<u32>,
}

impl Matrix {
    /// A table without rows yet.
    pub fn with_columns(columns: usize) -> Self {
        Self { columns, starts: vec![0], terms: Vec::new() }
    }

    /// Adds a unit; its terms are sorted and distinct.
    pub fn push_row(&mut self, terms: &[u32]) {
        debug_assert!(terms.is_sorted() && terms.last().is_none_or(|&t| (t as usize) < self.columns));
        self.terms.extend_from_slice(terms);
        self.starts.push(self.terms.len());
    }

    /// Builds the table from (row, column) pairs, 0-based, in any order; repeats count once.
    pub fn from_pairs(rows: usize, columns: usize, mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut matrix =
            Self { columns, starts: Vec::with_capacity(rows + 1), terms: Vec::with_capacity(pairs.len()) };
        matrix.starts.push(0);
        let mut at = 0;
        for row in 0..rows {
            while let Some((_, column)) = pairs.get(at).filter(|(r, _)| *r as usize == row) {
                matrix.terms.push(*column);
                at += 1;
            }
            matrix.starts.push(matrix.terms.len());
        }
        matrix
    }

    pub fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Presences in the whole table.
    pub fn presences(&self) -> usize {
        self.terms.len()
    }

    pub fn row(&self, row: usize) -> &[u32] {
        &self.terms[self.starts[row]..self.starts[row + 1]]
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.rows()).map(|row| self.row(row))
    }

    /// How many units hold each term.
    pub fn column_totals(&self) -> Vec<u32> {
        let mut totals = vec![0; self.columns];
        for &term in &self.terms {
            totals[term as usize] += 1;
        }
        totals
    }

    /// The table of some rows, in the order given.
    #[must_use]
    pub fn rows_only(&self, rows: &[usize]) -> Self {
        let mut matrix = Self::with_columns(self.columns);
        for &row in rows {
            matrix.push_row(self.row(row));
        }
        matrix
    }
}
