//! Fills the slots of one report: each value is drawn once, agrees with the patient and the story, and is
//! kept as a measure of the act.

use jiff::civil::DateTime;

use super::acts::{Act, Measure, ParticipantRole, Requester};
use super::calendar::{day_plus, in_words, plus, working_day_from};
use super::dice::Dice;
use super::keys::{PatientKey, ReasonKey};
use super::patients::Patient;
use super::simulation::Ground;
use super::slots::{self, Article, Pressure, QUANTITIES, Range, Slot};
use super::templates::{Fragment, Part, Scenario};

pub(super) struct Writing<'w> {
    act: &'w Act,
    patient: &'w Patient,
    ground: &'w Ground<'w>,
    scenario: &'w Scenario,
    again: bool,
    dice: &'w mut Dice,
    at: DateTime,
    values: Vec<(Slot, String)>,
    days: Option<i32>,
    pub(super) measures: Vec<Measure>,
    /// The size of the wound at the control before.
    pub(super) wound: Option<(i32, i32)>,
    pub(super) measured_wound: Option<(i32, i32)>,
}

impl<'w> Writing<'w> {
    pub(super) fn new(
        act: &'w Act,
        patient: &'w Patient,
        ground: &'w Ground<'w>,
        (scenario, again): (&'w Scenario, bool),
        dice: &'w mut Dice,
    ) -> Self {
        let at = plus(act.opened_at.unwrap_or(act.asked.at), 3).min(ground.now);
        Self {
            act,
            patient,
            ground,
            scenario,
            again,
            dice,
            at,
            values: Vec::new(),
            days: None,
            measures: Vec::new(),
            wound: None,
            measured_wound: None,
        }
    }

    /// Whether a fragment would repeat a value already said.
    pub(super) fn has_used(&self, fragment: &Fragment) -> bool {
        fragment.parts.iter().any(|part| match part {
            Part::Slot(slot) => self.values.iter().any(|(known, _)| known == slot),
            _ => false,
        })
    }

    /// The text of a fragment.
    pub(super) fn text(&mut self, fragment: &Fragment) -> String {
        let mut text = String::with_capacity(160);
        for part in &fragment.parts {
            match part {
                Part::Text(words) => text.push_str(words),
                Part::Agree(his, hers) => text.push_str(if self.patient.female { hers } else { his }),
                Part::Choice(number, options) => {
                    let key = self.patient.key.0 * 7 + self.act.reason.0 * 13 + u32::from(*number) * 5;
                    text.push_str(options[key as usize % options.len()]);
                }
                Part::Slot(slot) => {
                    let value = self.value(*slot);
                    // a sentence begins with a capital, even when it begins with a treatment
                    let mut letters = value.chars();
                    match letters.next() {
                        Some(first) if text.is_empty() || text.ends_with(". ") => {
                            text.extend(first.to_uppercase());
                            text.push_str(letters.as_str());
                        }
                        _ => text.push_str(&value),
                    }
                }
            }
        }
        text
    }

    fn value(&mut self, slot: Slot) -> String {
        if let Some((_, value)) = self.values.iter().find(|(known, _)| *known == slot) {
            return value.clone();
        }
        let value = self.draw(slot);
        self.values.push((slot, value.clone()));
        value
    }

    fn draw(&mut self, slot: Slot) -> String {
        let day = self.at.date();
        match slot {
            Slot::Quantity(rank) => self.quantity(slot, rank),
            Slot::Pressure(kind) => self.pressure(slot, kind),
            Slot::Wound { before } => self.wound(before),
            Slot::Span(rank) => {
                let (low, high) = self.range(slot).map_or(slots::usual_span(rank), |range| range.first);
                let count = self.dice.between(low, high);
                if rank == 0 {
                    self.days = Some(count);
                }
                slots::span_in_words(rank, count)
            }
            Slot::Rank => {
                let _ = self.value(Slot::named("jours"));
                match self.days {
                    Some(days) if days > 1 => format!("{days}e"),
                    _ => "1er".to_owned(),
                }
            }
            Slot::Side { feminine } => side(self.patient.key, self.act.reason, feminine).to_owned(),
            Slot::Age => {
                let months = super::calendar::days_between(self.patient.born, day) * 100 / 3044;
                slots::age_in_words(self.patient.age_on(day), months)
            }
            Slot::Carer { capital } => self.carer(capital),
            Slot::Nurse => self.other(ParticipantRole::Assists),
            Slot::Colleague(article) => {
                let name = self.other(ParticipantRole::Requester);
                let article = match (article, name.starts_with("Dr")) {
                    (Article::None, _) | (Article::The, false) => "",
                    (Article::The, true) => "le ",
                    (Article::Of, true) => "du ",
                    (Article::Of, false) => "de ",
                };
                format!("{article}{name}")
            }
            Slot::Treatment => {
                let treatments = &self.patient.health.treatments;
                let dosed =
                    treatments.iter().find(|words| words.contains(|letter: char| letter.is_ascii_digit()));
                let treatment = dosed.or(treatments.first()).copied().unwrap_or("le traitement");
                // the name alone, the dose is on the prescription
                treatment.split(' ').next().unwrap_or(treatment).trim_end_matches(',').to_owned()
            }
            Slot::Treatments => self.patient.health.treatments.join(", "),
            Slot::DayIn(days) => in_words(working_day_from(day_plus(day, i32::from(days)))),
        }
    }

    fn quantity(&mut self, slot: Slot, rank: usize) -> String {
        let quantity = &QUANTITIES[rank];
        let adult = self.patient.age_on(self.at.date()) > 15;
        let value = match quantity.name {
            "dfg" => self.filtration(),
            _ => self.number(slot, rank),
        };
        self.keep(quantity.name, (value, None), quantity.decimals);
        // an adult's weight is a whole number of kilograms
        if quantity.name == "poids" && adult {
            return (value / 10).to_string();
        }
        slots::decimal(value, quantity.decimals)
    }

    /// A number in the story's range, else in the patient's.
    fn number(&mut self, slot: Slot, rank: usize) -> i32 {
        let age = self.patient.age_on(self.at.date());
        let usual = slots::usual(rank, &self.patient.health, age);
        let (low, high) = self.range(slot).map_or(usual, |range| range.first);
        if QUANTITIES[rank].name == "mm" {
            // the same lesion has the same size for the doctor and for the specialist
            return low + (self.patient.key.0 * 7 % (high - low + 1).unsigned_abs()).cast_signed();
        }
        self.dice.between(low, high)
    }

    /// Filtration goes with creatinine, age and sex, whether the creatinine is written or not.
    fn filtration(&mut self) -> i32 {
        let creatinine = Slot::named("creat");
        let _ = self.value(creatinine);
        let known = self.measures.iter().find(|measure| measure.what == "creat");
        let known = known.map_or(80, |measure| measure.value);
        slots::filtration(known, self.patient.age_on(self.at.date()), self.patient.female)
    }

    fn pressure(&mut self, slot: Slot, kind: Pressure) -> String {
        let (systolic, diastolic) = match self.range(slot) {
            Some(Range { first, second: Some(second), .. }) => {
                (self.dice.between(first.0, first.1), self.dice.between(second.0, second.1))
            }
            _ => slots::usual_pressure(kind, &self.patient.health, self.dice),
        };
        let name = match kind {
            Pressure::Seated => "ta",
            Pressure::Standing => "ta_debout",
            Pressure::Home => "ta_maison",
        };
        self.keep(name, (systolic, Some(diastolic)), 0);
        format!("{systolic}/{diastolic}")
    }

    /// « 2,1 × 1,4 »: a wound shrinks from control to control.
    fn wound(&mut self, before: bool) -> String {
        let first = (self.dice.between(13, 41), self.dice.between(8, 12));
        let current = match (self.measured_wound, self.wound) {
            (Some(current), _) => current,
            (None, Some((length, width))) => {
                let left = self.dice.between(72, 95);
                ((length * left / 100).max(4), (width * left / 100).max(3))
            }
            (None, None) => (first.0, first.0 * first.1 * 6 / 100),
        };
        if self.measured_wound.is_none() {
            self.measured_wound = Some(current);
            self.keep("plaie", (current.0, Some(current.1)), 1);
        }
        let (length, width) = if before {
            self.wound.unwrap_or((current.0 * 115 / 100 + 1, current.1 * 115 / 100 + 1))
        } else {
            current
        };
        format!("{}\u{a0}×\u{a0}{}", slots::decimal(length, 1), slots::decimal(width, 1))
    }

    fn carer(&self, capital: bool) -> String {
        let rank = match self.act.asked.by {
            Requester::Carer(rank) => usize::from(rank),
            _ => 0,
        };
        let carer = self.patient.carers.get(rank).or(self.patient.carers.first());
        let words = carer.map_or("la famille", |carer| carer.relation.in_words(self.patient.female));
        if capital {
            return words.replacen('s', "S", 1);
        }
        words.to_owned()
    }

    fn other(&self, role: ParticipantRole) -> String {
        let found = self.act.participants.iter().find(|other| other.role == role);
        let Some(who) = found.map(|other| self.ground.staff.person(other.professional)) else {
            return "un confrère".to_owned();
        };
        match role {
            ParticipantRole::Assists => format!("{} {}", who.given_name, who.family_name),
            ParticipantRole::Requester => format!("{}\u{a0}{}", who.civility, who.family_name),
        }
    }

    /// What the story says of a slot; a control has its own range when there is one.
    fn range(&self, slot: Slot) -> Option<&'w Range> {
        let ranges = self.scenario.ranges.iter().filter(|range| range.slot == slot);
        ranges.filter(|range| self.again || !range.again).max_by_key(|range| range.again)
    }

    fn keep(&mut self, what: &'static str, (value, second): (i32, Option<i32>), decimals: u8) {
        self.measures.push(Measure { what, value, second, decimals, at: self.at });
    }
}

/// The side of a complaint, the same from one report to the next.
pub(super) fn side(patient: PatientKey, reason: ReasonKey, feminine: bool) -> &'static str {
    match ((patient.0 * 31 + reason.0) / 3 % 2, feminine) {
        (0, false) => "droit",
        (0, true) => "droite",
        _ => "gauche",
    }
}
