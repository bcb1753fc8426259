//! Loads the demonstration's world into an empty database, by the imports of each context.

mod acts;
mod agenda;
mod deliveries;
mod ids;
mod patients;
mod people;
mod personas;
mod places;
mod reasons;
mod records;

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use db::{Actor, Db, Tx};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kernel::{
    AccountId, ActId, AppointmentId, PatientId, ProfessionalId, ReasonId, ReportId, SiteId, TerritoryId,
};

use crate::demo::{Act, ActKey, PatientKey, ProfessionalKey, ReasonKey, SiteKey, TerritoryKey, World, ZONE};
use crate::demo_pages::Persona;
use ids::id;

pub use deliveries::{Names, names};

/// The ids that the world's things got.
#[derive(Default)]
pub struct Loaded {
    territories: Vec<TerritoryId>,
    sites: Vec<SiteId>,
    /// Which territory a site is in.
    site_territories: Vec<TerritoryKey>,
    accounts: Vec<AccountId>,
    professionals: HashMap<ProfessionalKey, ProfessionalId>,
    /// Each territory has its own reasons.
    reasons: HashMap<(TerritoryKey, ReasonKey), ReasonId>,
    patients: Vec<PatientId>,
    /// Since when each patient is known.
    known_since: Vec<Timestamp>,
    /// The appointments of each act, in the world's order.
    appointments: Vec<Vec<AppointmentId>>,
    acts: Vec<ActId>,
    /// The signed versions of each act's report, in order.
    reports: Vec<Vec<ReportId>>,
    /// Who may enter with one click.
    pub personas: Vec<Persona>,
}

/// Loads the world, each row at its moment: the clock stands meanwhile, and runs on from the world's moment afterwards.
pub async fn load(db: &Db, world: &World) -> Result<Loaded> {
    db.clock().stop_at(moment(world.now)?);
    let loaded = bring_in(db, world).await;
    db.clock().set(moment(world.now)?);
    loaded
}

async fn bring_in(db: &Db, world: &World) -> Result<Loaded> {
    let mut loaded = Loaded::default();
    places::load(db, world, &mut loaded).await.context("load the places")?;
    reasons::load(db, world, &mut loaded).await.context("load the reasons")?;
    people::load(db, world, &mut loaded).await.context("load the professionals")?;
    patients::load(db, world, &mut loaded).await.context("load the patients")?;
    loaded.name(world)?;
    agenda::load(db, world, &loaded).await.context("load the agendas")?;
    records::load(db, world, &loaded).await.context("load the records")?;
    acts::load(db, world, &loaded).await.context("load the acts")?;
    deliveries::load(db, world, &loaded).await.context("load the deliveries")?;
    loaded.personas =
        personas::load(db, world, &loaded).await.context("load those who enter with one click")?;
    Ok(loaded)
}

/// One act as the imports take it: its appointments, itself, its measures, its dispatches.
pub struct Told {
    pub appointments: Vec<::agenda::ImportAppointment>,
    pub act: ::acts::ImportAct,
    pub measures: Vec<record::NoteMeasure>,
    pub dispatches: Vec<exchange::ImportDispatch>,
}

impl Loaded {
    /// Gives appointments, acts and signed reports their identifiers: others name them before they are written.
    pub fn name(&mut self, world: &World) -> Result<()> {
        for act in &world.acts {
            let key = act.key.rank();
            let booked = act.appointments.iter().enumerate();
            let appointments = booked
                .map(|(rank, one)| Ok(id(world.seed, moment(one.booked_at)?, "appointment", &[key, rank])));
            self.appointments.push(appointments.collect::<Result<_>>()?);
            self.acts.push(id(world.seed, acts::requested_at(act)?, "act", &[key]));
            let signed = act.reports.iter().filter_map(|report| Some((report.version, report.signed_at?)));
            let reports = signed
                .map(|(version, at)| Ok(id(world.seed, moment(at)?, "report", &[key, usize::from(version)])));
            self.reports.push(reports.collect::<Result<_>>()?);
        }
        Ok(())
    }

    /// What the imports are told of one act.
    pub fn tell(&self, world: &World, names: &Names, act: &Act) -> Result<Told> {
        Ok(Told {
            appointments: agenda::of_act(world, self, act)?,
            act: acts::import(world, self, act)?,
            measures: records::of_act(self, act)?,
            dispatches: deliveries::of_act(world, self, names, act)?,
        })
    }

    pub fn territory(&self, key: TerritoryKey) -> TerritoryId {
        self.territories[key.rank()]
    }

    fn patient(&self, key: PatientKey) -> PatientId {
        self.patients[key.rank()]
    }

    pub fn account(&self, key: ProfessionalKey) -> AccountId {
        self.accounts[key.rank()]
    }

    /// Their row of the directory; those who do not care for people have none.
    pub fn professional(&self, key: ProfessionalKey) -> Option<ProfessionalId> {
        self.professionals.get(&key).copied()
    }

    fn act(&self, key: ActKey) -> ActId {
        self.acts[key.rank()]
    }

    /// The site, when it is in this territory; else the territory's first.
    fn site_in(&self, site: SiteKey, territory: TerritoryKey) -> SiteId {
        if self.site_territories[site.rank()] == territory {
            return self.sites[site.rank()];
        }
        let first = self.site_territories.iter().position(|other| *other == territory);
        self.sites[first.unwrap_or(site.rank())]
    }

    /// A transaction of the server itself in a territory.
    async fn begin(&self, db: &Db, territory: TerritoryKey) -> Result<Tx> {
        Ok(db.begin(self.territory(territory), Actor::System).await?)
    }
}

/// The instant of a civil moment of the world.
fn moment(civil: DateTime) -> Result<Timestamp> {
    let zone = TimeZone::get(ZONE).context("find the zone of the world")?;
    zone.to_ambiguous_timestamp(civil).compatible().context("read a moment of the world")
}
