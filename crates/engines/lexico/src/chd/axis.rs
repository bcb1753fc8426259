//! The first axis of a correspondence analysis of a sparse table, by Lanczos in the space of terms.
//!
//! Only the order of the units on it is used. Full reorthogonalisation, a fixed start and a fixed sign make it the same
//! on every machine.

use crate::matrix::Matrix;

/// The first non-trivial axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The inertia it carries.
    pub eigenvalue: f64,
    /// One coordinate a row, in standard units times the singular value; the largest in absolute value is positive.
    pub coordinates: Vec<f64>,
}

/// Lanczos steps before restarting from the best vector found.
const STEPS: usize = 160;
const RESTARTS: usize = 12;
/// The residual at which the vector is good enough to order rows.
const TOLERANCE: f64 = 1e-13;

/// The first axis, or none when the table has fewer than two rows or columns or no inertia at all.
///
/// A row or a column that holds nothing takes no part; an empty row's coordinate is zero.
pub fn first_axis(matrix: &Matrix) -> Option<Axis> {
    if matrix.rows() < 2 || matrix.columns() < 2 {
        return None;
    }
    let operator = Operator::new(matrix);
    let mut start: Vec<f64> = (0..matrix.columns()).map(scattered).collect();
    let mut eigenvalue = 0.0;
    for _ in 0..RESTARTS {
        let found = lanczos(&operator, &start)?;
        eigenvalue = found.eigenvalue;
        start = found.vector;
        if found.residual <= TOLERANCE * eigenvalue.max(TOLERANCE) {
            break;
        }
    }
    if eigenvalue < 1e-12 {
        return None;
    }
    Some(Axis { eigenvalue, coordinates: operator.coordinates(&start) })
}

/// A number in [-1, 1) that depends on its rank alone: the start of Lanczos, different from every structure.
fn scattered(rank: usize) -> f64 {
    stats::random::SplitMix64::new(rank as u64).unit() * 2.0 - 1.0
}

/// z'z without its trivial vector, where z is the table scaled by its margins.
struct Operator<'a> {
    matrix: &'a Matrix,
    inverse_root: Vec<f64>,
    trivial: Vec<f64>,
}

impl<'a> Operator<'a> {
    fn new(matrix: &'a Matrix) -> Self {
        let totals = matrix.column_totals();
        let n = count(matrix.presences());
        let inverse_root =
            totals.iter().map(|&t| if t == 0 { 0.0 } else { 1.0 / f64::from(t).sqrt() }).collect();
        let trivial = totals.iter().map(|&t| (f64::from(t) / n).sqrt()).collect();
        Self { matrix, inverse_root, trivial }
    }

    fn apply(&self, vector: &[f64], out: &mut [f64]) {
        let scaled: Vec<f64> = vector.iter().zip(&self.inverse_root).map(|(v, s)| v * s).collect();
        out.fill(0.0);
        for row in self.matrix.iter().filter(|row| !row.is_empty()) {
            let sum: f64 = row.iter().map(|&t| scaled[t as usize]).sum();
            let mean = sum / count(row.len());
            for &term in row {
                out[term as usize] += mean;
            }
        }
        out.iter_mut().zip(&self.inverse_root).for_each(|(o, s)| *o *= s);
        remove(out, &self.trivial);
    }

    fn coordinates(&self, vector: &[f64]) -> Vec<f64> {
        let root = count(self.matrix.presences()).sqrt();
        let scaled: Vec<f64> = vector.iter().zip(&self.inverse_root).map(|(v, s)| v * s).collect();
        let mut coordinates: Vec<f64> = self
            .matrix
            .iter()
            .map(|row| root * row.iter().map(|&t| scaled[t as usize]).sum::<f64>() / count(row.len().max(1)))
            .collect();
        let largest = coordinates
            .iter()
            .copied()
            .fold(0.0_f64, |best, c| if c.abs() > best.abs() + 1e-9 { c } else { best });
        if largest < 0.0 {
            for coordinate in &mut coordinates {
                *coordinate = -*coordinate;
            }
        }
        coordinates
    }
}

struct Found {
    eigenvalue: f64,
    vector: Vec<f64>,
    residual: f64,
}

fn lanczos(operator: &Operator<'_>, start: &[f64]) -> Option<Found> {
    let p = start.len();
    let mut basis: Vec<Vec<f64>> = Vec::new();
    let (mut diagonal, mut beside) = (Vec::new(), Vec::new());
    let mut vector = start.to_vec();
    remove(&mut vector, &operator.trivial);
    normalise(&mut vector)?;
    let mut image = vec![0.0; p];
    let most = STEPS.min(p - 1);
    loop {
        operator.apply(&vector, &mut image);
        basis.push(vector);
        let alpha = dot(&image, &basis[basis.len() - 1]);
        diagonal.push(alpha);
        for _ in 0..2 {
            remove(&mut image, &operator.trivial);
            for earlier in &basis {
                remove(&mut image, earlier);
            }
        }
        vector = std::mem::replace(&mut image, vec![0.0; p]);
        let beta = normalise(&mut vector).unwrap_or(0.0);
        let finished = basis.len() >= most || beta < 1e-15;
        if finished || basis.len().is_multiple_of(8) {
            let (eigenvalue, weights) = largest_pair(&diagonal, &beside);
            let residual = beta * weights[weights.len() - 1].abs();
            if finished || residual <= TOLERANCE * eigenvalue {
                return Some(Found { eigenvalue, vector: combine(&basis, &weights), residual });
            }
        }
        beside.push(beta);
    }
}

fn combine(basis: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; basis[0].len()];
    for (vector, weight) in basis.iter().zip(weights) {
        sum.iter_mut().zip(vector).for_each(|(s, v)| *s += weight * v);
    }
    sum
}

/// The largest eigenvalue of a symmetric tridiagonal matrix (bisection on Sturm counts) and its vector (inverse iteration).
fn largest_pair(diagonal: &[f64], beside: &[f64]) -> (f64, Vec<f64>) {
    let n = diagonal.len();
    let radius =
        |i: usize| beside.get(i).map_or(0.0, |b| b.abs()) + if i > 0 { beside[i - 1].abs() } else { 0.0 };
    let mut high = (0..n).map(|i| diagonal[i] + radius(i)).fold(f64::NEG_INFINITY, f64::max);
    let mut low = diagonal.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high += 1e-12 + high.abs() * 1e-14;
    for _ in 0..120 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if above(diagonal, beside, middle) > 0 { low = middle } else { high = middle }
    }
    let eigenvalue = f64::midpoint(low, high);
    let mut vector = vec![1.0; n];
    for _ in 0..4 {
        vector = solve_shifted(diagonal, beside, eigenvalue, &vector);
        let _ = normalise(&mut vector);
    }
    (eigenvalue, vector)
}

/// How many eigenvalues are above x.
fn above(diagonal: &[f64], beside: &[f64], x: f64) -> usize {
    let mut positive = 0;
    let mut pivot = 1.0;
    for (i, d) in diagonal.iter().enumerate() {
        let off = if i > 0 { beside[i - 1] } else { 0.0 };
        pivot = d - x - off * off / pivot;
        if pivot == 0.0 {
            pivot = -1e-300;
        }
        positive += usize::from(pivot > 0.0);
    }
    positive
}

/// Solves (T - x) y = b by Gaussian elimination with row exchanges.
fn solve_shifted(diagonal: &[f64], beside: &[f64], x: f64, b: &[f64]) -> Vec<f64> {
    let n = diagonal.len();
    let off = |i: usize| beside.get(i).copied().unwrap_or(0.0);
    // Upper part after elimination: three diagonals.
    let (mut u0, mut u1, mut u2) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let mut y = b.to_vec();
    let (mut here, mut next) = (diagonal[0] - x, off(0));
    for i in 0..n {
        if i + 1 == n {
            u0[i] = if here == 0.0 { 1e-300 } else { here };
            break;
        }
        let (below, below_next, below_after) =
            (off(i), diagonal[i + 1] - x, if i + 2 < n { off(i + 1) } else { 0.0 });
        if below.abs() > here.abs() {
            (u0[i], u1[i], u2[i]) = (below, below_next, below_after);
            let factor = here / below;
            (here, next) = (next - factor * below_next, -factor * below_after);
            y.swap(i, i + 1);
            y[i + 1] -= factor * y[i];
        } else {
            (u0[i], u1[i]) = (if here == 0.0 { 1e-300 } else { here }, next);
            let factor = below / u0[i];
            (here, next) = (below_next - factor * next, below_after);
            y[i + 1] -= factor * y[i];
        }
    }
    for i in (0..n).rev() {
        let after =
            if i + 1 < n { u1[i] * y[i + 1] } else { 0.0 } + if i + 2 < n { u2[i] * y[i + 2] } else { 0.0 };
        y[i] = (y[i] - after) / u0[i];
    }
    y
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn remove(vector: &mut [f64], direction: &[f64]) {
    let along = dot(vector, direction);
    vector.iter_mut().zip(direction).for_each(|(v, d)| *v -= along * d);
}

/// Scales to length one and returns the former length; none for a vector of zeros.
fn normalise(vector: &mut [f64]) -> Option<f64> {
    let length = dot(vector, vector).sqrt();
    if length < 1e-290 || !length.is_finite() {
        return None;
    }
    for value in vector.iter_mut() {
        *value /= length;
    }
    Some(length)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn count(n: usize) -> f64 {
    n as f64
}
