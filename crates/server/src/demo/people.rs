//! Makes the patients of both territories: names, numbers, addresses, phones, own doctors, carers.

use std::collections::HashSet;

use jiff::civil::{Date, DateTime};

use super::acts::{Act, AskedThrough};
use super::calendar::day_plus;
use super::communes::{Commune, Roads};
use super::dice::{Dice, Weighted};
use super::health::{Clinic, Health};
use super::households::{self, Member, Role};
use super::keys::{CommuneKey, PatientKey, ProfessionalKey, SiteKey, TerritoryKey};
use super::names::{Names, ascii};
use super::numbers;
use super::patients::{Carer, IdentityStatus, Patient, Relation};
use super::places::{Places, StructureKind};
use super::private::Private;
use super::staff::Staff;

/// How many people each territory has, and the prefixes of its phones (kept by ARCEP for fiction).
const TERRITORIES: [(usize, &str); 2] = [(5_000, "02 61 91"), (300, "03 53 01")];
const MOBILES: &str = "06 39 98";

pub(super) struct Census<'a> {
    places: &'a Places,
    staff: &'a Staff,
    roads: &'a Roads,
    names: &'a Names,
    clinic: &'a Clinic,
    dice: Dice,
    /// Ages are counted from the first of the month, so that people stay the same within it.
    month: Date,
    patients: Vec<Patient>,
    numbers: HashSet<String>,
    birth_places: (Vec<&'static str>, Weighted),
    landlines: u32,
    mobiles: u32,
    households: u32,
}

/// Where a household lives and how it is reached.
struct Home {
    household: u32,
    street: String,
    commune: CommuneKey,
    residence: Option<SiteKey>,
    landline: Option<Private>,
    family: &'static str,
    own_doctor: Option<ProfessionalKey>,
}

impl<'a> Census<'a> {
    pub(super) fn new(
        seed: u64,
        today: Date,
        (places, staff, roads): (&'a Places, &'a Staff, &'a Roads),
        (names, clinic): (&'a Names, &'a Clinic),
    ) -> Self {
        Self {
            places,
            staff,
            roads,
            names,
            clinic,
            dice: Dice::new(seed, "people"),
            month: today.first_of_month(),
            patients: Vec::with_capacity(TERRITORIES.iter().map(|(count, _)| count + 64).sum()),
            numbers: HashSet::new(),
            birth_places: birth_places(),
            landlines: 0,
            mobiles: 0,
            households: 0,
        }
    }

    /// Everybody, the people of the example screens first.
    pub(super) fn take(mut self) -> Vec<Patient> {
        super::characters::plant(&mut self);
        for (rank, (count, prefix)) in TERRITORIES.into_iter().enumerate() {
            let territory = TerritoryKey::from_rank(rank);
            let start = if rank == 0 { 0 } else { self.patients.len() };
            let homes: Vec<_> = self
                .places
                .sites_of(StructureKind::CareHome, territory)
                .map(|site| (site.key, site.commune, site.street.clone()))
                .collect();
            for rank in 0..count * 26 / 1000 {
                let (site, commune, street) = &homes[rank % homes.len()];
                self.resident(territory, *site, *commune, street);
            }
            let communes: Vec<_> = self.communes_of(territory).collect();
            let weights = Weighted::new(communes.iter().map(|commune| commune.population));
            while self.patients.len() - start < count {
                let commune = communes[weights.draw(&mut self.dice).unwrap_or(0)].key;
                let room = count - (self.patients.len() - start);
                self.household(territory, commune, prefix, room);
            }
        }
        self.patients
    }

    fn communes_of(&self, territory: TerritoryKey) -> impl Iterator<Item = &'a Commune> + use<'a> {
        self.places.communes.iter().filter(move |commune| commune.territory == Some(territory))
    }

    fn resident(&mut self, territory: TerritoryKey, site: SiteKey, commune: CommuneKey, street: &str) {
        let member = households::resident(&mut self.dice);
        let home = Home {
            household: self.next_household(),
            street: street.to_owned(),
            commune,
            residence: Some(site),
            landline: None,
            family: self.names.family(&mut self.dice),
            own_doctor: self.own_doctor(territory, commune),
        };
        self.person(territory, &home, member);
    }

    fn household(&mut self, territory: TerritoryKey, commune: CommuneKey, prefix: &str, room: usize) {
        let mut members = households::draw(&mut self.dice);
        members.truncate(room);
        let old = members[0].age >= 60;
        let landline = self.dice.chance(if old { 860 } else { 330 }).then(|| self.landline(prefix));
        let foreign = members[0].age >= 22 && self.dice.chance(42);
        let abroad = foreign.then(|| self.names.abroad(&mut self.dice));
        let family = match abroad {
            Some(names) => names.family(&mut self.dice),
            None => self.names.family(&mut self.dice),
        };
        let home = Home {
            household: self.next_household(),
            street: self.names.street(&mut self.dice),
            commune,
            residence: None,
            landline,
            family,
            own_doctor: self.own_doctor(territory, commune),
        };
        let first = self.patients.len();
        for member in members {
            let key = self.person(territory, &home, member);
            if let (Some(names), Role::Head) = (abroad, member.role) {
                let given = names.given(&mut self.dice, member.female);
                let place = names.country;
                let patient = &mut self.patients[key.rank()];
                patient.given_names = vec![Private::new(given)];
                patient.birth_place = Private::new(place);
                self.number(key);
            }
        }
        self.share_phones(first);
        self.tie_children(first);
    }

    /// One person, with every trait drawn.
    fn person(&mut self, territory: TerritoryKey, home: &Home, member: Member) -> PatientKey {
        let dice = &mut self.dice;
        let born = day_plus(self.month, -(member.age * 36_525 / 100) - dice.between(1, 364));
        let married_woman = member.role == Role::Partner
            || (member.role == Role::Head && member.female && member.age > 62 && dice.chance(850));
        let birth_name = if married_woman { self.names.family(dice) } else { home.family };
        let mut given_names = vec![Private::new(self.names.given(dice, born.year(), member.female))];
        if dice.chance(720) {
            given_names.push(Private::new(self.names.given(dice, born.year() - 25, member.female)));
        }
        let months = 12 * (i32::from(self.month.year()) - i32::from(born.year()))
            + i32::from(self.month.month() - born.month());
        let health = self.clinic.draw(dice, member.age, months, member.female);
        let birth_place = self.birth_place(home.commune, born.year());
        let own_doctor = home.own_doctor.filter(|_| member.age < 16 || self.dice.chance(920));
        let key = PatientKey::from_rank(self.patients.len());
        let dice = &mut self.dice;
        let mobile = home.residence.is_none() && dice.chance(has_mobile(member.age));
        let mail = home.residence.is_none() && dice.chance(has_mail(member.age));
        let status = match dice.weighted(&[7, 9, 6, 78]) {
            0 => IdentityStatus::Provisional,
            1 => IdentityStatus::Retrieved,
            2 => IdentityStatus::Validated,
            _ => IdentityStatus::Qualified,
        };
        let note = dice.chance(60).then(|| super::desk::note(dice));
        let mut patient = Patient {
            key,
            territory,
            birth_name: Private::new(birth_name),
            used_name: (birth_name != home.family).then(|| Private::new(home.family)),
            given_names,
            female: member.female,
            born,
            birth_place: Private::new(birth_place),
            status,
            ins: None,
            street: Private::new(home.street.clone()),
            commune: home.commune,
            residence: home.residence,
            mobile: mobile.then(|| self.mobile()),
            landline: home.landline.clone(),
            mail: None,
            own_doctor,
            carers: Vec::new(),
            household: home.household,
            note,
            deceased_on: None,
            health,
            truly: None,
        };
        patient.mail = mail.then(|| mail_of(&patient));
        self.patients.push(patient);
        self.number(key);
        self.grow_old(key, member.age);
        key
    }

    /// Old people have somebody who asks for them; some died these last two years.
    fn grow_old(&mut self, key: PatientKey, age: i32) {
        let resident = self.patients[key.rank()].residence.is_some();
        if age >= 76 && self.dice.chance(if resident { 900 } else { 480 }) {
            let carer = self.carer_of(key);
            self.patients[key.rank()].carers.push(carer);
        }
        if age >= 68 && self.dice.chance(22) {
            let days = self.dice.between(1, 700);
            self.patients[key.rank()].deceased_on = Some(day_plus(self.month, -days));
        }
    }

    /// Adds a person of the example screens, already complete but for key, number and household.
    pub(super) fn add(&mut self, mut patient: Patient) {
        let key = PatientKey::from_rank(self.patients.len());
        patient.key = key;
        patient.household = self.next_household();
        self.patients.push(patient);
        self.number(key);
    }

    /// Gives the number that the identity's status calls for, never twice the same.
    fn number(&mut self, key: PatientKey) {
        let patient = &mut self.patients[key.rank()];
        if !matches!(patient.status, IdentityStatus::Retrieved | IdentityStatus::Qualified) {
            return;
        }
        loop {
            let order = self.dice.between(1, 990).unsigned_abs();
            let number = numbers::ins(patient.female, patient.born, &patient.birth_place, order);
            if self.numbers.insert(number.clone()) {
                patient.ins = Some(Private::new(number));
                return;
            }
        }
    }

    fn birth_place(&mut self, home: CommuneKey, year: i16) -> &'static str {
        // before the maternity wards, people were born at home
        let at_home = if year < 1946 {
            480
        } else if year < 1958 {
            240
        } else {
            4
        };
        if self.dice.chance(at_home) {
            return self.places.communes[home.rank()].code;
        }
        self.birth_places.0[self.birth_places.1.draw(&mut self.dice).unwrap_or(0)]
    }

    /// A doctor nearby, more often one who takes many.
    fn own_doctor(&mut self, territory: TerritoryKey, home: CommuneKey) -> Option<ProfessionalKey> {
        if self.dice.chance(95) {
            return None;
        }
        let weights: Vec<_> = self
            .staff
            .people
            .iter()
            .map(|doctor| {
                if doctor.territories[0] != territory {
                    return 0;
                }
                let seat = self.places.seat(doctor.structure).commune;
                let distance = u32::from(self.roads.kilometres(home, seat));
                doctor.capacity * 100_000 / (60 + distance * distance)
            })
            .collect();
        Some(ProfessionalKey::from_rank(self.dice.weighted(&weights)))
    }

    pub(super) fn landline(&mut self, prefix: &str) -> Private {
        // numbers ending in 18xx belong to structures; 7 is prime to 10,000, so the walk never repeats
        loop {
            self.landlines += 1;
            let rank = self.landlines * 1_237 % 10_000;
            if rank / 100 != 18 {
                return Private::new(numbers::phone(prefix, rank));
            }
        }
    }

    pub(super) fn mobile(&mut self) -> Private {
        self.mobiles += 1;
        Private::new(numbers::phone(MOBILES, self.mobiles * 2_717 % 10_000))
    }

    /// Some couples share one mobile, and one address.
    fn share_phones(&mut self, first: usize) {
        let old_couple = self.patients[first..].len() == 2 && self.patients[first].age_on(self.month) >= 65;
        if old_couple && self.dice.chance(260) {
            let shared = self.patients[first + 1].mobile.clone();
            let mail = self.patients[first + 1].mail.clone();
            self.patients[first].mobile = shared;
            self.patients[first].mail = mail;
        }
    }

    /// Children are reached through their parents.
    fn tie_children(&mut self, first: usize) {
        let (parents, children): (Vec<_>, Vec<_>) =
            (first..self.patients.len()).partition(|rank| self.patients[*rank].age_on(self.month) >= 18);
        for child in children {
            for parent in &parents {
                let parent = &self.patients[*parent];
                let carer = Carer {
                    relation: if parent.female { Relation::Mother } else { Relation::Father },
                    given_name: parent.given_names[0].clone(),
                    family_name: Private::new(parent.family_name()),
                    mobile: parent.mobile.clone(),
                    mail: parent.mail.clone(),
                    patient: Some(parent.key),
                };
                self.patients[child].carers.push(carer);
            }
            // the mother first, she is the one who asks most often
            let patient = &mut self.patients[child];
            patient.carers.sort_by_key(|carer| carer.relation != Relation::Mother);
            patient.mobile = patient.carers.first().and_then(|carer| carer.mobile.clone());
            patient.mail = patient.carers.first().and_then(|carer| carer.mail.clone());
        }
    }

    fn carer_of(&mut self, key: PatientKey) -> Carer {
        let mobile = self.mobile();
        let dice = &mut self.dice;
        let relation = match dice.weighted(&[46, 26, 14, 8, 6]) {
            0 => Relation::Daughter,
            1 => Relation::Son,
            2 => Relation::Neighbour,
            3 => Relation::Niece,
            _ => Relation::Nephew,
        };
        let patient = &self.patients[key.rank()];
        let female = matches!(relation, Relation::Daughter | Relation::Neighbour | Relation::Niece);
        let year = patient.born.year() + 27;
        let family = if relation == Relation::Son || dice.chance(350) {
            Private::new(patient.family_name())
        } else {
            Private::new(self.names.family(dice))
        };
        let given = self.names.given(dice, year, female);
        let mail = dice.chance(700).then(|| address(given, &family, 100 + key.0));
        Carer {
            relation,
            given_name: Private::new(given),
            family_name: family,
            mobile: Some(mobile),
            mail,
            patient: None,
        }
    }

    fn next_household(&mut self) -> u32 {
        self.households += 1;
        self.households
    }

    pub(super) fn month(&self) -> Date {
        self.month
    }

    pub(super) fn context(&mut self) -> (&'a Places, &'a Staff, &'a Clinic, &mut Dice) {
        (self.places, self.staff, self.clinic, &mut self.dice)
    }
}

/// Per mille of people with a mobile (CRÉDOC, Baromètre du numérique, older ages rounded down for Cher).
fn has_mobile(age: i32) -> u32 {
    match age {
        ..12 => 0,
        12..65 => 950,
        65..75 => 820,
        75..85 => 520,
        _ => 210,
    }
}

fn has_mail(age: i32) -> u32 {
    match age {
        ..15 => 0,
        15..60 => 880,
        60..75 => 690,
        75..85 => 330,
        _ => 90,
    }
}

pub(super) fn mail_of(patient: &Patient) -> Private {
    address(&patient.given_names[0], patient.family_name(), patient.key.0)
}

fn address(given: &str, family: &str, number: u32) -> Private {
    Private::new(format!("{}.{}{number}@boite.example", ascii(given), ascii(family)))
}

fn birth_places() -> (Vec<&'static str>, Weighted) {
    let lines = include_str!("../../data/demo/birthplaces.tsv").lines().filter(|line| !line.starts_with('#'));
    let places: Vec<(&'static str, u32)> = lines
        .map(|line| {
            let mut fields = line.split('\t');
            let code = fields.next().unwrap_or_default();
            (code, fields.nth(1).and_then(|weight| weight.parse().ok()).expect("a weight"))
        })
        .collect();
    let weights = Weighted::new(places.iter().map(|(_, weight)| *weight));
    (places.into_iter().map(|(code, _)| code).collect(), weights)
}

/// Two portal requests in three come from traits typed by somebody we know: until the desk joins them, the
/// appointment hangs on a provisional identity. Only those still to come stay so.
pub(super) fn type_identities_again(seed: u64, now: DateTime, patients: &mut Vec<Patient>, acts: &mut [Act]) {
    let mut dice = Dice::new(seed, "provisional");
    let portal = |act: &&mut Act| {
        let to_come =
            act.appointment().is_some_and(|booked| booked.start > now && booked.arrived_at.is_none());
        act.asked.channel == AskedThrough::Portal && act.outcome.is_none() && to_come
    };
    for act in acts.iter_mut().filter(portal) {
        if !dice.chance(650) {
            continue;
        }
        let known = &patients[act.patient.rank()];
        let typed = Patient {
            key: PatientKey::from_rank(patients.len()),
            status: IdentityStatus::Provisional,
            ins: None,
            given_names: known.given_names[..1].to_vec(),
            landline: None,
            own_doctor: None,
            note: None,
            health: Health::default(),
            truly: Some(known.key),
            ..known.clone()
        };
        act.patient = typed.key;
        patients.push(typed);
    }
}
