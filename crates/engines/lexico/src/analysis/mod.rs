//! One free question from its answers to everything that is drawn and printed about it.

mod figures;
mod tables;

pub use figures::figures;
pub use tables::{json, tables};

use crate::actions::{self, Action};
use crate::afc::{self, Afc};
use crate::chd::{self, Classification, Stability};
use crate::matrix::Matrix;
use crate::profile::{ByClass, Entry};
use crate::similarity::{self, Communities, Edge, Index};
use crate::specificity::{self, Specificity};
use crate::survey::{OpenQuestion, Respondents};
use crate::words::{LexiconChoice, Prepared, Unit, Words, prepare, shown};
use serde::Serialize;
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
    /// Enough distinct respondents say it.
    pub published: bool,
}

/// The graph of the words that come together.
#[derive(Debug, Clone, PartialEq)]
pub struct Similarity {
    /// Places in [`Analysis::words`].
    pub words: Vec<usize>,
    pub tree: Vec<Edge>,
    pub communities: Communities,
}

/// What is known of one question.
pub struct Analysis {
    pub question: String,
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
    pub modalities: Respondents,
    pub modalities_by_class: ByClass,
    pub afc: Option<Afc>,
    /// Rows of the factor analysis, as places in `words`.
    pub afc_words: Vec<usize>,
    pub similarity: Similarity,
    /// For each modality, the score of each word.
    pub specificities: Vec<Vec<(Specificity, u64)>>,
    pub actions: Vec<Action>,
    /// What could not be made and why, for the reader.
    pub messages: Vec<String>,
}

/// Analyses one question; a corpus too small or too uniform gives messages, never an error.
pub fn analyse(question: &OpenQuestion, respondents: &Respondents, parameters: &Parameters) -> Analysis {
    let prepared = prepare(&question.answers, &parameters.words);
    let words = words(&prepared, parameters);
    let lemmas: Vec<u32> = words.iter().map(|w| w.lemma).collect();
    let matrix = prepared.presence(&lemmas);
    let classification = chd::classify(&matrix, parameters.classification);
    let seed = SplitMix64::named(&format!("{}/{}", parameters.id, question.name)).next_u64();
    let refits = if matrix.rows() > 20_000 { parameters.refits.min(4) } else { parameters.refits };
    let stability = chd::stability(&matrix, &classification.classes, parameters.classification, refits, seed);
    let k = classification.class_count();
    let by_class = ByClass::count(&matrix, &classification.classes, k);
    let of_segments = modality_matrix(&prepared, respondents);
    let modalities_by_class = ByClass::count(&of_segments, &classification.classes, k);
    let answered = distinct_answers(&prepared);
    let mut analysis = Analysis {
        question: question.name.clone(),
        parameters: parameters.clone(),
        asked: question.answers.len(),
        answered,
        similarity: similarity_of(&words, &matrix, parameters),
        specificities: specificities(&prepared, &words, respondents),
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

/// The active words of an analysis. Outside the compatible mode a word must be in as many answers as a published word.
fn words(prepared: &Prepared, parameters: &Parameters) -> Vec<Word> {
    let mut respondents = vec![0_u64; prepared.lemmas.len()];
    let mut last = vec![u32::MAX; prepared.lemmas.len()];
    for segment in &prepared.segments {
        for lemma in prepared.lemmas_of(segment) {
            if last[lemma as usize] != segment.answer {
                last[lemma as usize] = segment.answer;
                respondents[lemma as usize] += 1;
            }
        }
    }
    prepared
        .kept(true, parameters.least_count, parameters.most_words)
        .into_iter()
        .map(|lemma| {
            let found = &prepared.lemmas[lemma as usize];
            let respondents = respondents[lemma as usize];
            let published = respondents >= parameters.least_respondents;
            Word { lemma, text: found.text.clone(), count: found.count, respondents, published }
        })
        .filter(|word| word.published || parameters.words.lexicon == LexiconChoice::Compatible)
        .collect()
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
    Similarity { words: kept, tree, communities }
}

fn specificities(
    prepared: &Prepared,
    words: &[Word],
    respondents: &Respondents,
) -> Vec<Vec<(Specificity, u64)>> {
    let mut place = vec![usize::MAX; prepared.lemmas.len()];
    for (rank, word) in words.iter().enumerate() {
        place[word.lemma as usize] = rank;
    }
    let mut seen = vec![vec![0_u64; words.len()]; respondents.modalities.len()];
    for segment in &prepared.segments {
        for lemma in prepared.lemmas_of(segment).filter(|l| place[*l as usize] != usize::MAX) {
            for &modality in respondents.of.get(segment.answer as usize).map_or(&[][..], Vec::as_slice) {
                seen[modality as usize][place[lemma as usize]] += 1;
            }
        }
    }
    let corpus: u64 = words.iter().map(|w| w.count).sum();
    seen.into_iter()
        .map(|counts| {
            let part = counts.iter().sum();
            let score =
                |(word, seen): (&Word, u64)| (specificity::specificity(corpus, part, word.count, seen), seen);
            words.iter().zip(counts).map(score).collect()
        })
        .collect()
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
        profile.retain(|entry| self.modalities.counts[entry.item] >= self.parameters.threshold);
        profile
    }

    /// « 17/36 », or « masqué » when either side counts too few people.
    pub fn modality_count(&self, entry: &Entry) -> String {
        let (inside, rest) = (u64::from(entry.inside), u64::from(entry.everywhere - entry.inside));
        let safe = |count| stats::disclosure::may_show(count, self.parameters.threshold);
        if safe(inside) && safe(rest) {
            format!("{inside}/{}", entry.everywhere)
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
