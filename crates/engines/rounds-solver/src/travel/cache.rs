//! Remembers travel times from one run to the next, so that a road server is asked once.
//!
//! Filed under engine and coordinates to five digits; it holds no name. The caller reads and writes the document.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Site, Table, TravelError, TravelTimes};

/// Known ways: engine, then `lat,lon>lat,lon`, then minutes and kilometres.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TravelCache(BTreeMap<String, BTreeMap<String, (f64, Option<f64>)>>);

/// Travel times that look in a cache first.
#[derive(Debug)]
pub struct Cached<'a> {
    times: &'a dyn TravelTimes,
    cache: RefCell<TravelCache>,
}

impl std::fmt::Debug for dyn TravelTimes + '_ {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.engine())
    }
}

impl<'a> Cached<'a> {
    /// Puts a cache before some travel times.
    pub fn new(times: &'a dyn TravelTimes, cache: TravelCache) -> Self {
        Self { times, cache: RefCell::new(cache) }
    }

    /// The cache with what was learned.
    pub fn into_cache(self) -> TravelCache {
        self.cache.into_inner()
    }
}

impl TravelTimes for Cached<'_> {
    fn table(&self, sites: &[Site]) -> Result<Table, TravelError> {
        let engine = self.engine();
        if let Some(table) = self.cache.borrow().known(&engine, sites) {
            return Ok(table);
        }
        let table = self.times.table(sites)?;
        self.cache.borrow_mut().learn(&engine, sites, &table);
        Ok(table)
    }

    fn engine(&self) -> String {
        self.times.engine()
    }
}

impl TravelCache {
    /// The table of some sites, if every way between them is known.
    fn known(&self, engine: &str, sites: &[Site]) -> Option<Table> {
        let ways = self.0.get(engine)?;
        let (mut minutes, mut kilometres) = (Vec::new(), Vec::new());
        for from in sites {
            let row: Option<Vec<(f64, Option<f64>)>> =
                sites.iter().map(|to| ways.get(&way(from, to)).copied()).collect();
            let row = row?;
            minutes.push(row.iter().map(|way| way.0).collect());
            kilometres.push(row.iter().map(|way| way.1.unwrap_or(f64::NAN)).collect::<Vec<f64>>());
        }
        let is_whole = kilometres.iter().flatten().all(|length| !length.is_nan());
        let source = format!("{engine} (en mémoire)");
        Some(Table { minutes, kilometres: is_whole.then_some(kilometres), source })
    }

    /// Holes are not remembered: the next run asks again.
    fn learn(&mut self, engine: &str, sites: &[Site], table: &Table) {
        let ways = self.0.entry(engine.to_owned()).or_default();
        for (row, from) in sites.iter().enumerate() {
            for (column, to) in sites.iter().enumerate() {
                let minutes = table.minutes[row][column];
                let length = table.kilometres.as_ref().map(|lengths| lengths[row][column]);
                if !minutes.is_nan() {
                    ways.insert(way(from, to), (minutes, length.filter(|length| !length.is_nan())));
                }
            }
        }
    }
}

fn way(from: &Site, to: &Site) -> String {
    format!("{:.5},{:.5}>{:.5},{:.5}", from.lat, from.lon, to.lat, to.lon)
}
