//! The probability laws the tests stand on: normal, gamma, beta and hypergeometric, in double precision.
//!
//! They use the textbook expansions (series and Lentz's continued fractions, Abramowitz & Stegun 6.5 and 26.5) over
//! `libm`, so that a p-value has the same bits on every machine. Nothing here reads data.

use std::f64::consts::SQRT_2;

/// Below this a term no longer changes a sum in double precision.
const EPSILON: f64 = 1e-16;
/// Keeps Lentz's continued fractions away from a division by zero.
const TINY: f64 = 1e-300;

/// The 97.5 % point of the normal law: half of a 95 % interval.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// The natural logarithm of the gamma function.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// ln of the number of ways to choose `k` among `n`; minus infinity when there is none.
pub fn ln_choose(n: u64, k: u64) -> f64 {
    if k > n {
        return f64::NEG_INFINITY;
    }
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// ln n!.
///
/// Uses a running sum for small values, which is exact to the last bits, and Stirling's series (to `n^-7`) above.
pub fn ln_factorial(n: u64) -> f64 {
    if n < 64 {
        return (2..=n).map(|i| libm::log(as_f64(i))).sum();
    }
    let x = as_f64(n);
    let inverse = 1.0 / x;
    let square = inverse * inverse;
    let series =
        inverse * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0))));
    (x + 0.5) * libm::log(x) - x + 0.5 * libm::log(std::f64::consts::TAU) + series
}

/// P(Z > z) of the standard normal law.
pub fn normal_upper(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// P(X > x) of the chi-squared law with `df` degrees of freedom (any positive number).
pub fn chi2_upper(x: f64, df: f64) -> f64 {
    if x.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 1.0;
    }
    gamma_upper(df / 2.0, x / 2.0)
}

/// P(X > x) of Fisher's F law.
pub fn f_upper(x: f64, df1: f64, df2: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    beta_regularised(df2 / 2.0, df1 / 2.0, df2 / (df2 + df1 * x))
}

/// The regularised upper incomplete gamma function Q(a, x).
#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn gamma_upper(a: f64, x: f64) -> f64 {
    let scale = libm::exp(a * libm::log(x) - x - ln_gamma(a));
    if x < a + 1.0 {
        return 1.0 - scale * gamma_series(a, x);
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / away_from_zero(an * d + b);
        c = away_from_zero(b + an / c);
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < EPSILON {
            break;
        }
    }
    scale * h
}

fn gamma_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    let mut n = a;
    for _ in 0..10_000 {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term.abs() < sum.abs() * EPSILON {
            break;
        }
    }
    sum
}

/// The regularised incomplete beta function `I_x(a`, b).
pub fn beta_regularised(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front =
        libm::exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * libm::log(x) + b * libm::log1p(-x));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let delta = d * c;
        h *= delta;
        if (delta - 1.0).abs() < EPSILON {
            break;
        }
    }
    h
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// The x at which `I_x(a`, b) = p, by bisection down to the last bit.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if beta_regularised(a, b, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The hypergeometric law: `drawn` units taken without replacement from `total`, of which `marked` are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hypergeometric {
    pub total: u64,
    pub marked: u64,
    pub drawn: u64,
}

impl Hypergeometric {
    /// The smallest and the largest number of marked units a draw can hold.
    pub fn support(self) -> (u64, u64) {
        let low = (self.marked + self.drawn).saturating_sub(self.total);
        (low, self.marked.min(self.drawn))
    }

    /// ln P(X = k).
    pub fn ln_probability(self, k: u64) -> f64 {
        let (low, high) = self.support();
        if k < low || k > high {
            return f64::NEG_INFINITY;
        }
        ln_choose(self.marked, k) + ln_choose(self.total - self.marked, self.drawn - k)
            - ln_choose(self.total, self.drawn)
    }

    /// ln P(X <= k), summed from its largest term so that nothing underflows.
    pub fn ln_at_most(self, k: u64) -> f64 {
        let (low, high) = self.support();
        if k >= high {
            return 0.0;
        }
        if k < low {
            return f64::NEG_INFINITY;
        }
        let mut ratio = 1.0;
        let mut sum = 1.0;
        for x in (low..k).rev() {
            // P(x) / P(x + 1)
            let x = as_f64(x);
            ratio *= (x + 1.0) * (as_f64(self.total) - as_f64(self.marked) - as_f64(self.drawn) + x + 1.0)
                / ((as_f64(self.marked) - x) * (as_f64(self.drawn) - x));
            sum += ratio;
            if ratio < sum * 1e-18 {
                break;
            }
        }
        (self.ln_probability(k) + libm::log(sum)).min(0.0)
    }

    /// ln P(X >= k).
    pub fn ln_at_least(self, k: u64) -> f64 {
        let (low, high) = self.support();
        if k <= low {
            return 0.0;
        }
        if k > high {
            return f64::NEG_INFINITY;
        }
        let mut ratio = 1.0;
        let mut sum = 1.0;
        for x in k..high {
            // P(x + 1) / P(x)
            let x = as_f64(x);
            ratio *= (as_f64(self.marked) - x) * (as_f64(self.drawn) - x)
                / ((x + 1.0) * (as_f64(self.total) - as_f64(self.marked) - as_f64(self.drawn) + x + 1.0));
            sum += ratio;
            if ratio < sum * 1e-18 {
                break;
            }
        }
        (self.ln_probability(k) + libm::log(sum)).min(0.0)
    }
}

/// A count as a double; survey and corpus counts stay far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn as_f64(n: u64) -> f64 {
    n as f64
}
