//! The library of report fragments, read from `data/demo/reports`: by reason, scenarios of four sections,
//! and small sentences that any scenario may take. Texts are data; this file knows their grammar only:
//!
//! - `{a/b}`: a for a man, b for a woman; `{~1:x|y|z}`: one of them, the same wherever the number comes back;
//! - `{temp}`: a slot, filled by [`super::slots`];
//! - `when`: tags that must hold, or must not (`!`), and threads (`=ab`): a constat on a thread is followed
//!   only by conclusions and conduites of that thread, or of none. A constat without thread takes none.

use super::reasons::Topic;
use super::slots::{Range, Slot};

/// Sections of a report, in order, then the small sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Motif,
    Constat,
    Conclusion,
    Conduite,
    /// A measure, after the constat.
    Mesure,
    /// What was looked for and not found, after the constat.
    Negatif,
    /// What comes next, after the conduite.
    Suivi,
}

const SECTIONS: [(&str, Section); 7] = [
    ("motif", Section::Motif),
    ("constat", Section::Constat),
    ("conclusion", Section::Conclusion),
    ("conduite", Section::Conduite),
    ("mesure", Section::Mesure),
    ("negatif", Section::Negatif),
    ("suivi", Section::Suivi),
];

/// Tags that a condition may name.
const TAGS: [&str; 45] = [
    "avis",
    "place",
    "far",
    "tel",
    "video",
    "nurse",
    "async",
    "f",
    "m",
    "petit",
    "ecole",
    "child",
    "adult",
    "old",
    "young",
    "first",
    "again",
    "carer",
    "ehpad",
    "winter",
    "summer",
    "grippe",
    "smoker",
    "travail",
    "penicilline",
    "gp",
    "spe",
    "sas",
    "aidant",
    "traite",
    "hta",
    "diabete",
    "cholesterol",
    "fa",
    "coronaire",
    "insuffisance",
    "thyroide",
    "bpco",
    "asthme",
    "depression",
    "arthrose",
    "reflux",
    "ulcere",
    "memoire",
    "osteoporose",
];

/// A set of tags.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Tags(u64);

impl std::fmt::Debug for Tags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(TAGS.iter().filter(|tag| self.0 & bit(tag) != 0)).finish()
    }
}

impl Tags {
    /// Adds a tag when it holds.
    pub(super) fn set(&mut self, tag: &str, holds: bool) {
        if holds {
            self.0 |= bit(tag);
        }
    }
}

/// A condition on tags, and the threads of a story.
#[derive(Debug, Clone, Copy, Default)]
struct When {
    all: u64,
    none: u64,
    threads: u32,
}

impl When {
    fn parse(text: &str) -> Self {
        let mut when = Self::default();
        for tag in text.split(',').filter(|tag| *tag != "-") {
            if let Some(threads) = tag.strip_prefix('=') {
                when.threads |= threads.bytes().fold(0, |bits, letter| bits | 1 << (letter - b'a'));
            } else if let Some(tag) = tag.strip_prefix('!') {
                when.none |= bit(tag);
            } else {
                when.all |= bit(tag);
            }
        }
        when
    }

    fn holds(self, tags: Tags) -> bool {
        tags.0 & self.all == self.all && tags.0 & self.none == 0
    }
}

/// A piece of a fragment.
#[derive(Debug)]
pub(super) enum Part {
    Text(&'static str),
    Agree(&'static str, &'static str),
    Choice(u8, Vec<&'static str>),
    Slot(Slot),
}

/// One or several sentences.
#[derive(Debug)]
pub(super) struct Fragment {
    /// Its rank in the whole library.
    pub(super) id: usize,
    pub(super) section: Section,
    pub(super) parts: Vec<Part>,
    /// Whether it says when the patient is seen again: said once in a report.
    pub(super) plans: bool,
    when: When,
}

impl Fragment {
    pub(super) fn fits(&self, tags: Tags) -> bool {
        self.when.holds(tags)
    }

    /// Whether it may be said after a constat.
    pub(super) fn follows(&self, constat: &Self) -> bool {
        self.when.threads == 0 || self.when.threads & constat.when.threads != 0
    }
}

/// A coherent story: what is found, thought and done belong together.
#[derive(Debug)]
pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) weight: u32,
    pub(super) ranges: Vec<Range>,
    pub(super) fragments: Vec<Fragment>,
    when: When,
}

impl Scenario {
    /// The fragments of a section that fit.
    pub(super) fn of(&self, section: Section, tags: Tags) -> impl Iterator<Item = &Fragment> {
        self.fragments.iter().filter(move |fragment| fragment.section == section && fragment.fits(tags))
    }

    /// Whether the story says how a control goes.
    pub(super) fn has_controls(&self) -> bool {
        self.fragments.iter().any(|fragment| fragment.when.all & bit("again") != 0)
    }

    /// The fragments of a section that may be said after a constat.
    pub(super) fn after<'s>(
        &'s self,
        constat: &'s Fragment,
        section: Section,
        tags: Tags,
    ) -> impl Iterator<Item = &'s Fragment> {
        self.of(section, tags).filter(move |fragment| fragment.follows(constat))
    }

    /// Constats from which the whole story can be told with fragments that pass a test; none when the
    /// story does not fit.
    pub(super) fn constats<'s>(
        &'s self,
        tags: Tags,
        passes: &'s dyn Fn(&Fragment) -> bool,
    ) -> impl Iterator<Item = &'s Fragment> {
        let fits = self.when.holds(tags);
        self.of(Section::Constat, tags).filter(move |constat| {
            let told = |section| self.after(constat, section, tags).any(passes);
            fits && passes(constat)
                && [Section::Motif, Section::Conclusion, Section::Conduite].into_iter().all(told)
        })
    }
}

/// What can be written for one reason.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) scenarios: Vec<Scenario>,
    pub(super) pool: Vec<Fragment>,
}

/// Every text, by topic.
pub(super) struct Library {
    texts: Vec<Texts>,
    /// How many fragments there are.
    pub(super) len: usize,
}

impl Library {
    pub(super) fn load() -> Self {
        let mut library = Self { texts: Vec::new(), len: 0 };
        for file in FILES {
            let texts = library.read(file);
            library.texts.push(texts);
        }
        library
    }

    pub(super) fn of(&self, topic: Topic) -> &Texts {
        &self.texts[topic.key().rank()]
    }

    fn read(&mut self, file: &'static str) -> Texts {
        let mut texts = Texts::default();
        let mut in_pool = false;
        for line in file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let fields: Vec<_> = line.split('\t').collect();
            match fields[..] {
                ["scenario", name, when, weight, ranges] => texts.scenarios.push(Scenario {
                    name,
                    weight: weight.parse().expect("a scenario has a weight"),
                    ranges: ranges.split(' ').filter(|range| *range != "-").map(Slot::range).collect(),
                    fragments: Vec::new(),
                    when: When::parse(when),
                }),
                ["pool", _] => in_pool = true,
                [section, when, text] => {
                    let fragment = self.fragment(section, when, text);
                    match texts.scenarios.last_mut() {
                        Some(scenario) if !in_pool => scenario.fragments.push(fragment),
                        _ => texts.pool.push(fragment),
                    }
                }
                _ => panic!("a line of a report file has three or five columns: {line}"),
            }
        }
        texts
    }

    fn fragment(&mut self, section: &str, when: &str, text: &'static str) -> Fragment {
        let section = SECTIONS.iter().find(|(name, _)| *name == section).expect("a known section").1;
        let parts = parse(text);
        let mut when = When::parse(when);
        for part in &parts {
            if let Part::Slot(slot) = part {
                when.all |= slot.tag().map_or(0, bit);
            }
        }
        self.len += 1;
        let plans = PLANS.iter().any(|words| text.contains(words));
        Fragment { id: self.len - 1, section, parts, plans, when }
    }
}

/// Words by which a sentence says when the patient is seen again.
const PLANS: [&str; 24] = [
    "ontrôle",
    "evoir",
    "appel",
    "rendez-vous",
    "dans un an",
    "dans trois mois",
    "dans trois semaines",
    "dans deux ans",
    "oint ",
    "{dans",
    "réévaluation",
    "éévaluer",
    "revois",
    "vois {le",
    "nouveau relevé",
    "nouvelle moyenne",
    "hoto à",
    "hoto dans",
    "dans dix jours",
    "à trois semaines",
    "à un mois",
    "à trois mois",
    "sous quinze jours",
    "à quinze jours",
];

fn bit(tag: &str) -> u64 {
    let rank = TAGS.iter().position(|known| *known == tag);
    1 << rank.unwrap_or_else(|| panic!("« {tag} » is no tag"))
}

fn parse(text: &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let (inside, after) = after.split_once('}').expect("a brace of a report text is closed");
        parts.push(part(inside));
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

fn part(inside: &'static str) -> Part {
    if let Some(choice) = inside.strip_prefix('~') {
        let (number, options) = choice.split_once(':').expect("a choice is ~n:a|b");
        return Part::Choice(number.parse().expect("a choice has a number"), options.split('|').collect());
    }
    match inside.split_once('/') {
        Some((his, hers)) => Part::Agree(his, hers),
        None => Part::Slot(Slot::named(inside)),
    }
}

/// In the order of reasons.toml.
const FILES: [&str; 13] = [
    include_str!("../../data/demo/reports/fievre-enfant.tsv"),
    include_str!("../../data/demo/reports/renouvellement.tsv"),
    include_str!("../../data/demo/reports/tension-vertiges.tsv"),
    include_str!("../../data/demo/reports/lesion-peau.tsv"),
    include_str!("../../data/demo/reports/plaie-chronique.tsv"),
    include_str!("../../data/demo/reports/suivi-diabete.tsv"),
    include_str!("../../data/demo/reports/douleur-dos.tsv"),
    include_str!("../../data/demo/reports/toux.tsv"),
    include_str!("../../data/demo/reports/humeur-sommeil.tsv"),
    include_str!("../../data/demo/reports/resultat-examen.tsv"),
    include_str!("../../data/demo/reports/certificat.tsv"),
    include_str!("../../data/demo/reports/suivi-cardiologique.tsv"),
    include_str!("../../data/demo/reports/suivi-ehpad.tsv"),
];

#[cfg(test)]
pub(super) fn files() -> [&'static str; 13] {
    FILES
}
