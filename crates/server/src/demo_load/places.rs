//! Territories, communes, structures and sites.

use anyhow::Result;
use db::{Actor, Db};
use jiff::ToSpan as _;
use kernel::TerritoryId;
use territory::{AddSite, AddStructure, FoundTerritory};

use super::Loaded;
use crate::demo::{StructureKind, World, ZONE};

pub(super) async fn load(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
    for place in &world.territories {
        let id = TerritoryId::at(db.clock().now());
        loaded.territories.push(id);
        let mut tx = db.begin(id, Actor::System).await?;
        let command = FoundTerritory {
            slug: place.slug.clone(),
            name: place.name.clone(),
            zone: ZONE.to_owned(),
            phone: place.phone.clone(),
        };
        territory::found_territory(&mut tx, &command).await?;
        let since = world.today.checked_sub(2.years())?.first_of_month();
        for commune in world.communes.iter().filter(|commune| commune.territory == Some(place.key)) {
            territory::add_commune(&mut tx, commune.code, commune.name, since).await?;
        }
        tx.commit().await?;
    }
    structures(db, world, loaded).await
}

async fn structures(db: &Db, world: &World, loaded: &mut Loaded) -> Result<()> {
    let mut structures = Vec::with_capacity(world.structures.len());
    for structure in &world.structures {
        let mut tx = loaded.begin(db, structure.territory).await?;
        let phone =
            world.sites.iter().find(|site| site.structure == structure.key).map(|site| site.phone.clone());
        let command = AddStructure {
            kind: kind(structure.kind).to_owned(),
            name: structure.name.clone(),
            finess: structure.finess.clone(),
            phone: phone.unwrap_or_else(|| world.territories[structure.territory.rank()].phone.clone()),
        };
        structures.push(territory::add_structure(&mut tx, &command).await?);
        tx.commit().await?;
    }
    for site in &world.sites {
        let structure = &world.structures[site.structure.rank()];
        let commune = &world.communes[site.commune.rank()];
        let mut tx = loaded.begin(db, structure.territory).await?;
        let command = AddSite {
            structure: structures[structure.key.rank()],
            name: site.name.clone(),
            address: format!("{}, {} {}", site.street, commune.postcode, commune.name),
            commune_cog: commune.code.to_owned(),
            phone: site.phone.clone(),
        };
        loaded.sites.push(territory::add_site(&mut tx, &command).await?);
        loaded.site_territories.push(structure.territory);
        tx.commit().await?;
    }
    Ok(())
}

fn kind(kind: StructureKind) -> &'static str {
    match kind {
        StructureKind::Coordination => "cpts",
        StructureKind::HealthHouse => "msp",
        StructureKind::Practice | StructureKind::Nursing => "cabinet",
        StructureKind::CareHome => "ehpad",
        StructureKind::Pharmacy => "pharmacie",
        StructureKind::TownHall => "mairie",
        StructureKind::MobileUnit => "unite_mobile",
        StructureKind::Hospital => "hopital",
        StructureKind::Pool => "pool",
    }
}
