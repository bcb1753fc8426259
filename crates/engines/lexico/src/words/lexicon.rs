//! The embedded French lexicons: a form's lemma and category, looked up in place in a finite-state table.
//!
//! Sources, licences and how they were made: `data/LICENCES.md`, `examples/build_lexicon.rs`.

use serde::{Deserialize, Serialize};

/// Which lexicon gives the lemmas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LexiconChoice {
    /// Dicollecte with our domain list, homographs and guesses.
    #[default]
    Maillage,
    /// Lexique 3.83 alone, one lemma a form: counts comparable with the established desktop program.
    Compatible,
}

/// The grammatical category of a lemma; some are supplementary by nature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Noun,
    Verb,
    Adjective,
    Adverb,
    /// No dictionary knows it: kept as typed, and active.
    Unknown,
    Number,
    Auxiliary,
    Article,
    Pronoun,
    Preposition,
    Conjunction,
    Determiner,
    GrammaticalAdverb,
    Interjection,
}

impl Category {
    /// Whether lemmas of this category are analysed unless said otherwise.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Noun | Self::Verb | Self::Adjective | Self::Adverb | Self::Unknown)
    }

    /// The short name that tables show.
    pub fn label(self) -> &'static str {
        match self {
            Self::Noun => "nom",
            Self::Verb => "ver",
            Self::Adjective => "adj",
            Self::Adverb => "adv",
            Self::Unknown => "nr",
            Self::Number => "num",
            Self::Auxiliary => "aux",
            Self::Article => "art",
            Self::Pronoun => "pro",
            Self::Preposition => "pre",
            Self::Conjunction => "con",
            Self::Determiner => "adj_sup",
            Self::GrammaticalAdverb => "adv_sup",
            Self::Interjection => "ono",
        }
    }

    /// Reads [`Category::label`] back; anything else is unknown.
    pub fn from_label(label: &str) -> Self {
        match label {
            "nom" => Self::Noun,
            "ver" => Self::Verb,
            "adj" => Self::Adjective,
            "adv" => Self::Adverb,
            "num" => Self::Number,
            "aux" => Self::Auxiliary,
            "art" => Self::Article,
            "pro" => Self::Pronoun,
            "pre" => Self::Preposition,
            "con" => Self::Conjunction,
            "adj_sup" => Self::Determiner,
            "adv_sup" => Self::GrammaticalAdverb,
            "ono" => Self::Interjection,
            _ => Self::Unknown,
        }
    }
}

/// How to make a lemma from its form: cut letters at the end, add others.
#[derive(Debug, Clone)]
struct Rule {
    cut: usize,
    add: &'static str,
    category: Category,
}

/// One embedded lexicon.
pub struct Lexicon {
    forms: fst::Map<&'static [u8]>,
    rules: Vec<Rule>,
}

impl Lexicon {
    pub fn embedded(choice: LexiconChoice) -> Self {
        let (bytes, rules): (&'static [u8], &'static str) = match choice {
            LexiconChoice::Maillage => (
                include_bytes!("../../data/dicollecte.fst"),
                include_str!("../../data/dicollecte.regles.tsv"),
            ),
            LexiconChoice::Compatible => (
                include_bytes!("../../data/lexique383.fst"),
                include_str!("../../data/lexique383.regles.tsv"),
            ),
        };
        let forms = fst::Map::new(bytes).expect("the embedded lexicon is a finite-state table");
        Self { forms, rules: rules.lines().filter_map(rule).collect() }
    }

    /// The lemma and category of a lower-case form.
    pub fn look_up(&self, form: &str) -> Option<(String, Category)> {
        let number = usize::try_from(self.forms.get(form)?).ok()?;
        let rule = self.rules.get(number)?;
        let kept = form.chars().count().checked_sub(rule.cut)?;
        let lemma = form.chars().take(kept).chain(rule.add.chars()).collect();
        Some((lemma, rule.category))
    }

    pub fn knows(&self, form: &str) -> bool {
        self.forms.contains_key(form)
    }
}

fn rule(line: &'static str) -> Option<Rule> {
    let mut fields = line.split('\t');
    let cut = fields.next()?.parse().ok()?;
    let add = fields.next()?;
    Some(Rule { cut, add, category: Category::from_label(fields.next()?) })
}
