//! The example survey: every figure of the founding one is there, actions have evidence, and every byte is the same run after
//! run, debug and release.

use crate::survey::everything;
use lexico::analysis::{json, tables};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::PathBuf;

#[test]
fn every_figure_of_the_founding_survey_can_be_made() {
    let (closed, open) = everything();
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
fn every_action_cites_words_that_its_class_says_and_two_answers() {
    let (_, open) = everything();
    let actions: Vec<_> = open.iter().flat_map(|o| &o.0.actions).collect();
    assert!(!actions.is_empty());
    for action in actions {
        assert!(action.words.len() >= 2 && action.answers.len() == 2 && action.respondents >= 5);
    }
}

/// The digest of every figure, table and result of one run.
fn sums() -> String {
    let (closed, open) = everything();
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
