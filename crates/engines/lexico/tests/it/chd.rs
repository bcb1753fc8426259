//! The classification, its first axis and its classes against the established program (lex-A2, lex-A3).

use crate::reference::{close, lines, matrix_market, read, same_partition, triplets};
use lexico::chd::{Classification, Options, classify, classify_double, classify_k, first_axis};
use lexico::matrix::Matrix;

fn column(path: &str, delimiter: char, column: usize) -> Vec<u32> {
    lines(path, delimiter).iter().map(|l| l[column].parse().unwrap()).collect()
}

fn check_partitions(found: &Classification, path: &str, delimiter: char) {
    assert_eq!(found.splits.len(), 9);
    for split in 0..9 {
        let theirs = column(path, delimiter, split + 1);
        assert!(same_partition(&found.nodes[split], &theirs), "{path}: partition {} differs", split + 1);
    }
}

fn check_data_set(set: &str) -> Classification {
    let found = classify(&triplets(set), Options::default());
    for (split, line) in found.splits.iter().zip(lines(&format!("{set}/iramuteq_splits.csv"), ',')) {
        let number = |i: usize| line[i].parse::<f64>().unwrap();
        close(split.inertia_cut, number(4), 1e-9, "inertia at the cut");
        close(split.inertia_final, number(5), 1e-9, "inertia after swaps");
        close(split.threshold, number(7), 1e-9, "threshold");
        assert_eq!(split.total.to_string(), line[6]);
    }
    check_partitions(&found, &format!("{set}/iramuteq_n1.csv"), ',');
    let classes = column(&format!("{set}/iramuteq_classes.csv"), ',', 1);
    assert!(same_partition(&found.classes, &classes), "{set}: classes differ");
    found
}

#[test]
fn the_204_segments_are_split_as_the_established_program_splits_them() {
    let found = check_data_set("c168");
    assert_eq!((found.class_count(), found.classified(), found.smallest), (6, 156, 20));
    assert!(read("c168/iramuteq_tree.txt").contains("classified 156 of 204"));
}

#[test]
fn the_600_overlapping_units_are_split_as_the_established_program_splits_them() {
    check_data_set("zipf600");
}

#[test]
fn whole_answers_are_split_as_the_established_program_splits_them() {
    let found = classify(&matrix_market("iramuteq/c168_texts_mode_dtm.mtx"), Options::default());
    check_partitions(&found, "iramuteq/c168_texts_mode_n1.csv", ';');
    let classes = column("iramuteq/c168_texts_mode_classes.csv", ';', 1);
    assert!(same_partition(&found.classes, &classes), "classes of whole answers differ");
}

#[test]
fn the_first_axis_has_the_inertia_and_the_order_of_an_exact_decomposition() {
    for set in ["c168", "zipf600"] {
        // A unit without any kept term has no coordinate, and no line in the file.
        let found = lines(&format!("{set}/ca_first_axis.csv"), ',');
        let units: Vec<usize> = found.iter().map(|l| l[0].parse::<usize>().unwrap() - 1).collect();
        let theirs: Vec<f64> = found.iter().map(|l| l[1].parse().unwrap()).collect();
        let axis = first_axis(&triplets(set).rows_only(&units)).unwrap();
        let printed = read(&format!("{set}/ca_first_axis.txt"));
        let lambda: f64 =
            printed.split("lambda1 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        close(axis.eigenvalue, lambda, 1e-10, "lambda1");
        let same_way: f64 = theirs.iter().zip(&axis.coordinates).map(|(t, o)| t * o).sum();
        let theirs: Vec<f64> = theirs.iter().map(|t| t * same_way.signum()).collect();
        let mut order: Vec<usize> = (0..theirs.len()).collect();
        order.sort_by(|&a, &b| axis.coordinates[a].total_cmp(&axis.coordinates[b]));
        for pair in order.windows(2) {
            assert!(theirs[pair[1]] - theirs[pair[0]] > -1e-9, "{set}: units {pair:?} are in another order");
        }
    }
}

#[test]
fn classes_are_numbered_along_the_tree_with_the_heavier_branch_first() {
    let found = classify(&triplets("c168"), Options::default());
    let tree = found.tree().unwrap();
    assert_eq!(tree.leaves(), [1, 2, 3, 4, 5, 6]);
    for split in &found.splits {
        assert!(split.sizes.0 >= split.sizes.1);
    }
}

#[test]
fn the_stability_of_a_classification_is_the_measured_one() {
    for (set, expected) in [("c168", 0.91), ("zipf600", 0.54)] {
        let matrix = triplets(set);
        let whole = classify(&matrix, Options::default());
        let found = lexico::chd::stability(&matrix, &whole.classes, Options::default(), 40, 1).unwrap();
        close(found.median, expected, 0.1, "median agreement of refits");
    }
}

#[test]
fn nothing_to_split_gives_no_class_and_no_panic() {
    for matrix in [
        Matrix::with_columns(0),
        Matrix::from_pairs(1, 1, vec![(0, 0)]),
        Matrix::from_pairs(3, 2, vec![]),
        Matrix::from_pairs(4, 2, (0..4).flat_map(|u| [(u, 0), (u, 1)]).collect()),
        Matrix::from_pairs(6, 1, (0..6).map(|u| (u, 0)).collect()),
    ] {
        let found = classify(&matrix, Options::default());
        assert_eq!((found.class_count(), found.classified()), (0, 0));
    }
}

/// lex-A7: the package with its index corrected, since the published one moves a wrong unit.
#[test]
fn k_groups_are_those_of_the_corrected_rainette() {
    for set in ["c168", "zipf600"] {
        let matrix = triplets(set);
        let found = classify_k(&matrix, 6);
        assert_eq!(found.len(), 5, "{set}");
        for (k, groups) in (2..).zip(&found) {
            let mut ours = vec![0; matrix.rows()];
            for (number, group) in (1..).zip(groups) {
                group.units.iter().for_each(|&unit| ours[unit] = number);
            }
            let theirs: Vec<u32> = lines(&format!("{set}/rainette_fixed_groups.csv"), ',')
                .iter()
                .map(|l| if l[k - 1] == "NA" { 0 } else { l[k - 1].parse().unwrap() })
                .collect();
            assert!(same_partition(&ours, &theirs), "{set}: {k} groups differ");
        }
    }
}

/// The answer of each of the 204 segments.
fn answers_of_segments() -> Vec<u32> {
    column("iramuteq/c168_segments.csv", ',', 1)
}

#[test]
fn a_double_classification_keeps_what_two_classifications_say() {
    let matrix = triplets("c168");
    let double = classify_double(&matrix, &answers_of_segments(), Options::default());
    assert!(double.class_count() >= 4, "{} classes", double.class_count());
    assert!(double.sizes().iter().all(|&size| size >= double.smallest));
    assert!(double.classified() * 2 > matrix.rows(), "{} segments", double.classified());
    let simple = classify(&matrix, Options::default());
    let (both, other): (Vec<u32>, Vec<u32>) = double
        .classes
        .iter()
        .zip(&simple.classes)
        .filter(|(d, s)| **d > 0 && **s > 0)
        .map(|(d, s)| (*d, *s))
        .unzip();
    let agreement = stats::agreement::adjusted_rand(&both, &other);
    assert!(agreement > 0.6, "two ways to cut one corpus agree: {agreement}");
    assert_eq!(double.tree().unwrap().leaves().len(), double.class_count(), "no class is above another");
}

#[test]
fn a_double_classification_of_almost_nothing_has_no_class() {
    for rows in [0, 1, 2, 6] {
        let matrix =
            Matrix::from_pairs(rows, 2, (0..u32::try_from(rows).unwrap()).map(|u| (u, u % 2)).collect());
        let answers: Vec<u32> = (0..u32::try_from(rows).unwrap()).collect();
        let found = classify_double(&matrix, &answers, Options::default());
        assert!(found.classified() <= rows);
    }
    let same = Matrix::from_pairs(30, 2, (0..30).flat_map(|u| [(u, 0), (u, 1)]).collect());
    assert_eq!(classify_double(&same, &[0; 30], Options::default()).class_count(), 0);
}
