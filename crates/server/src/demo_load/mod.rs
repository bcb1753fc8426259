//! Loads the demonstration's world into an empty database, by the imports of each context.

mod agenda;
mod patients;
mod people;
mod places;

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use db::{Actor, Db, Tx};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use kernel::{AccountId, AppointmentId, PatientId, ProfessionalId, SiteId, TerritoryId};

use crate::demo::{PatientKey, ProfessionalKey, SiteKey, TerritoryKey, World, ZONE};
use crate::demo_pages::Persona;

/// The ids that the world's things got.
struct Loaded {
    territories: Vec<TerritoryId>,
    sites: Vec<SiteId>,
    /// Which territory a site is in.
    site_territories: Vec<TerritoryKey>,
    accounts: Vec<AccountId>,
    professionals: HashMap<ProfessionalKey, ProfessionalId>,
    patients: Vec<PatientId>,
    /// The appointments of each act, in the world's order.
    appointments: Vec<Vec<AppointmentId>>,
}

/// Loads the world and tells who may enter with one click. The clock reads the world's moment afterwards.
pub(crate) async fn load(db: &Db, world: &World) -> Result<Vec<Persona>> {
    db.clock().set(moment(world.now)?);
    let mut loaded = Loaded {
        territories: Vec::new(),
        sites: Vec::new(),
        site_territories: Vec::new(),
        accounts: Vec::new(),
        professionals: HashMap::new(),
        patients: Vec::new(),
        appointments: Vec::new(),
    };
    places::load(db, world, &mut loaded).await.context("load the places")?;
    people::load(db, world, &mut loaded).await.context("load the professionals")?;
    patients::load(db, world, &mut loaded).await.context("load the patients")?;
    agenda::load(db, world, &mut loaded).await.context("load the agendas")?;
    Ok(people::personas(world, &loaded))
}

impl Loaded {
    fn territory(&self, key: TerritoryKey) -> TerritoryId {
        self.territories[key.rank()]
    }

    fn patient(&self, key: PatientKey) -> PatientId {
        self.patients[key.rank()]
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
