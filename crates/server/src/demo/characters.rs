//! The people of the example screens, in every demonstration whatever the seed: three people born on
//! 12 March 1944, two of the same used name, two of the same whole name and birth date, and others.

use super::keys::{CommuneKey, ProfessionalKey, SiteKey, TerritoryKey};
use super::patients::{Carer, IdentityStatus, Patient, Relation};
use super::people::{Census, mail_of};
use super::private::Private;

/// The main territory's phones.
const LANDLINES: &str = "02 61 91";

pub(super) fn plant(census: &mut Census<'_>) {
    let lines = include_str!("../../data/demo/people.tsv").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let fields: Vec<_> = line.split('\t').collect();
        let patient = patient(census, &fields);
        census.add(patient);
    }
}

fn patient(census: &mut Census<'_>, fields: &[&'static str]) -> Patient {
    let &[used, birth, given, sex, born, commune, street, doctor, mobile, landline, mail, conditions, carer] =
        fields
    else {
        panic!("people.tsv has thirteen columns");
    };
    let female = sex == "F";
    let born: jiff::civil::Date = born.parse().expect("a date of birth");
    let mobile = (mobile == "yes").then(|| census.mobile());
    let landline = (landline == "yes").then(|| census.landline(LANDLINES));
    let carers = carer_of(census, carer).into_iter().collect();
    let (commune, own_doctor, residence, street) = home(census, commune, doctor, street);
    let month = census.month();
    let (_, _, clinic, dice) = census.context();
    let age = super::calendar::years_between(born, month);
    let mut health = clinic.draw(dice, age, 0, female);
    clinic.give(&mut health, conditions, dice);
    health.allergies = if given == "Jeanne" { vec!["Pénicilline\u{a0}: éruption"] } else { Vec::new() };
    let mut patient = Patient {
        key: super::keys::PatientKey(0),
        territory: TerritoryKey(0),
        birth_name: Private::new(birth),
        used_name: (used != birth).then(|| Private::new(used)),
        given_names: vec![Private::new(given)],
        female,
        born,
        birth_place: Private::new("18033"),
        status: IdentityStatus::Qualified,
        ins: None,
        street: Private::new(street),
        commune,
        residence,
        mobile,
        landline,
        mail: None,
        own_doctor,
        carers,
        household: 0,
        note: None,
        deceased_on: None,
        health,
        truly: None,
    };
    patient.mail = (mail == "yes").then(|| mail_of(&patient));
    patient
}

fn home(
    census: &mut Census<'_>,
    commune: &str,
    doctor: &str,
    street: &str,
) -> (CommuneKey, Option<ProfessionalKey>, Option<SiteKey>, String) {
    let (places, staff, _, _) = census.context();
    let found = places.communes.iter().find(|other| other.code == commune);
    let commune = found.expect("people.tsv names communes of communes.tsv").key;
    let own_doctor = (doctor != "-").then(|| staff.key(doctor));
    if street == "EHPAD" {
        let site = &places.sites[places.site("ehpad-tilleuls").rank()];
        return (commune, own_doctor, Some(site.key), site.street.clone());
    }
    (commune, own_doctor, None, street.to_owned())
}

fn carer_of(census: &mut Census<'_>, text: &str) -> Option<Carer> {
    let mut fields = text.split(',');
    let relation = match fields.next()? {
        "fille" => Relation::Daughter,
        "fils" => Relation::Son,
        "voisine" => Relation::Neighbour,
        _ => return None,
    };
    Some(Carer {
        relation,
        given_name: Private::new(fields.next()?),
        family_name: Private::new(fields.next()?),
        mobile: Some(census.mobile()),
        mail: None,
        patient: None,
    })
}
