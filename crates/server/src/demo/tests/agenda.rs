//! Agendas: nothing sold twice, nothing outside the opening rules.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::super::calendar::plus;
use super::super::{Act, Appointment, Audience, Modality, Requester, StepResult, World};
use super::world;

/// Firm appointments: not cancelled, moved or added over a full agenda.
fn firm(world: &World) -> impl Iterator<Item = (&Act, &Appointment)> {
    let all = world.acts.iter().flat_map(|act| act.appointments.iter().map(move |booked| (act, booked)));
    all.filter(|(_, booked)| booked.cancelled_at.is_none() && booked.overbooked.is_none())
}

#[test]
fn nobody_is_booked_twice_at_the_same_time_in_whatever_territory() {
    let world = world();
    let mut by_doctor: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (_, booked) in firm(&world) {
        by_doctor
            .entry(booked.professional)
            .or_default()
            .push((booked.start, plus(booked.start, booked.minutes.into())));
    }
    for times in by_doctor.values_mut() {
        times.sort();
        assert!(times.windows(2).all(|pair| pair[0].1 <= pair[1].0));
    }
}

#[test]
fn a_firm_appointment_fits_an_opening_rule_of_the_patients_territory() {
    for today in [date(2026, 11, 24), date(2026, 10, 25), date(2026, 11, 11)] {
        let world = World::generate(3, today);
        for (act, booked) in firm(&world) {
            let day = booked.start.date();
            let fits = world.opening_rules.iter().any(|rule| {
                rule.professional == booked.professional
                    && rule.territory == act.territory
                    && rule.site == booked.site
                    && rule.weekday == day.weekday().to_monday_zero_offset().unsigned_abs()
                    && rule.start <= booked.start.time()
                    && booked.start.time() < rule.end
                    && rule.modalities.allows(booked.modality)
                    && rule.valid_from.is_none_or(|from| from <= day)
                    && rule.valid_until.is_none_or(|until| day <= until)
            });
            assert!(fits, "{today}: an appointment at {} fits no rule", booked.start);
        }
    }
}

#[test]
fn slots_kept_for_the_sas_or_for_own_patients_go_to_them_only() {
    let world = world();
    for (act, booked) in firm(&world) {
        let (start, day) = (booked.start.time(), booked.start.date());
        let rule = world.opening_rules.iter().find(|rule| {
            rule.professional == booked.professional
                && rule.territory == act.territory
                && rule.weekday == day.weekday().to_monday_zero_offset().unsigned_abs()
                && rule.start <= start
                && start < rule.end
        });
        let own = world.patients[act.patient.rank()].own_doctor == Some(booked.professional)
            || world.patients[act.patient.rank()].truly.is_some();
        match rule.expect("an appointment fits a rule").audience {
            Audience::Sas => assert_eq!(act.asked.by, Requester::Sas),
            // a control asked by the doctor goes where the doctor says
            Audience::OwnPatients => {
                assert!(own || act.asked.by == Requester::Professional(booked.professional));
            }
            Audience::Territory => {}
        }
    }
}

#[test]
fn nobody_receives_while_away() {
    let world = world();
    for (_, booked) in firm(&world) {
        let day = booked.start.date();
        let away = world.leaves.iter().any(|leave| {
            leave.professional == booked.professional && leave.first <= day && day <= leave.last
        });
        assert!(!away, "received on {day}");
    }
}

#[test]
fn a_moved_appointment_is_replaced_by_a_later_booking_with_the_same_doctor() {
    let world = world();
    let mut moved = 0;
    for act in &world.acts {
        for pair in act.appointments.windows(2) {
            assert!(pair[0].moved_because.is_some());
            assert_eq!(pair[0].cancelled_at, Some(pair[1].booked_at));
            assert_eq!(pair[0].professional, pair[1].professional);
            moved += 1;
        }
        assert!(act.appointment().is_none_or(|booked| booked.moved_because.is_none()));
    }
    assert!(moved > 20);
}

#[test]
fn the_next_weeks_are_booked_and_not_full() {
    let world = world();
    let to_come = firm(&world).filter(|(_, booked)| booked.start > world.now).count();
    assert!((150..2_500).contains(&to_come), "{to_come} appointments to come");
}

#[test]
fn an_act_found_its_place_by_steps_of_which_only_the_last_was_taken() {
    let world = world();
    let mut passed_on = 0;
    for act in &world.acts {
        let Some((last, before)) = act.steps.split_last() else { continue };
        assert_eq!(last.result, StepResult::Chosen);
        assert!(before.iter().all(|step| step.result != StepResult::Chosen));
        passed_on += usize::from(!before.is_empty());
    }
    assert!(passed_on > 200, "{passed_on} requests were passed on");
}

#[test]
fn an_assisted_act_has_a_nurse_or_a_pharmacist_beside_the_patient() {
    let world = world();
    let wounds = world.acts.iter().filter(|act| {
        world.reasons[act.reason.rank()].slug == "plaie-chronique" && act.modality == Modality::Video
    });
    for act in wounds {
        assert!(!act.participants.is_empty(), "a wound is never shown alone");
    }
}
