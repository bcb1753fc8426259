//! What a report shows of the person, the act, the text and the signature.

use pdf::{Report, render};

use crate::reader::{self, Page};
use crate::samples::{self, IDENT, at};

#[test]
fn a_report_says_whose_by_whom_what_and_to_whom() {
    let report = samples::report();
    let words = reader::words(&read(&report));
    for said in [
        "Consultation Mardi 24 novembre 2026, par téléphone, à 14 h 09",
        "Durée : 14 min",
        "Patient GITTON Raymond Naissance : 7 juin 1951 (75 ans) Sexe : Homme INS : 1 51 06 18 300 014 75 (NIR)",
        "Auteur Dr Hélène Marchais Médecin généraliste RPPS : 10 001 234 567",
        "Pièces jointes • Ordonnance du 24 novembre 2026, PDF, 1 page, 84 ko",
        "Destinataires • Cabinet infirmier de Léré, infirmiers, Léré • Dr Nadia Ferrand, cardiologue, Bourges",
    ] {
        assert!(words.contains(&reader::unspaced(said)), "« {said} » is missing");
    }
    for (title, text) in [
        ("Motif", &report.motif),
        ("Constat", &report.constat),
        ("Conclusion", &report.conclusion),
        ("Conduite à tenir", &report.conduite),
    ] {
        assert!(words.contains(&reader::unspaced(&format!("{title} {text}"))), "{title} is not whole");
    }
}

#[test]
fn what_is_not_known_is_not_on_the_page() {
    let mut report = samples::report();
    report.patient.ins = None;
    report.author.rpps = None;
    report.constat = " \n ".into();
    report.attachments.clear();
    report.recipients.clear();
    let words = reader::words(&read(&report));
    for absent in ["INS:", "RPPS", "Nomdenaissance", "Constat", "Piècesjointes", "remplace"] {
        assert!(!words.contains(absent), "{absent} should not be there");
    }
    assert!(words.contains("Sansdestinataire."));
}

#[test]
fn a_second_version_says_what_it_replaces() {
    let words = reader::words(&read(&samples::second_version()));
    let said = "Version 2. Elle remplace la version 1, signée le 24 novembre 2026 à 14 h 24.";
    assert!(words.contains(&reader::unspaced(said)));
    assert!(words.contains("Nomdenaissance:AUGENDRE") && words.contains("Identitéprovisoire,àvérifier"));
}

#[test]
fn the_signature_says_who_when_how_over_what_and_claims_no_more() {
    let report = samples::report();
    let words = reader::words(&read(&report));
    for said in [
        "Signature : Dr Hélène Marchais, le 24 novembre 2026 à 14 h 24",
        "Identification : clé d’accès, vérifiée à 14 h 21",
        &report.signature.content_sha256,
        "signature électronique simple, sans certificat",
        "Ce fichier, lui, n’est pas scellé",
    ] {
        assert!(words.contains(&reader::unspaced(said)), "« {said} » is missing");
    }
    assert!(!words.to_lowercase().contains("qualifi"));
}

#[test]
fn a_long_report_names_its_patient_and_counts_its_pages_on_each() {
    let report = samples::long_report();
    let pages = read(&report);
    assert!(pages.len() >= 3);
    for (index, page) in pages.iter().enumerate() {
        let foot = page.foot_words();
        for said in [
            &format!("Page {} sur {}", index + 1, pages.len()),
            &report.patient.name,
            "Consultation du mardi 24 novembre 2026, compte rendu, version 2",
        ] {
            assert!(foot.contains(&reader::unspaced(said)), "« {said} » is missing in « {foot} »");
        }
    }
    assert!(reader::words(&pages).contains(&reader::unspaced(&report.constat)));
}

fn read(report: &Report) -> Vec<Page> {
    reader::pages(render(report, IDENT, at()).expect("a report"))
}
