//! Text is text: whatever a person typed stands on the page, inside its margins, and makes nothing happen.

use pdf::{Document, render};
use proptest::prelude::*;

use crate::reader::{self, Page, unspaced};
use crate::samples::{self, HOSTILE, IDENT, at};

#[test]
fn what_looks_like_an_order_is_printed_as_it_was_typed() {
    let pages = read(&samples::hostile_report());
    let typed = unspaced(HOSTILE)
        .replace('\0', "‹U+0000›")
        .replace('\u{7}', "‹U+0007›")
        .replace('\u{202e}', "‹U+202E›")
        .replace('\u{1f44d}', "‹U+1F44D›")
        .replace('☑', "‹U+2611›")
        .replace('☐', "‹U+2610›");
    let words = reader::words(&pages);
    assert_eq!(words.matches(&typed).count(), 10, "one for each field that holds it");
    assert!(words.contains(&unspaced("le contenu signé le garde")), "the page says that signs were spelled");
}

#[test]
fn nothing_leaves_the_sheet_however_long_a_word() {
    let report = read(&samples::hostile_report());
    assert!(reader::words(&report).contains(&"W".repeat(400)), "a long word is cut, never shortened");
    let letter = read(&samples::hostile_letter());
    let mut posted = samples::patient_letter();
    posted.addressee = samples::hostile_letter().addressee;
    posted.issued_on = samples::hostile_letter().issued_on;
    posted.greeting = samples::hostile_letter().issued_on;
    posted.call = samples::hostile_letter().call;
    posted.report = samples::hostile_report();
    for pages in [report, letter, read(&posted)] {
        for (number, page) in (1..).zip(&pages) {
            for glyph in &page.glyphs {
                let inside = (19.9..190.1).contains(&glyph.x) && (18.0..reader::FOOT).contains(&glyph.y);
                assert!(inside, "page {number}: {:?} at {}, {} mm", glyph.text, glyph.x, glyph.y);
            }
            assert!(
                page.foot.iter().all(|glyph| (19.9..190.1).contains(&glyph.x)),
                "the foot of page {number}"
            );
        }
    }
}

#[test]
fn a_long_word_that_fits_its_line_is_not_cut() {
    let mut report = samples::report();
    report.constat = "Œsophago-gastro-duodénoscopie anticonstitutionnellement ".repeat(12);
    for page in read(&report) {
        for word in ["anticonstitutionnellement", "duodénoscopie"] {
            let line_of = |from: usize| page.glyphs[from].y.to_bits();
            let text: Vec<_> = page.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
            let length = word.chars().count();
            let starts = (0..=text.len() - length).filter(|from| text[*from..from + length].concat() == word);
            assert!(
                starts
                    .map(|from| (line_of(from), line_of(from + length - 1)))
                    .all(|(first, last)| first == last)
            );
        }
    }
}

#[test]
fn every_character_of_the_first_planes_can_be_typed_into_a_report() {
    let mut report = samples::report();
    let first = ('\0'..'\u{3000}').filter(|character| *character != ' ');
    let beyond =
        ['\u{4e2d}', '\u{d7ff}', '\u{e000}', '\u{fb01}', '\u{fffd}', '\u{ffff}', '\u{1f600}', '\u{10ffff}'];
    report.constat = first.chain(beyond).flat_map(|character| [character, ' ']).collect();
    let words = reader::words(&read(&report));
    for kept in ["ǽ", "Ω", "ж", "₂", "≥", "ﬁ", "‹U+0E01›", "‹U+FFFF›", "‹U+10FFFF›"] {
        assert!(words.contains(kept), "{kept} is missing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_text_in_any_field_gives_a_report(
        name in any::<String>(), kind in any::<String>(), motif in any::<String>(), constat in "(?s).{0,400}",
        reader in "\\PC{0,60}", signer in any::<String>(),
    ) {
        let mut report = samples::report();
        report.structure.name.clone_from(&name);
        report.patient.name = name;
        report.act.held_on.clone_from(&kind);
        report.act.kind = kind;
        report.motif = motif;
        report.constat = constat;
        report.recipients[0].name = reader;
        report.signature.by = signer;
        prop_assert!(render(&report, IDENT, at()).is_ok());
    }
}

fn read<D: Document>(document: &D) -> Vec<Page> {
    reader::pages(render(document, IDENT, at()).expect("a sheet"))
}
