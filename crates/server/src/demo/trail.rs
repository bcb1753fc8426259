//! After the days are done: writes the reports in the order of the clock, sends them, corrects a few,
//! and asks the patients their two questions.

use std::collections::{HashMap, HashSet};

use super::acts::{Act, PatientCopy, Report};
use super::calendar::plus;
use super::course::is_closed;
use super::dice::Dice;
use super::keys::ActKey;
use super::reports::Writer;
use super::sending;
use super::simulation::Ground;

pub(super) fn complete(seed: u64, ground: Ground<'_>, acts: &mut [Act]) {
    let mut writer = Writer::new(seed, ground);
    let mut dice = Dice::new(seed, "deliveries");
    let mut stories: HashMap<ActKey, &'static str> = HashMap::new();
    let mut order: Vec<_> = (0..acts.len()).filter(|rank| !acts[*rank].reports.is_empty()).collect();
    // a doctor reads their reports by the hour of the act
    order.sort_by_key(|rank| (acts[*rank].opened_at, *rank));
    let asking: HashSet<_> =
        acts.iter().filter(|act| act.is_expertise()).filter_map(|act| act.follows).collect();
    for rank in order {
        let act = &acts[rank];
        let before = act.follows.filter(|key| acts[key.rank()].reason == act.reason);
        let before = before.and_then(|key| stories.get(&key).copied());
        let written = writer.write(act, before, asking.contains(&act.key));
        stories.insert(act.key, written.story);
        let in_progress = act.closed_at.is_none();
        let act = &mut acts[rank];
        act.measures = written.measures;
        let report = &mut act.reports[0];
        report.motif = written.motif;
        report.constat = written.constat;
        if !in_progress {
            report.conclusion = written.conclusion;
            report.conduite = written.conduite;
        }
        send(&mut acts[rank], &ground, &mut writer, &mut dice);
    }
    for act in acts.iter_mut().filter(|act| is_closed(act)) {
        act.evaluation = sending::ask_two_questions(act, &ground, &mut dice);
    }
}

/// Sends version 1, and for two reports in a hundred a version 2 that replaces it.
fn send(act: &mut Act, ground: &Ground<'_>, writer: &mut Writer<'_>, dice: &mut Dice) {
    let Some(signed) = act.reports[0].signed_at else { return };
    let (deliveries, copy) = sending::send(act, signed, ground, dice);
    act.reports[0].deliveries = deliveries;
    act.reports[0].patient_copy = Some(copy);
    let again = plus(signed, dice.between(25, 300));
    if again > ground.now || !dice.chance(20) {
        return;
    }
    let (deliveries, copy): (_, PatientCopy) = sending::send(act, again, ground, dice);
    let correction = writer.correction(act);
    let first = &mut act.reports[0];
    sending::replace(&mut first.deliveries, again);
    let second = Report {
        version: 2,
        conduite: format!("{} {correction}", first.conduite),
        signed_at: Some(again),
        deliveries,
        patient_copy: Some(copy),
        ..first.clone()
    };
    act.reports.push(second);
}
