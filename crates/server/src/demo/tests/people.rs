//! Who lives in the territories.

use std::collections::{BTreeMap, HashSet};

use super::super::{IdentityStatus, Patient, World};
use super::world;

fn known(world: &World) -> impl Iterator<Item = &Patient> {
    world.patients.iter().filter(|patient| patient.truly.is_none())
}

#[test]
fn five_thousand_people_live_in_the_main_territory_and_three_hundred_beside_it() {
    let world = world();
    let count = |rank: usize| known(&world).filter(|patient| patient.territory.rank() == rank).count();
    assert_eq!((count(0), count(1)), (5_000, 300));
}

#[test]
fn the_age_pyramid_is_that_of_an_old_countryside() {
    let world = world();
    let ages: Vec<_> = known(&world).map(|patient| patient.age_on(world.today)).collect();
    let share = |low: i32, high: i32| {
        1000 * ages.iter().filter(|age| (low..=high).contains(*age)).count() / ages.len()
    };
    for ((low, high), (at_least, at_most)) in [
        ((0, 14), (115, 165)),
        ((15, 29), (95, 145)),
        ((30, 44), (130, 180)),
        ((45, 59), (175, 220)),
        ((60, 74), (205, 260)),
        ((75, 89), (110, 155)),
        ((90, 120), (18, 42)),
    ] {
        let share = share(low, high);
        assert!((at_least..=at_most).contains(&share), "{low} to {high}: {share} per mille");
    }
}

#[test]
fn three_people_named_martin_or_marechal_were_born_on_12_march_1944() {
    let world = world();
    let born = jiff::civil::date(1944, 3, 12);
    let names: Vec<_> = known(&world)
        .filter(|patient| patient.born == born && ["Martin", "Maréchal"].contains(&patient.family_name()))
        .map(|patient| {
            (patient.family_name().to_owned(), patient.given_names[0].to_string(), patient.ins.clone())
        })
        .collect();
    assert_eq!(names.len(), 3);
    assert_eq!((&names[0].0, &names[0].1), (&names[1].0, &names[1].1), "two Simone Martin");
    assert_ne!(names[0].2, names[1].2);
}

#[test]
fn two_people_share_their_whole_name_and_their_birth_date() {
    let world = world();
    let mut by_traits: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for patient in known(&world) {
        let key = (patient.born, patient.birth_name.clone(), patient.given_names[0].clone(), patient.female);
        by_traits.entry(key).or_default().push(patient);
    }
    let twins: Vec<_> = by_traits.into_values().filter(|found| found.len() > 1).collect();
    assert!(!twins.is_empty());
    for found in twins {
        assert_ne!(found[0].ins, found[1].ins);
        assert_ne!(found[0].commune, found[1].commune);
    }
}

#[test]
fn a_number_is_given_once_has_the_right_key_and_only_to_identities_that_were_retrieved() {
    let world = world();
    let mut seen = HashSet::new();
    for patient in &world.patients {
        let retrieved = matches!(patient.status, IdentityStatus::Retrieved | IdentityStatus::Qualified);
        assert_eq!(patient.ins.is_some(), retrieved);
        let Some(ins) = &patient.ins else { continue };
        assert!(seen.insert(ins.clone()), "given twice");
        let digits = ins.replace("2A", "19").replace("2B", "18");
        let number: u64 = digits[..13].parse().expect("thirteen digits");
        let key: u64 = digits[13..].parse().expect("two digits");
        assert_eq!(key, 97 - number % 97);
        assert_eq!(&ins[..1] == "2", patient.female);
        assert_eq!(ins[1..3], format!("{:02}", patient.born.year() % 100));
        assert_eq!(ins[5..10], *patient.birth_place);
    }
    let share = 100 * seen.len() / world.patients.len();
    assert!((80..95).contains(&share), "{share} % have a number");
}

#[test]
fn phones_are_kept_for_fiction_and_mails_cannot_exist() {
    let world = world();
    let fiction = ["01 99 00 ", "02 61 91 ", "03 53 01 ", "04 65 71 ", "05 36 49 ", "06 39 98 "];
    let carers = world.patients.iter().flat_map(|patient| &patient.carers);
    let phones = world.patients.iter().flat_map(|patient| [&patient.mobile, &patient.landline]);
    for phone in phones.chain(carers.clone().map(|carer| &carer.mobile)).flatten() {
        assert!(phone.len() == 14 && fiction.iter().any(|range| phone.starts_with(range)));
    }
    for site in &world.sites {
        assert!(fiction.iter().any(|range| site.phone.starts_with(range)), "{}", site.phone);
    }
    for mail in
        world.patients.iter().map(|patient| &patient.mail).chain(carers.map(|carer| &carer.mail)).flatten()
    {
        assert!(mail.ends_with(".example") && mail.is_ascii());
    }
    for professional in &world.professionals {
        assert!(professional.mail.ends_with(".example"));
        assert!(professional.secure_address.iter().all(|address| address.ends_with(".mssante.example")));
    }
    for structure in &world.structures {
        assert!(structure.mailbox.iter().all(|mailbox| mailbox.ends_with(".mssante.example")));
    }
}

#[test]
fn national_numbers_of_professionals_and_structures_pass_luhn() {
    let world = world();
    let luhn = |digits: &str| {
        let sum: u32 = digits
            .bytes()
            .rev()
            .enumerate()
            .map(|(rank, byte)| {
                let digit = u32::from(byte - b'0') * if rank % 2 == 1 { 2 } else { 1 };
                digit / 10 + digit % 10
            })
            .sum();
        sum.is_multiple_of(10)
    };
    for professional in &world.professionals {
        assert!(
            professional.rpps.iter().all(|rpps| rpps.len() == 11 && rpps.starts_with("997") && luhn(rpps))
        );
    }
    for structure in &world.structures {
        assert!(structure.finess.iter().all(|finess| finess.len() == 9 && luhn(finess)));
    }
}

#[test]
fn families_share_a_phone_and_some_have_neither_mail_nor_mobile() {
    let world = world();
    let mut by_landline: BTreeMap<_, HashSet<u32>> = BTreeMap::new();
    let mut people: BTreeMap<_, usize> = BTreeMap::new();
    for patient in known(&world) {
        if let Some(landline) = &patient.landline {
            by_landline.entry(landline.clone()).or_default().insert(patient.household);
            *people.entry(landline.clone()).or_default() += 1;
        }
    }
    assert!(by_landline.values().all(|households| households.len() == 1), "a landline is one household");
    assert!(people.values().filter(|count| **count >= 3).count() > 50);
    let unreachable = known(&world).filter(|patient| patient.has_neither_mail_nor_mobile());
    assert!(unreachable.filter(|patient| patient.age_on(world.today) >= 82).count() > 60);
}

#[test]
fn one_doctor_works_in_both_territories() {
    let world = world();
    let both = world.professionals.iter().filter(|professional| professional.territories.len() == 2);
    let names: Vec<_> = both.map(|professional| professional.slug.as_str()).collect();
    assert_eq!(names, ["raffestin"]);
    let territories: HashSet<_> = world
        .opening_rules
        .iter()
        .filter(|rule| Some(rule.professional) == world.professional("raffestin").map(|doctor| doctor.key))
        .map(|rule| rule.territory)
        .collect();
    assert_eq!(territories.len(), 2);
}
