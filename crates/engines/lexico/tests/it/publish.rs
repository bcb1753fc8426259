//! Filters and what they must not give away: the example survey and each of its subgroups, both published.

use crate::survey::{THRESHOLD, analyses_of, parameters, survey};
use lexico::analysis::{Analysis, analyse, tables};
use lexico::survey::{
    ClosedResult, FileKind, Filter, FilterError, Mapping, Sample, closed_results, cross_results, propose,
    read, respondents,
};
use lexico::survey::{OpenQuestion, open_questions};
use stats::disclosure::{Cell, may_show};

fn filter(text: &str) -> Filter {
    Filter::parse(text).unwrap()
}

fn small_survey() -> (Sample, Mapping) {
    let rows: Vec<String> = (0..40)
        .map(|i| {
            let department = if i == 0 {
                "Indre"
            } else if i < 15 {
                "Cher"
            } else {
                "Loiret"
            };
            format!("{i};{department};{};Le courrier arrive tard numéro {i}\n", ["oui", "non"][i % 2])
        })
        .collect();
    let table =
        read(format!("id;Département;Avis;Freins\n{}", rows.concat()).as_bytes(), FileKind::Delimited)
            .unwrap();
    let mapping = propose(&table);
    (Sample::whole(table, None), mapping)
}

#[test]
fn a_filter_that_would_isolate_one_person_is_refused() {
    let (sample, mapping) = small_survey();
    let with = |text: &[&str]| {
        let filters: Vec<Filter> = text.iter().map(|t| filter(t)).collect();
        sample.clone().filtered(&mapping, &filters, 5)
    };
    assert_eq!(with(&["Département=Indre"]).unwrap_err(), FilterError::TooFew { threshold: 5 });
    let all_but_one = with(&["Département=Cher", "Département=Loiret"]).unwrap_err();
    assert_eq!(all_but_one, FilterError::TooFewLeftOut { threshold: 5 });
    assert!(all_but_one.to_string().contains("la différence avec l’ensemble"));
    let kept = with(&["Département=cher", "Avis=oui"]).unwrap();
    assert_eq!((kept.kept.rows.len(), kept.left_out.rows.len()), (7, 33));
}

#[test]
fn a_filter_that_cannot_be_read_says_why() {
    let (sample, mapping) = small_survey();
    let error = |text: &str| {
        let filters = Filter::parse(text).map(|f| vec![f]);
        match filters {
            Ok(filters) => sample.clone().filtered(&mapping, &filters, 5).unwrap_err().to_string(),
            Err(error) => error.to_string(),
        }
    };
    assert!(error("Cher").contains("« colonne=valeur »"));
    assert!(error("Région=Cher").contains("« Région »"));
    assert!(error("id=3").contains("n’est pas une question fermée"));
    assert!(error("Avis=peut-être").contains("« peut-être »"));
}

/// Every subgroup that one filter of the example survey can make.
fn subgroups() -> Vec<(String, Sample)> {
    let (sample, mapping) = survey();
    let mut found = Vec::new();
    for column in ["Spécialité", "Département", "Statut", "Lieu d’exercice", "Outils : DMP"] {
        let place = sample.kept.headers.iter().position(|h| h == column).unwrap();
        let mut values: Vec<String> = sample.kept.column(place).map(str::to_owned).collect();
        values.sort_unstable();
        values.dedup();
        for value in values {
            let filters = [Filter { column: column.to_owned(), value: value.clone() }];
            if let Ok(subgroup) = sample.clone().filtered(&mapping, &filters, THRESHOLD) {
                found.push((format!("{column}={value}"), subgroup));
            }
        }
    }
    assert!(found.len() > 12, "{}", found.len());
    found
}

/// Each published cell of a closed result, with its name.
fn cells(results: &[ClosedResult]) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    let mut push = |question: &str, label: &str, cell: Cell| {
        found.extend(cell.shown().map(|count| (format!("{question}/{label}"), count)));
    };
    for result in results {
        match result {
            ClosedResult::Single(answers) => {
                answers.labels.iter().zip(&answers.cells).for_each(|(l, c)| push(&answers.question, l, *c));
            }
            ClosedResult::Scale(matrix) => {
                for ((question, ..), cells) in matrix.rows.iter().zip(&matrix.cells) {
                    matrix.scale.answers().zip(cells).for_each(|(l, c)| push(question, l, *c));
                }
            }
            ClosedResult::Multiple { question, counted, cells, .. } => {
                counted.options.iter().zip(cells).for_each(|(o, c)| push(question, &o.label, *c));
            }
            ClosedResult::Number { .. } | ClosedResult::TooFew { .. } => {}
        }
    }
    found
}

#[test]
fn no_difference_between_two_published_distributions_is_a_few_people() {
    let (sample, mapping) = survey();
    let everyone = cells(&closed_results(&sample, &mapping, THRESHOLD));
    let mut compared = 0;
    for (name, subgroup) in subgroups() {
        for (cell, count) in cells(&closed_results(&subgroup, &mapping, THRESHOLD)) {
            assert!(may_show(count, THRESHOLD), "{name} {cell}: {count}");
            let Some((_, all)) = everyone.iter().find(|(c, _)| *c == cell) else { continue };
            compared += 1;
            assert!(may_show(all - count, THRESHOLD), "{name} {cell}: {all} less {count}");
        }
    }
    assert!(compared > 300, "{compared} cells compared");
}

#[test]
fn a_published_cross_table_shows_no_small_cell_and_no_statistic_beside_a_masked_one() {
    let (sample, mapping) = survey();
    let crossed = cross_results(&sample, &mapping, THRESHOLD, 1);
    assert!(crossed.iter().any(|c| c.table.publishable));
    for cross in &crossed {
        let (_, sentence) = lexico::report::cross_table(cross, crossed.len());
        assert_eq!(sentence.contains('χ'), cross.is_whole(), "{sentence}");
        for cell in cross.table.cells.iter().filter_map(|c| c.shown()) {
            assert!(may_show(cell, THRESHOLD));
        }
        if cross.table.publishable {
            assert!(cross.column_totals.iter().all(|total| *total >= THRESHOLD));
        }
    }
}

fn published_words(analysis: &Analysis) -> Vec<(String, u64)> {
    analysis.words.iter().filter(|w| w.published).map(|w| (w.text.clone(), w.respondents)).collect()
}

#[test]
fn a_published_word_is_said_by_three_people_and_differences_by_none_or_three() {
    let (sample, mapping) = survey();
    let everyone: Vec<_> = analyses_of(&sample, &mapping).iter().map(published_words).collect();
    for (name, subgroup) in subgroups().into_iter().step_by(4) {
        for (analysis, everyone) in analyses_of(&subgroup, &mapping).iter().zip(&everyone) {
            for (word, count) in published_words(analysis) {
                assert!(count >= 3, "{name}: {word}");
                let all = everyone.iter().find(|(w, _)| *w == word).map_or(0, |w| w.1);
                assert!(may_show(all - count, 3), "{name} {word}: {all} less {count}");
            }
        }
    }
}

#[test]
fn a_word_that_one_person_left_out_also_says_is_not_published_for_the_others() {
    let row = |i: usize| {
        let answer = if i < 13 { "le courrier arrive tard" } else { "la formation manque ici" };
        format!("{};{answer}\n", if i < 12 { "Cher" } else { "Loiret" })
    };
    let rows: Vec<String> = (0..24).map(row).collect();
    let table =
        read(format!("Département;Freins\n{}", rows.concat()).as_bytes(), FileKind::Delimited).unwrap();
    let mut mapping = propose(&table);
    mapping.columns[1].role = lexico::survey::Role::Libre;
    let whole = Sample::whole(table, None);
    let says = |sample: &Sample| {
        let words = analyses_of(sample, &mapping).iter().map(published_words).next().unwrap();
        words.iter().any(|(word, _)| word == "courrier")
    };
    assert!(says(&whole));
    let cher = whole.filtered(&mapping, &[filter("Département=Cher")], THRESHOLD).unwrap();
    assert!(!says(&cher), "thirteen say it in all, twelve here: the last one would be known");
}

#[test]
fn a_word_of_a_group_is_said_there_by_none_or_three_people() {
    let (sample, mapping) = survey();
    let people = respondents(&sample, &mapping, THRESHOLD);
    for analysis in analyses_of(&sample, &mapping) {
        for (modality, group) in analysis.groups.iter().enumerate() {
            for (word, found) in analysis.words.iter().zip(group).filter(|(_, found)| found.published) {
                let sayers: std::collections::BTreeSet<u32> = analysis
                    .prepared
                    .segments
                    .iter()
                    .filter(|s| people.of[s.answer as usize].contains(&u32::try_from(modality).unwrap()))
                    .filter(|s| analysis.prepared.lemmas_of(s).any(|l| l == word.lemma))
                    .map(|s| s.answer)
                    .collect();
                let (inside, outside) = (sayers.len() as u64, word.respondents - sayers.len() as u64);
                assert!(may_show(inside, 3) && may_show(outside, 3), "{} {}", word.text, found.seen);
            }
        }
    }
}

#[test]
fn a_masked_modality_shows_neither_its_count_nor_the_chi2_that_would_tell_it() {
    let (sample, mapping) = survey();
    let mut masked = 0;
    for analysis in analyses_of(&sample, &mapping) {
        let profiles = tables(&analysis).into_iter().find(|t| t.0 == "profils-modalites").unwrap().1;
        for row in &profiles.rows {
            if row[2] == "masqué" {
                masked += 1;
                assert_eq!(row[3..], ["masqué", "masqué"]);
            } else {
                let (inside, all) = row[2].split_once('/').unwrap();
                let (inside, all): (u64, u64) = (inside.parse().unwrap(), all.parse().unwrap());
                assert!(may_show(inside, THRESHOLD) && may_show(all - inside, THRESHOLD), "{row:?}");
            }
        }
    }
    assert!(masked > 0);
}

#[test]
fn the_length_of_a_bar_tells_no_masked_count() {
    let rows: String = (0..60)
        .map(|i| {
            ["jamais\n", "parfois\n", "régulièrement\n", "quotidiennement\n"]
                [if i < 2 { 0 } else { 1 + i % 3 }]
        })
        .collect();
    let table = read(format!("Outil\n{rows}").as_bytes(), FileKind::Delimited).unwrap();
    let mapping = propose(&table);
    let results = closed_results(&Sample::whole(table, None), &mapping, 11);
    let figure = &lexico::report::closed_figures(&results)[0];
    assert_eq!(figure.table.rows.iter().filter(|r| r[2] == "masqué").count(), 2);
    let hatched: Vec<&str> = figure.svg.lines().filter(|l| l.contains("-masque)")).collect();
    assert_eq!(hatched.len(), 1, "one end of bar for the two masked answers");
    assert!(!figure.says.contains("confondus"), "the grouped share would tell the masked « jamais »");
}

#[test]
fn a_question_that_few_people_answer_is_named_and_not_published() {
    let rows: String = (0..30).map(|i| if i < 4 { "oui;a\n" } else { ";a\n" }).collect();
    let table = read(format!("Suite donnée;Lettre\n{rows}").as_bytes(), FileKind::Delimited).unwrap();
    let mut mapping = propose(&table);
    mapping.columns[0].role = lexico::survey::Role::Choix;
    let results = closed_results(&Sample::whole(table, None), &mapping, 11);
    assert!(matches!(&results[0], ClosedResult::TooFew { question } if question == "Suite donnée"));
}

#[test]
fn a_name_after_its_title_a_number_and_an_address_reach_no_published_word() {
    let answers: Vec<String> = (0..20)
        .map(|_| "Le Dr Dupontel ne répond pas au 06 12 34 56 78 ni à a.dupontel@exemple.fr".to_owned())
        .collect();
    let analysis = analyse(
        &OpenQuestion::alone("Freins", answers),
        &lexico::survey::Respondents::anonymous(20),
        &parameters(),
    );
    let published = format!("{:?} {}", tables(&analysis), lexico::analysis::json(&analysis));
    assert!(!published.contains("dupontel") && !published.contains("Dupontel") && !published.contains("56"));
}

#[test]
fn a_concordance_shows_each_occurrence_in_its_sentence_with_names_masked() {
    let answers =
        vec!["Le Dr Dupontel attend un courrier rapide".to_owned(), "Aucun courrier du cabinet".to_owned()];
    let prepared = lexico::words::prepare(&answers, &lexico::words::Words::default());
    let letter = prepared.lemmas.iter().position(|l| l.text == "courrier").unwrap();
    let lines = lexico::concordance::concordance(&prepared, &[u32::try_from(letter).unwrap()], 10);
    let said: Vec<(u32, &str, &str, &str)> =
        lines.iter().map(|l| (l.answer, l.before.as_str(), l.said.as_str(), l.after.as_str())).collect();
    assert_eq!(said, [(1, "le dr attend un", "courrier", "rapide"), (2, "aucun", "courrier", "du cabinet")]);
}

#[test]
fn two_questions_with_the_same_first_words_have_their_own_files() {
    let long = "Quels sont selon vous les freins à la coordination";
    let row = |i| format!("le courrier du spécialiste arrive tard {i};la formation manque au cabinet {i}\n");
    let rows: Vec<String> = (0..12).map(row).collect();
    let rows = rows.concat();
    let table =
        read(format!("{long} en ville ?;{long} à l’hôpital ?\n{rows}").as_bytes(), FileKind::Delimited)
            .unwrap();
    let mapping = propose(&table);
    let slugs: Vec<String> =
        open_questions(&Sample::whole(table, None), &mapping).into_iter().map(|q| q.slug).collect();
    assert_eq!(slugs.len(), 2);
    assert_ne!(slugs[0], slugs[1]);
}
