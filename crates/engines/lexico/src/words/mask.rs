//! Hides what names a person in an answer: mail addresses, telephone and register numbers, names after a title.
//!
//! It works before anything else reads the text, so that no name can become a word of a figure. It cannot know every
//! name: a published verbatim is still read by a person first.

/// Opens a masked part; letters that no answer uses.
pub(super) const OPEN: char = '⟦';
pub(super) const CLOSE: char = '⟧';

/// Words that announce a name.
const TITLES: [&str; 16] = [
    "dr",
    "dr.",
    "docteur",
    "docteure",
    "pr",
    "pr.",
    "professeur",
    "professeure",
    "m.",
    "mr",
    "mr.",
    "monsieur",
    "mme",
    "mme.",
    "madame",
    "mlle",
];

/// Replaces what identifies by `⟦adresse⟧`, `⟦numéro⟧` or `⟦nom⟧`; [`shown`] makes it readable.
pub fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut after_title = false;
    for (word, gap) in words_and_gaps(&hide_numbers(text)) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
        if bare.contains('@') && bare.contains('.') {
            push_masked(&mut masked, word, bare, "adresse");
            after_title = false;
        } else if after_title && is_capitalised(bare) {
            push_masked(&mut masked, word, bare, "nom");
        } else {
            masked.push_str(word);
            let lower = word.to_lowercase();
            let title = lower.trim_start_matches(['(', '«', '"', '\'']);
            // « l’hôpital. M. Durand » : only the word itself counts, after its elided article.
            let title = title.rsplit(['’', '\'']).next().unwrap_or(title);
            after_title = TITLES.contains(&title);
        }
        masked.push_str(gap);
    }
    masked
}

/// A masked text as a reader sees it.
pub fn shown(masked: &str) -> String {
    masked.replace(OPEN, "[").replace(CLOSE, "]")
}

fn push_masked(masked: &mut String, word: &str, bare: &str, what: &str) {
    let (before, after) = word.split_once(bare).unwrap_or(("", ""));
    masked.push_str(before);
    masked.push(OPEN);
    masked.push_str(what);
    masked.push(CLOSE);
    masked.push_str(after);
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && word.chars().count() > 1
}

/// Each run of non-blank characters with the blanks that follow it.
fn words_and_gaps(text: &str) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word_end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        let gap_end = after.find(|c: char| !c.is_whitespace()).unwrap_or(after.len());
        let (gap, next) = after.split_at(gap_end);
        parts.push((word, gap));
        rest = next;
    }
    parts
}

/// Hides runs of digits that are long enough to be a telephone, register or insurance number (8 digits or more,
/// blanks, dots and dashes between them allowed).
fn hide_numbers(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let starts = letters[at].is_ascii_digit()
            || (letters[at] == '+' && letters.get(at + 1).is_some_and(char::is_ascii_digit));
        let end = if starts { end_of_number(&letters, at) } else { at };
        let digits = letters[at..end].iter().filter(|c| c.is_ascii_digit()).count();
        if digits >= 8 {
            masked.push(OPEN);
            masked.push_str("numéro");
            masked.push(CLOSE);
            at = end;
        } else {
            let end = end.max(at + 1);
            masked.extend(&letters[at..end]);
            at = end;
        }
    }
    masked
}

/// Just after the last digit of a number that starts at `start`.
fn end_of_number(letters: &[char], start: usize) -> usize {
    let mut end = start + 1;
    let mut at = start + 1;
    while let Some(letter) = letters.get(at) {
        if letter.is_ascii_digit() {
            end = at + 1;
        } else if !matches!(letter, ' ' | '.' | '-' | '\u{a0}' | '\u{202f}') || at > end {
            break;
        }
        at += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_person_is_hidden() {
        let answer =
            "Appeler le Dr Jeanne DUPUIS (06.12.34.56.78) ou jeanne.dupuis@exemple.fr, RPPS 10003456789.";
        let seen = shown(&mask(answer));
        assert_eq!(seen, "Appeler le Dr [nom] [nom] ([numéro]) ou [adresse], RPPS [numéro].");
    }

    #[test]
    fn ordinary_words_and_numbers_stay() {
        let answer = "Le docteur répond en 15 jours, 2 fois sur 10. M’appeler d’abord";
        assert_eq!(mask(answer), answer);
    }
}
