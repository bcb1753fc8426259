//! Chooses the lemma of each form: the analyst's word first, then homographs, the domain, the lexicon, a careful guess.

use super::lexicon::{Category, Lexicon, LexiconChoice};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const HOMOGRAPHS: &str = include_str!("../../data/homographes.tsv");
const DOMAIN: &str = include_str!("../../data/domaine.tsv");
const SUPPLEMENTARY: &str = include_str!("../../data/supplementaires.txt");

/// What the analyst decided about words, kept in a file beside the analysis (`formes.toml`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Edits {
    /// Form to lemma: merges or renames.
    pub lemmes: BTreeMap<String, String>,
    /// Lemmas that count but do not classify.
    pub supplementaires: BTreeSet<String>,
    /// Lemmas made active whatever their category.
    pub actives: BTreeSet<String>,
    /// Lemmas taken out of everything.
    pub exclues: BTreeSet<String>,
    /// Several words to read as one.
    pub expressions: Vec<String>,
}

/// What a form is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub lemma: String,
    pub category: Category,
    pub active: bool,
}

/// Reads forms with one lexicon and one analyst's decisions.
pub struct Lemmatiser {
    choice: LexiconChoice,
    lexicon: Lexicon,
    own: BTreeMap<&'static str, (&'static str, Category)>,
    supplementary: BTreeSet<&'static str>,
    edits: Edits,
}

impl Lemmatiser {
    pub fn new(choice: LexiconChoice, edits: Edits) -> Self {
        let mut own = BTreeMap::new();
        if choice == LexiconChoice::Maillage {
            // The domain comes last and wins: *ordo* is an ordonnance here.
            for line in HOMOGRAPHS.lines().chain(DOMAIN.lines()).filter(|l| !l.starts_with('#')) {
                if let [form, lemma, category] = line.split('\t').collect::<Vec<_>>()[..] {
                    own.insert(form, (lemma, Category::from_label(category)));
                }
            }
        }
        Self { choice, lexicon: Lexicon::embedded(choice), own, supplementary: supplementary(), edits }
    }

    /// The lemma of a lower-case form and whether it is analysed; none when the analyst took it out.
    pub fn read(&self, form: &str) -> Option<Reading> {
        let (lemma, category) = self.lemma_of(form);
        let lemma = self.edits.lemmes.get(form).cloned().unwrap_or(lemma);
        if self.edits.exclues.contains(&lemma) {
            return None;
        }
        let marked = lemma.len() > 2 && lemma.starts_with('_') && lemma.ends_with('_');
        let active = self.edits.actives.contains(&lemma)
            || (category.is_active()
                && !marked
                && !self.edits.supplementaires.contains(&lemma)
                && !self.supplementary.contains(lemma.as_str()));
        Some(Reading { lemma, category, active })
    }

    fn lemma_of(&self, form: &str) -> (String, Category) {
        if form.chars().all(|c| c.is_ascii_digit()) {
            return (form.to_owned(), Category::Number);
        }
        if let Some((lemma, category)) = self.own.get(form) {
            return ((*lemma).to_owned(), *category);
        }
        if let Some((lemma, category)) = self.lexicon.look_up(form) {
            // What an elision left (*c*, *m*) is no noun, whatever dictionaries of letters say.
            let elided = category == Category::Noun && form.chars().count() == 1;
            return (lemma, if elided { Category::Pronoun } else { category });
        }
        if self.choice == LexiconChoice::Maillage
            && let Some(found) = self.guess(form)
        {
            return found;
        }
        // A joined expression is a noun in our lists; alone, a single letter is what an elision left.
        let category = match (form.contains('_'), form.chars().count()) {
            (true, _) => Category::Noun,
            (false, 1) => Category::Pronoun,
            _ => Category::Unknown,
        };
        (form.to_owned(), category)
    }

    /// A word without its accents, when a single accented spelling is known; a plural whose singular is known.
    fn guess(&self, form: &str) -> Option<(String, Category)> {
        let accented: BTreeSet<(String, Category)> =
            accent_variants(form).iter().filter_map(|variant| self.lexicon.look_up(variant)).collect();
        if accented.len() == 1 {
            return accented.into_iter().next();
        }
        let singular = form.strip_suffix('s').or_else(|| form.strip_suffix('x'))?;
        match self.own.get(singular) {
            Some((lemma, category)) => Some(((*lemma).to_owned(), *category)),
            None => self.lexicon.look_up(singular),
        }
    }
}

/// Spellings of a word typed without accents (*MEDECIN*): one or two accents added.
fn accent_variants(form: &str) -> Vec<String> {
    if !form.is_ascii() || form.len() < 4 || form.len() > 24 {
        return Vec::new();
    }
    let once = |word: &[char]| -> Vec<Vec<char>> {
        let mut variants = Vec::new();
        for (place, letter) in word.iter().enumerate() {
            let accents: &[char] = match letter {
                'e' => &['é', 'è', 'ê'],
                'a' => &['à', 'â'],
                'o' => &['ô'],
                'i' => &['î', 'ï'],
                'u' => &['û', 'ù'],
                'c' => &['ç'],
                _ => &[],
            };
            for accent in accents {
                let mut variant = word.to_vec();
                variant[place] = *accent;
                variants.push(variant);
            }
        }
        variants
    };
    let letters: Vec<char> = form.chars().collect();
    let first = once(&letters);
    let second: Vec<Vec<char>> = first.iter().flat_map(|v| once(v)).collect();
    first.into_iter().chain(second).map(|v| v.into_iter().collect()).collect()
}

fn supplementary() -> BTreeSet<&'static str> {
    let lists =
        SUPPLEMENTARY.lines().filter(|l| !l.starts_with('#')).filter_map(|line| line.split_once(": "));
    lists.flat_map(|(_, lemmas)| lemmas.split(' ')).collect()
}
