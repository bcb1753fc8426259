//! What a sheet can show of a text. PDF/A refuses a character without a glyph, and a reader must never take one sign for
//! another: what the fonts lack is spelled by its code point, and what has no shape of its own is written or dropped
//! so that the page shows what the text says. It must never drop a sign that can be seen.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::world;

/// The document as the JSON that its template reads: `{"document": …, "spelled": bool}`, `spelled` when a character
/// had to be written by its code point.
pub(crate) fn json<D: Serialize>(document: &D) -> Result<Vec<u8>, serde_json::Error> {
    let mut spelled = false;
    let document = printable(serde_json::to_value(document)?, &mut spelled);
    serde_json::to_vec(&json!({ "document": document, "spelled": spelled }))
}

fn printable(value: Value, spelled: &mut bool) -> Value {
    match value {
        Value::String(text) => Value::String(text_of(&text, spelled)),
        Value::Array(items) => items.into_iter().map(|item| printable(item, spelled)).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, field)| (name, printable(field, spelled)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        plain => plain,
    }
}

fn text_of(text: &str, spelled: &mut bool) -> String {
    let mut shown = String::with_capacity(text.len());
    let unified = text.replace("\r\n", "\n");
    for character in unified.chars() {
        match character {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => shown.push('\n'),
            '\t' => shown.push(' '),
            // The fonts have the sign under another number, or in two.
            '\u{2010}' | '\u{2011}' => shown.push('-'),
            '\u{2103}' => shown.push_str("°C"),
            // No shape: word breaks, joiners, byte order mark, variants of the sign before.
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' => {}
            _ if world::has_glyph(character) && !turns_the_line(character) => shown.push(character),
            _ => {
                *spelled = true;
                let _ = write!(shown, "‹U+{:04X}›", u32::from(character));
            }
        }
    }
    shown
}

/// Marks that make a line read in another order than it was written and signed (Unicode TR 36, 2.7).
fn turns_the_line(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> (String, bool) {
        let mut spelled = false;
        let text = text_of(text, &mut spelled);
        (text, spelled)
    }

    #[test]
    fn french_clinical_text_is_left_as_it_is() {
        let text = "SpO₂ 94 %, T° 38,2 °C, ≥ 3 j\u{202f}; « Œdème » → n° 1, β−, 5 µg, d’accord\u{a0}: l’été";
        assert_eq!(shown(text), (text.to_owned(), false));
    }

    #[test]
    fn a_ticked_box_never_becomes_an_empty_one() {
        assert_eq!(shown("☑ fièvre ☐ toux"), ("‹U+2611› fièvre ‹U+2610› toux".to_owned(), true));
    }

    #[test]
    fn a_mark_that_turns_the_line_is_written_out() {
        assert_eq!(shown("pas \u{202e}de").0, "pas ‹U+202E›de");
    }

    #[test]
    fn line_ends_of_every_system_are_one_line_end() {
        assert_eq!(shown("a\r\nb\rc\u{2028}d\ne\tf"), ("a\nb\nc\nd\ne f".to_owned(), false));
    }

    #[test]
    fn what_has_no_shape_leaves_no_trace() {
        assert_eq!(shown("hyper\u{ad}tension\u{200b} \u{feff}ok"), ("hypertension ok".to_owned(), false));
    }
}
