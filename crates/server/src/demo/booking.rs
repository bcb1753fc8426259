//! What the desk does with a request: book it in the place found, add it over a full agenda, leave it for
//! the next round in a care home, or put it on the waiting list.

use jiff::civil::DateTime;

use super::acts::{
    Act, Appointment, AskedThrough, Participant, ParticipantRole, RelationToDoctor, Requester, Rung,
    StepResult, Waiting,
};
use super::agenda::{Modality, Place};
use super::calendar::{at_minute, plus};
use super::keys::{ActKey, ProfessionalKey, SiteKey};
use super::ladder::Found;
use super::needs::Need;
use super::patients::Patient;
use super::places::StructureKind;
use super::reasons::Topic;
use super::simulation::Simulation;
use super::staff::Job;

impl Simulation<'_> {
    /// A request comes: it finds a place, is added over the agenda, joins a round, or waits.
    pub(super) fn ask(&mut self, need: Need) {
        let patient = &self.ground.patients[need.patient.rank()];
        if need.topic == Topic::CareHome && need.wish == Modality::OnSite {
            self.rounds.push(need);
            return;
        }
        if need.topic == Topic::CareHome && need.follows.is_none() && self.dice.chance(110) {
            self.ask_geriatrician(&need);
            return;
        }
        match self.find(&need, patient) {
            Some(found) => {
                let act = self.book_act(need, found);
                self.draw_change(act);
            }
            None if can_be_added(&need) => self.overbook(need, patient),
            None => self.wait(&need, patient),
        }
    }

    /// Makes the act and its appointment.
    pub(super) fn book_act(&mut self, need: Need, found: Found) -> ActKey {
        let (start, minutes, site) = self.book.read(found.place);
        let doctor = found.place.professional;
        let appointment = self.appointment(&need, doctor, site, (start, minutes), found.modality);
        let act = self.new_act(need, doctor, found.modality, vec![appointment]);
        self.acts[act.rank()].relation = found.relation;
        self.acts[act.rank()].steps = found.steps;
        self.book.take(found.place, act);
        self.agenda.entry((start.date(), doctor)).or_default().push(act);
        act
    }

    /// Books with the own GP in a place already found.
    pub(super) fn book_found(&mut self, need: Need, place: Place) {
        let steps = vec![self.step(Rung::OwnDoctor, place, StepResult::Chosen)];
        let modality = need.wish;
        self.book_act(need, Found { place, modality, relation: RelationToDoctor::OwnDoctor, steps });
    }

    fn appointment(
        &mut self,
        need: &Need,
        doctor: ProfessionalKey,
        site: SiteKey,
        (start, minutes): (DateTime, u16),
        modality: Modality,
    ) -> Appointment {
        let wait = match need.asked.channel {
            AskedThrough::Phone | AskedThrough::Desk => self.dice.between(1, 4),
            AskedThrough::Portal => self.dice.between(2, 7),
            AskedThrough::Professional => self.dice.between(1, 20),
        };
        let booked_by = match (need.asked.channel, need.asked.by) {
            (AskedThrough::Portal, _) | (_, Requester::Sas) => None,
            (AskedThrough::Professional, Requester::Professional(who)) if need.follows.is_some() => Some(who),
            _ => self.ground.staff.secretary_of(doctor),
        };
        Appointment {
            professional: doctor,
            site,
            start,
            minutes,
            modality,
            booked_at: plus(need.asked.at, wait).min(start).min(self.ground.now),
            booked_by,
            overbooked: None,
            walk_in: false,
            arrived_at: None,
            late_minutes: None,
            cancelled_at: None,
            moved_because: None,
        }
    }

    /// A new act, with its place and who stands beside the patient.
    pub(super) fn new_act(
        &mut self,
        need: Need,
        doctor: ProfessionalKey,
        modality: Modality,
        appointments: Vec<Appointment>,
    ) -> ActKey {
        let key = ActKey::from_rank(self.acts.len());
        let patient = &self.ground.patients[need.patient.rank()];
        let (place, assistant) = match modality {
            Modality::OnSite => (appointments.last().map(|appointment| appointment.site), None),
            // a wound or a resident is never shown without somebody beside
            Modality::Video if need.assisted || matches!(need.topic, Topic::Wound | Topic::CareHome) => {
                self.assistance(&need, patient)
            }
            _ => (patient.residence, None),
        };
        let participants = assistant
            .map(|professional| Participant { professional, role: ParticipantRole::Assists })
            .into_iter()
            .collect();
        self.acts.push(Act {
            key,
            territory: patient.territory,
            patient: patient.key,
            reason: need.topic.key(),
            modality,
            professional: doctor,
            place,
            asked: need.asked,
            relation: RelationToDoctor::OwnDoctor,
            steps: Vec::new(),
            appointments,
            participants,
            consent_at: None,
            opened_at: None,
            closed_at: None,
            outcome: None,
            ended_because: None,
            without_it: None,
            minutes: None,
            kilometres: None,
            measures: Vec::new(),
            reports: Vec::new(),
            evaluation: None,
            follows: need.follows,
        });
        key
    }

    /// Where an assisted patient is, and with whom: the care home's nurse, a nurse at home, or a pharmacy.
    fn assistance(&mut self, need: &Need, patient: &Patient) -> (Option<SiteKey>, Option<ProfessionalKey>) {
        let staff = self.ground.staff;
        let of_structure = |site: SiteKey| {
            let structure = self.ground.places.sites[site.rank()].structure;
            staff.people.iter().find(|person| person.structure == structure).map(|person| person.key)
        };
        if let Some(home) = patient.residence {
            return (Some(home), of_structure(home));
        }
        if let Requester::Professional(who) = need.asked.by
            && staff.person(who).job == Job::Nurse
        {
            return (None, Some(who));
        }
        if need.topic == Topic::Wound || self.dice.chance(550) {
            return (None, Some(self.demand.nurse_near(patient)));
        }
        let pharmacies: Vec<_> = self
            .ground
            .places
            .sites_of(StructureKind::Pharmacy, patient.territory)
            .map(|site| site.key)
            .collect();
        let nearest =
            pharmacies.into_iter().filter(|site| of_structure(*site).is_some()).min_by_key(|site| {
                self.ground.roads.kilometres(patient.commune, self.ground.places.sites[site.rank()].commune)
            });
        match nearest {
            Some(site) => (Some(site), of_structure(site)),
            None => (None, Some(self.demand.nurse_near(patient))),
        }
    }

    /// Adds someone between two appointments, with a reason.
    fn overbook(&mut self, need: Need, patient: &Patient) {
        let Some(doctor) = patient.own_doctor else { return self.wait(&need, patient) };
        let day = need.not_before.date();
        let after = need.not_before;
        let slots = self.book.day(doctor, day).iter().filter(|slot| slot.territory == patient.territory);
        let starts: Vec<_> = slots
            .filter(|slot| {
                at_minute(day, slot.start) > plus(after, 30) && slot.modalities.allows(Modality::OnSite)
            })
            .map(|slot| (at_minute(day, slot.start + 10), slot.site))
            .collect();
        if starts.is_empty() {
            return self.wait(&need, patient);
        }
        let place = *self.dice.pick(&starts);
        let reason = self.dice.word(&self.ground.sentences.overbooked);
        self.add_over(need, doctor, place, reason, false);
    }

    /// Books over the agenda, or takes in somebody who came without appointment.
    pub(super) fn add_over(
        &mut self,
        need: Need,
        doctor: ProfessionalKey,
        (start, site): (DateTime, SiteKey),
        reason: &'static str,
        walk_in: bool,
    ) {
        let mut appointment = self.appointment(&need, doctor, site, (start, 10), Modality::OnSite);
        appointment.overbooked = Some(reason);
        appointment.walk_in = walk_in;
        let own = self.ground.patients[need.patient.rank()].own_doctor == Some(doctor);
        let act = self.new_act(need, doctor, Modality::OnSite, vec![appointment]);
        if !own {
            self.acts[act.rank()].relation = RelationToDoctor::Other("Venu sans rendez-vous");
        }
        self.agenda.entry((start.date(), doctor)).or_default().push(act);
    }

    fn wait(&mut self, need: &Need, patient: &Patient) {
        let hours = self.ground.reasons[need.topic.key().rank()].delay_hours;
        self.waiting.push(Waiting {
            patient: patient.key,
            professional: patient.own_doctor,
            reason: need.topic.key(),
            since: need.asked.at,
            before: plus(need.not_before, i32::try_from(hours * 60).unwrap_or(0) + 7 * 1440).date(),
            wish: self.dice.word(&self.ground.sentences.waiting),
        });
    }
}

/// What cannot wait for the next free place.
fn can_be_added(need: &Need) -> bool {
    need.wish == Modality::OnSite
        && matches!(
            need.topic,
            Topic::ChildFever | Topic::Cough | Topic::Back | Topic::Pressure | Topic::Wound
        )
}
