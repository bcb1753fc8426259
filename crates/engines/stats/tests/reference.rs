//! Every figure that R prints on the generated answers, found again.

use stats::crosstab::{Crosstab, chi2_yates};
use stats::{exact, law, proportion, survey, weights};
use std::collections::BTreeSet;

const REFERENCE: &str = include_str!("data/closed_reference.txt");
const ANSWERS: &str = include_str!("data/c168_closed.csv");

fn close(ours: f64, theirs: f64, relative: f64) {
    let scale = theirs.abs().max(1e-300);
    assert!((ours - theirs).abs() / scale <= relative, "{ours} is not {theirs}");
}

/// The numbers after `label` on the line that starts with it.
fn numbers(label: &str) -> Vec<f64> {
    let line = REFERENCE.lines().find(|line| line.starts_with(label)).expect("the line is in the file");
    line[label.len()..].split([' ', '=']).filter_map(|word| word.parse().ok()).collect()
}

fn practice_by_theme() -> Crosstab {
    let cells = [[33, 57, 34, 45, 73, 29], [182, 59, 83, 87, 143, 175]].concat();
    Crosstab::new(2, 6, cells).expect("two rows of six")
}

#[test]
fn the_cross_table_of_practice_and_theme_equals_r() {
    let test = practice_by_theme().independence(1).expect("two rows");
    let [chi2, df, p, v, least] = numbers("chi2 ")[..] else { panic!("five numbers") };
    close(test.chi2, chi2, 1e-9);
    close(law::as_f64(test.df), df, 0.0);
    close(test.p, p, 1e-7);
    close(test.cramer_v, v, 1e-9);
    close(test.smallest_expected, least, 1e-9);
    assert!(test.thin.is_none());
}

#[test]
fn adjusted_residuals_and_their_corrections_equal_r() {
    let residuals = practice_by_theme().residuals(|row, _| row == 1);
    let corrected = numbers("bh_adjusted_p_of_residuals_mg");
    for (i, value) in numbers("adjusted_residuals mg").into_iter().enumerate() {
        close(residuals[i].value, value, 1e-9);
        close(residuals[i].p_benjamini_hochberg, corrected[i], 1e-7);
        close(residuals[i].p_holm, corrected[6 + i], 1e-7);
    }
}

#[test]
fn the_two_by_two_table_equals_r() {
    let cells = [192, 79, 536, 193];
    let test = Crosstab::new(2, 2, cells.to_vec()).unwrap().independence(1).unwrap();
    let [chi2, p, yates, p_yates, fisher, odds] = numbers("chi2_nocorr ")[..] else { panic!("six numbers") };
    close(test.chi2, chi2, 1e-9);
    close(test.p, p, 1e-7);
    close(chi2_yates(cells), yates, 1e-9);
    close(law::chi2_upper(chi2_yates(cells), 1.0), p_yates, 1e-7);
    close(exact::fisher(cells), fisher, 1e-7);
    // R stops its root search at a tolerance of 1.2e-4; ours goes to the last bit.
    close(exact::odds_ratio(cells), odds, 2e-5);
    close(exact::fisher([3, 2, 1, 9]), 0.076_923_076_923_077, 1e-12);
}

#[test]
fn intervals_of_proportions_equal_r() {
    for (label, count, n) in [
        ("prop groupe ", 728, 1000),
        ("prop isole ", 272, 1000),
        ("prop168 0 ", 0, 168),
        ("prop168 1 ", 1, 168),
        ("prop168 5 ", 5, 168),
        ("prop168 21 ", 21, 168),
        ("prop168 168 ", 168, 168),
    ] {
        let found = numbers(label);
        let [.., low, high, exact_low, exact_high] = found[..] else { panic!("four numbers") };
        let (wilson, exact) = (proportion::wilson(count, n), proportion::clopper_pearson(count, n));
        close(wilson.low, low, 1e-9);
        close(wilson.high, high, 1e-9);
        close(exact.low, exact_low, 1e-9);
        close(exact.high, exact_high, 1e-9);
    }
}

#[test]
fn the_effective_n_of_the_weights_by_department_equals_r() {
    let respondents = [190, 212, 160, 139, 83, 216];
    let strata: Vec<usize> = respondents.iter().enumerate().flat_map(|(s, &n)| vec![s; n]).collect();
    let weights = weights::poststratify(&strata, &[120, 170, 90, 240, 130, 250]).unwrap();
    let first_of = |s: usize| weights[respondents[..s].iter().sum::<usize>()];
    for (stratum, weight) in numbers("# weights by departement").into_iter().enumerate() {
        close(first_of(stratum), weight, 1e-11);
    }
    let efficiency = weights::efficiency(&weights);
    let [sum, effective, design] = numbers("sum_w ")[..] else { panic!("three numbers") };
    close(weights.iter().sum(), sum, 1e-12);
    close(efficiency.effective_n, effective, 1e-11);
    close(efficiency.design_effect, design, 1e-11);
}

/// Category codes of one column, in alphabetical order.
fn column(name: &str) -> (Vec<usize>, usize) {
    let place = ANSWERS.lines().next().unwrap().split(',').position(|n| n == name).unwrap();
    let values: Vec<&str> = ANSWERS.lines().skip(1).map(|l| l.split(',').nth(place).unwrap()).collect();
    let distinct: BTreeSet<&str> = values.iter().copied().collect();
    let code = |value: &str| distinct.iter().position(|k| *k == value).unwrap();
    (values.iter().map(|v| code(v)).collect(), distinct.len())
}

#[test]
fn weighted_shares_and_the_rao_scott_test_equal_the_survey_package() {
    let (departments, _) = column("departement");
    let weights = weights::poststratify(&departments, &[120, 170, 90, 240, 130, 250]).unwrap();
    close(weights::efficiency(&weights).effective_n, 152.667_853_240_98, 1e-12);
    let (themes, k) = column("theme");
    let shares = survey::weighted_shares(&themes, k, &weights);
    close(shares[0].share, 0.223_304_940_157_881, 1e-12);
    close(shares[0].standard_error, 0.035_097_614_983_353_8, 1e-12);
    close(shares[5].standard_error, 0.029_613_439_982_856_7, 1e-12);
    let general: Vec<usize> =
        ANSWERS.lines().skip(1).map(|l| usize::from(l.contains("medecine_generale"))).collect();
    let test = survey::rao_scott(&general, 2, &themes, k, &weights).unwrap();
    close(test.f, 6.027_278_327_802, 1e-11);
    close(test.df1, 4.881_130_155_170_6, 1e-11);
    close(test.df2, 815.148_735_913_490_1, 1e-11);
    close(test.p, 2.096_819_568_329_75e-5, 1e-9);
    close(test.chi2, 30.847_912_802_076_4, 1e-11);
    close(test.p_first_order, 1.386_432_203_136_31e-5, 1e-9);
}

#[test]
fn raking_equals_the_survey_package() {
    let margin = |name, base: &[u64]| weights::Margin { categories: column(name).0, base: base.to_vec() };
    let margins = [margin("departement", &[120, 170, 90, 240, 130, 250]), margin("exercice", &[6, 4])];
    let weights = weights::rake(168, &margins).unwrap();
    for (ours, theirs) in weights.iter().zip([
        0.613_207_063_374_272,
        0.926_744_585_250_990,
        0.645_400_387_103_305,
        0.613_207_063_374_272,
        1.111_609_559_160_151,
    ]) {
        close(*ours, theirs, 1e-9);
    }
}
