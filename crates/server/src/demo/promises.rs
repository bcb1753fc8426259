//! What the demonstration promises whatever the seed: on the screen of each doctor of the example team,
//! today's half-day is in progress, with people seen, one absent, one late, one being seen and some waiting.

use jiff::civil::Date;

use super::agenda::{Audience, Modality};
use super::calendar::{at_minute, minutes_between, plus};
use super::course::Fate;
use super::keys::{ActKey, ProfessionalKey};
use super::simulation::Simulation;

/// The doctors whose half-day must be in progress: the house of Nérondes, and the GP of the act's page.
pub(super) const TEAM: [&str; 4] = ["marchais", "raffestin", "charpentier", "verdier"];

impl Simulation<'_> {
    /// The early afternoon of the team is full: the last holes are calls of this morning.
    pub(super) fn fill_this_morning(&mut self, today: Date) {
        for slug in TEAM {
            let doctor = self.ground.staff.key(slug);
            let own = self.ground.staff.person(doctor).territories[0];
            let window = (at_minute(today, 13 * 60 + 30), at_minute(today, 17 * 60));
            let free: Vec<_> = self
                .book
                .free(doctor, window, 20, |slot| {
                    slot.territory == own
                        && slot.audience != Audience::Sas
                        && slot.modalities.allows(Modality::OnSite)
                })
                .collect();
            for place in free {
                // a hole stays here and there, as in life
                if self.dice.chance(70) && self.book.read(place).0 > self.ground.now {
                    continue;
                }
                // a reason drawn may find nobody among the doctor's own patients: then another
                let Some(mut need) = (0..9).find_map(|_| self.demand.this_morning(today, doctor)) else {
                    continue;
                };
                need.wish = Modality::OnSite;
                need.assisted = false;
                self.book_found(need, place);
            }
        }
    }

    /// Sets the fates that the screens need: two doctors have somebody absent, one somebody late who has
    /// called, all have people already seen and people who wait.
    pub(super) fn as_promised(
        &self,
        doctor: ProfessionalKey,
        day: Date,
        list: &[ActKey],
        mut fates: Vec<Fate>,
    ) -> Vec<Fate> {
        let now = self.ground.now;
        let slug = self.ground.staff.person(doctor).slug.as_str();
        let Some(rank) = TEAM.iter().position(|other| *other == slug).filter(|_| day == now.date()) else {
            return fates;
        };
        let noon = at_minute(day, 13 * 60);
        let started: Vec<_> = (0..list.len())
            .filter(|rank| {
                let booked = self.acts[list[*rank].rank()].appointment();
                booked.is_some_and(|booked| {
                    noon < booked.start && booked.start <= plus(now, -7) && !booked.walk_in
                })
            })
            .collect();
        for (rank, fate) in fates.iter_mut().enumerate() {
            let Some(booked) = self.acts[list[rank].rank()].appointment() else { continue };
            // those of the next minutes are already in the waiting room
            if plus(now, -7) < booked.start && booked.start < plus(now, 20) {
                *fate = Fate::Comes(
                    minutes_between(booked.start, now) - 4 - i32::try_from(rank % 5).unwrap_or(0),
                );
            } else if noon < booked.start && booked.start <= now {
                *fate = Fate::Comes(-4);
            }
        }
        let from_last = |back: usize| started.len().checked_sub(back).map(|at| started[at]);
        let late = from_last(1).and_then(|at| self.acts[list[at].rank()].appointment());
        let late = late.map_or(18, |booked| minutes_between(booked.start, now) + 3);
        match rank {
            0 => {}
            1 => set(&mut fates, from_last(2), Fate::Absent),
            2 => set(&mut fates, from_last(1), Fate::Comes(late)),
            _ => set(&mut fates, from_last(3), Fate::Absent),
        }
        fates
    }
}

fn set(fates: &mut [Fate], at: Option<usize>, fate: Fate) {
    if let Some(slot) = at.and_then(|at| fates.get_mut(at)) {
        *slot = fate;
    }
}
