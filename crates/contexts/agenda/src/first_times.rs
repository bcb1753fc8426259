//! The first times that can be given to somebody: their own GP's first, else those open to the territory.

use db::{DbError, Tx};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use kernel::{PatientId, ProfessionalId};

use crate::model::{Modality, Slot, free_slots};
use crate::read::{open_rules, taken_between};

/// What is looked for.
#[derive(Debug, Clone)]
pub struct FirstTimes {
    /// Whose own GP comes first; nobody for a person that is not known yet.
    pub patient: Option<PatientId>,
    pub zone: TimeZone,
    /// How, or any way.
    pub modality: Option<Modality>,
    /// With whom, or anyone.
    pub professional: Option<ProfessionalId>,
    /// Not before this moment.
    pub after: Timestamp,
    /// How many days ahead at most.
    pub days: u8,
    /// How many proposals at most.
    pub most: usize,
}

/// A time to propose, and why this one.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub slot: Slot,
    pub with_own_gp: bool,
}

/// The first free times: that of the own GP, then the earliest of each other professional, soonest first.
pub async fn first_times(tx: &mut Tx, wanted: &FirstTimes) -> Result<Vec<Proposal>, DbError> {
    let own_gp = match wanted.patient {
        Some(patient) => patients::person(tx, patient).await?.and_then(|person| person.own_gp),
        None => None,
    };
    let today = wanted.after.to_zoned(wanted.zone.clone()).date();
    let last = today.checked_add(i64::from(wanted.days).days()).unwrap_or(today);
    let rules = open_rules(tx, today, last, wanted.professional).await?;
    let rules: Vec<_> = rules
        .into_iter()
        .filter(|rule| rule.audience.admits(own_gp == Some(rule.professional)))
        .filter(|rule| wanted.modality.is_none_or(|modality| rule.modalities.contains(&modality)))
        .collect();
    let mut people: Vec<ProfessionalId> = rules.iter().map(|rule| rule.professional).collect();
    people.sort_unstable();
    people.dedup();
    let until = wanted.after.checked_add((24 * (i64::from(wanted.days) + 1)).hours()).unwrap_or(wanted.after);
    let taken = taken_between(tx, &people, wanted.after, until).await?;
    let zone = wanted.zone.iana_name().unwrap_or("Europe/Paris");
    let per_person = if wanted.professional.is_some() { wanted.most } else { 1 };
    let mut proposals = Vec::new();
    for person in people {
        let busy: Vec<_> = taken
            .iter()
            .filter(|time| time.professional == person)
            .map(|time| (time.starts_at, time.ends_at))
            .collect();
        let mut slots = Vec::new();
        let mut day = today;
        while day <= last && slots.len() < per_person {
            for rule in rules.iter().filter(|rule| rule.professional == person) {
                slots.extend(free_slots(rule, day, zone, wanted.after, &busy));
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        slots.sort_by_key(|slot| slot.starts_at);
        let with_own_gp = own_gp == Some(person);
        proposals.extend(slots.into_iter().take(per_person).map(|slot| Proposal { slot, with_own_gp }));
    }
    proposals
        .sort_by_key(|proposal| (!proposal.with_own_gp, proposal.slot.starts_at, proposal.slot.professional));
    proposals.truncate(wanted.most);
    Ok(proposals)
}
