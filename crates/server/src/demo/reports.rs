//! Writes the reports: chooses a story that fits the patient, the season and the way the act is held,
//! fills its slots with values that agree, and never serves a doctor the same sentence twice in ten reports.

use std::collections::HashMap;

use super::acts::{Act, Participant, ParticipantRole, Requester};
use super::agenda::Modality;
use super::dice::Dice;
use super::keys::PatientKey;
use super::patients::Patient;
use super::reasons::Topic;
use super::simulation::Ground;
use super::templates::{Fragment, Library, Scenario, Section, Tags};
use super::writing::Writing;

/// A sentence rests for this many reports of the same doctor.
const REST: u32 = 11;

/// What a report says.
pub(super) struct Written {
    pub(super) motif: String,
    pub(super) constat: String,
    pub(super) conclusion: String,
    pub(super) conduite: String,
    pub(super) measures: Vec<super::acts::Measure>,
    pub(super) story: &'static str,
}

pub(super) struct Writer<'a> {
    ground: Ground<'a>,
    library: Library,
    dice: Dice,
    /// For each professional, the rank of their report that last used each fragment.
    used: HashMap<usize, Vec<u32>>,
    /// For each professional, how many reports they wrote.
    written: HashMap<usize, u32>,
    /// Last size of each patient's wound, in tenths of a centimetre.
    wounds: HashMap<PatientKey, (i32, i32)>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(seed: u64, ground: Ground<'a>) -> Self {
        Self {
            ground,
            library: Library::load(),
            dice: Dice::new(seed, "reports"),
            used: HashMap::new(),
            written: HashMap::new(),
            wounds: HashMap::new(),
        }
    }

    /// Writes the report of an act. A control goes on with the story of the act that it follows; an opinion
    /// answers to it; `asks` tells that a specialist was asked after the act.
    pub(super) fn write(&mut self, act: &Act, before: Option<&'static str>, asks: bool) -> Written {
        let patient = &self.ground.patients[act.patient.rank()];
        let author = act.professional.rank();
        let rank = *self.written.entry(author).and_modify(|count| *count += 1).or_insert(REST + 1);
        let len = self.library.len;
        let used = self.used.entry(author).or_insert_with(|| vec![0; len]);
        // a control whose first act is older than the world is a control all the same
        let by_holder = act.asked.by == Requester::Professional(act.professional);
        let story = before.filter(|_| !act.is_expertise());
        let again = story.is_some() || (by_holder && act.follows.is_none());
        let mut tags = tags(act, patient, again, &self.ground);
        tags.set("avis", asks);
        let texts = self.library.of(Topic::of(act.reason));
        let mut choice = Choice { used, rank, tags, dice: &mut self.dice };
        let scenario = choice.scenario(&texts.scenarios, story, before);
        let constat = choice.constat(scenario);
        let [motif, conclusion, conduite] = [Section::Motif, Section::Conclusion, Section::Conduite]
            .map(|section| choice.fragment(scenario.after(constat, section, tags)));
        let pool =
            |section| texts.pool.iter().filter(move |small| small.section == section && small.fits(tags));
        let measure = choice.small(pool(Section::Mesure));
        let negative = choice.small(pool(Section::Negatif));
        let next = choice.small(pool(Section::Suivi).filter(|next| !(next.plans && conduite.plans)));
        let mut writing = Writing::new(act, patient, &self.ground, (scenario, again), &mut self.dice);
        writing.wound = self.wounds.get(&act.patient).copied();
        let [motif, constat, conclusion, conduite] =
            [motif, constat, conclusion, conduite].map(|fragment| writing.text(fragment));
        let measure =
            measure.filter(|fragment| !writing.has_used(fragment)).map(|fragment| writing.text(fragment));
        let negative = negative.map(|fragment| writing.text(fragment));
        let next = next.map(|fragment| writing.text(fragment));
        if let Some(wound) = writing.measured_wound {
            self.wounds.insert(act.patient, wound);
        }
        Written {
            motif,
            constat: joined([Some(constat), measure, negative]),
            conclusion,
            conduite: joined([Some(conduite), next, None]),
            measures: writing.measures,
            story: scenario.name,
        }
    }

    /// A sentence that corrects a report.
    pub(super) fn correction(&mut self, act: &Act) -> String {
        let patient = &self.ground.patients[act.patient.rank()];
        let sentence = self.dice.word(&self.ground.sentences.corrections);
        let days = i32::from(act.key.0.is_multiple_of(5)) * 3 + 7;
        let day = act.closed_at.unwrap_or(self.ground.now).date();
        let day = super::calendar::working_day_from(super::calendar::day_plus(day, days));
        let side = super::writing::side(patient.key, act.reason, false);
        sentence.replace("{dans7}", &super::calendar::in_words(day)).replace("{droit}", side)
    }
}

/// One choice of fragments for one report of one doctor.
struct Choice<'b> {
    used: &'b mut Vec<u32>,
    rank: u32,
    tags: Tags,
    dice: &'b mut Dice,
}

impl Choice<'_> {
    fn is_fresh(&self, fragment: &Fragment) -> bool {
        self.used[fragment.id] + REST < self.rank
    }

    /// The story that goes on, else one that fits and still has something new to say.
    fn scenario<'l>(
        &mut self,
        scenarios: &'l [Scenario],
        story: Option<&'static str>,
        _before: Option<&'static str>,
    ) -> &'l Scenario {
        let fits = |scenario: &Scenario| scenario.constats(self.tags, &|_| true).next().is_some();
        let fresh =
            |scenario: &Scenario| scenario.constats(self.tags, &|text| self.is_fresh(text)).next().is_some();
        let goes_on = |known: &&Scenario| Some(known.name) == story && known.has_controls() && fits(known);
        if let Some(scenario) = scenarios.iter().find(goes_on) {
            // when the story has nothing new to say, a control of any story does
            let other = scenarios.iter().find(|known| known.name == "controle" && fresh(known));
            return other.filter(|_| !fresh(scenario)).unwrap_or(scenario);
        }
        let weights: Vec<_> = scenarios
            .iter()
            .map(|scenario| {
                if !fits(scenario) {
                    return 0;
                }
                let new = scenario.constats(self.tags, &|fragment| self.is_fresh(fragment)).count();
                // a story told out is a last resort
                1 + scenario.weight * u32::try_from(new.min(3)).unwrap_or(0) * 20
            })
            .collect();
        assert!(weights.iter().any(|weight| *weight > 0), "no story of this reason fits {:?}", self.tags);
        &scenarios[self.dice.weighted(&weights)]
    }

    /// A constat that leads to new sentences, else any that leads to some.
    fn constat<'l>(&mut self, scenario: &'l Scenario) -> &'l Fragment {
        let fresh: Vec<_> = scenario
            .constats(self.tags, &|fragment| self.is_fresh(fragment))
            .map(|constat| constat.id)
            .collect();
        let all = scenario.fragments.iter().filter(|fragment| fragment.section == Section::Constat);
        if fresh.is_empty() {
            let told: Vec<_> = scenario.constats(self.tags, &|_| true).map(|constat| constat.id).collect();
            return self.fragment(all.filter(|constat| told.contains(&constat.id)));
        }
        self.fragment(all.filter(|constat| fresh.contains(&constat.id)))
    }

    /// A fragment that rested enough, else the one that rested longest.
    fn fragment<'l>(&mut self, fitting: impl Iterator<Item = &'l Fragment>) -> &'l Fragment {
        let fitting: Vec<_> = fitting.collect();
        let fresh: Vec<_> = fitting.iter().filter(|fragment| self.is_fresh(fragment)).collect();
        let chosen = if fresh.is_empty() {
            fitting
                .iter()
                .min_by_key(|fragment| self.used[fragment.id])
                .copied()
                .expect("a story that fits has all sections")
        } else {
            fresh[self.dice.rank(fresh.len())]
        };
        self.used[chosen.id] = self.rank;
        chosen
    }

    /// A small sentence, only when one has rested enough.
    fn small<'l>(&mut self, fitting: impl Iterator<Item = &'l Fragment>) -> Option<&'l Fragment> {
        let fresh: Vec<_> = fitting.filter(|fragment| self.is_fresh(fragment)).collect();
        if fresh.is_empty() || !self.dice.chance(780) {
            return None;
        }
        let chosen = fresh[self.dice.rank(fresh.len())];
        self.used[chosen.id] = self.rank;
        Some(chosen)
    }
}

/// What holds for an act: who the patient is, how it is held, when.
fn tags(act: &Act, patient: &Patient, again: bool, ground: &Ground<'_>) -> Tags {
    let day = act.opened_at.unwrap_or(act.asked.at).date();
    let age = patient.age_on(day);
    let health = &patient.health;
    let assists = |other: &Participant| other.role == ParticipantRole::Assists;
    let by_carer = matches!(act.asked.by, Requester::Carer(_));
    let month = day.month();
    let remote = matches!(act.modality, Modality::Telephone | Modality::Video);
    let mut tags = Tags::default();
    for (tag, holds) in [
        ("place", act.modality == Modality::OnSite),
        ("far", remote),
        ("tel", act.modality == Modality::Telephone),
        ("video", act.modality == Modality::Video),
        ("nurse", act.participants.iter().any(assists)),
        ("async", act.is_expertise()),
        ("gp", !act.is_expertise() && ground.staff.person(act.professional).is_generalist()),
        ("spe", !act.is_expertise() && !ground.staff.person(act.professional).is_generalist()),
        ("f", patient.female),
        ("m", !patient.female),
        ("petit", age < 3),
        ("ecole", (3..11).contains(&age)),
        ("child", age < 15),
        ("adult", (15..75).contains(&age)),
        ("old", age >= 75),
        ("young", (15..50).contains(&age)),
        ("first", !again),
        ("again", again),
        ("carer", by_carer),
        ("aidant", by_carer || (age < 15 && !patient.carers.is_empty())),
        ("ehpad", patient.residence.is_some()),
        ("sas", act.asked.by == Requester::Sas),
        ("winter", matches!(month, 12 | 1..=3)),
        ("summer", matches!(month, 6..=8)),
        ("grippe", matches!(month, 10..=12 | 1)),
        ("smoker", health.smokes),
        ("travail", health.works),
        ("penicilline", health.allergies.iter().any(|allergy| allergy.starts_with("Pénicilline"))),
        ("traite", !health.treatments.is_empty()),
    ] {
        tags.set(tag, holds);
    }
    for condition in &health.conditions {
        tags.set(condition, true);
    }
    tags
}

fn joined(sentences: [Option<String>; 3]) -> String {
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
