//! What must hold on any answers at all.

use proptest::prelude::*;
use stats::crosstab::{Crosstab, ThinTest};
use stats::scale::Scale;
use stats::{adjust, agreement, law, multiple, proportion, weights};

fn tables() -> impl Strategy<Value = Crosstab> {
    (2_usize..6, 2_usize..6).prop_flat_map(|(r, c)| {
        prop::collection::vec(0_u64..40, r * c).prop_map(move |cells| Crosstab::new(r, c, cells).unwrap())
    })
}

proptest! {
    #[test]
    fn printed_percentages_sum_to_one_hundred(counts in prop::collection::vec(0_u64..5_000, 1..12)) {
        let sum: u64 = proportion::percents(&counts).iter().sum();
        prop_assert_eq!(sum, if counts.iter().sum::<u64>() == 0 { 0 } else { 1000 });
    }

    #[test]
    fn an_interval_holds_the_share_it_is_about(k in 0_u64..500, more in 0_u64..500) {
        let n = k + more;
        for interval in [proportion::wilson(k, n), proportion::clopper_pearson(k, n)] {
            prop_assert!(0.0 <= interval.low && interval.low <= interval.high && interval.high <= 1.0);
            if n > 0 {
                let share = law::as_f64(k) / law::as_f64(n);
                prop_assert!(interval.low <= share + 1e-12 && share <= interval.high + 1e-12);
            }
        }
    }

    #[test]
    fn tests_stay_within_their_bounds(table in tables(), seed: u64) {
        if let Some(test) = table.independence(seed) {
            prop_assert!((0.0..=1.0).contains(&test.p));
            prop_assert!((0.0..=1.0 + 1e-9).contains(&test.cramer_v));
            prop_assert_eq!(test.thin.is_some(), test.smallest_expected < 5.0);
            if let Some(ThinTest::Fisher { p } | ThinTest::MonteCarlo { p, .. }) = test.thin {
                prop_assert!(p > 0.0 && p <= 1.0);
            }
        }
    }

    #[test]
    fn corrections_only_make_a_test_more_prudent(p in prop::collection::vec(0.0_f64..1.0, 1..20)) {
        for (raw, (bh, holm)) in p.iter().zip(adjust::benjamini_hochberg(&p).iter().zip(adjust::holm(&p))) {
            prop_assert!(*raw <= *bh + 1e-15 && *bh <= holm + 1e-15 && holm <= 1.0);
        }
    }

    #[test]
    fn a_partition_agrees_with_itself_under_any_names(classes in prop::collection::vec(0_u32..5, 2..60)) {
        let renamed: Vec<u32> = classes.iter().map(|c| 97 - c * 3).collect();
        prop_assert!((agreement::adjusted_rand(&classes, &renamed) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn both_tails_of_the_hypergeometric_law_share_the_whole(
        total in 1_u64..300, marked in 0_u64..300, drawn in 0_u64..300, k in 0_u64..300,
    ) {
        let law = law::Hypergeometric { total, marked: marked.min(total), drawn: drawn.min(total) };
        let below = law.ln_at_most(k).exp();
        let above = law.ln_at_least(k + 1).exp();
        prop_assert!((below + above - 1.0).abs() < 1e-9, "{} + {}", below, above);
    }

    #[test]
    fn weights_keep_the_number_of_people(strata in prop::collection::vec(0_usize..4, 8..80)) {
        let mut strata = strata;
        strata.extend([0, 1, 2, 3]);
        let mut weights = weights::poststratify(&strata, &[10, 30, 5, 55]).unwrap();
        weights::trim(&mut weights, 5.0);
        let n = law::as_f64(strata.len() as u64);
        prop_assert!((weights.iter().sum::<f64>() - n).abs() < 1e-9);
        prop_assert!(weights::efficiency(&weights).effective_n <= n + 1e-9);
    }
}

#[test]
fn a_scale_groups_all_frequencies_and_leaves_projects_unranked() {
    let scale = Scale {
        steps: ["jamais", "parfois", "régulièrement", "quotidiennement"].map(String::from).to_vec(),
        outside: vec!["en projet".into()],
        grouped: ["parfois", "régulièrement", "quotidiennement"].map(String::from).to_vec(),
    };
    let answers = ["jamais", "parfois", "quotidiennement", "en projet", "parfois", "peut-être"];
    let (counted, unknown) = scale.count(answers);
    assert_eq!(counted.counts, [1, 2, 0, 1, 1]);
    assert_eq!((counted.n, unknown), (5, 1));
    assert_eq!(counted.grouped.unwrap().count, 3);
    assert_eq!(counted.median, Some(1), "half of the four ranked answers are reached at « parfois »");
}

#[test]
fn multiple_answers_are_read_on_people_and_on_citations() {
    let counted = multiple::count(&[vec!["Doctolib", "Maiia"], vec!["Doctolib", "Doctolib"], vec![]]);
    assert_eq!((counted.respondents, counted.citations), (2, 3));
    assert_eq!(counted.options[0].label, "Doctolib");
    assert_eq!((counted.options[0].on_respondents.count, counted.options[0].on_respondents.n), (2, 2));
    assert_eq!(counted.options[0].on_citations.n, 3);
}

#[test]
fn a_stratum_without_respondent_is_named_rather_than_divided_by() {
    assert_eq!(weights::poststratify(&[0, 0], &[5, 5]), Err(weights::WeightError::EmptyStratum(1)));
    assert_eq!(weights::poststratify(&[0, 3], &[5, 5]), Err(weights::WeightError::UnknownStratum(1)));
}
