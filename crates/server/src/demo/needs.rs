//! What people need on a day: how many requests by reason, season and weekday, from whom, through what.

use jiff::civil::{Date, DateTime, Weekday};

use super::acts::{Asked, AskedThrough, Requester};
use super::agenda::Modality;
use super::calendar::{at_minute, holiday, plus};
use super::communes::Roads;
use super::dice::{Dice, Weighted};
use super::keys::{ActKey, PatientKey, ProfessionalKey};
use super::patients::Patient;
use super::places::{Places, StructureKind};
use super::reasons::{Reason, Topic};
use super::staff::{Job, Staff};

/// A request that looks for a place.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) patient: PatientKey,
    pub(super) topic: Topic,
    pub(super) asked: Asked,
    /// The first moment that suits.
    pub(super) not_before: DateTime,
    pub(super) wish: Modality,
    /// Whether a remote act needs somebody beside the patient.
    pub(super) assisted: bool,
    /// The doctor to see again, for a control.
    pub(super) doctor: Option<ProfessionalKey>,
    pub(super) follows: Option<ActKey>,
}

pub(super) struct Demand<'a> {
    patients: &'a [Patient],
    places: &'a Places,
    staff: &'a Staff,
    reasons: &'a [Reason],
    roads: &'a Roads,
    weights: Vec<Weighted>,
    dice: Dice,
}

impl<'a> Demand<'a> {
    pub(super) fn new(
        seed: u64,
        today: Date,
        patients: &'a [Patient],
        (places, staff, reasons, roads): (&'a Places, &'a Staff, &'a [Reason], &'a Roads),
    ) -> Self {
        let weights = Topic::ALL
            .iter()
            .map(|(topic, _)| Weighted::new(patients.iter().map(|patient| weight(*topic, patient, today))))
            .collect();
        Self { patients, places, staff, reasons, roads, weights, dice: Dice::new(seed, "needs") }
    }

    /// The requests of a day, in no order.
    pub(super) fn of_day(&mut self, day: Date) -> Vec<Need> {
        let mut needs = Vec::new();
        for (rank, (topic, _)) in Topic::ALL.into_iter().enumerate() {
            let mean = daily_mean(topic) * season(topic, day) / 1000 * weekday(day) / 1000;
            for _ in 0..self.dice.count(mean) {
                let Some(patient) = self.weights[rank].draw(&mut self.dice) else { continue };
                let patient = &self.patients[patient];
                if patient.deceased_on.is_none_or(|died| died > day) {
                    needs.push(self.need(patient, topic, day));
                }
            }
        }
        needs
    }

    /// A call of this morning for something that cannot wait.
    pub(super) fn this_morning(&mut self, day: Date, doctor: ProfessionalKey) -> Option<Need> {
        let topics =
            [Topic::Cough, Topic::Pressure, Topic::Back, Topic::ChildFever, Topic::Skin, Topic::Result];
        let topic = *self.dice.pick(&topics);
        for _ in 0..400 {
            let patient = self.weights[topic.key().rank()].draw(&mut self.dice)?;
            let patient = &self.patients[patient];
            if patient.own_doctor == Some(doctor) && patient.deceased_on.is_none() {
                let mut need = self.need(patient, topic, day);
                need.asked.at = at_minute(day, self.dice.between(485, 715).unsigned_abs().try_into().ok()?);
                need.not_before = need.asked.at;
                return Some(need);
            }
        }
        None
    }

    fn need(&mut self, patient: &Patient, topic: Topic, day: Date) -> Need {
        let age = patient.age_on(day);
        let by = self.requester(patient, topic, age);
        let channel = self.channel(patient, by, age, day);
        let at = self.moment(channel, day);
        let reason = &self.reasons[topic.key().rank()];
        let written = matches!(channel, AskedThrough::Portal | AskedThrough::Professional);
        let words = (written || self.dice.chance(250)).then(|| self.dice.word(&reason.said).to_owned());
        let (wish, assisted) = self.wish(patient, topic, age);
        let wait = match topic {
            Topic::Renewal => self.dice.between(2, 12),
            Topic::Diabetes | Topic::Certificate => self.dice.between(2, 9),
            Topic::Result => self.dice.between(0, 3),
            Topic::Heart => self.dice.between(9, 34),
            Topic::Skin => self.dice.between(0, 4),
            _ => 0,
        };
        Need {
            patient: patient.key,
            topic,
            asked: Asked { at, by, channel, words, due_at: None },
            not_before: plus(at, 25 + wait * 1440),
            wish,
            assisted,
            doctor: None,
            follows: None,
        }
    }

    fn requester(&mut self, patient: &Patient, topic: Topic, age: i32) -> Requester {
        if let Some(home) = patient.residence {
            return Requester::Structure(self.places.sites[home.rank()].structure);
        }
        let dice = &mut self.dice;
        if age < 16 && !patient.carers.is_empty() {
            let rank = usize::from(patient.carers.len() > 1 && dice.chance(280));
            return Requester::Carer(u8::try_from(rank).unwrap_or(0));
        }
        if matches!(topic, Topic::Cough | Topic::Pressure | Topic::Back) && dice.chance(70) {
            return Requester::Sas;
        }
        if topic == Topic::Heart
            && dice.chance(450)
            && let Some(doctor) = patient.own_doctor
        {
            return Requester::Professional(doctor);
        }
        if topic == Topic::Wound && dice.chance(620) {
            return Requester::Professional(self.nurse_near(patient));
        }
        if topic == Topic::Renewal && dice.chance(25) {
            let pharmacists: Vec<_> = self.of_job(Job::Pharmacist, patient);
            if !pharmacists.is_empty() {
                return Requester::Professional(*self.dice.pick(&pharmacists));
            }
        }
        if !patient.carers.is_empty() && self.dice.chance(if age >= 84 { 560 } else { 330 }) {
            return Requester::Carer(0);
        }
        Requester::Patient
    }

    /// A home nurse near the patient: the nearest most often, else the next.
    pub(super) fn nurse_near(&mut self, patient: &Patient) -> ProfessionalKey {
        let mut nurses: Vec<_> = self
            .of_job(Job::Nurse, patient)
            .into_iter()
            .map(|nurse| (self.staff.person(nurse).structure, nurse))
            .filter(|(structure, _)| self.places.structures[structure.rank()].kind != StructureKind::CareHome)
            .map(|(structure, nurse)| {
                (self.roads.kilometres(patient.commune, self.places.seat(structure).commune), nurse)
            })
            .collect();
        nurses.sort_unstable();
        nurses.truncate(2);
        let rank = usize::from(nurses.len() > 1 && self.dice.chance(320));
        nurses[rank].1
    }

    fn of_job(&self, job: Job, patient: &Patient) -> Vec<ProfessionalKey> {
        let here = |territory| territory == patient.territory;
        let people = self.staff.people.iter();
        people.filter(|who| who.job == job && here(who.territories[0])).map(|who| who.key).collect()
    }

    fn channel(&mut self, patient: &Patient, by: Requester, age: i32, day: Date) -> AskedThrough {
        match by {
            Requester::Professional(_) | Requester::Structure(_) | Requester::Sas => {
                return AskedThrough::Professional;
            }
            Requester::Patient | Requester::Carer(_) => {}
        }
        let reached = patient.mail.is_some() || matches!(by, Requester::Carer(_));
        let portal = match (reached, age) {
            (false, _) => 0,
            (true, ..60) => 460,
            (true, 60..75) => 230,
            (true, 75..) => 90,
        };
        let closed = day.weekday() == Weekday::Sunday || holiday(day).is_some();
        if self.dice.chance(if closed && reached { 1000 } else { portal }) {
            AskedThrough::Portal
        } else if self.dice.chance(130) {
            AskedThrough::Desk
        } else {
            AskedThrough::Phone
        }
    }

    /// When the request comes: the phone rings most from 8:00 to 10:00, the portal stays open late.
    fn moment(&mut self, channel: AskedThrough, day: Date) -> DateTime {
        let saturday = day.weekday() == Weekday::Saturday;
        let minute = match channel {
            AskedThrough::Portal => self.dice.between(390, 1350),
            _ if saturday => self.dice.between(480, 720),
            _ if self.dice.chance(480) => self.dice.between(480, 600),
            _ => self.dice.between(600, 1125),
        };
        at_minute(day, minute.try_into().unwrap_or(600))
    }

    fn wish(&mut self, patient: &Patient, topic: Topic, age: i32) -> (Modality, bool) {
        // on site, telephone, video; in thousandths
        let shares = match topic {
            Topic::Renewal => [700, 180, 120],
            Topic::Result => [400, 450, 150],
            Topic::Pressure => [700, 200, 100],
            Topic::Back => [820, 80, 100],
            Topic::Cough => [790, 100, 110],
            Topic::ChildFever if age < 2 => [1000, 0, 0],
            Topic::ChildFever => [850, 50, 100],
            Topic::Skin => [810, 0, 190],
            Topic::Diabetes => [720, 140, 140],
            Topic::Mood => [740, 100, 160],
            Topic::Wound => [330, 0, 670],
            Topic::CareHome => [330, 150, 520],
            Topic::Heart => [640, 0, 360],
            Topic::Certificate => [1000, 0, 0],
        };
        let wish = match self.dice.weighted(&shares) {
            0 => Modality::OnSite,
            1 => Modality::Telephone,
            _ => Modality::Video,
        };
        let alone = patient.mail.is_some() && age < 80;
        let assisted = wish == Modality::Video
            && (matches!(topic, Topic::Wound | Topic::CareHome) || !alone || self.dice.chance(90));
        (wish, assisted)
    }
}

/// Requests a day, in thousandths, for the 5,300 people of both territories: about 5.5 acts a person a year,
/// the use of general practice in France (CNAM), controls not counted.
fn daily_mean(topic: Topic) -> u32 {
    match topic {
        Topic::ChildFever => 3_400,
        Topic::Renewal => 16_500,
        Topic::Pressure | Topic::Cough => 5_600,
        Topic::Skin => 4_600,
        Topic::Wound => 1_300,
        Topic::Diabetes => 3_600,
        Topic::Back => 4_400,
        Topic::Mood => 2_900,
        Topic::Result => 5_200,
        Topic::Certificate => 3_200,
        Topic::Heart => 4_200,
        Topic::CareHome => 3_000,
    }
}

fn season(topic: Topic, day: Date) -> u32 {
    let month = usize::from(day.month().unsigned_abs()) - 1;
    match topic {
        Topic::Cough => [1900, 1700, 1200, 800, 600, 400, 350, 350, 800, 1100, 1400, 1800][month],
        Topic::ChildFever => [1600, 1600, 1200, 900, 800, 600, 500, 450, 900, 1100, 1300, 1600][month],
        Topic::Certificate => [800, 700, 700, 700, 800, 1300, 900, 1100, 2400, 1200, 700, 600][month],
        Topic::Back => [900, 900, 1100, 1200, 1200, 1100, 1000, 900, 1000, 1000, 950, 850][month],
        _ => 1000,
    }
}

fn weekday(day: Date) -> u32 {
    if holiday(day).is_some() {
        return 150;
    }
    match day.weekday() {
        Weekday::Monday => 1320,
        Weekday::Tuesday => 1100,
        Weekday::Wednesday | Weekday::Thursday => 1000,
        Weekday::Friday => 1120,
        Weekday::Saturday => 420,
        Weekday::Sunday => 150,
    }
}

/// How often someone needs something, compared with others.
fn weight(topic: Topic, patient: &Patient, today: Date) -> u32 {
    let age = patient.age_on(today);
    let has = |slug| patient.health.conditions.contains(&slug);
    let treated = !patient.health.treatments.is_empty();
    let weight = match topic {
        Topic::CareHome => return if patient.residence.is_some() { 10 } else { 0 },
        Topic::Heart if has("fa") || has("coronaire") || has("insuffisance") => 10,
        Topic::Heart => u32::from(has("hta")),
        Topic::Wound if has("ulcere") => 10,
        Topic::Wound if has("diabete") && age > 55 => 6,
        Topic::Wound => u32::from(age > 80) * 3,
        _ if patient.residence.is_some() => 0,
        Topic::ChildFever => {
            [12, 12, 12, 8, 8, 8, 4, 4, 4, 4, 2, 2, 2, 1, 1].get(rank(age)).copied().unwrap_or(0)
        }
        Topic::Renewal if treated => 10 + u32::from(age >= 75) * 5,
        Topic::Renewal => u32::from(patient.female && (16..46).contains(&age)) * 3,
        Topic::Pressure if has("hta") => 10,
        Topic::Pressure => u32::from(age > 30) + u32::from(age > 50) * 2,
        Topic::Skin => 3 + u32::from(age > 70) * 3,
        Topic::Diabetes => u32::from(has("diabete")) * 10,
        Topic::Back => u32::from(age > 15) + u32::from(age > 20) * 4,
        Topic::Cough => 3 + u32::from(has("asthme")) * 6 + u32::from(has("bpco")) * 9,
        Topic::Mood => u32::from(age > 15) * 3 + u32::from(has("depression")) * 11,
        Topic::Result => u32::from(age > 18) * 2 + u32::from(age > 60) * 3,
        Topic::Certificate => match age {
            6..18 => 8,
            18..61 | 76.. => 3,
            _ => 0,
        },
    };
    // the people of the example screens come more often, so that their records have something to show
    if patient.key.0 < super::CHARACTERS { weight * 8 } else { weight }
}

fn rank(age: i32) -> usize {
    usize::try_from(age).unwrap_or(0)
}
