//! Answers that say almost nothing, and files that are almost not tables (lex-A9).

use lexico::analysis::{Parameters, analyse, figures, json, tables};
use lexico::survey::{FileKind, OpenQuestion, ReadError, Respondents, Role, propose, read};
use lexico::words::mask;
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
    let _ = figures(&analysis);
}

#[test]
fn a_delimited_file_is_read_whatever_its_encoding_and_its_quotes() {
    let text = "id;Freins\r\n1;\"Un courrier ; deux\r\nlignes, \"\"citées\"\"\"\r\n\r\n2;été\r\n";
    let windows: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let with_mark = format!("\u{feff}{text}").into_bytes();
    for bytes in [text.as_bytes(), &windows, &with_mark] {
        let table = read(bytes, FileKind::Delimited).unwrap();
        assert_eq!(table.headers, ["id", "Freins"]);
        assert_eq!(table.rows[0].cells[1], "Un courrier ; deux\r\nlignes, \"citées\"");
        assert_eq!((table.rows[1].line, table.rows[1].cells[1].as_str()), (5, "été"));
    }
}

#[test]
fn a_line_too_long_or_too_short_is_named_and_nothing_is_lost() {
    let table = read(b"a,b\n1\n2,x,y\n", FileKind::Delimited).unwrap();
    assert_eq!(table.rows[0].cells, ["1", ""]);
    assert_eq!(table.rows[1].cells, ["2", "x,y"]);
    assert!(table.notices[0].starts_with("Ligne 2") && table.notices[1].starts_with("Ligne 3"));
}

#[test]
fn a_quote_never_closed_is_named_with_its_line() {
    let text = format!("id;réponse\n1;\"jamais refermé\n{}", "2;x\n".repeat(400));
    let Err(ReadError::Line { line, .. }) = read(text.as_bytes(), FileKind::Delimited) else {
        panic!("refused")
    };
    assert_eq!(line, 2);
}

#[test]
fn empty_files_and_false_workbooks_are_refused_in_words() {
    assert_eq!(read(b" \n", FileKind::Delimited), Err(ReadError::Empty));
    assert_eq!(read(b"a;b\n", FileKind::Delimited), Err(ReadError::NoRow));
    assert!(matches!(read(b"not a zip", FileKind::Spreadsheet), Err(ReadError::Workbook(_))));
}

#[test]
fn a_tracking_sheet_proposes_roles_and_drops_who_people_are() {
    let sheet = "N°;Nom;Date de demande;État;Motif\n".to_owned()
        + &(1..=12)
            .map(|i| {
                format!("{i};Dupont{i};{i:02}/03/2026;{};avis\n", if i % 2 == 0 { "fait" } else { "à faire" })
            })
            .collect::<Vec<_>>()
            .concat();
    let roles: Vec<Role> = propose(&read(sheet.as_bytes(), FileKind::Delimited).unwrap())
        .columns
        .iter()
        .map(|c| c.role)
        .collect();
    assert_eq!(roles, [Role::Identifiant, Role::Personnel, Role::Date, Role::Choix, Role::Choix]);
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

proptest! {
    #[test]
    fn no_file_makes_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for kind in [FileKind::Text, FileKind::Delimited, FileKind::Spreadsheet] {
            if let Ok(table) = read(&bytes, kind) {
                prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.headers.len()));
                let _ = propose(&table);
            }
        }
    }

    #[test]
    fn no_text_makes_the_words_panic(text in "\\PC{0,200}") {
        let _ = mask(&text);
        let _ = run(&[&text, &text, &text]);
    }
}
