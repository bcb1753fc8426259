//! The spaces that must not break. Sources: Lexique des règles typographiques en usage à l'Imprimerie nationale; look 8.

use std::borrow::Cow;

/// Narrow no-break space: before `; ! ?`, inside numbers, before units and %.
pub const NARROW: char = '\u{202f}';
/// No-break space: before `:`, inside « ».
pub const NO_BREAK: char = '\u{a0}';

/// Words that a number never leaves: 8 h, 18 min, 6 km.
const UNITS: [&str; 13] = ["h", "min", "s", "km", "m", "cm", "mm", "kg", "g", "mg", "ml", "€", "%"];

/// Puts the right spaces and apostrophes into a text of ours. Applied twice, it changes nothing more.
///
/// Only a space that was typed becomes a no-break space: `https://` and `14:30` stay as they are.
/// Not for what users typed: their words are theirs.
pub fn typo(text: &str) -> Cow<'_, str> {
    if !text.contains([' ', '\'']) {
        return Cow::Borrowed(text);
    }
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied();
    let fixed = characters.iter().enumerate().map(|(index, &character)| {
        let before = index.checked_sub(1).and_then(at);
        match character {
            ' ' => space(before, &characters[index + 1..], &characters[..index]),
            '\'' if before.is_some_and(char::is_alphabetic)
                && at(index + 1).is_some_and(char::is_alphabetic) =>
            {
                '’'
            }
            other => other,
        }
    });
    Cow::Owned(fixed.collect())
}

/// What a typed space becomes between `past` (whose last character is `before`) and `next`.
fn space(before: Option<char>, next: &[char], past: &[char]) -> char {
    match (before, next.first()) {
        (_, Some(';' | '!' | '?')) => NARROW,
        (_, Some(':' | '»')) | (Some('«'), _) => NO_BREAK,
        (Some(digit), _)
            if digit.is_ascii_digit() && (begins_with_unit(next) || is_thousands(past, next)) =>
        {
            NARROW
        }
        (Some('h'), Some(digit)) if digit.is_ascii_digit() && ends_with_hour(past) => NARROW,
        _ => ' ',
    }
}

fn begins_with_unit(next: &[char]) -> bool {
    let word: String = next.iter().take_while(|c| c.is_alphabetic() || matches!(c, '%' | '€')).collect();
    UNITS.contains(&word.as_str())
}

/// `1 284`: one to three digits, then exactly three.
fn is_thousands(past: &[char], next: &[char]) -> bool {
    let before = past.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let after = next.iter().take_while(|c| c.is_ascii_digit()).count();
    (1..=3).contains(&before) && after == 3
}

/// `14 h`, before its minutes.
fn ends_with_hour(past: &[char]) -> bool {
    let mut back = past.iter().rev().skip(1);
    matches!(back.next(), Some(' ' | '\u{202f}' | '\u{a0}')) && back.next().is_some_and(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::typo;

    #[test]
    fn high_punctuation_is_never_alone_at_the_start_of_a_line() {
        assert_eq!(typo("Qui appelle ?"), "Qui appelle\u{202f}?");
        assert_eq!(typo("Fini ; merci !"), "Fini\u{202f}; merci\u{202f}!");
        assert_eq!(typo("Délai : trois jours"), "Délai\u{a0}: trois jours");
        assert_eq!(typo("« Vous »"), "«\u{a0}Vous\u{a0}»");
    }

    #[test]
    fn a_number_keeps_its_thousands_and_its_unit() {
        assert_eq!(typo("n = 1 284"), "n = 1\u{202f}284");
        assert_eq!(typo("61 % en 48 h"), "61\u{202f}% en 48\u{202f}h");
        assert_eq!(typo("de 8 h à 14 h 30"), "de 8\u{202f}h à 14\u{202f}h\u{202f}30");
        assert_eq!(typo("26 rue, 3 hommes"), "26 rue, 3 hommes");
    }

    #[test]
    fn apostrophes_are_curved_between_letters_only() {
        assert_eq!(typo("l'acte d'hier"), "l’acte d’hier");
        assert_eq!(typo("'x'"), "'x'");
    }

    #[test]
    fn addresses_and_clocks_stay_as_they_are() {
        assert_eq!(typo("https://a.example?x=1 à 14:30"), "https://a.example?x=1 à 14:30");
    }

    proptest! {
        #[test]
        fn applied_twice_it_changes_nothing_more(text in "[a-z0-9 :;!?«»%h']{0,40}") {
            let once = typo(&text).into_owned();
            prop_assert_eq!(typo(&once).into_owned(), once);
        }
    }
}
