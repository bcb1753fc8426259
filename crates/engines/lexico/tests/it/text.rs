//! Segments and lemmas against the established program, in the compatible mode (lex-A1).

use crate::reference::{lines, read};
use lexico::words::{LexiconChoice, Prepared, Unit, Words, prepare};
use std::collections::BTreeMap;

fn answers() -> Vec<String> {
    let text = read("c168.txt");
    text.split("****").skip(1).map(|part| part.split_once('\n').unwrap().1.trim().to_owned()).collect()
}

fn compatible() -> Prepared {
    prepare(
        &answers(),
        &Words { unit: Unit::Segment, lexicon: LexiconChoice::Compatible, ..Words::default() },
    )
}

#[test]
fn the_204_segments_are_those_of_the_established_program() {
    let prepared = compatible();
    let theirs = lines("iramuteq/c168_segments.csv", ',');
    assert_eq!(prepared.segments.len(), theirs.len());
    for (segment, line) in prepared.segments.iter().zip(&theirs) {
        let words: Vec<&str> = prepared.words_of(segment).map(|f| f.text.as_str()).collect();
        assert_eq!(words.join(" "), line[3]);
    }
}

#[test]
fn lemmas_count_what_they_count_there_but_for_listed_forms() {
    let prepared = compatible();
    let mut theirs: BTreeMap<String, (String, bool)> = BTreeMap::new();
    for line in lines("iramuteq/c168_lemmes.csv", ',') {
        for form in line[4].split(' ') {
            theirs.insert(form.rsplit_once(':').unwrap().0.to_owned(), (line[0].clone(), line[2] == "1"));
        }
    }
    let (mut tokens, mut apart) = (0, 0);
    let mut differing = Vec::new();
    for form in &prepared.forms {
        let lemma = &prepared.lemmas[form.lemma.unwrap() as usize];
        let (theirs, active) = &theirs[&form.text];
        tokens += form.count;
        if lemma.text != *theirs || lemma.active != *active {
            apart += form.count;
            differing.push(form.text.as_str());
        }
    }
    assert!(apart * 1000 <= tokens * 15, "{apart} of {tokens}: {differing:#?}");
    differing.sort_unstable();
    assert_eq!(
        differing,
        ["coupe", "différents", "suis", "tous"],
        "docs/benchmarks-lexico.md lists them with their cause"
    );
}
