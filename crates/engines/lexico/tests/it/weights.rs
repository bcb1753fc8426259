//! Weights: a column of the file, a calibration on a base, and what is printed with them.

use lexico::survey::{
    FileKind, Mapping, Role, Sample, Table, WeightingError, calibrated_weights, closed_results,
    cross_results, propose, read, weighted_answers, weights_of_column,
};

/// Sixty people, forty of them in Cher, where three in four say yes; one in two elsewhere.
fn table() -> (Table, Mapping) {
    let rows: Vec<String> = (0..60)
        .map(|i| {
            let (department, yes) = if i < 40 { ("Cher", i % 4 != 0) } else { ("Indre", i % 2 == 0) };
            format!(
                "{department};{};{}\n",
                if yes { "plutôt d’accord" } else { "plutôt pas d’accord" },
                if i < 40 { "0,5" } else { "2" }
            )
        })
        .collect();
    let table =
        read(format!("Département;Avis;poids\n{}", rows.concat()).as_bytes(), FileKind::Delimited).unwrap();
    let mut mapping = propose(&table);
    mapping.columns[0].croiser = true;
    (table, mapping)
}

fn base(text: &str) -> Table {
    read(format!("colonne;modalité;effectif\n{text}").as_bytes(), FileKind::Delimited).unwrap()
}

#[test]
fn a_base_gives_each_department_its_share() {
    let (table, mapping) = table();
    let weights =
        calibrated_weights(&table, &base("Département;Cher;1 000\nDépartement;Indre;1 000\n")).unwrap();
    assert!((weights.of[0] - 0.75).abs() < 1e-9 && (weights.of[59] - 1.5).abs() < 1e-9);
    // Kish: 60² / (40 × 0.75² + 20 × 1.5²).
    assert!((weights.efficiency.effective_n - 3600.0 / 67.5).abs() < 1e-9);
    let sample = Sample::whole(table, Some(weights));
    let answers = weighted_answers(&sample, &mapping, 5);
    let yes = answers.iter().find(|a| a.label == "plutôt d’accord").unwrap();
    let (raw, weighted) = yes.shown.unwrap();
    assert!((raw - 40.0 / 60.0).abs() < 1e-12, "{raw}");
    assert!((weighted.share - 0.625).abs() < 1e-9, "half of 75 % and half of 50 %: {}", weighted.share);
    assert_eq!(yes.n, 60);
    let crossed = cross_results(&sample, &mapping, 5, 1);
    assert!(crossed[0].weighted.is_some());
    assert!(lexico::report::cross_table(&crossed[0], 1).1.contains("Rao et Scott"));
}

#[test]
fn the_column_of_weights_is_used_and_a_wrong_weight_is_named_with_its_line() {
    let (mut table, mapping) = table();
    assert_eq!(mapping.columns[2].role, Role::Poids);
    let weights = weights_of_column(&table, &mapping).unwrap().unwrap();
    assert_eq!((weights.of[0], weights.of[59]), (0.5, 2.0));
    table.rows[3].cells[2] = "beaucoup".to_owned();
    let error = weights_of_column(&table, &mapping).unwrap_err();
    assert_eq!(error, WeightingError::NotAWeight { line: 5, value: "beaucoup".to_owned() });
}

#[test]
fn a_base_that_does_not_fit_is_refused_in_words() {
    let (table, _) = table();
    let error = |text: &str| calibrated_weights(&table, &base(text)).unwrap_err().to_string();
    assert!(error("Région;Cher;10\n").contains("« Région »"));
    assert!(
        error("Département;Cher;dix\n").contains("ligne 2")
            && error("Département;Cher;dix\n").contains("« dix »")
    );
    assert!(error("Département;Cher;10\n").contains("ligne 42"), "the first respondent of Indre");
    let absent = error("Département;Cher;10\nDépartement;Indre;5\nDépartement;Loiret;7\n");
    assert!(absent.contains("« Loiret »"), "{absent}");
}

#[test]
fn masked_answers_stay_masked_once_weighted() {
    let (table, mapping) = table();
    let weights = weights_of_column(&table, &mapping).unwrap();
    let sample = Sample::whole(table, weights);
    let results = closed_results(&sample, &mapping, 25);
    assert!(format!("{results:?}").contains("Small"));
    let shown = weighted_answers(&sample, &mapping, 25)
        .iter()
        .filter(|a| a.question == "Avis" && a.shown.is_some_and(|s| s.0 > 0.0))
        .count();
    assert_eq!(shown, 0, "two answers, one under the threshold: neither is shown");
}
