//! What an act leads to: a control with the same doctor, an act on site when a remote one did not do,
//! an opinion asked from a specialist.

use jiff::civil::DateTime;

use super::acts::{
    Asked, AskedThrough, Outcome, Participant, ParticipantRole, RelationToDoctor, Requester, Rung, Step,
    StepResult,
};
use super::agenda::{Modality, weekday_of};
use super::calendar::{at_minute, day_plus, is_working_day, plus, working_day_from};
use super::keys::{ActKey, PatientKey, ProfessionalKey};
use super::needs::Need;
use super::reasons::Topic;
use super::simulation::Simulation;

/// A control: chance in a thousand, first and last day, modality, whether somebody stands beside the patient.
struct Control(u32, i32, i32, Modality, bool);

impl Simulation<'_> {
    /// What follows an act that has just ended.
    pub(super) fn follow(&mut self, key: ActKey) {
        let act = &self.acts[key.rank()];
        let (Some(closed), Some(outcome)) = (act.closed_at, act.outcome) else { return };
        let topic = Topic::of(act.reason);
        match outcome {
            Outcome::Closed => {
                self.plan_control(key, topic, closed);
                self.ask_opinion(key, topic, closed);
            }
            Outcome::ConvertedOnSite => {
                self.see_again(key, topic, plus(closed, 60), Modality::OnSite, false);
            }
            Outcome::Interrupted => {
                let phone = self.ground.reasons[topic.key().rank()].modalities.allows(Modality::Telephone);
                let modality = if phone { Modality::Telephone } else { Modality::OnSite };
                self.see_again(key, topic, plus(closed, 30), modality, false);
            }
            Outcome::Absent | Outcome::CancelledByPatient | Outcome::CancelledByUs => {}
        }
    }

    fn plan_control(&mut self, key: ActKey, topic: Topic, closed: DateTime) {
        if self.chain_length(key) > 3 {
            return;
        }
        let remote = self.acts[key.rank()].modality.is_remote();
        let Control(chance, first, last, modality, assisted) = match topic {
            Topic::Wound => Control(800, 9, 13, Modality::Video, true),
            Topic::CareHome => Control(330, 7, 14, Modality::Video, true),
            Topic::Mood => Control(560, 13, 21, Modality::OnSite, false),
            Topic::Pressure if remote => Control(420, 5, 12, Modality::Telephone, false),
            Topic::Pressure => Control(420, 6, 14, Modality::OnSite, false),
            Topic::Diabetes => Control(170, 12, 20, Modality::Telephone, false),
            Topic::Back => Control(200, 8, 12, Modality::OnSite, false),
            Topic::Result => Control(70, 10, 16, Modality::Telephone, false),
            Topic::Cough => Control(50, 2, 5, Modality::OnSite, false),
            Topic::ChildFever => Control(60, 1, 2, Modality::OnSite, false),
            Topic::Renewal | Topic::Skin | Topic::Certificate | Topic::Heart => return,
        };
        if self.dice.chance(chance) {
            let days = self.dice.between(first, last);
            let not_before = working_day_from(day_plus(closed.date(), days)).at(8, 0, 0, 0);
            self.see_again(key, topic, not_before, modality, assisted);
        }
    }

    /// The doctor asks, at the end of the act, to see the patient again.
    fn see_again(&mut self, key: ActKey, topic: Topic, not_before: DateTime, wish: Modality, assisted: bool) {
        let act = &self.acts[key.rank()];
        let Some(closed) = act.closed_at else { return };
        let doctor = act.professional;
        let need = Need {
            patient: act.patient,
            topic,
            asked: Asked {
                at: closed,
                by: Requester::Professional(doctor),
                channel: AskedThrough::Professional,
                words: None,
                due_at: None,
            },
            not_before,
            wish,
            assisted,
            doctor: Some(doctor),
            follows: Some(key),
        };
        self.ask(need);
    }

    fn chain_length(&self, key: ActKey) -> usize {
        std::iter::successors(Some(key), |key| self.acts[key.rank()].follows).count()
    }

    /// A GP asks a specialist.
    fn ask_opinion(&mut self, key: ActKey, topic: Topic, closed: DateTime) {
        let act = &self.acts[key.rank()];
        let (patient, requester) = (act.patient, act.professional);
        let generalist = self.ground.staff.person(requester).is_generalist();
        let here = self.ground.staff.person(requester).territories[0] == act.territory;
        let adult = self.ground.patients[patient.rank()].age_on(closed.date()) >= 16;
        if !generalist || !here || !adult {
            return;
        }
        let (chance, speciality, about) = match topic {
            Topic::Skin => (360, "Dermatologie", Topic::Skin),
            Topic::Wound => (170, "Dermatologie", Topic::Wound),
            Topic::Diabetes => (110, "Endocrinologie et diabétologie", Topic::Diabetes),
            Topic::Mood => (110, "Psychiatrie", Topic::Mood),
            Topic::CareHome => (150, "Gériatrie", Topic::CareHome),
            Topic::Pressure => (90, "Cardiologie", Topic::Heart),
            _ => return,
        };
        if self.dice.chance(chance) {
            let at = plus(closed, self.dice.between(3, 25));
            self.ask_expert((patient, requester), about, speciality, at, Some(key));
        }
    }

    /// A care home's nurse asks the geriatrician directly.
    pub(super) fn ask_geriatrician(&mut self, need: &Need) {
        let Some(home) = self.ground.patients[need.patient.rank()].residence else { return };
        let structure = self.ground.places.sites[home.rank()].structure;
        let nurse = self.ground.staff.people.iter().find(|person| person.structure == structure);
        if let Some(nurse) = nurse.map(|nurse| nurse.key) {
            self.ask_expert((need.patient, nurse), Topic::CareHome, "Gériatrie", need.asked.at, None);
        }
    }

    fn ask_expert(
        &mut self,
        (patient, requester): (PatientKey, ProfessionalKey),
        topic: Topic,
        speciality: &str,
        at: DateTime,
        follows: Option<ActKey>,
    ) {
        let Some(expert) = self.ground.staff.specialist(speciality).filter(|_| at <= self.ground.now) else {
            return;
        };
        // urgency classes 24 h, 72 h, 7 days
        let hours = [24, 72, 168][self.dice.weighted(&[22, 43, 35])];
        let asked = Asked {
            at,
            by: Requester::Professional(requester),
            channel: AskedThrough::Professional,
            words: Some(self.dice.word(&self.ground.reasons[topic.key().rank()].said).to_owned()),
            due_at: Some(plus(at, hours * 60)),
        };
        let need = Need {
            patient,
            topic,
            asked,
            not_before: at,
            wish: Modality::Asynchronous,
            assisted: false,
            doctor: Some(expert),
            follows,
        };
        let act = self.new_act(need, expert, Modality::Asynchronous, Vec::new());
        let place = self.ground.patients[patient.rank()].residence;
        let act = &mut self.acts[act.rank()];
        act.place = place;
        act.relation = RelationToDoctor::Specialist;
        act.steps.push(Step {
            rung: Rung::Specialist,
            professional: Some(expert),
            first_place: None,
            result: StepResult::Chosen,
        });
        act.participants.push(Participant { professional: requester, role: ParticipantRole::Requester });
        let key = act.key;
        self.answer(key, expert, at, hours);
    }

    /// The expert answers in one of the next advice hours, seldom after the promised delay.
    fn answer(&mut self, key: ActKey, expert: ProfessionalKey, asked: DateTime, hours: i32) {
        let skipped = match hours {
            24 => self.dice.weighted(&[88, 12]),
            72 => self.dice.weighted(&[56, 26, 11, 5, 2]),
            _ => self.dice.weighted(&[38, 22, 15, 10, 7, 5, 3]),
        };
        let windows = &self.ground.staff.person(expert).advice;
        let away = |day| {
            let mut leaves = self.ground.leaves.iter();
            leaves.any(|leave| leave.professional == expert && leave.first <= day && day <= leave.last)
        };
        let opened = (0..60)
            .map(|offset| day_plus(asked.date(), offset))
            .filter(|day| is_working_day(*day) && !away(*day))
            .flat_map(|day| {
                let open = windows.iter().filter(move |(weekday, _, _)| *weekday == weekday_of(day));
                open.map(move |(_, start, end)| (at_minute(day, *start), at_minute(day, *end)))
            })
            .filter(|(_, end)| *end > plus(asked, 20))
            .nth(skipped);
        let Some((start, end)) = opened else { return };
        let start = start.max(plus(asked, 5));
        let width = super::calendar::minutes_between(start, plus(end, -10)).max(1);
        let opened = plus(start, self.dice.between(0, width));
        if opened > self.ground.now {
            return;
        }
        self.open(key, opened);
        let closed = plus(opened, self.dice.bell(3, 13));
        if closed > self.ground.now {
            return;
        }
        self.close(key, closed);
        self.sign(key, closed);
    }
}
