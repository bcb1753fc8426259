//! Travel times between places, from a model, a road server or a table of the user, with their provenance.
//!
//! The engine itself opens no socket: a road server is reached through [`Fetch`], which the caller provides. Every
//! plan says where its times come from; estimated times are called estimated.

mod cache;
mod import;
mod model;
mod osrm;

use crate::file::Instance;

pub use cache::{Cached, TravelCache};
pub use import::Imported;
pub use model::{Relief, RoadModel};
pub use osrm::{Fetch, Osrm};

/// A place with its name in the instance and its coordinates (degrees, WGS 84).
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    pub name: String,
    pub lat: f64,
    pub lon: f64,
}

/// Times in minutes and lengths in kilometres from each place to each; NaN where there is no way.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    pub minutes: Vec<Vec<f64>>,
    pub kilometres: Option<Vec<Vec<f64>>>,
    /// Where the times come from, in French, copied to every plan.
    pub source: String,
}

/// Why travel times cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TravelError {
    #[error("« {0} » n’a pas de coordonnées")]
    NoPlace(String),
    #[error("le serveur d’itinéraires ne répond pas : {0}")]
    Unreachable(String),
    #[error("le serveur d’itinéraires refuse : {code} ({message})")]
    Refused { code: String, message: String },
    #[error("la réponse du serveur d’itinéraires ne se lit pas : {0}")]
    Unreadable(String),
    #[error("la ligne {row} de la table importée ne se lit pas : {message}")]
    Row { row: usize, message: String },
    #[error("{0} lieux : la matrice en compte {PLACES} au plus")]
    TooMany(usize),
}

/// The most places of one matrix: a day of 3,000 patients has half of it.
const PLACES: usize = 6_000;

/// Something that knows how long it takes from one place to another.
pub trait TravelTimes {
    /// Travel times from each site to each, for a car in the daytime.
    fn table(&self, sites: &[Site]) -> Result<Table, TravelError>;
    /// What the cache files these times under: engine, profile and version.
    fn engine(&self) -> String;
}

/// Fills the matrix of an instance that has coordinates only.
pub fn fill(instance: &mut Instance, times: &dyn TravelTimes) -> Result<(), TravelError> {
    let offices = instance.central_offices.iter().map(|office| (&office.id, office.location));
    let patients = instance.patients.iter().map(|patient| (&patient.id, patient.location));
    let mut sites = Vec::new();
    for (name, location) in offices.chain(patients) {
        let [lat, lon] = location.ok_or_else(|| TravelError::NoPlace(name.clone()))?;
        sites.push(Site { name: name.clone(), lat, lon });
    }
    if instance.central_offices.is_empty() {
        return Err(TravelError::NoPlace("central_offices".to_owned()));
    }
    if sites.len() > PLACES {
        return Err(TravelError::TooMany(sites.len()));
    }
    let table = times.table(&sites)?;
    let minute = instance.minute.unwrap_or(1.0);
    instance.distances = table
        .minutes
        .into_iter()
        .map(|row| row.into_iter().map(|minutes| minutes * minute).collect())
        .collect();
    instance.kilometres = table.kilometres;
    instance.travel_source = Some(table.source);
    Ok(())
}
