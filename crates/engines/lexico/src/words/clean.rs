//! Cuts a text into lower-case words and punctuation, with the place of each in the text.
//!
//! Nothing is corrected here: a word that no dictionary knows stays as typed.

/// A word or a mark of punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    /// Byte range in the text that was cleaned.
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    Word(String),
    /// `.` `?` `!` and an ellipsis end a sentence.
    Stop,
    Colon,
    Semicolon,
    Comma,
}

impl TokenKind {
    /// How good a place this is to end a segment.
    pub fn weight(&self) -> f64 {
        match self {
            Self::Stop => 6.0,
            Self::Colon => 5.0,
            Self::Semicolon => 4.0,
            Self::Comma => 1.0,
            Self::Word(_) => 0.01,
        }
    }
}

/// Cuts `text` into tokens.
///
/// Apostrophes and hyphens separate words, `œ` is `oe`, and anything outside Latin letters, digits, `_` and punctuation
/// is a space. What lies between the marks of [`mask`](super::mask) is skipped.
pub fn clean(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word: Option<(usize, String)> = None;
    let mut hidden = false;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        hidden = match letter {
            super::mask::OPEN => true,
            super::mask::CLOSE => false,
            _ => hidden,
        };
        if !hidden && is_word_letter(letter) {
            push_letter(&mut word.get_or_insert_with(|| (at, String::new())).1, letter);
            continue;
        }
        if let Some((start, letters)) = word.take() {
            tokens.push(Token { kind: TokenKind::Word(letters), start, end: at });
        }
        if hidden {
            continue;
        }
        let kind = match letter {
            '.' => {
                while letters.next_if(|(_, next)| *next == '.').is_some() {}
                TokenKind::Stop
            }
            '…' | '!' | '?' => TokenKind::Stop,
            ':' => TokenKind::Colon,
            ';' => TokenKind::Semicolon,
            ',' => TokenKind::Comma,
            _ => continue,
        };
        tokens.push(Token { kind, start: at, end: at + letter.len_utf8() });
    }
    if let Some((start, letters)) = word {
        tokens.push(Token { kind: TokenKind::Word(letters), start, end: text.len() });
    }
    tokens
}

/// Latin letters (with their accents, up to U+024F), digits and the underscore.
fn is_word_letter(letter: char) -> bool {
    letter == '_'
        || letter.is_ascii_alphanumeric()
        || (letter > '\u{bf}' && letter < '\u{250}' && letter.is_alphabetic())
}

fn push_letter(word: &mut String, letter: char) {
    match letter {
        'œ' | 'Œ' => word.push_str("oe"),
        'æ' | 'Æ' => word.push_str("ae"),
        other => word.extend(other.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let word = |token: Token| match token.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        };
        clean(text).into_iter().filter_map(word).collect()
    }

    #[test]
    fn apostrophes_and_hyphens_separate_words() {
        assert_eq!(
            words("L’outil de TÉLÉ-expertise, au cœur 🙂 n'a rien"),
            ["l", "outil", "de", "télé", "expertise", "au", "coeur", "n", "a", "rien"]
        );
    }

    #[test]
    fn an_ellipsis_is_one_stop() {
        let kinds: Vec<TokenKind> = clean("oui... non…").into_iter().map(|t| t.kind).collect();
        assert_eq!(kinds.iter().filter(|k| **k == TokenKind::Stop).count(), 2);
    }

    #[test]
    fn what_is_masked_is_no_word() {
        assert_eq!(
            words(&super::super::mask("voir le Dr Martin au 06 12 34 56 78")),
            ["voir", "le", "dr", "au"]
        );
    }
}
