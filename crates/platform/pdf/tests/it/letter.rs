//! What someone of 82 reads, and what the envelope's window shows.

use pdf::{Document, render};

use crate::reader::{self, Page};
use crate::samples::{self, IDENT, at};

#[test]
fn the_letter_says_who_when_where_with_whom_what_to_bring_and_whom_to_call() {
    let pages = read(&samples::letter());
    assert_eq!(pages.len(), 1);
    for said in [
        "Maison de santé de Nérondes",
        "Rendez-vous de Mme Simone Martin",
        "jeudi 26 novembre 2026",
        "11 h",
        "Au cabinet de Nérondes 4 place de l’Église 18350 Nérondes",
        "Dr Hélène Marchais, votre médecin",
        "À apporter • votre carte Vitale • vos ordonnances • cette feuille",
        "Pour déplacer ou annuler, appelez le 02 61 91 18 00 Du lundi au samedi, de 8 h à 19 h",
        "Votre code : 472 918",
        "C’est grave ? Appelez le 15.",
        "Feuille du 24 novembre 2026",
    ] {
        pages[0].passage(said);
    }
}

#[test]
fn the_letter_is_written_large() {
    for page in read(&samples::telephone_letter()) {
        let smallest = page.glyphs.iter().map(|glyph| glyph.size).fold(f64::INFINITY, f64::min);
        assert!(smallest > 13.5, "something is written in {smallest} pt");
        let advice = page.passage("Le docteur vous appelle");
        assert!(advice.iter().all(|glyph| (glyph.size - 16.0).abs() < 0.01));
    }
}

#[test]
fn the_address_stands_behind_the_window_of_the_envelope() {
    let mut letter = samples::posted_letter();
    letter.addressee = vec![
        "Madame Simone MARTIN".into(),
        "Résidence des Tilleuls, appartement 12".into(),
        "Bâtiment B, entrée de la cour".into(),
        "3 rue du Lavoir".into(),
        "Lieu-dit Les Grandes Varennes".into(),
        "18350 NÉRONDES".into(),
    ];
    let pages = read(&letter);
    let address = pages[0].passage(&letter.addressee.join(" "));
    for glyph in address {
        assert!(
            (110.0..190.0).contains(&glyph.x) && (45.0..81.0).contains(&glyph.y),
            "{} mm, {} mm",
            glyph.x,
            glyph.y
        );
    }
    let window = |glyph: &&reader::Placed| glyph.x > 105.0 && (40.0..90.0).contains(&glyph.y);
    assert_eq!(
        pages[0].glyphs.iter().filter(window).count(),
        address.len(),
        "the window shows the address alone"
    );
}

#[test]
fn a_call_is_told_with_who_calls_from_where_and_what_to_do_if_nobody_does() {
    let letter = samples::telephone_letter();
    let pages = read(&letter);
    assert_eq!(pages.len(), 1);
    for sentence in &letter.advice {
        pages[0].passage(sentence);
    }
    pages[0].passage("entre 9 h et 9 h 30");
}

#[test]
fn a_letter_with_nothing_to_bring_and_no_code_has_no_empty_title() {
    let mut letter = samples::letter();
    letter.bring.clear();
    letter.code = None;
    let words = reader::words(&read(&letter));
    assert!(!words.contains("apporter") && !words.contains("code"));
}

#[test]
fn the_report_by_post_is_a_cover_then_the_report_word_for_word_in_large_type() {
    let letter = samples::patient_letter();
    let pages = read(&letter);
    pages[0].passage("Madame Martin, Voici le compte rendu de votre rendez-vous");
    pages[0].passage("Une question sur ce compte rendu ? Appelez le 02 61 91 18 00");
    pages[0].passage("C’est grave ? Appelez le 15.");
    let report = reader::words(&pages[1..]);
    for text in [&letter.report.motif, &letter.report.conclusion, &letter.report.conduite] {
        assert!(report.contains(&reader::unspaced(text)));
    }
    let motif = pages[1].passage(&letter.report.motif);
    assert!(motif.iter().all(|glyph| (glyph.size - 14.0).abs() < 0.01));
}

fn read<D: Document>(document: &D) -> Vec<Page> {
    reader::pages(render(document, IDENT, at()).expect("a sheet"))
}
