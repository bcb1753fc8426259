//! What is known of a patient's health before the first act: long-term conditions, treatments, allergies,
//! usual weight and tension. It makes reports coherent with each other; it is not medicine.

use super::dice::Dice;

/// The background of a patient.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Health {
    /// Slugs of long-term conditions, as in `data/demo/treatments.tsv`.
    pub conditions: Vec<&'static str>,
    /// The same in words.
    pub conditions_in_words: Vec<&'static str>,
    /// Usual treatments, with their dose.
    pub treatments: Vec<&'static str>,
    /// Known allergies and their reaction.
    pub allergies: Vec<&'static str>,
    /// Whether they smoke.
    pub smokes: bool,
    /// Whether they have a job.
    pub works: bool,
    /// Usual weight in hundreds of grams.
    pub weight_hg: u16,
    /// Usual systolic and diastolic pressure, mmHg.
    pub pressure: (u16, u16),
}

struct Condition {
    slug: &'static str,
    words: &'static str,
    from_age: i32,
    /// At 40, 60 and 80 years.
    per_mille: [u32; 3],
    treatments: Vec<&'static str>,
}

pub(super) struct Clinic {
    conditions: Vec<Condition>,
    allergies: Vec<(u32, &'static str)>,
}

impl Clinic {
    pub(super) fn load() -> Self {
        let lines = |text: &'static str| text.lines().filter(|line| !line.starts_with('#'));
        let conditions = lines(include_str!("../../data/demo/treatments.tsv")).map(condition).collect();
        let allergies = lines(include_str!("../../data/demo/allergies.tsv"))
            .map(|line| {
                let (weight, words) = line.split_once('\t').expect("a weight and an allergy");
                (weight.parse().expect("a weight is a number"), words)
            })
            .collect();
        Self { conditions, allergies }
    }

    /// The background of someone of an age in years (and months for infants).
    pub(super) fn draw(&self, dice: &mut Dice, age: i32, months: i32, female: bool) -> Health {
        let mut health = Health {
            smokes: (16..70).contains(&age) && dice.chance(240),
            works: (19..63).contains(&age) && dice.chance(760),
            weight_hg: weight(dice, age, months, female),
            ..Health::default()
        };
        for condition in &self.conditions {
            if age >= condition.from_age && dice.chance(prevalence(&condition.per_mille, age)) {
                add(&mut health, condition, dice);
            }
        }
        if dice.chance(if age < 15 { 35 } else { 110 }) {
            let weights: Vec<_> = self.allergies.iter().map(|(weight, _)| *weight).collect();
            health.allergies.push(self.allergies[dice.weighted(&weights)].1);
        }
        let treated = health.conditions.contains(&"hta");
        let systolic = if age < 15 { 88 + age * 2 } else { 112 + age / 5 + if treated { 7 } else { 0 } };
        let systolic = systolic + dice.bell(-9, 9);
        let diastolic = systolic * 58 / 100 + dice.bell(-4, 4);
        health.pressure =
            (systolic.unsigned_abs().try_into().unwrap_or(120), diastolic.try_into().unwrap_or(70));
        health
    }

    /// Gives someone the conditions named.
    pub(super) fn give(&self, health: &mut Health, slugs: &str, dice: &mut Dice) {
        health.conditions.clear();
        health.conditions_in_words.clear();
        health.treatments.clear();
        for slug in slugs.split(',').filter(|slug| *slug != "-") {
            let condition = self.conditions.iter().find(|condition| condition.slug == slug);
            add(health, condition.expect("people.tsv names conditions of treatments.tsv"), dice);
        }
    }
}

fn condition(line: &'static str) -> Condition {
    let mut fields = line.split('\t');
    let mut field = || fields.next().expect("treatments.tsv has seven columns");
    let (slug, words, from_age) = (field(), field(), field().parse().expect("an age"));
    let mut rate = || field().parse().expect("a rate for a thousand");
    let per_mille = [rate(), rate(), rate()];
    Condition { slug, words, from_age, per_mille, treatments: field().split('|').collect() }
}

fn add(health: &mut Health, condition: &Condition, dice: &mut Dice) {
    health.conditions.push(condition.slug);
    health.conditions_in_words.push(condition.words);
    let drawn = dice.word(&condition.treatments);
    for treatment in drawn.split(" + ").filter(|treatment| *treatment != "-") {
        let molecule = |text: &'static str| text.split(' ').next();
        if !health.treatments.iter().any(|known| molecule(known) == molecule(treatment)) {
            health.treatments.push(treatment);
        }
    }
}

/// Straight lines between 40, 60 and 80 years, level outside.
fn prevalence(per_mille: &[u32; 3], age: i32) -> u32 {
    let years = |from: i32| u32::try_from((age - from).clamp(0, 20)).unwrap_or(0);
    let step = |low: u32, high: u32, years: u32| (low * (20 - years) + high * years) / 20;
    match age {
        ..60 => step(per_mille[0], per_mille[1], years(40)),
        60.. => step(per_mille[1], per_mille[2], years(60)),
    }
}

/// Medians of the French growth charts up to fifteen (rounded), then a wide bell.
fn weight(dice: &mut Dice, age: i32, months: i32, female: bool) -> u16 {
    const CHILD_HG: [i32; 16] =
        [90, 100, 125, 145, 165, 185, 210, 235, 260, 290, 325, 365, 410, 460, 510, 550];
    let middle = match age {
        0 => 36 + (months * 7).min(57),
        1..=15 => CHILD_HG[usize::try_from(age).unwrap_or(0)],
        _ if female => 665 - (age - 60).max(0) * 3,
        _ => 800 - (age - 60).max(0) * 4,
    };
    let spread = if age > 15 { middle / 4 } else { middle / 8 };
    (middle + dice.bell(-spread, spread)).try_into().unwrap_or(600)
}
