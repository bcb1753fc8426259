//! A world of some acts alone: those, their patients, and everybody who works there.

use std::collections::{BTreeMap, BTreeSet};

use server::demo::{
    Act, ActKey, Appointment, Audience, Channel, Delivery, DeliveryState, Failure, Modality, Outcome,
    ParticipantRole, PatientKey, Requester, World,
};

/// Whether an act is of a sort.
type IsOne = fn(&Act) -> bool;

/// Keeps these acts and their patients, under new keys; no time is kept and nobody is away.
pub(crate) fn only(mut world: World, chosen: &BTreeSet<ActKey>) -> World {
    let acts: Vec<Act> = world.acts.drain(..).filter(|act| chosen.contains(&act.key)).collect();
    let people: BTreeSet<PatientKey> = acts.iter().map(|act| act.patient).collect();
    let new_act: BTreeMap<ActKey, ActKey> =
        (0..).zip(&acts).map(|(rank, act)| (act.key, ActKey(rank))).collect();
    let new_person: BTreeMap<PatientKey, PatientKey> =
        (0..).zip(&people).map(|(rank, key)| (*key, PatientKey(rank))).collect();
    world.patients.retain(|one| people.contains(&one.key));
    for one in &mut world.patients {
        one.key = new_person[&one.key];
        for carer in &mut one.carers {
            carer.patient = carer.patient.and_then(|key| new_person.get(&key).copied());
        }
    }
    world.acts = acts
        .into_iter()
        .map(|act| Act {
            key: new_act[&act.key],
            patient: new_person[&act.patient],
            follows: act.follows.and_then(|key| new_act.get(&key).copied()),
            ..act
        })
        .collect();
    world.blocks.clear();
    world.leaves.clear();
    world.waiting.clear();
    world
}

/// Fifty acts that the use cases can hold again: some of each kind, modality, outcome and fate of the report.
///
/// Left out, and why: assisted acts (no page seats somebody beside the patient yet), identities typed on the portal (the
/// portal's own tests replay them), requests of the SAS and appointments over two slots (nothing books them yet), converted
/// acts whose place on site was never found, deliveries whose notices the double of the operator does not send.
pub(crate) fn fifty(world: &World) -> BTreeSet<ActKey> {
    let sorts: [(usize, IsOne); 17] = [
        (4, |act| held(act, Modality::OnSite)),
        (5, |act| held(act, Modality::Telephone)),
        (5, |act| held(act, Modality::Video)),
        (4, |act| held(act, Modality::Asynchronous)),
        (2, |act| act.outcome == Some(Outcome::Absent)),
        (3, |act| act.outcome == Some(Outcome::CancelledByPatient)),
        (2, |act| act.outcome == Some(Outcome::CancelledByUs)),
        (2, |act| act.outcome == Some(Outcome::Interrupted)),
        (2, |act| act.appointments.len() > 1 && act.outcome == Some(Outcome::Closed)),
        (2, |act| act.appointments.iter().any(|booked| booked.walk_in)),
        (2, |act| act.appointments.iter().any(|booked| booked.overbooked.is_some() && !booked.walk_in)),
        (3, |act| act.reports.len() == 2 && !act.reports[0].deliveries.is_empty()),
        (3, |act| mailed(act).any(|one| one.state() == Some(DeliveryState::Failed))),
        (2, |act| {
            act.reports.iter().flat_map(|one| &one.deliveries).any(|one| {
                one.channel == Channel::Paper && mailed(act).any(|other| other.reader == one.reader)
            })
        }),
        (4, |act| act.evaluation.is_some_and(|answers| answers.answered_at.is_some())),
        (1, |act| act.opened_at.is_some() && act.outcome.is_none()),
        (2, |act| act.appointment().is_some() && act.opened_at.is_none() && act.outcome.is_none()),
    ];
    let can: Vec<&Act> = world.acts.iter().filter(|act| can_be_replayed(world, act)).collect();
    let mut chosen = BTreeSet::new();
    for act in &can {
        // an act on site and the remote one that it takes over come together
        if let Some(before) = converted(world, act).filter(|_| chosen.len() < 4) {
            chosen.extend([act.key, before]);
        }
    }
    for (count, is_one) in sorts {
        let more: Vec<ActKey> = can
            .iter()
            .filter(|act| is_one(act) && !takes_over(world, act) && !chosen.contains(&act.key))
            .map(|act| act.key)
            .take(count)
            .collect();
        assert!(!more.is_empty(), "no act of a sort is left to replay");
        chosen.extend(more);
    }
    let rest = can.iter().filter(|act| act.outcome == Some(Outcome::Closed) && !takes_over(world, act));
    for act in rest {
        if chosen.len() < 50 {
            chosen.insert(act.key);
        }
    }
    chosen
}

fn held(act: &Act, modality: Modality) -> bool {
    act.modality == modality && mailed(act).next().is_some()
}

fn mailed(act: &Act) -> impl Iterator<Item = &Delivery> {
    act.reports.iter().flat_map(|report| &report.deliveries).filter(|one| one.address.is_some())
}

fn can_be_replayed(world: &World, act: &Act) -> bool {
    let known = world.patients[act.patient.rank()].truly.is_none();
    let alone = act.outcome != Some(Outcome::ConvertedOnSite);
    act.territory == world.territories[0].key
        && known
        && !is_assisted(act)
        && alone
        && act.asked.by != Requester::Sas
        && !(takes_over(world, act) && act.appointments.is_empty())
        && act.appointments.iter().all(|booked| is_one_slot(world, act, booked))
        && mailed(act).all(can_be_sent_again)
}

/// A slot of its professional's hours that is open to this patient, or a time added over them.
fn is_one_slot(world: &World, act: &Act, booked: &Appointment) -> bool {
    let own = world.patients[act.patient.rank()].own_doctor == Some(booked.professional);
    let (day, start) = (booked.start.date(), booked.start.time());
    booked.overbooked.is_some()
        || world.opening_rules.iter().any(|rule| {
            let since = start.duration_since(rule.start).as_mins();
            rule.professional == booked.professional
                && rule.territory == act.territory
                && rule.site == booked.site
                && match rule.audience {
                    Audience::Territory => true,
                    Audience::OwnPatients => own,
                    Audience::Sas => false,
                }
                && rule.modalities.allows(booked.modality)
                && i64::from(rule.weekday) == i64::from(day.weekday().to_monday_zero_offset())
                && rule.valid_from.is_none_or(|first| first <= day)
                && rule.valid_until.is_none_or(|last| day <= last)
                && u16::from(rule.slot_minutes) == booked.minutes
                && since >= 0
                && since % i64::from(rule.slot_minutes) == 0
                && start.duration_until(rule.end).as_mins() >= i64::from(booked.minutes)
        })
}

/// The double acknowledges, refuses, fails, delays or relays, one of them for a message.
fn can_be_sent_again(one: &Delivery) -> bool {
    use DeliveryState::{Acknowledged, Delayed, Failed, Queued, Relayed, Replaced, Sent};
    let states: Vec<DeliveryState> =
        one.states.iter().map(|(state, _)| *state).filter(|state| *state != Replaced).collect();
    match states[..] {
        [Queued, Sent | Failed] | [Queued, Sent, Acknowledged | Delayed | Relayed] => true,
        [Queued, Sent, Failed] => one.failure == Some(Failure::Full),
        _ => false,
    }
}

/// The remote act that this one, on site, takes over.
fn converted(world: &World, act: &Act) -> Option<ActKey> {
    let before = &world.acts[act.follows?.rank()];
    (takes_over(world, act) && !is_assisted(before)).then_some(before.key)
}

fn takes_over(world: &World, act: &Act) -> bool {
    act.modality == Modality::OnSite
        && act.follows.is_some_and(|key| {
            let before = &world.acts[key.rank()];
            before.outcome == Some(Outcome::ConvertedOnSite) && before.territory == act.territory
        })
}

fn is_assisted(act: &Act) -> bool {
    act.participants.iter().any(|other| other.role == ParticipantRole::Assists)
}
