//! Turns answers into units of lemmas: what every analysis reads.

use super::clean::{TokenKind, clean};
use super::expressions::Expressions;
use super::lemma::{Edits, Lemmatiser};
use super::lexicon::{Category, LexiconChoice};
use super::mask::mask;
use super::segment::{DEFAULT_SIZE, segment};
use crate::matrix::Matrix;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What is classified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// One answer, one unit: right for short survey answers.
    #[default]
    Text,
    /// Segments of about forty tokens.
    Segment,
}

/// How words are made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub unit: Unit,
    pub lexicon: LexiconChoice,
    pub edits: Edits,
}

/// A spelling that occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub text: String,
    /// None when the analyst took it out.
    pub lemma: Option<u32>,
    pub count: u64,
}

/// A lemma and how often its forms occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lemma {
    pub text: String,
    pub category: Category,
    pub active: bool,
    pub count: u64,
}

/// A unit: the answer it comes from, its words, its place in the masked answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub answer: u32,
    words: Range<usize>,
    pub place: Range<usize>,
}

/// A corpus ready for analysis.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    pub forms: Vec<Form>,
    pub lemmas: Vec<Lemma>,
    pub segments: Vec<Segment>,
    /// The answers, masked; empty ones included so that indices stay those of the survey.
    pub answers: Vec<String>,
    words: Vec<u32>,
}

/// Answers that say nothing: counted apart, never analysed.
pub fn is_no_answer(text: &str) -> bool {
    const NOTHING: [&str; 22] = [
        "ras",
        "r a s",
        "rien à signaler",
        "rien a signaler",
        "rien",
        "néant",
        "neant",
        "aucun",
        "aucune",
        "non",
        "oui",
        "nsp",
        "ne sait pas",
        "ne sais pas",
        "je ne sais pas",
        "sans avis",
        "sans réponse",
        "pas d avis",
        "nc",
        "na",
        "n a",
        "x",
    ];
    let words: Vec<String> = clean(text)
        .into_iter()
        .filter_map(|token| match token.kind {
            TokenKind::Word(word) => Some(word),
            _ => None,
        })
        .collect();
    words.is_empty() || NOTHING.contains(&words.join(" ").as_str())
}

/// Masks, cleans, cuts and lemmatises the answers.
pub fn prepare<S: AsRef<str>>(answers: &[S], words: &Words) -> Prepared {
    let lemmatiser = Lemmatiser::new(words.lexicon, words.edits.clone());
    let mut expressions = Expressions::embedded(words.lexicon);
    for expression in &words.edits.expressions {
        let lower = expression.to_lowercase().replace(['’', '\'', '-'], " ");
        let parts: Vec<&str> = lower.split_whitespace().collect();
        expressions.add(&parts, &parts.join("_"));
    }
    let mut builder =
        Builder { lemmatiser, prepared: Prepared::default(), forms: HashMap::new(), lemmas: HashMap::new() };
    for (number, answer) in answers.iter().enumerate() {
        let masked = mask(answer.as_ref());
        if !is_no_answer(&masked) {
            let tokens = expressions.join(&clean(&masked));
            let ranges = match words.unit {
                Unit::Segment => segment(&tokens, DEFAULT_SIZE),
                Unit::Text if tokens.is_empty() => Vec::new(),
                Unit::Text => std::iter::once(0..tokens.len()).collect(),
            };
            for range in ranges {
                builder.add(u32::try_from(number).unwrap_or(u32::MAX), &tokens[range]);
            }
        }
        builder.prepared.answers.push(masked);
    }
    builder.prepared
}

struct Builder {
    lemmatiser: Lemmatiser,
    prepared: Prepared,
    forms: HashMap<String, u32>,
    lemmas: HashMap<String, u32>,
}

impl Builder {
    fn add(&mut self, answer: u32, tokens: &[super::clean::Token]) {
        let start = self.prepared.words.len();
        for token in tokens {
            if let TokenKind::Word(word) = &token.kind {
                let form = self.form(word);
                self.prepared.words.push(form);
                let form = &mut self.prepared.forms[form as usize];
                form.count += 1;
                if let Some(lemma) = form.lemma {
                    self.prepared.lemmas[lemma as usize].count += 1;
                }
            }
        }
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return };
        let words = start..self.prepared.words.len();
        self.prepared.segments.push(Segment { answer, words, place: first.start..last.end });
    }

    fn form(&mut self, word: &str) -> u32 {
        if let Some(&known) = self.forms.get(word) {
            return known;
        }
        let lemma = self.lemmatiser.read(word).map(|reading| {
            let lemmas = &mut self.prepared.lemmas;
            *self.lemmas.entry(reading.lemma).or_insert_with_key(|text| {
                let (text, category, active) = (text.clone(), reading.category, reading.active);
                lemmas.push(Lemma { text, category, active, count: 0 });
                u32::try_from(lemmas.len() - 1).unwrap_or(u32::MAX)
            })
        });
        let number = u32::try_from(self.prepared.forms.len()).unwrap_or(u32::MAX);
        self.prepared.forms.push(Form { text: word.to_owned(), lemma, count: 0 });
        self.forms.insert(word.to_owned(), number);
        number
    }
}

impl Prepared {
    /// The forms of a segment, in order.
    pub fn words_of(&self, segment: &Segment) -> impl Iterator<Item = &Form> {
        self.words[segment.words.clone()].iter().map(|&form| &self.forms[form as usize])
    }

    /// The lemmas of a segment, in order, those taken out left out.
    pub fn lemmas_of(&self, segment: &Segment) -> impl Iterator<Item = u32> {
        self.words_of(segment).filter_map(|form| form.lemma)
    }

    /// What the respondent wrote in a segment, masked.
    pub fn text_of(&self, segment: &Segment) -> &str {
        self.answers[segment.answer as usize].get(segment.place.clone()).unwrap_or_default()
    }

    /// Words of the corpus, all forms counted.
    pub fn occurrences(&self) -> usize {
        self.words.len()
    }

    /// Lemmas that occur at least `least` times, most frequent first, then in descending alphabetical order (the order
    /// of columns in the reference tables).
    pub fn kept(&self, active: bool, least: u64, most: usize) -> Vec<u32> {
        let mut kept: Vec<u32> = (0..u32::try_from(self.lemmas.len()).unwrap_or(u32::MAX))
            .filter(|&l| self.lemmas[l as usize].active == active && self.lemmas[l as usize].count >= least)
            .collect();
        kept.sort_by(|&a, &b| {
            let (a, b) = (&self.lemmas[a as usize], &self.lemmas[b as usize]);
            b.count.cmp(&a.count).then_with(|| b.text.cmp(&a.text))
        });
        kept.truncate(most);
        kept
    }

    /// The presence of `lemmas` in every segment.
    pub fn presence(&self, lemmas: &[u32]) -> Matrix {
        let mut column = vec![u32::MAX; self.lemmas.len()];
        for (place, &lemma) in (0..).zip(lemmas) {
            column[lemma as usize] = place;
        }
        let mut matrix = Matrix::with_columns(lemmas.len());
        let mut row = Vec::new();
        for segment in &self.segments {
            row.clear();
            row.extend(self.lemmas_of(segment).map(|l| column[l as usize]).filter(|&c| c != u32::MAX));
            row.sort_unstable();
            row.dedup();
            matrix.push_row(&row);
        }
        matrix
    }

    /// The forms of each lemma with their counts, most frequent first.
    pub fn forms_by_lemma(&self) -> BTreeMap<u32, Vec<&Form>> {
        let mut by_lemma: BTreeMap<u32, Vec<&Form>> = BTreeMap::new();
        for form in &self.forms {
            if let Some(lemma) = form.lemma {
                by_lemma.entry(lemma).or_default().push(form);
            }
        }
        for forms in by_lemma.values_mut() {
            forms.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
        }
        by_lemma
    }
}
