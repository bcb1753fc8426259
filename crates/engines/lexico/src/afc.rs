//! Correspondence analysis of a table of counts: axes, coordinates, contributions and quality of every line.
//!
//! An own one-sided Jacobi on the small side of the table: accurate to the last digits, and the same everywhere. The
//! sign of each axis is fixed: its largest row coordinate is positive.

use serde::{Deserialize, Serialize};

/// A table of counts, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Counts {
    pub rows: usize,
    pub columns: usize,
    pub cells: Vec<f64>,
}

/// One row or column on every axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Its share of the total.
    pub mass: f64,
    /// Coordinates on axes of unit variance.
    pub standard: Vec<f64>,
    /// Coordinates at which distances are chi2 distances.
    pub principal: Vec<f64>,
    /// Percent of each axis that this point makes.
    pub contribution: Vec<f64>,
    /// Share of the point's own distance that each axis shows.
    pub cos2: Vec<f64>,
}

/// A correspondence analysis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Afc {
    /// Inertia of each axis, largest first.
    pub eigenvalues: Vec<f64>,
    pub rows: Vec<Point>,
    pub columns: Vec<Point>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AfcError {
    #[error(
        "a correspondence analysis needs two rows and two columns, and the table has {rows} and {columns}"
    )]
    TooSmall { rows: usize, columns: usize },
    #[error("row {0} of the table is empty")]
    EmptyRow(usize),
    #[error("column {0} of the table is empty")]
    EmptyColumn(usize),
    #[error("a cell of the table is negative or not a number (row {0})")]
    BadCell(usize),
    #[error("every row of the table has the same profile: there is no axis to draw")]
    NoInertia,
}

impl Afc {
    /// The share of the inertia of the table that an axis carries, in percent.
    pub fn percent(&self, axis: usize) -> f64 {
        100.0 * self.eigenvalues[axis] / self.eigenvalues.iter().sum::<f64>()
    }

    /// The principal coordinates of a row that took no part in the analysis.
    pub fn supplementary_row(&self, counts: &[f64]) -> Option<Vec<f64>> {
        let total: f64 = counts.iter().sum();
        (total > 0.0).then(|| {
            (0..self.eigenvalues.len())
                .map(|axis| {
                    counts.iter().zip(&self.columns).map(|(c, point)| c / total * point.standard[axis]).sum()
                })
                .collect()
        })
    }
}

/// Analyses a table whose rows and columns are all non-empty.
pub fn analyse(table: &Counts) -> Result<Afc, AfcError> {
    let (rows, columns) = (table.rows, table.columns);
    if rows < 2 || columns < 2 {
        return Err(AfcError::TooSmall { rows, columns });
    }
    let margins = Margins::of(table)?;
    let mut residuals = vec![0.0; rows * columns];
    for i in 0..rows {
        for j in 0..columns {
            let expected = margins.rows[i] * margins.columns[j];
            residuals[i * columns + j] =
                (table.cells[i * columns + j] / margins.total - expected) / expected.sqrt();
        }
    }
    let tall = rows >= columns;
    let (long, short) = if tall { (rows, columns) } else { (columns, rows) };
    let side = |column: usize| -> Vec<f64> {
        (0..long).map(|k| residuals[if tall { k * columns + column } else { column * columns + k }]).collect()
    };
    let (lefts, rights, singular) = jacobi((0..short).map(side).collect());
    let kept = singular.iter().take(short - 1).take_while(|s| *s * *s > 1e-14).count();
    if kept == 0 {
        return Err(AfcError::NoInertia);
    }
    let (row_vectors, column_vectors) = if tall { (lefts, rights) } else { (rights, lefts) };
    Ok(points(&margins, &row_vectors[..kept], &column_vectors[..kept], &singular[..kept]))
}

struct Margins {
    total: f64,
    rows: Vec<f64>,
    columns: Vec<f64>,
}

impl Margins {
    fn of(table: &Counts) -> Result<Self, AfcError> {
        let cell = |i: usize, j: usize| table.cells[i * table.columns + j];
        let bad = |i: &usize| (0..table.columns).any(|j| !cell(*i, j).is_finite() || cell(*i, j) < 0.0);
        if let Some(row) = (0..table.rows).find(bad) {
            return Err(AfcError::BadCell(row + 1));
        }
        let rows: Vec<f64> = (0..table.rows).map(|i| (0..table.columns).map(|j| cell(i, j)).sum()).collect();
        let columns: Vec<f64> =
            (0..table.columns).map(|j| (0..table.rows).map(|i| cell(i, j)).sum()).collect();
        let total: f64 = rows.iter().sum();
        if let Some(empty) = rows.iter().position(|r| *r <= 0.0) {
            return Err(AfcError::EmptyRow(empty + 1));
        }
        if let Some(empty) = columns.iter().position(|c| *c <= 0.0) {
            return Err(AfcError::EmptyColumn(empty + 1));
        }
        let share = |sums: Vec<f64>| sums.into_iter().map(|s| s / total).collect();
        Ok(Self { total, rows: share(rows), columns: share(columns) })
    }
}

/// Singular vectors of a matrix given by its columns: (left vectors, right vectors, values), largest value first.
fn jacobi(mut columns: Vec<Vec<f64>>) -> (Vec<Vec<f64>>, Vec<Vec<f64>>, Vec<f64>) {
    let p = columns.len();
    let mut rights: Vec<Vec<f64>> =
        (0..p).map(|i| (0..p).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _sweep in 0..60 {
        let mut rotated = false;
        for i in 0..p {
            for j in i + 1..p {
                rotated |= rotate(&mut columns, &mut rights, i, j);
            }
        }
        if !rotated {
            break;
        }
    }
    let mut found: Vec<(f64, Vec<f64>, Vec<f64>)> = columns
        .into_iter()
        .zip(rights)
        .map(|(column, right)| {
            let value = dot(&column, &column).sqrt();
            let left = column.iter().map(|c| if value > 0.0 { c / value } else { 0.0 }).collect();
            (value, left, right)
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut parts = (Vec::new(), Vec::new(), Vec::new());
    for (value, left, right) in found {
        parts.0.push(left);
        parts.1.push(right);
        parts.2.push(value);
    }
    parts
}

/// Makes two columns orthogonal; false when they already are.
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn rotate(columns: &mut [Vec<f64>], rights: &mut [Vec<f64>], i: usize, j: usize) -> bool {
    let (a, b) = (dot(&columns[i], &columns[i]), dot(&columns[j], &columns[j]));
    let c = dot(&columns[i], &columns[j]);
    if c.abs() <= 1e-15 * (a * b).sqrt() || c.abs() < 1e-290 {
        return false;
    }
    let zeta = (b - a) / (2.0 * c);
    let t = zeta.signum() / (zeta.abs() + (1.0 + zeta * zeta).sqrt());
    let cosine = 1.0 / (1.0 + t * t).sqrt();
    let sine = cosine * t;
    for vectors in [columns, rights] {
        let (head, tail) = vectors.split_at_mut(j);
        for (x, y) in head[i].iter_mut().zip(tail[0].iter_mut()) {
            (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
        }
    }
    true
}

fn points(margins: &Margins, row_vectors: &[Vec<f64>], column_vectors: &[Vec<f64>], singular: &[f64]) -> Afc {
    let signs: Vec<f64> = row_vectors
        .iter()
        .map(|vector| {
            let standard = vector.iter().zip(&margins.rows).map(|(u, mass)| u / mass.sqrt());
            let largest =
                standard.fold(0.0_f64, |best, c| if c.abs() > best.abs() * (1.0 + 1e-9) { c } else { best });
            if largest < 0.0 { -1.0 } else { 1.0 }
        })
        .collect();
    let side = |vectors: &[Vec<f64>], masses: &[f64]| -> Vec<Point> {
        (0..masses.len()).map(|i| point(masses[i], i, vectors, singular, &signs)).collect()
    };
    Afc {
        eigenvalues: singular.iter().map(|s| s * s).collect(),
        rows: side(row_vectors, &margins.rows),
        columns: side(column_vectors, &margins.columns),
    }
}

fn point(mass: f64, i: usize, vectors: &[Vec<f64>], singular: &[f64], signs: &[f64]) -> Point {
    let standard: Vec<f64> = vectors.iter().zip(signs).map(|(v, sign)| sign * v[i] / mass.sqrt()).collect();
    let principal: Vec<f64> = standard.iter().zip(singular).map(|(s, value)| s * value).collect();
    let distance: f64 = principal.iter().map(|f| f * f).sum();
    let cos2 = principal.iter().map(|f| if distance > 0.0 { f * f / distance } else { 0.0 }).collect();
    let contribution = standard.iter().map(|s| 100.0 * mass * s * s).collect();
    Point { mass, standard, principal, contribution, cos2 }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
