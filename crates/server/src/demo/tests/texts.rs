//! Report texts: enough of them, in good French, and never the same twice in ten.

use std::collections::{BTreeMap, HashSet};

use super::super::reasons::Topic;
use super::super::templates::{self, Library, Section};
use super::super::{Act, Report, World};
use super::{TUESDAY, world};

/// The reports of each professional in the order of the acts, drafts of acts in progress left out.
fn by_author(world: &World) -> BTreeMap<&str, Vec<(&Act, &Report)>> {
    let mut by_author: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut acts: Vec<_> =
        world.acts.iter().filter(|act| act.closed_at.is_some() && !act.reports.is_empty()).collect();
    acts.sort_by_key(|act| (act.opened_at, act.key));
    for act in acts {
        let author = &world.professionals[act.professional.rank()];
        by_author.entry(author.slug.as_str()).or_default().push((act, &act.reports[0]));
    }
    by_author
}

fn sentences(report: &Report) -> HashSet<&str> {
    let all = [&report.motif, &report.constat, &report.conclusion, &report.conduite];
    all.into_iter()
        .flat_map(|text| text.split(". "))
        .filter(|sentence| sentence.chars().count() > 30)
        .collect()
}

fn words(text: &str) -> HashSet<String> {
    text.split_whitespace().map(|word| word.trim_matches(['.', ',', ';']).to_lowercase()).collect()
}

#[test]
fn a_reason_has_forty_templates_at_least() {
    let library = Library::load();
    for (topic, slug) in Topic::ALL {
        let texts = library.of(topic);
        let templates: usize = texts
            .scenarios
            .iter()
            .map(|scenario| {
                let of =
                    |section| scenario.fragments.iter().filter(move |fragment| fragment.section == section);
                of(Section::Constat)
                    .map(|constat| {
                        let after =
                            |section| of(section).filter(|fragment| fragment.follows(constat)).count();
                        after(Section::Motif) * after(Section::Conclusion) * after(Section::Conduite)
                    })
                    .sum::<usize>()
            })
            .sum();
        let constats = texts.scenarios.iter().flat_map(|scenario| &scenario.fragments);
        let constats = constats.filter(|fragment| fragment.section == Section::Constat).count();
        assert!(templates >= 40, "{slug}: {templates} templates");
        assert!(constats >= 12, "{slug}: {constats} findings");
    }
}

#[test]
fn ten_reports_in_a_row_of_one_doctor_share_no_finding_and_hardly_a_sentence() {
    let mut alike = Vec::new();
    for seed in [1, 2, 3, 4] {
        let world = World::generate(seed, TUESDAY);
        for (author, reports) in by_author(&world) {
            let read: Vec<_> = reports
                .iter()
                .map(|(act, report)| {
                    (sentences(report), words(&report.constat), &world.reasons[act.reason.rank()])
                })
                .collect();
            for (rank, (said, found, reason)) in read.iter().enumerate() {
                for (other_said, other_found, _) in read.iter().skip(rank + 1).take(9) {
                    let twice = said.intersection(other_said).count();
                    let common = 100 * found.intersection(other_found).count();
                    if twice > 1 || common > 60 * found.union(other_found).count() {
                        alike.push(format!("{author}, {}: {twice} sentences twice", reason.slug));
                    }
                }
            }
        }
    }
    assert!(alike.is_empty(), "{} pairs too alike:\n{}", alike.len(), alike.join("\n"));
}

#[test]
fn a_signed_report_has_its_four_sections_without_a_brace_left() {
    let world = world();
    for (_, reports) in by_author(&world) {
        for (_, report) in reports.iter().filter(|(_, report)| report.signed_at.is_some()) {
            for text in [&report.motif, &report.constat, &report.conclusion, &report.conduite] {
                assert!(!text.is_empty() && !text.contains(['{', '}', '|', '~']), "{text}");
                assert!(text.ends_with(['.', '?', '»']), "{text}");
                assert!(text.starts_with(|first: char| !first.is_lowercase()), "{text}");
                assert!(!text.contains("  ") && !text.contains(" ,") && !text.contains(".."), "{text}");
            }
        }
    }
}

#[test]
fn typography_is_french_in_every_data_file() {
    let plain_before = [" :", " ;", " !", " ?", "« ", " »", " %", " °C", " mg", " ml", " kg"];
    let named = templates::files().into_iter().flat_map(str::lines);
    let others =
        [include_str!("../../../data/demo/reasons.toml"), include_str!("../../../data/demo/desk.toml")];
    let lines = named.chain(others.into_iter().flat_map(str::lines)).filter(|line| !line.starts_with('#'));
    for line in lines {
        for wrong in plain_before {
            assert!(!line.contains(wrong), "« {wrong} » in: {line}");
        }
        assert!(!line.contains('\''), "a straight apostrophe in: {line}");
    }
}

#[test]
fn a_child_is_not_told_to_stop_smoking_and_a_man_has_no_contraception() {
    let world = world();
    for act in &world.acts {
        let patient = &world.patients[act.patient.rank()];
        let age = patient.age_on(act.asked.at.date());
        for report in &act.reports {
            let all = [&report.motif, &report.constat, &report.conclusion, &report.conduite]
                .map(String::as_str)
                .join(" ");
            assert!(age >= 15 || !all.contains("tabac"), "{age}: {all}");
            assert!(patient.female || !all.contains("ontracepti"), "{all}");
            assert!(!patient.female || !all.contains("PSA"), "{all}");
            let allergic = patient.health.allergies.iter().any(|allergy| allergy.starts_with("Pénicilline"));
            assert!(!allergic || !all.contains("Amoxicilline"), "{all}");
        }
    }
}

#[test]
fn a_measure_that_is_written_is_kept() {
    let world = world();
    let mut written = 0;
    for act in &world.acts {
        for measure in &act.measures {
            assert!(act.opened_at.is_some_and(|opened| opened <= measure.at));
            if measure.what == "ta" {
                let words = format!("{}/{}", measure.value, measure.second.unwrap_or(0));
                assert!(act.reports[0].constat.contains(&words) || act.reports[0].conclusion.is_empty());
                assert!((80..200).contains(&measure.value), "{words}");
                written += 1;
            }
        }
    }
    assert!(written > 1_000);
}
