//! Profiles, factors, specificities and similarity against the packages that define them (lex-A4 to lex-A6).

use crate::reference::{close, lines, read, table, triplets};
use lexico::afc::{Counts, analyse};
use lexico::matrix::Matrix;
use lexico::profile::ByClass;
use lexico::similarity::{Edge, Index, communities, cooccurrences, edges, maximum_tree, modularity};
use lexico::specificity::of_table;

#[test]
fn signed_chi2_profiles_equal_the_established_program() {
    for set in ["c168", "zipf600"] {
        let classes: Vec<u32> = lines(&format!("{set}/iramuteq_classes.csv"), ',')
            .iter()
            .map(|l| l[1].parse().unwrap())
            .collect();
        let k = *classes.iter().max().unwrap() as usize;
        let counts = ByClass::count(&triplets(set), &classes, k);
        let (names, theirs) = table(&format!("{set}/profile_chi2_signed.csv"));
        let terms: Vec<String> = read(&format!("{set}/terms.txt")).lines().map(str::to_owned).collect();
        for (name, line) in names.iter().zip(&theirs) {
            let term = terms.iter().position(|t| t == name).unwrap();
            for (class, value) in line.iter().enumerate() {
                close(counts.chi2(term, class), *value, 5.1e-4, name);
            }
        }
    }
}

#[test]
fn factors_equal_two_independent_packages() {
    for set in ["c168", "zipf600"] {
        let (_, cells) = table(&format!("{set}/words_by_class.csv"));
        let (rows, columns) = (cells.len(), cells[0].len());
        let found = analyse(&Counts { rows, columns, cells: cells.concat() }).unwrap();
        let (_, eigen) = table(&format!("{set}/afc_eigen.csv"));
        assert_eq!(found.eigenvalues.len(), eigen.len());
        for (ours, theirs) in found.eigenvalues.iter().zip(&eigen) {
            close(*ours / theirs[0], 1.0, 1e-10, "eigenvalue");
        }
        for (points, path) in [(&found.rows, "afc_rows.csv"), (&found.columns, "afc_cols.csv")] {
            let k = eigen.len();
            for (point, line) in points.iter().zip(table(&format!("{set}/{path}")).1) {
                for axis in 0..k {
                    close(point.standard[axis].abs(), line[axis].abs(), 1e-8, "standard coordinate");
                    close(point.principal[axis].abs(), line[k + axis].abs(), 1e-8, "principal coordinate");
                    close(point.contribution[axis], line[2 * k + axis], 1e-7, "contribution");
                    close(point.cos2[axis], line[3 * k + axis], 1e-8, "cos2");
                }
                close(point.mass, line[4 * k], 1e-10, "mass");
            }
            for axis in 0..k {
                close(points.iter().map(|p| p.contribution[axis]).sum(), 100.0, 1e-9, "sum of contributions");
            }
        }
    }
}

/// The profiles that the program itself writes: its classes, words and respondents' modalities, on segments.
#[test]
fn profiles_of_words_and_of_modalities_equal_those_the_program_writes() {
    let classes: Vec<u32> =
        lines("c168/iramuteq_classes.csv", ',').iter().map(|l| l[1].parse().unwrap()).collect();
    let terms: Vec<String> = read("c168/terms.txt").lines().map(str::to_owned).collect();
    let words = ByClass::count(&triplets("c168"), &classes, 6);
    let (modalities, of_segments) = modalities_of_segments();
    let groups = ByClass::count(&of_segments, &classes, 6);
    let (mut class, mut compared) = (0, [0, 0]);
    for line in lines("iramuteq/c168_profiles.csv", ';') {
        if line[1] == "classe" {
            class = line[2].parse::<usize>().unwrap() - 1;
        }
        let Ok(chi2) = line[3].trim().parse::<f64>() else { continue };
        let name = line[4].as_str();
        if let Some(modality) = modalities.iter().position(|m| m == name) {
            close(groups.chi2(modality, class), chi2, 5.1e-4, name);
            assert_eq!(groups.counts[modality][class].to_string(), line[0].trim(), "{name}");
            compared[1] += 1;
        } else if let Some(term) = terms.iter().position(|t| t == name) {
            close(words.chi2(term, class), chi2, 5.1e-4, name);
            compared[0] += 1;
        }
    }
    assert!(compared[0] > 200 && compared[1] >= 4, "{compared:?} lines compared");
}

/// `*spe_pediatrie`… of each respondent, on each of their segments.
fn modalities_of_segments() -> (Vec<String>, Matrix) {
    let text = read("c168.txt");
    let stars: Vec<Vec<&str>> = text
        .lines()
        .filter(|l| l.starts_with("****"))
        .map(|l| l.split(' ').skip(1).filter(|star| !star.starts_with("*rep_")).collect())
        .collect();
    let mut names: Vec<&str> = stars.concat();
    names.sort_unstable();
    names.dedup();
    let mut matrix = Matrix::with_columns(names.len());
    for line in lines("iramuteq/c168_segments.csv", ',') {
        let answer: usize = line[1].parse().unwrap();
        let mut row: Vec<u32> = stars[answer]
            .iter()
            .map(|star| u32::try_from(names.binary_search(star).unwrap()).unwrap())
            .collect();
        row.sort_unstable();
        matrix.push_row(&row);
    }
    (names.into_iter().map(str::to_owned).collect(), matrix)
}

#[test]
fn factors_of_words_by_groups_equal_the_package() {
    let (_, cells) = table("c168/lexical_table.csv");
    let (rows, columns) = (cells.len(), cells[0].len());
    let found = analyse(&Counts { rows, columns, cells: cells.concat() }).unwrap();
    let (_, eigen) = table("c168/afc_lexical_eigen.csv");
    assert_eq!(found.eigenvalues.len(), eigen.len());
    for (axis, theirs) in eigen.iter().enumerate() {
        close(found.eigenvalues[axis] / theirs[0], 1.0, 1e-10, "eigenvalue");
        close(found.percent(axis), theirs[1], 1e-8, "share of inertia");
    }
}

#[test]
fn specificities_equal_the_package() {
    let (_, counts) = table("c168/lexical_table.csv");
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the file holds small counts"
    )]
    let counts: Vec<Vec<u64>> = counts.iter().map(|row| row.iter().map(|c| *c as u64).collect()).collect();
    let (_, scores) = table("c168/specificities_log10.csv");
    let (_, probabilities) = table("c168/specificities_prob.csv");
    for ((ours, scores), probabilities) in of_table(&counts).iter().zip(&scores).zip(&probabilities) {
        for ((found, score), probability) in ours.iter().zip(scores).zip(probabilities) {
            close(found.score.abs(), score.abs(), 5.1e-5, "score");
            close(found.probability / probability, 1.0, 1e-8, "probability");
        }
    }
}

/// The 60 most frequent terms, as the reference takes them.
fn together(set: &str) -> (Vec<String>, Vec<Vec<u32>>) {
    let (names, _) = table(&format!("{set}/simi_cooc_matrix60.csv"));
    let terms: Vec<String> = read(&format!("{set}/terms.txt")).lines().map(str::to_owned).collect();
    let places: Vec<usize> = names.iter().map(|n| terms.iter().position(|t| t == n).unwrap()).collect();
    let full = cooccurrences(&triplets(set));
    (names, places.iter().map(|&a| places.iter().map(|&b| full[a][b]).collect()).collect())
}

#[test]
fn words_come_together_as_often_as_in_the_reference() {
    for set in ["c168", "zipf600"] {
        let (_, theirs) = table(&format!("{set}/simi_cooc_matrix60.csv"));
        for (i, (ours, theirs)) in together(set).1.iter().zip(&theirs).enumerate() {
            for (j, theirs) in theirs.iter().enumerate().filter(|(j, _)| *j != i) {
                close(f64::from(ours[j]), *theirs, 0.0, "co-occurrences");
            }
        }
    }
}

#[test]
fn the_maximum_tree_weighs_what_the_reference_tree_weighs() {
    for (set, weight) in [("c168", 710.0), ("zipf600", 2044.0)] {
        let (names, together) = together(set);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let tree = maximum_tree(&edges(&together, 204, Index::Cooccurrence), &names);
        assert_eq!(tree.len(), 59);
        close(tree.iter().map(|e| e.weight).sum(), weight, 0.0, set);
        let jaccard = maximum_tree(&edges(&together, 204, Index::Jaccard), &names);
        let theirs: f64 = lines(&format!("{set}/simi_jaccard_maxtree.csv"), ',')
            .iter()
            .map(|l| l[2].parse::<f64>().unwrap())
            .sum();
        close(jaccard.iter().map(|e| e.weight).sum(), theirs, 1e-9, "Jaccard tree");
    }
}

/// The best modularity that four reference algorithms reach on their tree.
fn best_reference(set: &str, index: &str) -> f64 {
    let summary = read(&format!("{set}/simi_summary.txt"));
    let line = summary.lines().find(|l| l.starts_with(index)).unwrap();
    let after = line.split("modularity").nth(1).unwrap();
    after.split(' ').filter_map(|w| w.parse().ok()).fold(0.0, f64::max)
}

#[test]
fn communities_hold_together_as_well_as_the_best_of_four_algorithms() {
    for set in ["c168", "zipf600"] {
        let (names, _) = together(set);
        for index in ["cooc", "jaccard"] {
            let place = |name: &String| names.iter().position(|n| n == name).unwrap();
            let tree: Vec<Edge> = lines(&format!("{set}/simi_{index}_maxtree.csv"), ',')
                .iter()
                .map(|l| Edge { a: place(&l[0]), b: place(&l[1]), weight: l[2].parse().unwrap() })
                .collect();
            let found = communities(60, &tree);
            close(found.modularity, modularity(&found.group, &tree), 1e-12, "modularity of what is returned");
            let best = best_reference(set, index);
            assert!(found.modularity >= best - 0.01, "{set} {index}: {} under {best}", found.modularity);
        }
    }
}
