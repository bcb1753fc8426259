//! Looking for a place, as the desk and the portal do: the own GP first, then the territory, then the pool;
//! a control goes back to the same doctor, a slot of the SAS is for the SAS. Each step leaves its result.

use jiff::civil::DateTime;

use super::acts::{RelationToDoctor, Requester, Rung, Step, StepResult};
use super::agenda::{Audience, Modality, Place, Slot};
use super::calendar::plus;
use super::keys::ProfessionalKey;
use super::needs::Need;
use super::patients::Patient;
use super::places::StructureKind;
use super::reasons::Topic;
use super::simulation::Simulation;
use super::staff::{Job, Professional};

/// A place found, and the way there.
pub(super) struct Found {
    pub(super) place: Place,
    pub(super) modality: Modality,
    pub(super) relation: RelationToDoctor,
    pub(super) steps: Vec<Step>,
}

impl Simulation<'_> {
    pub(super) fn find(&mut self, need: &Need, patient: &Patient) -> Option<Found> {
        if let Some(doctor) = need.doctor {
            let deadline = plus(need.not_before, 12 * 1440);
            let (place, modality) =
                self.first_place(need, doctor, deadline, &[Audience::OwnPatients, Audience::Territory])?;
            let own = patient.own_doctor == Some(doctor);
            let relation = if own {
                RelationToDoctor::OwnDoctor
            } else {
                RelationToDoctor::Other("Contrôle demandé par ce médecin")
            };
            let rung = if own { Rung::OwnDoctor } else { Rung::Territory };
            let steps = vec![self.step(rung, place, StepResult::Chosen)];
            return Some(Found { place, modality, relation, steps });
        }
        if need.topic == Topic::Heart {
            return self.find_specialist(need);
        }
        self.find_on_ladder(need, patient)
    }

    fn find_specialist(&mut self, need: &Need) -> Option<Found> {
        let doctor = self.ground.staff.specialist("Cardiologie")?;
        let deadline = plus(need.not_before, 40 * 1440);
        let (place, modality) = self.first_place(need, doctor, deadline, &[Audience::Territory])?;
        let steps = vec![self.step(Rung::Specialist, place, StepResult::Chosen)];
        Some(Found { place, modality, relation: RelationToDoctor::Specialist, steps })
    }

    fn find_on_ladder(&mut self, need: &Need, patient: &Patient) -> Option<Found> {
        let reason = &self.ground.reasons[need.topic.key().rank()];
        let hours = i32::try_from(reason.delay_hours).unwrap_or(72);
        let deadline = plus(need.not_before, hours * 60);
        // people wait twice the delay for their own doctor when nothing presses
        let patience = if hours >= 120 { plus(need.not_before, hours * 120) } else { deadline };
        let mut steps = Vec::new();
        if need.asked.by == Requester::Sas {
            if let Some(found) = self.find_for_sas(need, deadline) {
                return Some(found);
            }
            steps.push(Step {
                rung: Rung::Sas,
                professional: None,
                first_place: None,
                result: StepResult::NoPlace,
            });
        }
        if let Some(doctor) = patient.own_doctor {
            let far = plus(need.not_before, 30 * 1440);
            let open = [Audience::OwnPatients, Audience::Territory];
            match self.first_place(need, doctor, far, &open) {
                Some((place, modality)) if self.book.read(place).0 <= patience => {
                    steps.push(self.step(Rung::OwnDoctor, place, StepResult::Chosen));
                    return Some(Found { place, modality, relation: RelationToDoctor::OwnDoctor, steps });
                }
                Some((place, _)) => steps.push(self.step(Rung::OwnDoctor, place, StepResult::TooLate)),
                None => steps.push(Step {
                    rung: Rung::OwnDoctor,
                    professional: Some(doctor),
                    first_place: None,
                    result: StepResult::NoPlace,
                }),
            }
        }
        let why = self.other_relation(patient);
        for (rung, doctors) in
            [(Rung::Territory, self.nearby(need, patient)), (Rung::Pool, self.pool(patient))]
        {
            if rung == Rung::Pool && (need.wish == Modality::OnSite && !self.dice.chance(300)) {
                steps.push(Step { rung, professional: None, first_place: None, result: StepResult::NotHeld });
                continue;
            }
            let best = self.soonest(need, doctors, deadline, Audience::Territory);
            if let Some((place, modality)) = best {
                steps.push(self.step(rung, place, StepResult::Chosen));
                return Some(Found { place, modality, relation: RelationToDoctor::Other(why), steps });
            }
            steps.push(Step { rung, professional: None, first_place: None, result: StepResult::NoPlace });
        }
        None
    }

    fn find_for_sas(&mut self, need: &Need, deadline: DateTime) -> Option<Found> {
        let patient = &self.ground.patients[need.patient.rank()];
        let doctors =
            self.ground.staff.people.iter().filter(|who| who.territories.contains(&patient.territory));
        let doctors: Vec<_> = doctors.filter(|who| who.job == Job::Doctor).map(|who| who.key).collect();
        let best = self.soonest(need, doctors, deadline, Audience::Sas);
        let (place, modality) = best?;
        let steps = vec![self.step(Rung::Sas, place, StepResult::Chosen)];
        Some(Found { place, modality, relation: RelationToDoctor::Sas, steps })
    }

    /// The soonest first place among several doctors.
    fn soonest(
        &mut self,
        need: &Need,
        doctors: Vec<ProfessionalKey>,
        until: DateTime,
        audience: Audience,
    ) -> Option<(Place, Modality)> {
        let places: Vec<_> = doctors
            .into_iter()
            .filter_map(|doctor| self.first_place(need, doctor, until, &[audience]))
            .collect();
        places.into_iter().min_by_key(|(place, _)| (self.book.read(*place).0, place.professional))
    }

    /// The place someone takes with a doctor: the wished modality, else another that the reason allows;
    /// the first one most often, sometimes the next.
    fn first_place(
        &mut self,
        need: &Need,
        doctor: ProfessionalKey,
        until: DateTime,
        audiences: &[Audience],
    ) -> Option<(Place, Modality)> {
        let reason = &self.ground.reasons[need.topic.key().rank()];
        let patient = &self.ground.patients[need.patient.rank()];
        let territory = patient.territory;
        // the reason's own rule: an infant with fever is seen on site
        let infant = need.topic == Topic::ChildFever && patient.age_on(need.asked.at.date()) < 2;
        let others =
            reason.modalities.list().filter(|other| *other != need.wish && !need.assisted && !infant);
        let skipped = self.dice.weighted(&[62, 24, 14]);
        for modality in std::iter::once(need.wish).chain(others) {
            let fits = |slot: &Slot| {
                slot.territory == territory
                    && slot.modalities.allows(modality)
                    && audiences.contains(&slot.audience)
            };
            let mut free = self.book.free(doctor, (need.not_before, until), reason.minutes, fits);
            if let Some(first) = free.next() {
                return Some((free.nth(skipped).unwrap_or(first), modality));
            }
        }
        None
    }

    pub(super) fn step(&self, rung: Rung, place: Place, result: StepResult) -> Step {
        let first_place = Some(self.book.read(place).0);
        Step { rung, professional: Some(place.professional), first_place, result }
    }

    /// Doctors open to the territory within 35 km, the four nearest.
    fn nearby(&self, need: &Need, patient: &Patient) -> Vec<ProfessionalKey> {
        let distance = |doctor: &Professional| {
            let seat = self.ground.places.seat(doctor.structure).commune;
            self.ground.roads.kilometres(patient.commune, seat)
        };
        let open = self.ground.staff.open_to(patient.territory, need.wish);
        let mut doctors: Vec<_> = open
            .into_iter()
            .map(|key| (distance(self.ground.staff.person(key)), key))
            .filter(|(km, key)| {
                Some(*key) != patient.own_doctor && *km <= 35 && self.ground.staff.person(*key).capacity > 0
            })
            .collect();
        doctors.sort_unstable();
        doctors.into_iter().take(4).map(|(_, key)| key).collect()
    }

    fn pool(&self, patient: &Patient) -> Vec<ProfessionalKey> {
        let pool = self.ground.places.structures.iter().find(|structure| {
            structure.kind == StructureKind::Pool && structure.territory == patient.territory
        });
        let people = self.ground.staff.people.iter();
        people.filter(|who| Some(who.structure) == pool.map(|pool| pool.key)).map(|who| who.key).collect()
    }

    fn other_relation(&mut self, patient: &Patient) -> &'static str {
        if patient.own_doctor.is_none() {
            return "Sans médecin traitant";
        }
        self.dice.word(&self.ground.sentences.other_relation)
    }
}
