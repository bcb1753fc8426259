//! One free question from its answers to everything that is drawn and printed about it.

mod figures;
mod groups;
mod json;
mod sayers;
mod tables;
mod working;

pub use figures::figures;
pub use groups::GroupWord;
pub use json::json;
pub use tables::tables;
pub use working::working_tables;

use crate::actions::{self, Action};
use crate::afc::{self, Afc};
use crate::chd::{self, Classification, Stability};
use crate::matrix::Matrix;
use crate::profile::{ByClass, Entry};
use crate::similarity::{self, Communities, Edge, Index};
use crate::survey::{OpenQuestion, Respondents};
use crate::words::{LexiconChoice, Prepared, Unit, Words, prepare, shown};
use sayers::LeftOut;
use serde::Serialize;
use stats::disclosure::may_show;
use stats::random::SplitMix64;

/// Everything an analysis depends on; printed with its results.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameters {
    pub words: Words,
    /// A word occurs at least this often.
    pub least_count: u64,
    /// A word is published when this many distinct respondents say it.
    pub least_respondents: u64,
    /// Words analysed at most.
    pub most_words: usize,
    pub classification: chd::Options,
    /// Classify segments twice and keep what both classifications say.
    pub double: bool,
    /// Refits behind the stability figure.
    pub refits: usize,
    pub index: Index,
    /// Words of the graph and of the cloud.
    pub graph_words: usize,
    pub cloud_words: usize,
    /// No published cell counts fewer people.
    pub threshold: u64,
    /// Names the analysis: every seeded step follows from it.
    pub id: String,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            words: Words::default(),
            least_count: 3,
            least_respondents: 3,
            most_words: 20_000,
            classification: chd::Options::default(),
            double: false,
            refits: 40,
            index: Index::default(),
            graph_words: 60,
            cloud_words: 70,
            threshold: stats::disclosure::DEFAULT_THRESHOLD,
            id: "analyse".to_owned(),
        }
    }
}

/// A word of the analysis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub lemma: u32,
    pub text: String,
    pub count: u64,
    pub respondents: u64,
    /// Enough distinct respondents say it, and none or enough of those a filter leaves out.
    pub published: bool,
}

/// The graph of the words that come together.
#[derive(Debug, Clone, PartialEq)]
pub struct Similarity {
    /// Places in [`Analysis::words`].
    pub words: Vec<usize>,
    pub tree: Vec<Edge>,
    /// Units that hold both words of each edge of the tree.
    pub together: Vec<u32>,
    pub communities: Communities,
}

/// What is known of one question.
pub struct Analysis {
    pub question: String,
    /// The name of its files.
    pub slug: String,
    pub parameters: Parameters,
    pub asked: usize,
    /// Answers that say something.
    pub answered: usize,
    pub prepared: Prepared,
    /// Active words, most frequent first.
    pub words: Vec<Word>,
    pub matrix: Matrix,
    pub classification: Classification,
    pub stability: Option<Stability>,
    pub by_class: ByClass,
    /// For each class, the distinct respondents who say each word.
    pub class_sayers: Vec<Vec<u64>>,
    pub modalities: Respondents,
    pub modalities_by_class: ByClass,
    pub afc: Option<Afc>,
    /// Rows of the factor analysis, as places in `words`.
    pub afc_words: Vec<usize>,
    pub similarity: Similarity,
    /// For each modality, what it says of each word.
    pub groups: Vec<Vec<GroupWord>>,
    pub actions: Vec<Action>,
    /// What could not be made and why, for the reader.
    pub messages: Vec<String>,
}

/// Analyses one question; a corpus too small or too uniform gives messages, never an error.
pub fn analyse(question: &OpenQuestion, respondents: &Respondents, parameters: &Parameters) -> Analysis {
    let prepared = prepare(&question.answers, &parameters.words);
    let left_out = LeftOut::read(&question.left_out, &parameters.words);
    let words = words(&prepared, &left_out, parameters);
    let lemmas: Vec<u32> = words.iter().map(|w| w.lemma).collect();
    let matrix = prepared.presence(&lemmas);
    let (classification, stability) = classify(&prepared, &matrix, &question.name, parameters);
    let k = classification.class_count();
    let by_class = ByClass::count(&matrix, &classification.classes, k);
    let of_segments = modality_matrix(&prepared, respondents);
    let modalities_by_class = ByClass::count(&of_segments, &classification.classes, k);
    let answered = distinct_answers(&prepared);
    let mut analysis = Analysis {
        question: question.name.clone(),
        slug: question.slug.clone(),
        parameters: parameters.clone(),
        asked: question.answers.len(),
        answered,
        similarity: similarity_of(&words, &matrix, parameters),
        groups: groups::group_words(&prepared, &words, respondents, &left_out, parameters),
        class_sayers: class_sayers(&prepared, &words, &classification),
        afc: None,
        afc_words: Vec::new(),
        actions: Vec::new(),
        messages: Vec::new(),
        modalities: respondents.clone(),
        prepared,
        words,
        matrix,
        classification,
        stability,
        by_class,
        modalities_by_class,
    };
    analysis.factors();
    analysis.propose_actions();
    analysis.explain();
    analysis
}

/// The classes and, for a simple classification, how far they resist a change of answers; a double one measures its own
/// agreement by what it leaves unclassified.
fn classify(
    prepared: &Prepared,
    matrix: &Matrix,
    question: &str,
    parameters: &Parameters,
) -> (Classification, Option<Stability>) {
    let options = parameters.classification;
    if parameters.double {
        let answers: Vec<u32> = prepared.segments.iter().map(|s| s.answer).collect();
        return (chd::classify_double(matrix, &answers, options), None);
    }
    let found = chd::classify(matrix, options);
    let seed = SplitMix64::named(&format!("{}/{question}", parameters.id)).next_u64();
    let refits = if matrix.rows() > 20_000 { parameters.refits.min(4) } else { parameters.refits };
    let stability = chd::stability(matrix, &found.classes, options, refits, seed);
    (found, stability)
}

/// The active words of an analysis. Outside the compatible mode a word must be in as many answers as a published word.
fn words(prepared: &Prepared, left_out: &LeftOut, parameters: &Parameters) -> Vec<Word> {
    let respondents = sayers::of_lemmas(prepared);
    prepared
        .kept(true, parameters.least_count, parameters.most_words)
        .into_iter()
        .map(|lemma| {
            let found = &prepared.lemmas[lemma as usize];
            let respondents = respondents[lemma as usize];
            let published = respondents >= parameters.least_respondents
                && may_show(left_out.sayers(&found.text), parameters.least_respondents);
            Word { lemma, text: found.text.clone(), count: found.count, respondents, published }
        })
        .filter(|word| {
            let common = word.respondents >= parameters.least_respondents;
            common || parameters.words.lexicon == LexiconChoice::Compatible
        })
        .collect()
}

fn class_sayers(prepared: &Prepared, words: &[Word], classification: &Classification) -> Vec<Vec<u64>> {
    let mut place = vec![usize::MAX; prepared.lemmas.len()];
    for (rank, word) in words.iter().enumerate() {
        place[word.lemma as usize] = rank;
    }
    let classes: Vec<Vec<u32>> =
        classification.classes.iter().map(|&class| class.checked_sub(1).into_iter().collect()).collect();
    sayers::of_groups(prepared, &place, words.len(), classification.class_count(), |segment| {
        &classes[segment]
    })
}

fn modality_matrix(prepared: &Prepared, respondents: &Respondents) -> Matrix {
    let mut matrix = Matrix::with_columns(respondents.modalities.len());
    for segment in &prepared.segments {
        matrix.push_row(respondents.of.get(segment.answer as usize).map_or(&[][..], Vec::as_slice));
    }
    matrix
}

fn distinct_answers(prepared: &Prepared) -> usize {
    let mut answers: Vec<u32> = prepared.segments.iter().map(|s| s.answer).collect();
    answers.dedup();
    answers.len()
}

fn similarity_of(words: &[Word], matrix: &Matrix, parameters: &Parameters) -> Similarity {
    let kept: Vec<usize> =
        (0..words.len()).filter(|&w| words[w].published).take(parameters.graph_words).collect();
    let mut column = vec![u32::MAX; words.len()];
    for (place, &word) in (0..).zip(&kept) {
        column[word] = place;
    }
    let mut part = Matrix::with_columns(kept.len());
    for row in matrix.iter() {
        let row: Vec<u32> = row.iter().map(|&t| column[t as usize]).filter(|&c| c != u32::MAX).collect();
        part.push_row(&row);
    }
    let together = similarity::cooccurrences(&part);
    let names: Vec<&str> = kept.iter().map(|&w| words[w].text.as_str()).collect();
    let edges = similarity::edges(&together, part.rows(), parameters.index);
    let tree = similarity::maximum_tree(&edges, &names);
    let communities = similarity::communities(names.len(), &tree);
    let both = tree.iter().map(|e| together[e.a][e.b]).collect();
    Similarity { words: kept, tree, together: both, communities }
}

impl Analysis {
    /// The factor analysis of words by classes, over words in three classified units at least.
    fn factors(&mut self) {
        let k = self.classification.class_count();
        self.afc_words = (0..self.words.len())
            .filter(|&w| self.words[w].published && self.by_class.counts[w].iter().sum::<u32>() >= 3)
            .collect();
        let cells = self
            .afc_words
            .iter()
            .flat_map(|&w| self.by_class.counts[w].iter().map(|&c| f64::from(c)))
            .collect();
        self.afc = afc::analyse(&afc::Counts { rows: self.afc_words.len(), columns: k, cells }).ok();
    }

    /// Words of a class (from 1) that may be published, most typical first.
    pub fn profile(&self, class: u32) -> Vec<Entry> {
        let mut profile = self.by_class.profile(class as usize - 1, 3);
        profile.retain(|entry| self.words[entry.item].published);
        profile
    }

    /// Modalities of a class (from 1) held by enough respondents.
    pub fn modality_profile(&self, class: u32) -> Vec<Entry> {
        let mut profile = self.modalities_by_class.profile(class as usize - 1, 1);
        profile.retain(|entry| self.modalities.may_name(entry.item, self.parameters.threshold));
        profile
    }

    /// Whether none or enough people of a class (from 1) say a word: otherwise its numbers there are masked.
    pub fn enough_say(&self, class: u32, word: usize) -> bool {
        may_show(self.class_sayers[class as usize - 1][word], self.parameters.least_respondents)
    }

    /// The weight of an edge of the tree; none when one or two units only hold both words.
    pub fn link(&self, edge: &Edge) -> Option<f64> {
        let place = self.similarity.tree.iter().position(|e| e == edge)?;
        let together = u64::from(self.similarity.together[place]);
        (together >= self.parameters.least_respondents).then_some(edge.weight)
    }

    /// Whether a modality's count in a class and outside it both isolate nobody: otherwise its numbers are masked, the chi2
    /// too, since it tells the count.
    pub fn may_count(&self, entry: &Entry) -> bool {
        let counts = [entry.inside, entry.everywhere - entry.inside];
        counts.iter().all(|&count| may_show(u64::from(count), self.parameters.threshold))
    }

    /// Whether a group may have its own words shown: neither it nor the rest is a few people.
    pub fn may_compare(&self, modality: usize) -> bool {
        let (count, everyone) = (self.modalities.counts[modality], self.modalities.of.len() as u64);
        self.modalities.may_name(modality, self.parameters.threshold)
            && may_show(everyone - count, self.parameters.threshold)
    }

    /// « 17/36 », or « masqué » when either side counts too few people.
    pub fn modality_count(&self, entry: &Entry) -> String {
        if self.may_count(entry) {
            format!("{}/{}", entry.inside, entry.everywhere)
        } else {
            "masqué".to_owned()
        }
    }

    /// The respondents (places of answers) of a class, sorted.
    pub fn respondents_of(&self, class: u32) -> Vec<u32> {
        let mut answers: Vec<u32> =
            self.segments_of(class).into_iter().map(|s| self.prepared.segments[s].answer).collect();
        answers.dedup();
        answers
    }

    /// The units of a class.
    pub fn segments_of(&self, class: u32) -> Vec<usize> {
        (0..self.classification.classes.len()).filter(|&s| self.classification.classes[s] == class).collect()
    }

    /// The chi2 of a lemma in a class (from 1); zero for a word that is not analysed.
    pub fn chi2_of(&self, class: u32) -> impl Fn(u32) -> f64 + '_ {
        let mut place = vec![usize::MAX; self.prepared.lemmas.len()];
        for (rank, word) in self.words.iter().enumerate() {
            place[word.lemma as usize] = rank;
        }
        move |lemma| match place[lemma as usize] {
            usize::MAX => 0.0,
            word => self.by_class.chi2(word, class as usize - 1),
        }
    }

    fn propose_actions(&mut self) {
        let mut found = Vec::new();
        for class in 1..=u32::try_from(self.classification.class_count()).unwrap_or(0) {
            let profile: Vec<(String, f64)> =
                self.profile(class).iter().map(|e| (self.words[e.item].text.clone(), e.chi2)).collect();
            let segments = self.segments_of(class);
            let sayers = |words: &[String]| {
                let says = |s: &usize| {
                    self.prepared
                        .lemmas_of(&self.prepared.segments[*s])
                        .any(|l| words.contains(&self.prepared.lemmas[l as usize].text))
                };
                let mut answers: Vec<u32> =
                    segments.iter().filter(|s| says(s)).map(|&s| self.prepared.segments[s].answer).collect();
                answers.dedup();
                answers
            };
            let text = |answer: u32| shown(&self.prepared.answers[answer as usize]);
            found.extend(actions::actions(&actions::Evidence {
                class,
                profile: &profile,
                sayers: &sayers,
                respondents: self.respondents_of(class).len() as u64,
                text: &text,
                least: self.parameters.threshold,
            }));
        }
        self.actions = found;
    }

    fn explain(&mut self) {
        let mut say = |text: &str| self.messages.push(text.to_owned());
        if self.answered == 0 {
            say("Aucune réponse ne contient de mots à analyser.");
        } else if self.words.is_empty() {
            say("Aucun mot n’est dit par assez de répondants pour être publié.");
        } else if self.classification.class_count() == 0 {
            say(
                "Les réponses ne se séparent pas en classes\u{a0}: elles sont trop peu nombreuses ou disent toutes les mêmes mots.",
            );
        } else if self.classification.class_count() < 2 {
            say("Une seule classe atteint la taille demandée\u{a0}: il n’y a rien à comparer.");
        }
        if self.afc.is_none() && self.classification.class_count() >= 2 {
            self.messages
                .push("Les classes ont trop peu de mots en commun pour une carte factorielle.".to_owned());
        }
    }

    /// « réponses » or « segments ».
    pub fn unit_name(&self) -> &'static str {
        match self.parameters.words.unit {
            Unit::Text => "réponses",
            Unit::Segment => "segments",
        }
    }
}
