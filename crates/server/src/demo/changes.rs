//! What happens to an appointment before its day: cancelled by the patient or by us, moved, or ended by a
//! death. Times never change: moving makes a new appointment that replaces the old one.

use jiff::civil::DateTime;

use super::acts::{Appointment, Ended, Outcome, Waiting};
use super::agenda::{Audience, Slot};
use super::calendar::{at_minute, minutes_between, plus};
use super::keys::ActKey;
use super::simulation::{Event, Simulation};

impl Simulation<'_> {
    /// Some appointments are cancelled or moved before their day; the dead keep none.
    pub(super) fn draw_change(&mut self, act: ActKey) {
        let Some(appointment) = self.acts[act.rank()].appointment().cloned() else { return };
        if let Some(died) = self.patient(act).deceased_on
            && died < appointment.start.date()
        {
            self.push(at_minute(died, 1020).max(appointment.booked_at), Event::Died(act));
            return;
        }
        let wait = minutes_between(appointment.booked_at, appointment.start);
        if wait < 180 {
            return;
        }
        let days = u32::try_from(wait / 1440).unwrap_or(0);
        if days > 6 && self.dice.chance(150) {
            self.wait_for_earlier(act, &appointment);
        }
        let moment = |simulation: &mut Self| {
            let at = plus(appointment.booked_at, simulation.dice.between(60, wait - 60));
            // people call and click by day
            let minute = simulation.dice.between(450, 1260).try_into().unwrap_or(600);
            let by_day = at_minute(at.date(), minute);
            (appointment.booked_at < by_day && by_day < appointment.start).then_some(by_day)
        };
        if self.dice.chance(38 + days.min(20) * 3) {
            if let Some(at) = moment(self) {
                self.push(at, Event::Cancel(act));
            }
        } else if self.dice.chance(26 + days.min(20))
            && let Some(at) = moment(self)
        {
            self.push(at, Event::Move(act));
        }
    }

    /// Somebody who took a place would rather have an earlier one.
    fn wait_for_earlier(&mut self, act: ActKey, appointment: &Appointment) {
        let wish = self.dice.word(&self.ground.sentences.waiting);
        self.waiting.push(Waiting {
            patient: self.acts[act.rank()].patient,
            professional: Some(appointment.professional),
            reason: self.acts[act.rank()].reason,
            since: appointment.booked_at,
            before: appointment.start.date(),
            wish,
        });
    }

    pub(super) fn cancel_by_patient(&mut self, act: ActKey, at: DateTime) {
        let because = self.dice.word(&self.ground.sentences.cancelled_by_patient);
        self.cancel(act, at, Outcome::CancelledByPatient, because);
    }

    pub(super) fn cancel_by_us(&mut self, act: ActKey, at: DateTime, because: &'static str) {
        self.cancel(act, at, Outcome::CancelledByUs, because);
    }

    fn cancel(&mut self, key: ActKey, at: DateTime, outcome: Outcome, because: &'static str) {
        let act = &mut self.acts[key.rank()];
        let Some(appointment) = act.appointments.last_mut() else { return };
        if act.outcome.is_some() || appointment.start <= at {
            return;
        }
        let at = at.max(appointment.booked_at);
        appointment.cancelled_at = Some(at);
        act.outcome = Some(outcome);
        act.ended_because = Some(Ended { at, because });
        let (doctor, day) = (appointment.professional, appointment.start.date());
        self.book.release(doctor, day, key);
    }

    /// A new appointment replaces the old one, with the same doctor.
    pub(super) fn move_appointment(&mut self, key: ActKey, at: DateTime) {
        let because = self.dice.word(&self.ground.sentences.moved);
        self.replace(key, at, because);
    }

    fn replace(&mut self, key: ActKey, at: DateTime, because: &'static str) -> bool {
        let act = &self.acts[key.rank()];
        let Some(old) = act.appointment().cloned() else { return false };
        if act.outcome.is_some() || old.cancelled_at.is_some() || old.start <= at {
            return false;
        }
        let at = at.max(old.booked_at);
        let (territory, modality) = (act.territory, old.modality);
        let own = self.patient(key).own_doctor == Some(old.professional);
        let from = plus(at.max(plus(old.start, -2 * 1440)), 240);
        let fits = |slot: &Slot| {
            slot.territory == territory
                && slot.modalities.allows(modality)
                && (slot.audience == Audience::Territory || (own && slot.audience == Audience::OwnPatients))
        };
        let free = self.book.free(old.professional, (from, plus(from, 14 * 1440)), old.minutes, fits);
        let Some(place) = free.into_iter().find(|place| self.book.read(*place).0 != old.start) else {
            return false;
        };
        let (start, minutes, site) = self.book.read(place);
        self.book.release(old.professional, old.start.date(), key);
        self.book.take(place, key);
        self.agenda.entry((start.date(), old.professional)).or_default().push(key);
        let act = &mut self.acts[key.rank()];
        if let Some(appointment) = act.appointments.last_mut() {
            appointment.cancelled_at = Some(at);
            appointment.moved_because = Some(because);
        }
        if act.place == Some(old.site) {
            act.place = Some(site);
        }
        act.appointments.push(Appointment { start, minutes, site, booked_at: at, ..old });
        true
    }

    /// A doctor is away: each appointment is moved when a place is left, cancelled by us otherwise.
    pub(super) fn meet_absence(&mut self, rank: usize, at: DateTime) {
        let leave = &self.ground.leaves[rank];
        self.book.shut(leave);
        let days = (leave.first, leave.professional)..=(leave.last, leave.professional);
        let keys: Vec<_> = self
            .agenda
            .range(days)
            .filter(|((_, professional), _)| *professional == leave.professional)
            .flat_map(|(_, acts)| acts.iter().copied())
            .collect();
        for key in keys {
            let because = self.dice.word(&self.ground.sentences.cancelled_by_us);
            if self.dice.chance(400) || !self.replace(key, at, "Médecin absent ce jour") {
                self.cancel_by_us(key, at, because);
            }
        }
    }
}
