//! Professionals, their accounts, memberships, delegations and opening rules; and who enters with one click.

use access::Role;
use anyhow::Result;
use db::{Actor, Db};
use directory::ImportProfessional;
use identity::AccountKind;
use jiff::civil::date;
use jiff::{SignedDuration, ToSpan as _};
use territory::AddMember;

use super::Loaded;
use crate::demo::{Audience, Job, Modality, Professional, World};
use crate::demo_pages::Persona;

pub(super) async fn load(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
    for person in &world.professionals {
        accounts(db, world, person, loaded).await?;
    }
    for person in &world.professionals {
        for territory in &person.territories {
            let mut tx = loaded.begin(db, *territory).await?;
            for delegator in &person.delegations {
                let (delegate, owner) =
                    (loaded.accounts[person.key.rank()], loaded.accounts[delegator.rank()]);
                territory::delegate(&mut tx, delegate, owner).await?;
            }
            tx.commit().await?;
        }
    }
    let mut tx = db.begin_outside(Actor::System).await?;
    let domains = world.professionals.iter().filter_map(|person| person.secure_address.as_deref());
    let mut domains: Vec<&str> = domains.filter_map(|address| address.rsplit('@').next()).collect();
    domains.sort_unstable();
    domains.dedup();
    for domain in domains {
        directory::import_domain(&mut tx, domain, date(2020, 1, 1), "démonstration").await?;
    }
    tx.commit().await?;
    rules(db, world, loaded).await
}

/// One person: an account, a row of the directory for those who care, a membership in each of their territories.
async fn accounts(db: &Db, world: &World, person: &Professional, loaded: &mut Loaded) -> Result<()> {
    let mut tx = db.begin_outside(Actor::System).await?;
    let name = person.full_name();
    let account = identity::register_account(&mut tx, AccountKind::Professional(&name)).await?;
    loaded.accounts.push(account);
    if let Some(profession) = profession(person.job) {
        let command = ImportProfessional {
            rpps: person.rpps.clone(),
            account: Some(account),
            title: if person.job == Job::Doctor { person.civility.clone() } else { String::new() },
            first_name: person.given_name.clone(),
            last_name: person.family_name.clone(),
            profession: profession.to_owned(),
            speciality: person.speciality.clone(),
            secure_addresses: person.secure_address.iter().cloned().collect(),
        };
        let id = directory::import_professional(&mut tx, &command).await?;
        loaded.professionals.insert(person.key, id);
    }
    tx.commit().await?;
    for territory in &person.territories {
        let mut tx = loaded.begin(db, *territory).await?;
        let since = tx.now() - SignedDuration::from_hours(24 * 500);
        let site = world.sites.iter().find(|site| {
            site.structure == person.structure && loaded.site_territories[site.key.rank()] == *territory
        });
        let town = site.map(|site| site.name.clone()).unwrap_or_default();
        let command = AddMember {
            account,
            role: role(person.job),
            title: [town, job(person)]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            site: site.map(|site| loaded.sites[site.key.rank()]),
            since,
            until: None,
        };
        territory::add_member(&mut tx, &command).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn rules(db: &Db, world: &World, loaded: &Loaded) -> Result<()> {
    for rule in &world.opening_rules {
        let mut tx = loaded.begin(db, rule.territory).await?;
        let command = agenda::OpenHours {
            professional: loaded.professionals[&rule.professional],
            site: loaded.site_in(rule.site, rule.territory),
            weekday: i8::try_from(rule.weekday + 1)?,
            starts: rule.start,
            ends: rule.end,
            slot_minutes: u16::from(rule.slot_minutes),
            modalities: rule.modalities.list().filter_map(modality).collect(),
            audience: match rule.audience {
                Audience::OwnPatients => agenda::Audience::OwnPatients,
                Audience::Territory => agenda::Audience::Territory,
                Audience::Sas => agenda::Audience::Sas,
            },
            valid_from: rule.valid_from.unwrap_or(date(2020, 1, 1)),
            valid_until: rule.valid_until.map(|last| last.checked_add(1.day())).transpose()?,
        };
        if !command.modalities.is_empty() {
            agenda::open_hours(&mut tx, &command).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// How an appointment is held; a tele-expertise has none.
pub(super) fn modality(modality: Modality) -> Option<agenda::Modality> {
    match modality {
        Modality::OnSite => Some(agenda::Modality::OnSite),
        Modality::Telephone => Some(agenda::Modality::Telephone),
        Modality::Video => Some(agenda::Modality::Video),
        Modality::Asynchronous => None,
    }
}

fn profession(job: Job) -> Option<&'static str> {
    match job {
        Job::Doctor => Some("medecin"),
        Job::Nurse => Some("infirmier"),
        Job::Pharmacist => Some("pharmacien"),
        Job::Secretary | Job::Coordinator | Job::Evaluator => None,
    }
}

fn role(job: Job) -> Role {
    match job {
        Job::Doctor => Role::Doctor,
        Job::Nurse => Role::Nurse,
        Job::Pharmacist => Role::Pharmacist,
        Job::Secretary => Role::Secretary,
        Job::Coordinator => Role::Coordinator,
        Job::Evaluator => Role::Evaluator,
    }
}

fn job(person: &Professional) -> String {
    match person.job {
        Job::Doctor | Job::Nurse | Job::Pharmacist => person.speciality.clone(),
        Job::Secretary => "secrétaire".to_owned(),
        Job::Coordinator => if person.female { "coordinatrice" } else { "coordinateur" }.to_owned(),
        Job::Evaluator => if person.female { "évaluatrice" } else { "évaluateur" }.to_owned(),
    }
}

/// Those whom the welcome page lets in: one of each kind, the people of the example screens first.
pub(super) fn personas(world: &World, loaded: &Loaded) -> Vec<Persona> {
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
                account: loaded.accounts[person.key.rank()],
                territory: loaded.territory(*person.territories.first()?),
            })
        })
        .collect()
}
