//! Patients with their identity, means of contact and circle.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use db::Db;
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, IdentityStatus, Ins, InsRoot, Matricule, PatientId, PersonNames, Phone};
use patients::{Identity, ImportPatient, RegisterPatient, Sex};

use super::{Loaded, moment};
use crate::demo::{self, Patient, World};

/// How many people one statement writes.
const CHUNK: usize = 500;

/// The own GP stays in the circle: a date that nobody here reaches.
const FOR_EVER: &str = "2150-01-01T00:00:00Z";

pub(super) async fn load(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
    let now = moment(world.now)?;
    for patient in &world.patients {
        let since = known_since(now, patient);
        loaded.patients.push(PatientId::at(since));
    }
    let circles = circles(world, loaded)?;
    for territory in &world.territories {
        let here: Vec<&Patient> =
            world.patients.iter().filter(|one| one.territory == territory.key).collect();
        for chunk in here.chunks(CHUNK) {
            let people = chunk
                .iter()
                .map(|one| import(world, loaded, &circles, now, one))
                .collect::<Result<Vec<_>>>()?;
            let mut tx = loaded.begin(db, territory.key).await?;
            patients::import(&mut tx, &people).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// People came to be known over the years before.
fn known_since(now: Timestamp, patient: &Patient) -> Timestamp {
    now - SignedDuration::from_hours(24 * (120 + i64::from(patient.key.0 % 250)))
}

/// Who is in whose circle: whoever held an appointment, until ninety days after the last.
fn circles(world: &World, loaded: &Loaded) -> Result<BTreeMap<u32, BTreeMap<AccountId, Timestamp>>> {
    let mut circles: BTreeMap<u32, BTreeMap<AccountId, Timestamp>> = BTreeMap::new();
    for act in &world.acts {
        let last = act
            .appointments
            .last()
            .map(|appointment| appointment.start)
            .or(act.closed_at)
            .unwrap_or(act.asked.at);
        let until = moment(last)? + SignedDuration::from_hours(24 * 90);
        let beside = act.participants.iter().map(|participant| participant.professional);
        for professional in beside.chain([act.professional]) {
            let account = loaded.accounts[professional.rank()];
            let end = circles.entry(act.patient.0).or_default().entry(account).or_insert(until);
            *end = until.max(*end);
        }
    }
    Ok(circles)
}

fn import(
    world: &World,
    loaded: &Loaded,
    circles: &BTreeMap<u32, BTreeMap<AccountId, Timestamp>>,
    now: Timestamp,
    one: &Patient,
) -> Result<ImportPatient> {
    let for_ever: Timestamp = FOR_EVER.parse()?;
    let gp = one.own_doctor.map(|doctor| (loaded.accounts[doctor.rank()], "gp", for_ever));
    let care =
        circles.get(&one.key.0).into_iter().flatten().map(|(account, until)| (*account, "care", *until));
    Ok(ImportPatient {
        id: loaded.patient(one.key),
        person: RegisterPatient {
            identity: identity(world, one).context("write an identity of the world")?,
            status: status(one.status),
            own_gp: one.own_doctor.and_then(|doctor| loaded.professionals.get(&doctor).copied()),
            to_know: one.note.map(ToOwned::to_owned),
        },
        known_since: known_since(now, one),
        deceased_on: one.deceased_on,
        circle: gp.into_iter().chain(care).collect(),
    })
}

fn identity(world: &World, one: &Patient) -> Result<Identity> {
    let commune = &world.communes[one.commune.rank()];
    let given = one.given_names.first().context("a first name")?;
    let all: Vec<&str> = one.given_names.iter().map(|name| &**name).collect();
    let matricule = one.ins.as_deref().map(str::parse::<Matricule>).transpose()?;
    let phones = [&one.mobile, &one.landline].into_iter().flatten();
    Ok(Identity {
        names: PersonNames {
            birth_name: one.birth_name.parse()?,
            first_given: given.parse()?,
            given_list: Some(all.join(" ").parse()?),
            used_name: one.used_name.as_deref().map(str::parse).transpose()?,
            used_given: Some(given.parse()?),
        },
        sex: if one.female { Sex::Female } else { Sex::Male },
        born_on: one.born,
        birth_place: one.birth_place.parse().ok(),
        ins: matricule.map(|matricule| Ins::new(matricule, InsRoot::Test)),
        phones: phones.map(|phone| phone.parse::<Phone>()).collect::<Result<Vec<_>, _>>()?,
        mail: one.mail.as_deref().map(str::parse).transpose()?,
        address: Some(format!("{}, {} {}", &*one.street, commune.postcode, commune.name)),
        commune: Some(commune.code.parse()?),
        town: Some(commune.name.to_owned()),
    })
}

fn status(status: demo::IdentityStatus) -> IdentityStatus {
    match status {
        demo::IdentityStatus::Provisional => IdentityStatus::Prov,
        demo::IdentityStatus::Retrieved => IdentityStatus::Recup,
        demo::IdentityStatus::Validated => IdentityStatus::Vali,
        demo::IdentityStatus::Qualified => IdentityStatus::Qual,
    }
}
