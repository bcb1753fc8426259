//! Every act carries its whole chain of moments, in order, whatever the seed and the day.

use jiff::civil::{Date, DateTime, date};
use proptest::prelude::*;

use super::super::{
    Act, Channel, DeliveryState, Modality, Outcome, PatientCopy, Reader, RelationToDoctor, World,
};
use super::world;

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn moments_follow_each_other_and_none_is_after_now(seed in 0_u64..1_000, day in 0_i32..800) {
        let today = date(2026, 3, 1).saturating_add(jiff::Span::new().days(day));
        check_moments(seed, today)?;
    }
}

#[test]
fn a_world_that_once_booked_after_now_no_longer_does() {
    check_moments(390, date(2027, 9, 22)).unwrap();
}

fn check_moments(seed: u64, today: Date) -> Result<(), TestCaseError> {
    let world = World::generate(seed, today);
    for act in &world.acts {
        let chain = chain(act);
        for pair in chain.windows(2) {
            prop_assert!(pair[0].1 <= pair[1].1, "seed {seed}, {today}: {pair:?} in {chain:?}");
        }
        for (what, at) in &chain {
            prop_assert!(*at <= world.now, "seed {seed}, {today}: {what} is after now");
        }
        check_states(act)?;
        let deliveries = act.reports.iter().flat_map(|report| &report.deliveries);
        prop_assert!(deliveries.flat_map(|delivery| &delivery.states).all(|(_, at)| *at <= world.now));
    }
    Ok(())
}

/// The moments of an act, in the order in which they must come.
fn chain(act: &Act) -> Vec<(&'static str, DateTime)> {
    let mut chain = vec![("asked", act.asked.at)];
    let mut add = |what, at: Option<DateTime>| chain.extend(at.map(|at| (what, at)));
    for booked in &act.appointments {
        add("booked", Some(booked.booked_at));
        add("moved or cancelled", booked.cancelled_at);
    }
    add("arrived", act.appointment().and_then(|booked| booked.arrived_at));
    add("opened", act.opened_at);
    add("consent", act.consent_at);
    add("measured", act.measures.iter().map(|measure| measure.at).max());
    add("closed", act.closed_at);
    let first = act.reports.first();
    add("signed", first.and_then(|report| report.signed_at));
    chain
}

fn check_states(act: &Act) -> Result<(), TestCaseError> {
    let closed = act.outcome == Some(Outcome::Closed);
    prop_assert_eq!(closed, act.closed_at.is_some() && act.ended_because.is_none());
    if act.closed_at.is_some() || act.outcome.is_none() {
        let current = act.appointment().is_none_or(|booked| booked.cancelled_at.is_none());
        prop_assert!(current, "a cancelled appointment is not held");
    }
    let signed = act.reports.iter().any(|report| report.signed_at.is_some());
    prop_assert!(!signed || closed, "only a closed act has a signed report");
    let last = act.closed_at.and_then(|closed| Some((closed, act.evaluation?)));
    if let Some((closed, evaluation)) = last {
        prop_assert!(closed < evaluation.asked_at);
        prop_assert!(evaluation.answered_at.is_none_or(|at| evaluation.asked_at <= at));
        prop_assert_eq!(evaluation.answered_at.is_some(), evaluation.again.is_some());
    }
    for report in &act.reports {
        for delivery in &report.deliveries {
            prop_assert_ne!(delivery.reader, Reader::Professional(report.author));
            let first = delivery.states.first();
            let queued = first.is_some_and(|(state, at)| {
                *state == DeliveryState::Queued && report.signed_at.is_some_and(|signed| signed <= *at)
            });
            prop_assert!(queued, "a delivery begins in the queue, after the signature");
            for pair in delivery.states.windows(2) {
                prop_assert!(pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1, "states go backwards");
            }
            let failed = delivery.states.iter().any(|(state, _)| *state == DeliveryState::Failed);
            prop_assert_eq!(delivery.failure.is_some(), failed);
            prop_assert_eq!(delivery.address.is_some(), delivery.channel == Channel::SecureMail);
        }
    }
    Ok(())
}

#[test]
fn what_is_asked_at_closing_is_asked_for_remote_acts_only() {
    let world = world();
    for act in world.acts.iter().filter(|act| act.outcome == Some(Outcome::Closed)) {
        assert_eq!(act.without_it.is_some(), act.modality.is_remote());
        assert_eq!(act.kilometres.is_some(), act.modality.is_remote());
        assert!(act.minutes.is_some_and(|minutes| (2..60).contains(&minutes)));
    }
}

#[test]
fn every_kind_of_answer_outcome_and_delivery_is_met() {
    let world = world();
    let summary = world.summary();
    for (section, name) in [
        ("Actes", "téléphone"),
        ("Actes", "vidéo"),
        ("Actes", "vidéo assistée"),
        ("Actes", "télé-expertise"),
        ("Actes", "du SAS"),
        ("Actes", "en visite d’EHPAD, sans rendez-vous"),
        ("Fin", "Absent"),
        ("Fin", "CancelledByPatient"),
        ("Fin", "CancelledByUs"),
        ("Fin", "ConvertedOnSite"),
        ("Fin", "Interrupted"),
        ("Rendez-vous", "déplacés"),
        ("Rendez-vous", "en plus"),
        ("Rendez-vous", "sans rendez-vous"),
        ("Rendez-vous", "en retard"),
        ("Comptes rendus", "brouillons"),
        ("Comptes rendus", "version 2"),
        ("Comptes rendus", "sans destinataire"),
        ("Comptes rendus", "envoyées, sans accusé"),
        ("Comptes rendus", "retardées"),
        ("Comptes rendus", "remises à l’opérateur"),
        ("Comptes rendus", "accusées"),
        ("Comptes rendus", "échouées"),
        ("Comptes rendus", "réponses"),
        ("Sans cet acte", "Emergency"),
        ("Sans cet acte", "NoCare"),
        ("Sans cet acte", "Passed"),
        ("Sans cet acte", "Practice"),
        ("Sans cet acte", "Transport"),
        ("Sans cet acte", "Unknown"),
        ("Patients", "tapés sur le portail, à rapprocher"),
        ("Territoires", "liste d’attente"),
    ] {
        assert!(
            summary.count(section, name).is_some_and(|count| count > 0),
            "no « {name} » in « {section} »"
        );
    }
}

#[test]
fn shares_are_those_of_a_real_year() {
    let world = world();
    let summary = world.summary();
    let count = |section, name| summary.count(section, name).unwrap_or(0);
    let all = count("Actes", "tous");
    let per_mille = |part: usize, whole: usize| 1000 * part / whole;
    // 2.6 % to 5.4 % of appointments are missed (Doctolib, Fondation Jean-Jaurès)
    let missed = per_mille(count("Fin", "Absent"), count("Fin", "Closed"));
    assert!((18..55).contains(&missed), "{missed} per mille missed");
    let on_site = per_mille(count("Actes", "sur place"), all);
    assert!((550..720).contains(&on_site), "{on_site} per mille on site");
    let failed = per_mille(count("Comptes rendus", "échouées"), count("Comptes rendus", "remises"));
    assert!((4..40).contains(&failed), "{failed} per mille failed");
}

#[test]
fn a_reader_is_never_missing_when_somebody_else_than_the_own_doctor_wrote() {
    let world = world();
    for act in world.acts.iter().filter(|act| act.outcome == Some(Outcome::Closed)) {
        let patient = &world.patients[act.patient.rank()];
        let Some(own) = patient.own_doctor.filter(|own| *own != act.professional) else { continue };
        for report in act.reports.iter().filter(|report| report.signed_at.is_some()) {
            assert!(report.deliveries.iter().any(|delivery| delivery.reader == Reader::Professional(own)));
        }
        assert_ne!(act.relation, RelationToDoctor::OwnDoctor);
    }
}

#[test]
fn those_who_cannot_be_written_to_get_their_report_by_post() {
    let world = world();
    let reports = world.acts.iter().flat_map(|act| act.reports.iter().map(move |report| (act, report)));
    let posted = reports.filter(|(_, report)| report.patient_copy == Some(PatientCopy::Post));
    let mut count = 0;
    for (act, _) in posted {
        assert!(world.patients[act.patient.rank()].has_neither_mail_nor_mobile());
        count += 1;
    }
    assert!(count > 50);
}

#[test]
fn opinions_are_asked_by_professionals_and_answered_mostly_in_time() {
    let world = world();
    let opinions: Vec<_> = world.acts.iter().filter(|act| act.modality == Modality::Asynchronous).collect();
    let answered: Vec<_> =
        opinions.iter().filter_map(|act| Some((act.asked.due_at?, act.closed_at?))).collect();
    let in_time = answered.iter().filter(|(due, closed)| closed <= due).count();
    assert!(opinions.len() > answered.len(), "none waits");
    assert!(in_time * 100 / answered.len() >= 75);
    assert!(in_time < answered.len(), "none is late");
}

#[test]
fn the_dead_are_not_received() {
    let world = world();
    for act in &world.acts {
        let Some(died) = world.patients[act.patient.rank()].deceased_on else { continue };
        assert!(act.opened_at.is_none_or(|opened| opened.date() <= died));
        let kept = act.appointment().filter(|booked| booked.cancelled_at.is_none());
        assert!(kept.is_none_or(|booked| booked.start.date() <= died));
    }
}

#[test]
fn an_infant_with_fever_and_a_certificate_are_seen_on_site() {
    let world = world();
    for act in &world.acts {
        let slug = world.reasons[act.reason.rank()].slug;
        let infant = world.patients[act.patient.rank()].age_on(act.asked.at.date()) < 2;
        if slug == "certificat" || (slug == "fievre-enfant" && infant) {
            assert_eq!(act.modality, Modality::OnSite);
        }
    }
}

#[test]
fn an_act_is_held_as_its_reason_allows() {
    let world = world();
    for act in world.acts.iter().filter(|act| act.modality != Modality::Asynchronous) {
        let reason = &world.reasons[act.reason.rank()];
        assert!(reason.modalities.allows(act.modality), "{} by {:?}", reason.slug, act.modality);
    }
}
