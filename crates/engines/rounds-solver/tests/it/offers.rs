//! A request during the day: three offers, each true to the minute, then an improvement.

use rounds_solver::{Plan, Settings, check, compile, promise, solve};

use crate::tiny;

#[test]
fn each_offer_says_what_the_plan_with_it_shows() {
    let mut offered = 0;
    for seed in 0..40 {
        let instance = tiny::day(seed, 10);
        let day = compile(instance).expect("a tiny day compiles");
        let solved = solve(&day, &Settings { iterations: 3_000, seed, threads: 1 }, &|_| true);
        let mut solution = day.solution(&solved.plan);
        let Some(patient) = (0..10).find(|&row| solved.plan.is_served(day.passage_of[row])) else { continue };
        let name = day.instance.patients[patient].id.clone();
        for route in &mut solution.routes {
            route.locations.retain(|stop| stop.patient != name);
        }
        solution.consultations.retain(|held| held.patient != name);
        let before: Plan = day.replay(&solution);
        let offers = day.offers(&before, patient);
        assert!(offers.len() <= 3 && offers.is_sorted_by_key(|offer| offer.cost));
        for offer in &offers {
            let after = day.take_offer(&before, patient, offer).expect("an offer can be taken");
            let written = day.solution(&after);
            assert_eq!(check(&day.instance, &written).violations, Vec::<String>::new());
            let travel = |plan: &Plan| day.solution(plan).costs.expect("costs").travel;
            assert!((travel(&after) - travel(&before) - offer.extra_travel).abs() < 1e-6);
            let stop = written.routes.iter().find_map(|route| {
                let stop = route.locations.iter().find(|stop| stop.patient == name)?;
                offer.nurses.contains(&route.caregiver_id).then_some(stop.arrival_time)
            });
            assert!(stop.is_some_and(|start| start >= offer.start - 1e-9));
            offered += 1;
        }
    }
    assert!(offered > 40, "{offered} offers");
}

#[test]
fn an_improvement_never_costs_more_and_names_who_moves() {
    let mut instance = tiny::day(41, 20);
    let rough = {
        let day = compile(instance.clone()).expect("it compiles");
        day.solution(&solve(&day, &Settings { iterations: 0, seed: 1, threads: 1 }, &|_| true).plan)
    };
    promise(&mut instance, &rough);
    let day = compile(instance).expect("it compiles");
    let before = day.replay(&rough);
    let improved = day.improve(&before, &Settings { iterations: 20_000, seed: 1, threads: 1 });
    assert!(improved.after <= improved.before);
    for shift in &improved.moved {
        assert!((shift.before - shift.after).abs() >= 1.0, "{shift:?}");
    }
}
