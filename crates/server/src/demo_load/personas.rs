//! Who enters with one click: one of each kind of professional, and a patient by the link of an appointment to come.

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use db::Db;
use orientation::{HandLink, LinkToken};
use sha2::{Digest as _, Sha256};

use super::patients::identity;
use super::people::job;
use super::{Loaded, moment};
use crate::demo::{Act, AskedThrough, Job, Professional, Requester, World};
use crate::demo_pages::{Door, Persona};

/// The people of the example screens first.
pub(super) async fn load(db: &Db, world: &World, loaded: &Loaded) -> Result<Vec<Persona>> {
    let patient = match on_the_portal(world) {
        Some(act) => Some(patient(db, world, loaded, act).await.context("hand a patient their link")?),
        None => None,
    };
    Ok(professionals(world, loaded).into_iter().chain(patient).collect())
}

fn professionals(world: &World, loaded: &Loaded) -> Vec<Persona> {
    let general =
        |person: &&Professional| person.job == Job::Doctor && person.speciality.contains("générale");
    let find = |slug: &str, job: Job| {
        let named = world.professional(slug).filter(|person| person.job == job);
        named.or_else(|| world.professionals.iter().find(|person| person.job == job))
    };
    let gp = world.professional("marchais").or_else(|| world.professionals.iter().find(general));
    let cast = [
        ("secretary", find("courtin", Job::Secretary), "répond au téléphone, trouve, réserve, accueille"),
        ("gp", gp, "tient sa journée, ses actes et ses comptes rendus"),
        ("specialist", find("ferrand", Job::Doctor), "reçoit et répond à ses confrères"),
        ("nurse", find("", Job::Nurse), "soigne à domicile et assiste les actes à distance"),
        ("coordinator", find("", Job::Coordinator), "suit les volumes, la continuité et le périmètre"),
        ("evaluator", find("", Job::Evaluator), "lit les chiffres, sans nom ni petit effectif"),
    ];
    cast.into_iter()
        .filter_map(|(key, person, does)| {
            let person = person?;
            Some(Persona {
                key: key.to_owned(),
                name: person.full_name(),
                role: job(person),
                does: does.to_owned(),
                door: Door::Session {
                    account: loaded.account(person.key),
                    territory: loaded.territory(*person.territories.first()?),
                },
            })
        })
        .collect()
}

/// The first appointment to come that somebody with a mail took for themselves on the portal.
fn on_the_portal(world: &World) -> Option<&Act> {
    let taken = world.acts.iter().filter(|act| {
        act.asked.channel == AskedThrough::Portal
            && act.asked.by == Requester::Patient
            && act.territory == world.territories[0].key
            && act.outcome.is_none()
            && world.patients[act.patient.rank()].mail.is_some()
    });
    let to_come = taken.filter_map(|act| {
        let booked = act.appointment().filter(|booked| booked.cancelled_at.is_none())?;
        (booked.start.date() > world.today).then_some((booked.start, act))
    });
    to_come.min_by_key(|(start, act)| (*start, act.key)).map(|(_, act)| act)
}

/// Hands the link as the portal did, when the appointment was taken.
async fn patient(db: &Db, world: &World, loaded: &Loaded, act: &Act) -> Result<Persona> {
    let person = &world.patients[act.patient.rank()];
    let token = token(world)?;
    let identity = identity(world, person)?;
    let booked_at = act.appointments.first().context("an appointment was taken")?.booked_at;
    db.clock().set(moment(booked_at)?);
    let mut tx = loaded.begin(db, act.territory).await?;
    let contacts = orientation::contacts(&tx, &identity);
    let handed = HandLink {
        token: &token,
        // a first appointment is its own calendar identifier, and those that replace it keep it
        calendar_uid: loaded.appointments[act.key.rank()].first().context("it was written")?.uuid(),
        reason: loaded.reasons[&(act.territory, act.reason)],
        mail: identity.mail.as_ref(),
        contacts: &contacts,
    };
    orientation::hand_link(&mut tx, &handed).await?;
    tx.commit().await?;
    db.clock().set(moment(world.now)?);
    let given = person.given_names.first().context("a first name")?;
    let (civility, role) = if person.female { ("Mme", "patiente") } else { ("M.", "patient") };
    Ok(Persona {
        key: "patient".to_owned(),
        name: format!("{civility}\u{a0}{} {}", &**given, person.family_name()),
        role: role.to_owned(),
        does: "retrouve son rendez-vous par son lien, le déplace ou l’annule".to_owned(),
        door: Door::Link(token.reveal()),
    })
}

/// The secret of the link: told by the seed, as everything here, and behind the welcome page of this machine alone.
fn token(world: &World) -> Result<LinkToken> {
    let mut told = Sha256::new();
    told.update(b"demonstration/link");
    told.update(world.seed.to_be_bytes());
    LinkToken::parse(&BASE64_URL_SAFE_NO_PAD.encode(&told.finalize()[..16])).context("a link has 128 bits")
}
