//! Territories, structures and sites: where care is asked for and given. All are fictitious but the communes.

use serde::Deserialize;

use super::communes::Commune;
use super::keys::{CommuneKey, SiteKey, StructureKey, TerritoryKey};
use super::numbers;

/// A territory of the demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Territory {
    /// Its own key.
    pub key: TerritoryKey,
    /// A short name for files and addresses, stable.
    pub slug: String,
    /// Its whole name.
    pub name: String,
    /// The name that fits a page's head.
    pub short_name: String,
    /// The number patients call.
    pub phone: String,
    /// When that number answers, in words.
    pub desk_hours: String,
}

/// What a structure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StructureKind {
    /// The CPTS itself.
    Coordination,
    /// Maison de santé pluriprofessionnelle.
    HealthHouse,
    /// A doctor's practice.
    Practice,
    /// Cabinet infirmier.
    Nursing,
    /// EHPAD.
    CareHome,
    /// A pharmacy.
    Pharmacy,
    /// A town hall with a room for teleconsultation.
    TownHall,
    /// A vehicle with a nurse and a kit.
    MobileUnit,
    /// A hospital's consultations.
    Hospital,
    /// Doctors of the region who take requests that find no place.
    Pool,
}

/// A structure: a legal person with one or several sites.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Structure {
    /// Its own key.
    pub key: StructureKey,
    /// A short stable name.
    pub slug: String,
    /// The territory it belongs to.
    pub territory: TerritoryKey,
    /// What it is.
    pub kind: StructureKind,
    /// Its name.
    pub name: String,
    /// Nine characters with their Luhn key, in a range no register uses; town halls have none.
    pub finess: Option<String>,
    /// Its secure application mailbox; some have none, and read on paper.
    pub mailbox: Option<String>,
}

/// A place where people are received, or from where they are called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Site {
    /// Its own key.
    pub key: SiteKey,
    /// A short stable name.
    pub slug: String,
    /// Whose site it is.
    pub structure: StructureKey,
    /// Its name on letters.
    pub name: String,
    /// Number and street.
    pub street: String,
    /// Where it stands.
    pub commune: CommuneKey,
    /// Its telephone.
    pub phone: String,
}

pub(super) struct Places {
    pub(super) territories: Vec<Territory>,
    pub(super) communes: Vec<Commune>,
    pub(super) structures: Vec<Structure>,
    pub(super) sites: Vec<Site>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct File {
    territory: Vec<TerritoryLine>,
    structure: Vec<StructureLine>,
}

#[derive(Deserialize)]
struct TerritoryLine {
    key: &'static str,
    name: String,
    short_name: String,
    phone: String,
    desk_hours: String,
}

#[derive(Deserialize)]
struct StructureLine {
    key: String,
    territory: String,
    kind: StructureKind,
    name: String,
    mailbox: Option<String>,
    sites: Vec<SiteLine>,
}

#[derive(Deserialize)]
struct SiteLine {
    key: String,
    name: String,
    street: String,
    commune: String,
    phone: String,
}

impl Places {
    pub(super) fn load() -> Self {
        let file: File =
            toml::from_str(include_str!("../../data/demo/places.toml")).expect("places.toml reads");
        let slugs: Vec<_> = file.territory.iter().map(|line| line.key).collect();
        let communes = super::communes::load(&slugs);
        let mut places = Self {
            territories: file.territory.into_iter().enumerate().map(territory).collect(),
            communes,
            structures: Vec::with_capacity(file.structure.len()),
            sites: Vec::new(),
        };
        for line in file.structure {
            places.add(line);
        }
        places
    }

    fn add(&mut self, line: StructureLine) {
        let key = StructureKey::from_rank(self.structures.len());
        let territory = self
            .territories
            .iter()
            .find(|territory| territory.slug == line.territory)
            .expect("a structure of places.toml names a territory")
            .key;
        for site in line.sites {
            let commune = self
                .communes
                .iter()
                .find(|commune| commune.code == site.commune)
                .expect("a site of places.toml stands in a commune of communes.tsv")
                .key;
            self.sites.push(Site {
                key: SiteKey::from_rank(self.sites.len()),
                slug: site.key,
                structure: key,
                name: site.name,
                street: site.street,
                commune,
                phone: site.phone,
            });
        }
        let commune = &self.communes[self.sites.last().expect("a structure has a site").commune.rank()];
        let finess = (line.kind != StructureKind::TownHall)
            .then(|| numbers::finess(&commune.code[..2], self.structures.len() + 1));
        self.structures.push(Structure {
            key,
            slug: line.key,
            territory,
            kind: line.kind,
            name: line.name,
            finess,
            mailbox: line.mailbox,
        });
    }

    pub(super) fn structure(&self, slug: &str) -> StructureKey {
        self.structures
            .iter()
            .find(|structure| structure.slug == slug)
            .expect("a structure of places.toml")
            .key
    }

    pub(super) fn site(&self, slug: &str) -> SiteKey {
        self.sites.iter().find(|site| site.slug == slug).expect("a site of places.toml").key
    }

    pub(super) fn territory(&self, slug: &str) -> TerritoryKey {
        self.territories
            .iter()
            .find(|territory| territory.slug == slug)
            .expect("a territory of places.toml")
            .key
    }

    /// The first site of a structure.
    pub(super) fn seat(&self, structure: StructureKey) -> &Site {
        self.sites.iter().find(|site| site.structure == structure).expect("a structure has a site")
    }

    /// The sites of one kind of structure, in one territory.
    pub(super) fn sites_of(
        &self,
        kind: StructureKind,
        territory: TerritoryKey,
    ) -> impl Iterator<Item = &Site> + use<'_> {
        self.sites.iter().filter(move |site| {
            let structure = &self.structures[site.structure.rank()];
            structure.kind == kind && structure.territory == territory
        })
    }
}

fn territory((rank, line): (usize, TerritoryLine)) -> Territory {
    Territory {
        key: TerritoryKey::from_rank(rank),
        slug: line.key.to_owned(),
        name: line.name,
        short_name: line.short_name,
        phone: line.phone,
        desk_hours: line.desk_hours,
    }
}
