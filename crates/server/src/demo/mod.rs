//! The demonstration's world: two territories, their people, and three months of acts made by one seeded
//! simulation of days. It is pure: no SQL, no clock, no randomness but the seed; the same seed and the same
//! day give the same world. It invents everybody; only the communes are real.

mod acts;
mod agenda;
mod booking;
mod calendar;
mod changes;
mod characters;
mod communes;
mod course;
mod desk;
mod dice;
mod followups;
mod health;
mod households;
mod keys;
mod ladder;
mod leaves;
mod names;
mod needs;
mod numbers;
mod patients;
mod people;
mod places;
mod private;
mod promises;
mod reasons;
mod reports;
mod sending;
mod simulation;
mod slots;
mod staff;
mod summary;
mod templates;
mod trail;
mod writing;

#[cfg(test)]
mod tests;

use std::hash::{Hash, Hasher};

use jiff::civil::{Date, DateTime, Time, time};
use sha2::{Digest as _, Sha256};

pub use acts::*;
pub use agenda::{Audience, Block, Leave, Modalities, Modality, OpeningRule};
pub use communes::Commune;
pub use health::Health;
pub use keys::*;
pub use numbers::INS_TEST_OID;
pub use patients::{Carer, IdentityStatus, Patient, Relation};
pub use places::{Site, Structure, StructureKind, Territory};
pub use private::Private;
pub use reasons::Reason;
pub use sending::{Channel, Delivery, DeliveryState, Failure, Reader, ReaderBecause};
pub use staff::{Job, Professional, Reach};
pub use summary::Summary;

/// The civil zone of every moment of the world.
pub const ZONE: &str = "Europe/Paris";

/// The hour of « now » on the demonstration's day: the afternoon is in progress.
pub const NOW: Time = time(14, 32, 0, 0);

/// The first patients are the people of the example screens.
pub const CHARACTERS: u32 = 22;

/// Everything that the demonstration loads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct World {
    /// What fixed every draw.
    pub seed: u64,
    /// The demonstration's day.
    pub today: Date,
    /// Its moment, civil in [`ZONE`]: nothing after it has happened.
    pub now: DateTime,
    /// The main territory, then the small one beside it.
    pub territories: Vec<Territory>,
    /// Real communes.
    pub communes: Vec<Commune>,
    /// Structures.
    pub structures: Vec<Structure>,
    /// Their sites.
    pub sites: Vec<Site>,
    /// Everybody who works there.
    pub professionals: Vec<Professional>,
    /// When they receive.
    pub opening_rules: Vec<OpeningRule>,
    /// Time that is kept.
    pub blocks: Vec<Block>,
    /// When they are away.
    pub leaves: Vec<Leave>,
    /// Public holidays of the months simulated; weekly rules rest on them.
    pub holidays: Vec<(Date, &'static str)>,
    /// Reasons for asking.
    pub reasons: Vec<Reason>,
    /// Patients, the people of the example screens first.
    pub patients: Vec<Patient>,
    /// Acts in the order of their requests: past, in progress and to come.
    pub acts: Vec<Act>,
    /// Who waits for a place.
    pub waiting: Vec<Waiting>,
}

impl World {
    /// Makes the world of a seed on a day.
    pub fn generate(seed: u64, today: Date) -> Self {
        let places = places::Places::load();
        let mut staff = staff::Staff::load(&places);
        let roads = communes::Roads::new(&places.communes);
        let reasons = reasons::load();
        let sentences = desk::Sentences::load();
        let now = today.to_datetime(NOW);
        agenda::open_today(&mut staff.rules, today);
        let leaves = leaves::draw(seed, today, &staff, &sentences);
        let blocks = leaves::draw_blocks(seed, today, &staff, &sentences);
        staff.blocks.extend(blocks);
        let (names, clinic) = (names::Names::load(), health::Clinic::load());
        let people = people::Census::new(seed, today, (&places, &staff, &roads), (&names, &clinic));
        let mut patients = people.take();
        let ground = simulation::Ground {
            places: &places,
            staff: &staff,
            roads: &roads,
            reasons: &reasons,
            sentences: &sentences,
            patients: &patients,
            blocks: &staff.blocks,
            leaves: &leaves,
            now,
        };
        let (mut acts, waiting) = simulation::Simulation::new(seed, ground, &staff.rules).run();
        trail::complete(seed, ground, &mut acts);
        people::type_identities_again(seed, now, &mut patients, &mut acts);
        Self {
            seed,
            today,
            now,
            holidays: calendar::holidays_around(today),
            territories: places.territories,
            communes: places.communes,
            structures: places.structures,
            sites: places.sites,
            professionals: staff.people,
            opening_rules: staff.rules,
            blocks: staff.blocks,
            leaves,
            reasons,
            patients,
            acts,
            waiting,
        }
    }

    /// What the world counts.
    pub fn summary(&self) -> Summary {
        Summary::of(self)
    }

    /// The professional of a short name of `data/demo/staff.toml`, such as « marchais ».
    pub fn professional(&self, slug: &str) -> Option<&Professional> {
        self.professionals.iter().find(|professional| professional.slug == slug)
    }

    /// Sixteen hexadecimal digits that change whenever anything in the world does.
    pub fn checksum(&self) -> String {
        let mut digest = Checksum(Sha256::new());
        self.hash(&mut digest);
        format!("{:016x}", digest.finish())
    }
}

/// SHA-256 as a hasher: the standard one may change with the compiler.
struct Checksum(Sha256);

impl Hasher for Checksum {
    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
}
