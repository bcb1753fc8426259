//! Travel times from an OSRM server, by its `table` service (OSRM HTTP API v1).
//!
//! Coordinates are sent to five digits (a metre) and nothing else leaves: no name, no id. Large tables are asked in
//! blocks, since a server answers a hundred coordinates by default.

use serde::Deserialize;

use super::{Site, Table, TravelError, TravelTimes};

/// Coordinates in one request: the default `--max-table-size` of `osrm-routed`.
const ONE_REQUEST: usize = 100;

/// Reads a URL; the outside world of this module.
pub trait Fetch {
    /// The body of the answer, whatever its status: OSRM explains refusals in JSON.
    fn get(&self, url: &str) -> Result<Vec<u8>, String>;
}

/// An OSRM server.
#[derive(Debug, Clone)]
pub struct Osrm<F> {
    fetch: F,
    /// `http://127.0.0.1:5000`, without a slash at the end.
    base: String,
    profile: String,
}

#[derive(Deserialize)]
struct Answer {
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    durations: Vec<Vec<Option<f64>>>,
    #[serde(default)]
    distances: Vec<Vec<Option<f64>>>,
}

impl<F: Fetch> Osrm<F> {
    /// A server at `base`, asked with a profile (`driving`).
    pub fn new(fetch: F, base: &str, profile: &str) -> Self {
        Self { fetch, base: base.trim_end_matches('/').to_owned(), profile: profile.to_owned() }
    }

    /// The client this server is asked through.
    pub fn fetch(&self) -> &F {
        &self.fetch
    }

    /// Seconds and metres from some sites to others, in one request.
    fn block(&self, from: &[Site], to: &[Site]) -> Result<Answer, TravelError> {
        let list = |sites: &[Site]| {
            let pairs: Vec<String> =
                sites.iter().map(|site| format!("{:.5},{:.5}", site.lon, site.lat)).collect();
            pairs.join(";")
        };
        let ranks = |ranks: std::ops::Range<usize>| {
            let ranks: Vec<String> = ranks.map(|rank| rank.to_string()).collect();
            ranks.join(";")
        };
        let path = format!("{}/table/v1/{}/{}", self.base, self.profile, list(from));
        let url = if std::ptr::eq(from, to) {
            format!("{path}?annotations=duration,distance")
        } else {
            let (sources, destinations) = (ranks(0..from.len()), ranks(from.len()..from.len() + to.len()));
            let to = list(to);
            format!("{path};{to}?annotations=duration,distance&sources={sources}&destinations={destinations}")
        };
        let body = self.fetch.get(&url).map_err(TravelError::Unreachable)?;
        let answer: Answer =
            serde_json::from_slice(&body).map_err(|error| TravelError::Unreadable(error.to_string()))?;
        if answer.code != "Ok" {
            return Err(TravelError::Refused { code: answer.code, message: answer.message });
        }
        let is_whole = |rows: &[Vec<Option<f64>>]| {
            rows.len() == from.len() && rows.iter().all(|row| row.len() == to.len())
        };
        if !is_whole(&answer.durations) || !(answer.distances.is_empty() || is_whole(&answer.distances)) {
            return Err(TravelError::Unreadable("la table n’a pas la taille demandée".to_owned()));
        }
        Ok(answer)
    }
}

impl<F: Fetch> TravelTimes for Osrm<F> {
    fn table(&self, sites: &[Site]) -> Result<Table, TravelError> {
        let count = sites.len();
        let (mut minutes, mut kilometres) =
            (vec![vec![f64::NAN; count]; count], vec![vec![f64::NAN; count]; count]);
        let block = if count <= ONE_REQUEST { ONE_REQUEST } else { ONE_REQUEST / 2 };
        for (row, from) in sites.chunks(block).enumerate() {
            for (column, to) in sites.chunks(block).enumerate() {
                let answer = self.block(from, to)?;
                let fill = |table: &mut [Vec<f64>], rows: &[Vec<Option<f64>>], unit: f64| {
                    for (line, cells) in rows.iter().enumerate() {
                        for (place, cell) in cells.iter().enumerate() {
                            table[row * block + line][column * block + place] =
                                cell.unwrap_or(f64::NAN) / unit;
                        }
                    }
                };
                fill(&mut minutes, &answer.durations, 60.0);
                fill(&mut kilometres, &answer.distances, 1000.0);
            }
        }
        let source = format!("OSRM {} (profil {})", self.base, self.profile);
        let has_lengths = kilometres.iter().flatten().any(|length| !length.is_nan());
        Ok(Table { minutes, kilometres: has_lengths.then_some(kilometres), source })
    }

    fn engine(&self) -> String {
        format!("osrm {} {}", self.base, self.profile)
    }
}
