//! What happens on the day: who comes, who is late, who does not come; how long acts last, how they end,
//! what they lead to. Today stops in the middle of the half-day.

use jiff::civil::{Date, DateTime};

use super::acts::{Act, Ended, Outcome, RelationToDoctor, Report, Transport, WithoutIt};
use super::agenda::{Modality, block_stands, minute_of};
use super::calendar::{at_minute, minutes_between, plus};
use super::keys::{ActKey, ProfessionalKey};
use super::reasons::Topic;
use super::simulation::Simulation;

/// What a patient does with an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Arrives so many minutes after the start (before when negative).
    Comes(i32),
    /// Does not come, does not answer.
    Absent,
}

impl Simulation<'_> {
    /// Holds everything that was booked on a day, professional after professional.
    pub(super) fn hold_day(&mut self, day: Date) {
        if day == self.ground.now.date() {
            self.fill_this_morning(day);
        }
        for rank in 0..self.ground.staff.people.len() {
            let professional = ProfessionalKey::from_rank(rank);
            self.take_walk_ins(day, professional);
            let keys = self.agenda.get(&(day, professional)).cloned().unwrap_or_default();
            let mut list: Vec<_> =
                keys.into_iter().filter(|key| self.is_held_by(*key, professional, day)).collect();
            list.sort_by_key(|key| (self.acts[key.rank()].appointment().map(|booked| booked.start), *key));
            // an appointment moved within the day is listed twice
            list.dedup();
            let fates: Vec<_> = list.iter().map(|key| self.fate(*key)).collect();
            let fates = self.as_promised(professional, day, &list, fates);
            self.hold(&list, &fates);
            self.make_round(day, professional);
        }
    }

    /// Whether the current appointment of an act is on this day and stands.
    fn is_held_by(&self, key: ActKey, professional: ProfessionalKey, day: Date) -> bool {
        let act = &self.acts[key.rank()];
        let current = act.appointment().filter(|booked| booked.cancelled_at.is_none());
        act.outcome.is_none()
            && current.is_some_and(|booked| booked.professional == professional && booked.start.date() == day)
    }

    /// How often people do not come: 2.6 % for a GP, 5.4 % for a new patient, more when the wait was long
    /// (Doctolib and Fondation Jean-Jaurès, 2023 and 2024).
    fn fate(&mut self, key: ActKey) -> Fate {
        let act = &self.acts[key.rank()];
        let Some(booked) = act.appointment() else { return Fate::Absent };
        let patient = self.patient(key);
        let age = patient.age_on(booked.start.date());
        let wait = minutes_between(booked.booked_at, booked.start) / 1440;
        let attended =
            !act.participants.is_empty() || patient.residence.is_some() || booked.overbooked.is_some();
        let absent = match age {
            _ if attended => 2,
            16..36 => 72,
            75.. => 19,
            _ => 37,
        };
        let absent = absent + if wait > 14 && !attended { 18 } else { 0 };
        if booked.walk_in {
            return Fate::Comes(-2);
        }
        let remote = booked.modality.is_remote();
        if self.dice.chance(absent) {
            Fate::Absent
        } else if self.dice.chance(if remote { 30 } else { 62 }) {
            Fate::Comes(self.dice.between(8, 28))
        } else if remote {
            Fate::Comes(self.dice.bell(-8, 3))
        } else {
            Fate::Comes(self.dice.bell(-22, 4))
        }
    }

    /// Holds a list in order; what would open after now stays as it is.
    fn hold(&mut self, list: &[ActKey], fates: &[Fate]) {
        let now = self.ground.now;
        let mut free_at: Option<DateTime> = None;
        let mut held = Vec::new();
        let mut present = Vec::new();
        for (key, fate) in list.iter().zip(fates) {
            let Some(booked) = self.acts[key.rank()].appointment().cloned() else { continue };
            match fate {
                Fate::Absent => self.miss(*key, booked.start),
                Fate::Comes(minutes) => {
                    let arrival = plus(booked.start, *minutes).max(plus(booked.booked_at, 1));
                    present.push((arrival.max(booked.start), arrival, *key, booked));
                }
            }
        }
        // someone late lets the next one in
        present.sort_by_key(|(turn, _, key, _)| (*turn, *key));
        for (_, arrival, key, booked) in present {
            self.arrive(key, booked.start, arrival);
            // a doctor who is early takes the next one who is there
            let ready = free_at.unwrap_or(plus(booked.start, -4)).max(plus(booked.start, -25));
            let opened = ready.max(plus(arrival, 1));
            if opened > now {
                continue;
            }
            let planned = i32::from(booked.minutes).min(30);
            let minutes = self.dice.bell(planned * 55 / 100, planned * 115 / 100).max(4);
            let closed = plus(opened, minutes);
            free_at = Some(plus(closed, 1));
            self.open(key, opened);
            if closed < now {
                self.close(key, closed);
                held.push(key);
            } else {
                self.draft(key);
                // nobody else enters while the door is shut
                free_at = Some(plus(now, 1));
            }
        }
        for key in held {
            self.sign(key, free_at.unwrap_or(now));
            self.follow(key);
        }
    }

    fn arrive(&mut self, key: ActKey, start: DateTime, arrival: DateTime) {
        let now = self.ground.now;
        let Some(booked) = self.acts[key.rank()].appointments.last_mut() else { return };
        let late = minutes_between(start, arrival);
        if arrival <= now {
            booked.arrived_at = Some(arrival);
        }
        // someone late calls, or is seen to be late once the hour has passed
        if late >= 6 && plus(start, 5) <= now {
            booked.late_minutes = u16::try_from(late).ok();
        }
    }

    fn miss(&mut self, key: ActKey, start: DateTime) {
        let at = plus(start, self.dice.between(13, 20));
        if at <= self.ground.now {
            let act = &mut self.acts[key.rank()];
            act.outcome = Some(Outcome::Absent);
            let because = if act.modality.is_remote() {
                "Pas de réponse, deux appels"
            } else {
                "Pas venu, pas prévenu"
            };
            act.ended_because = Some(Ended { at, because });
        }
    }

    pub(super) fn open(&mut self, key: ActKey, at: DateTime) {
        let now = self.ground.now;
        let act = &mut self.acts[key.rank()];
        act.opened_at = Some(at);
        act.consent_at = Some(plus(at, 1).min(now));
    }

    /// Closes an act: as a rule held to its end, sometimes converted or interrupted.
    pub(super) fn close(&mut self, key: ActKey, at: DateTime) {
        let remote = self.acts[key.rank()].modality.is_remote();
        let video = self.acts[key.rank()].modality == Modality::Video;
        let assisted = !self.acts[key.rank()].participants.is_empty();
        let ending = if video && self.dice.chance(22) {
            let because = self.dice.word(&self.ground.sentences.interrupted);
            Some((Outcome::Interrupted, because))
        } else if remote && !assisted && self.dice.chance(34) {
            Some((Outcome::ConvertedOnSite, self.dice.word(&self.ground.sentences.converted)))
        } else {
            None
        };
        let without_it = remote.then(|| self.without_it(key));
        let kilometres = remote.then(|| self.kilometres(key));
        let act = &mut self.acts[key.rank()];
        act.closed_at = Some(at);
        act.minutes = act.opened_at.and_then(|opened| u16::try_from(minutes_between(opened, at)).ok());
        act.outcome = Some(ending.map_or(Outcome::Closed, |(outcome, _)| outcome));
        act.ended_because = ending.map(|(_, because)| Ended { at, because });
        if ending.is_none() {
            act.without_it = without_it;
            act.kilometres = kilometres;
        }
    }

    /// What the doctor answers to « Sans cet acte… ».
    fn without_it(&mut self, key: ActKey) -> WithoutIt {
        let act = &self.acts[key.rank()];
        let resident = self.patient(key).residence.is_some();
        let assisted = !act.participants.is_empty();
        let shares = match (act.modality, resident, assisted) {
            (Modality::Asynchronous, true, _) => [300, 160, 300, 60, 90, 90],
            (Modality::Asynchronous, false, _) => [580, 40, 90, 140, 90, 60],
            (_, true, _) => [90, 230, 420, 60, 100, 100],
            (_, false, true) => [270, 140, 290, 140, 80, 80],
            _ => [520, 60, 60, 140, 100, 120],
        };
        match self.dice.weighted(&shares) {
            0 => WithoutIt::Practice,
            1 => WithoutIt::Emergency,
            2 => WithoutIt::Transport(self.transport(resident, assisted)),
            3 => WithoutIt::NoCare,
            4 => WithoutIt::Unknown,
            _ => WithoutIt::Passed,
        }
    }

    fn transport(&mut self, resident: bool, assisted: bool) -> Transport {
        let shares = match (resident, assisted) {
            (true, _) => [0, 20, 130, 420, 430],
            (false, true) => [40, 220, 300, 340, 100],
            (false, false) => [330, 380, 210, 70, 10],
        };
        match self.dice.weighted(&shares) {
            0 => Transport::OwnCar,
            1 => Transport::Relative,
            2 => Transport::Taxi,
            3 => Transport::Vsl,
            _ => Transport::Ambulance,
        }
    }

    /// There and back to where the patient would have been received.
    fn kilometres(&self, key: ActKey) -> u16 {
        let act = &self.acts[key.rank()];
        let structure = self.ground.staff.person(act.professional).structure;
        let seat = self.ground.places.seat(structure).commune;
        2 * self.ground.roads.kilometres(self.patient(key).commune, seat)
    }

    /// Most reports are signed at once, some at the end of the half-day, a few in the evening or the day after.
    pub(super) fn sign(&mut self, key: ActKey, half_day_ends: DateTime) {
        let act = &self.acts[key.rank()];
        let (Some(closed), Some(Outcome::Closed)) = (act.closed_at, act.outcome) else { return };
        let at = match self.dice.weighted(&[720, 200, 60, 20]) {
            0 => plus(closed, self.dice.between(1, 6)),
            1 => plus(half_day_ends.max(closed), self.dice.between(2, 25)),
            2 => {
                at_minute(closed.date(), 1150).max(closed)
                    + jiff::SignedDuration::from_mins(self.dice.between(1, 60).into())
            }
            _ => plus(closed, 1440 - 7 * self.dice.between(10, 40)),
        };
        let signed_at = Some(at).filter(|at| *at <= self.ground.now);
        let author = act.professional;
        self.acts[key.rank()].reports.push(blank(author, signed_at));
    }

    /// An act in progress has the beginning of a report.
    fn draft(&mut self, key: ActKey) {
        let author = self.acts[key.rank()].professional;
        self.acts[key.rank()].reports.push(blank(author, None));
    }

    /// Residents who wait for the round of their doctor in their home: four at most.
    fn make_round(&mut self, day: Date, professional: ProfessionalKey) {
        let rounds: Vec<_> = self
            .ground
            .blocks
            .iter()
            .filter(|block| block.professional == professional && block_stands(block, day))
            .filter_map(|block| Some((block.site?, block.start, block.end)))
            .collect();
        let away = |leave: &&super::agenda::Leave| {
            leave.professional == professional && leave.first <= day && day <= leave.last
        };
        if self.ground.leaves.iter().any(|leave| away(&leave)) {
            return;
        }
        for (site, start, end) in rounds {
            let (mut clock, end) = (at_minute(day, minute_of(start) + 3), at_minute(day, minute_of(end)));
            let patients = self.ground.patients;
            let waits = |need: &super::needs::Need| {
                patients[need.patient.rank()].residence == Some(site)
                    && need.asked.at < at_minute(day, minute_of(start))
            };
            let (seen, left): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.rounds).into_iter().partition(waits);
            self.rounds = left;
            for need in seen {
                let minutes = self.dice.between(9, 16);
                if plus(clock, minutes) > end || plus(clock, minutes) > self.ground.now {
                    self.rounds.push(need);
                    continue;
                }
                let act = self.new_act(need, professional, Modality::OnSite, Vec::new());
                self.acts[act.rank()].place = Some(site);
                if self.patient(act).own_doctor != Some(professional) {
                    self.acts[act.rank()].relation =
                        RelationToDoctor::Other("Médecin de passage dans l’établissement");
                }
                self.open(act, clock);
                clock = plus(clock, minutes);
                self.close(act, clock);
                clock = plus(clock, 3);
                self.sign(act, end);
                self.follow(act);
            }
        }
    }

    /// Somebody comes without appointment, in the practices that take people in.
    fn take_walk_ins(&mut self, day: Date, professional: ProfessionalKey) {
        let Some(slots) = Some(self.book.day(professional, day)).filter(|slots| slots.len() > 5) else {
            return;
        };
        let on_site: Vec<_> = slots
            .iter()
            .filter(|slot| slot.modalities.allows(Modality::OnSite))
            .map(|slot| (slot.start, slot.site, slot.territory))
            .collect();
        let generalist = self.ground.staff.person(professional).is_generalist();
        if on_site.is_empty() || !generalist || !self.dice.chance(170) {
            return;
        }
        let (start, site, territory) = *self.dice.pick(&on_site);
        let at = at_minute(day, start + 5);
        if at > self.ground.now {
            return;
        }
        let Some(mut need) = self.demand.this_morning(day, professional) else { return };
        if self.ground.patients[need.patient.rank()].territory != territory || need.topic == Topic::Result {
            return;
        }
        need.asked.at = plus(at, -4);
        need.asked.channel = super::acts::AskedThrough::Desk;
        let reason = self.dice.word(&self.ground.sentences.walk_in);
        self.add_over(need, professional, (at, site), reason, true);
    }
}

fn blank(author: ProfessionalKey, signed_at: Option<DateTime>) -> Report {
    Report {
        version: 1,
        author,
        motif: String::new(),
        constat: String::new(),
        conclusion: String::new(),
        conduite: String::new(),
        signed_at,
        deliveries: Vec::new(),
        patient_copy: None,
    }
}

/// Whether an act was held to its end.
pub(super) fn is_closed(act: &Act) -> bool {
    act.outcome == Some(Outcome::Closed)
}
