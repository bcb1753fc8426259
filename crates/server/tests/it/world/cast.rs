//! A world of some acts alone: those, their patients, and everybody who works there.

use std::collections::{BTreeMap, BTreeSet};

use server::demo::{
    Act, ActKey, Delivery, DeliveryState, Failure, Modality, Outcome, ParticipantRole, PatientKey, World,
};

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
/// portal's own tests replay them), converted acts whose place on site was never found, deliveries whose notices the
/// double of the operator cannot send in the same order.
pub(crate) fn fifty(world: &World) -> BTreeSet<ActKey> {
    let sorts: [(usize, fn(&Act) -> bool); 16] = [
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
            .filter(|act| is_one(act) && converted(world, act).is_none() && !chosen.contains(&act.key))
            .map(|act| act.key)
            .take(count)
            .collect();
        assert!(!more.is_empty(), "no act of a sort is left to replay");
        chosen.extend(more);
    }
    let rest =
        can.iter().filter(|act| act.outcome == Some(Outcome::Closed) && converted(world, act).is_none());
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
    let assisted = act.participants.iter().any(|other| other.role == ParticipantRole::Assists);
    let alone = act.outcome != Some(Outcome::ConvertedOnSite);
    act.territory == world.territories[0].key
        && known
        && !assisted
        && alone
        && mailed(act).all(can_be_sent_again)
}

/// The double acknowledges, refuses, fails, delays or relays, one of them for a message.
fn can_be_sent_again(one: &Delivery) -> bool {
    use DeliveryState::{Acknowledged, Delayed, Failed, Queued, Relayed, Replaced, Sent};
    let states: Vec<DeliveryState> =
        one.states.iter().map(|(state, _)| *state).filter(|state| *state != Replaced).collect();
    match states[..] {
        [Queued, Sent] | [Queued, Sent, Acknowledged | Delayed | Relayed] | [Queued, Failed] => true,
        [Queued, Sent, Failed] => one.failure == Some(Failure::Full),
        _ => false,
    }
}

/// The remote act that this one, on site, takes over.
fn converted(world: &World, act: &Act) -> Option<ActKey> {
    let before = &world.acts[act.follows?.rank()];
    let takes_over = before.outcome == Some(Outcome::ConvertedOnSite) && act.modality == Modality::OnSite;
    let assisted = before.participants.iter().any(|other| other.role == ParticipantRole::Assists);
    (takes_over && !assisted && before.territory == act.territory).then_some(before.key)
}
