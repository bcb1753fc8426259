//! Several words that are one (*mot de passe*, *rendez-vous*), joined between word boundaries and never inside a word.

use super::clean::{Token, TokenKind};
use super::lexicon::LexiconChoice;
use std::collections::BTreeMap;

const EMBEDDED: &str = include_str!("../../data/expressions.txt");

/// Expressions by their first word, longest first.
#[derive(Debug, Clone, Default)]
pub struct Expressions {
    by_first: BTreeMap<String, Vec<(Vec<String>, String)>>,
}

impl Expressions {
    /// The embedded list, or the few the compatible mode joins.
    pub fn embedded(choice: LexiconChoice) -> Self {
        let mut expressions = Self::default();
        for line in EMBEDDED.lines().filter(|line| !line.starts_with('#')) {
            let compatible = line.strip_prefix("* ");
            if choice == LexiconChoice::Compatible && compatible.is_none() {
                continue;
            }
            if let Some((words, joined)) = compatible.unwrap_or(line).split_once(" = ") {
                let words: Vec<&str> = words.split(' ').collect();
                let joined =
                    if choice == LexiconChoice::Compatible { words.join("_") } else { joined.to_owned() };
                expressions.add(&words, &joined);
            }
        }
        expressions
    }

    /// Adds one expression of the analyst's.
    pub fn add(&mut self, words: &[&str], joined: &str) {
        let Some((first, rest)) = words.split_first() else { return };
        let rest: Vec<String> = rest.iter().map(|w| (*w).to_owned()).collect();
        let list = self.by_first.entry((*first).to_owned()).or_default();
        list.push((rest, joined.to_owned()));
        list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
    }

    /// Joins every expression found, first from the left, longest first.
    pub fn join(&self, tokens: &[Token]) -> Vec<Token> {
        let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while at < tokens.len() {
            let (length, token) = match self.found_at(&tokens[at..]) {
                Some((length, word)) => {
                    let (start, end) = (tokens[at].start, tokens[at + length - 1].end);
                    (length, Token { kind: TokenKind::Word(word.to_owned()), start, end })
                }
                None => (1, tokens[at].clone()),
            };
            joined.push(token);
            at += length;
        }
        joined
    }

    fn found_at(&self, tokens: &[Token]) -> Option<(usize, &str)> {
        let TokenKind::Word(first) = &tokens.first()?.kind else { return None };
        let candidates = self.by_first.get(first)?;
        let fits = |rest: &[String]| {
            tokens.len() > rest.len()
                && rest
                    .iter()
                    .zip(&tokens[1..])
                    .all(|(word, token)| matches!(&token.kind, TokenKind::Word(w) if w == word))
        };
        candidates.iter().find(|(rest, _)| fits(rest)).map(|(rest, joined)| (rest.len() + 1, joined.as_str()))
    }
}
