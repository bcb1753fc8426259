//! The example survey: its figures obey their checks, and every byte is the same run after run, debug and release.

use lexico::analysis::{Analysis, Parameters, analyse, figures, json, tables};
use lexico::figure::Figure;
use lexico::report::closed_figures;
use lexico::survey::{FileKind, Mapping, Sample, closed_results, open_questions, propose, read, respondents};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::PathBuf;

fn survey() -> (Sample, Mapping) {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/examples/lexico/enquete-168.csv");
    let table = read(&std::fs::read(path).unwrap(), FileKind::Delimited).unwrap();
    let mapping = propose(&table);
    (Sample::whole(table, None), mapping)
}

fn analyses() -> (Vec<Figure>, Vec<(Analysis, Vec<Figure>)>) {
    let (sample, mapping) = survey();
    let parameters = Parameters { threshold: 5, id: "enquete-168".to_owned(), ..Parameters::default() };
    let people = respondents(&sample, &mapping, 5);
    let open = open_questions(&sample, &mapping)
        .iter()
        .map(|question| {
            let analysis = analyse(question, &people, &parameters);
            let drawn = figures(&analysis);
            (analysis, drawn)
        })
        .collect();
    (closed_figures(&closed_results(&sample, &mapping, 5)), open)
}

fn crosses([a, b]: [(f64, f64); 2], [c, d]: [(f64, f64); 2]) -> bool {
    let turn =
        |o: (f64, f64), p: (f64, f64), q: (f64, f64)| (p.0 - o.0) * (q.1 - o.1) - (p.1 - o.1) * (q.0 - o.0);
    turn(a, b, c) * turn(a, b, d) < -1e-6 && turn(c, d, a) * turn(c, d, b) < -1e-6
}

#[test]
fn every_figure_of_the_founding_survey_can_be_made() {
    let (closed, open) = analyses();
    let names: Vec<&str> =
        closed.iter().chain(open.iter().flat_map(|o| &o.1)).map(|f| f.name.as_str()).collect();
    for wanted in [
        "outils-echelle",
        "telemedecine-echelle",
        "moyen-de-contacter-un-autre-medecin-choix",
        "coordination-echelle",
        "freins-a-la-coordination-nuage",
        "freins-a-la-coordination-afc",
        "freins-a-la-coordination-dendrogramme",
        "freins-a-la-coordination-similitude",
        "impact-echelle",
        "freins-au-developpement-des-outils-afc",
        "freins-au-developpement-des-outils-dendrogramme",
        "freins-au-developpement-des-outils-similitude",
        "aides-attendues-similitude",
        "aides-attendues-dendrogramme",
        "logiciels-de-teleconsultation-choix",
        "logiciels-de-tele-expertise-multiple",
    ] {
        assert!(names.contains(&wanted), "{wanted} is missing from {names:?}");
    }
}

#[test]
fn no_label_overlaps_another_and_no_branch_crosses_another() {
    let (closed, open) = analyses();
    for figure in closed.iter().chain(open.iter().flat_map(|o| &o.1)) {
        for (i, one) in figure.labels.iter().enumerate() {
            for other in &figure.labels[..i] {
                assert!(
                    !one.padded(-0.5).overlaps(&other.padded(-0.5)),
                    "{}: two labels overlap",
                    figure.name
                );
            }
        }
        for (i, one) in figure.edges.iter().enumerate() {
            assert!(
                figure.edges[..i].iter().all(|other| !crosses(*one, *other)),
                "{}: two edges cross",
                figure.name
            );
        }
        assert!(
            !figure.says.is_empty() && !figure.table.rows.is_empty(),
            "{} has words and a table",
            figure.name
        );
        if figure.name.ends_with("-nuage") {
            assert!(figure.unplaced.is_empty(), "no word of a cloud is dropped");
        }
    }
}

#[test]
fn every_action_cites_words_that_its_class_says_and_two_answers() {
    let (_, open) = analyses();
    let actions: Vec<_> = open.iter().flat_map(|o| &o.0.actions).collect();
    assert!(!actions.is_empty());
    for action in actions {
        assert!(action.words.len() >= 2 && action.answers.len() == 2 && action.respondents >= 5);
    }
}

/// The digest of every figure, table and result of one run.
fn sums() -> String {
    let (closed, open) = analyses();
    let mut sums = String::new();
    let mut sum =
        |name: &str, bytes: &[u8]| writeln!(sums, "{}  {name}", hex::encode(Sha256::digest(bytes))).unwrap();
    for figure in closed.iter().chain(open.iter().flat_map(|o| &o.1)) {
        sum(&format!("{}.svg", figure.name), figure.svg.as_bytes());
    }
    for (analysis, _) in &open {
        sum(&format!("{}.json", analysis.question), json(analysis).to_string().as_bytes());
        for (name, table) in tables(analysis) {
            let text: Vec<String> = table.rows.iter().map(|r| r.join("\u{1f}")).collect();
            sum(&format!("{}/{name}.csv", analysis.question), text.join("\n").as_bytes());
        }
    }
    sums
}

#[test]
fn two_runs_give_the_same_bytes() {
    assert_eq!(sums(), sums());
}

/// `tests/data/golden.sha256` holds the digests of the committed report's figures and results, whatever the machine and
/// the build; `LEXICO_GOLDEN=1` rewrites it after a wanted change.
#[test]
fn the_bytes_are_the_committed_ones() {
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/golden.sha256");
    let sums = sums();
    if std::env::var_os("LEXICO_GOLDEN").is_some() {
        std::fs::write(&golden, &sums).unwrap();
    }
    let committed = std::fs::read_to_string(&golden).unwrap();
    let differing: Vec<&str> = sums.lines().filter(|line| !committed.contains(*line)).collect();
    assert!(differing.is_empty(), "other bytes than the committed ones: {differing:#?}");
    assert_eq!(sums.lines().count(), committed.lines().count());
}
