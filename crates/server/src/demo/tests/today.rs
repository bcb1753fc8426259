//! Today's half-day is in progress, whatever the seed and the day: a Sunday, a public holiday, the night
//! when the clock changes.

use jiff::civil::{Date, date};

use super::super::{Act, Outcome, World};

const DAYS: [Date; 5] =
    [date(2026, 11, 24), date(2026, 11, 11), date(2026, 10, 25), date(2027, 1, 2), date(2026, 8, 15)];

fn of_today<'w>(world: &'w World, slug: &str) -> Vec<&'w Act> {
    let doctor = world.professional(slug).expect("a doctor of the team").key;
    let noon = world.today.at(13, 0, 0, 0);
    let mut acts: Vec<_> = world
        .acts
        .iter()
        .filter(|act| {
            act.professional == doctor
                && act.appointment().is_some_and(|booked| {
                    booked.cancelled_at.is_none() && booked.start.date() == world.today && booked.start > noon
                })
        })
        .collect();
    acts.sort_by_key(|act| act.appointment().map(|booked| booked.start));
    acts
}

#[test]
fn the_team_has_people_seen_one_in_the_room_and_some_to_come() {
    for (seed, today) in (1..).zip(DAYS) {
        let world = World::generate(seed, today);
        for slug in ["marchais", "raffestin", "charpentier", "verdier"] {
            let acts = of_today(&world, slug);
            let count = |test: &dyn Fn(&Act) -> bool| acts.iter().filter(|act| test(act)).count();
            let seen = count(&|act| act.outcome == Some(Outcome::Closed));
            let in_the_room = count(&|act| act.opened_at.is_some() && act.closed_at.is_none());
            let to_come = count(&|act| act.opened_at.is_none() && act.outcome.is_none());
            assert!(seen >= 1, "{today}, {slug}: nobody seen");
            assert_eq!(in_the_room, 1, "{today}, {slug}");
            assert!(to_come >= 2, "{today}, {slug}: {to_come} to come");
        }
    }
}

#[test]
fn someone_waits_someone_is_late_someone_did_not_come() {
    for (seed, today) in (1..).zip(DAYS) {
        let world = World::generate(seed, today);
        let team: Vec<_> = ["marchais", "raffestin", "charpentier", "verdier"]
            .iter()
            .flat_map(|slug| of_today(&world, slug))
            .collect();
        let arrived = |act: &&&Act| act.appointment().is_some_and(|booked| booked.arrived_at.is_some());
        let waits = team.iter().filter(arrived).filter(|act| act.opened_at.is_none()).count();
        let late = team.iter().filter(|act| {
            act.appointment()
                .is_some_and(|booked| booked.arrived_at.is_none() && booked.late_minutes.is_some())
        });
        let absent = team.iter().filter(|act| act.outcome == Some(Outcome::Absent)).count();
        assert!(waits >= 2, "{today}: {waits} wait");
        assert!(late.count() >= 1, "{today}: nobody late");
        assert!(absent >= 1, "{today}: nobody absent");
    }
}

#[test]
fn the_act_in_the_room_has_the_beginning_of_a_report() {
    let world = World::generate(1, DAYS[0]);
    let acts = of_today(&world, "marchais");
    let open =
        acts.iter().find(|act| act.opened_at.is_some() && act.closed_at.is_none()).expect("one is open");
    let draft = open.reports.first().expect("a draft");
    assert!(draft.signed_at.is_none() && !draft.constat.is_empty() && draft.conclusion.is_empty());
}

#[test]
fn a_report_could_not_be_delivered_lately_to_a_full_mailbox() {
    let world = World::generate(1, DAYS[0]);
    let ferrand = world.professional("ferrand").expect("the cardiologist").key;
    let failed = world.acts.iter().flat_map(|act| &act.reports).flat_map(|report| &report.deliveries);
    let lately = failed.filter(|delivery| {
        delivery.reader == super::super::Reader::Professional(ferrand) && delivery.failure.is_some()
    });
    assert!(lately.count() >= 1);
}
