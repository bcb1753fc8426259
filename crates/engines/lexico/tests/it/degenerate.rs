//! Answers that say almost nothing (lex-A9), and answers about another subject.

use lexico::analysis::{Parameters, analyse, figures, json, tables};
use lexico::survey::{OpenQuestion, Respondents};
use lexico::words::{Words, mask, prepare};
use proptest::prelude::*;

fn question(answers: &[&str]) -> OpenQuestion {
    OpenQuestion::alone("Freins", answers.iter().map(|a| (*a).to_owned()).collect())
}

fn run(answers: &[&str]) -> Vec<String> {
    let people = Respondents::anonymous(answers.len());
    let analysis = analyse(&question(answers), &people, &Parameters::default());
    let _ = (figures(&analysis), tables(&analysis), json(&analysis));
    analysis.messages
}

#[test]
fn degenerate_corpora_give_a_message_and_no_panic() {
    let long = "outil chronophage et long ".repeat(400);
    for answers in [
        &[][..],
        &["un seul répondant parle"],
        &["manque de temps", "manque de temps"],
        &["le courrier arrive tard"; 30],
        &["temps"; 12],
        &["et le de la"; 12],
        &["", "RAS", "rien à signaler", "  "],
        &["🙂🙂", "👍", "…"],
        &[&long],
    ] {
        assert!(!run(answers).is_empty(), "{answers:?} deserves a message");
    }
}

#[test]
fn two_vocabularies_make_one_axis() {
    let mut answers = vec!["le courrier du spécialiste arrive tard"; 12];
    answers.extend(["une formation courte pour le logiciel"; 12]);
    let people = Respondents::anonymous(24);
    let parameters = Parameters {
        classification: lexico::chd::Options { classes: 2, smallest: None },
        ..Parameters::default()
    };
    let analysis = analyse(&question(&answers), &people, &parameters);
    assert_eq!(analysis.classification.class_count(), 2);
    let map = figures(&analysis).into_iter().find(|f| f.name.ends_with("-afc")).unwrap();
    assert_eq!(map.title, "Un seul axe sépare les deux classes");
    assert!(map.table.rows.iter().all(|row| row[4].is_empty()), "a strip has no second coordinate");
}

#[test]
fn a_corpus_about_another_subject_calls_for_none_of_the_known_helps() {
    let canteen = [
        "Les légumes sont trop cuits et la soupe froide.",
        "La soupe est froide et les légumes fades.",
        "Le pain du matin est simple et bon, un outil pour couper manque.",
        "Le pain manque le soir, le temps du repas est court.",
        "Les fruits arrivent trop verts au restaurant.",
        "Des fruits mûrs et une formation des cuisiniers aux épices.",
    ];
    let answers: Vec<&str> = canteen.iter().copied().cycle().take(120).collect();
    let people = Respondents::anonymous(120);
    let analysis = analyse(&question(&answers), &people, &Parameters::default());
    assert!(analysis.classification.class_count() > 1);
    assert_eq!(analysis.actions, []);
}

#[test]
fn capitals_missing_accents_and_plurals_are_one_word() {
    let answers = ["MEDECIN TRAITANT", "médecins", "Le medecin", "Médecin"];
    let prepared = prepare(&answers, &Words::default());
    let doctor = prepared.lemmas.iter().find(|l| l.text == "médecin").unwrap();
    let expression =
        prepared.lemmas.iter().filter(|l| l.text.starts_with("médecin_")).map(|l| l.count).sum::<u64>();
    assert_eq!(doctor.count + expression, 4, "{:?}", prepared.lemmas);
}

#[test]
fn a_word_typed_wrong_stays_as_typed_and_is_listed_for_the_analyst() {
    let answers = ["le logissiel plante"; 4];
    let analysis = analyse(&question(&answers), &Respondents::anonymous(4), &Parameters::default());
    let unknown = &lexico::analysis::working_tables(&analysis)[1];
    assert_eq!(
        (unknown.0.as_str(), unknown.1.rows.as_slice()),
        ("mots-inconnus", &[vec!["logissiel".to_owned(), "4".to_owned()]][..])
    );
}

#[test]
fn answers_that_say_nothing_are_counted_apart() {
    let answers = ["", "RAS", "R.A.S.", "Néant", "rien à signaler", "le courrier tarde"];
    let analysis = analyse(&question(&answers), &Respondents::anonymous(6), &Parameters::default());
    assert_eq!((analysis.asked, analysis.answered), (6, 1));
}

proptest! {
    #[test]
    fn no_text_makes_the_words_panic(text in "\\PC{0,200}") {
        let _ = mask(&text);
        let _ = run(&[&text, &text, &text]);
    }
}
