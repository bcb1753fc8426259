//! A table of travel times that the user has: one line for each way, `from;to;minutes` and perhaps `;km`.
//!
//! Columns are separated by semicolons, commas or tabs; decimals may use a comma when the separator is not one. A
//! way that is not listed is a hole, and the patients it cuts off are named.

use std::collections::HashMap;

use super::{Site, Table, TravelError, TravelTimes};

/// An imported table, by names of places.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    ways: HashMap<(String, String), (f64, f64)>,
    name: String,
}

impl Imported {
    /// Reads a table; `name` says where it comes from (a file name).
    pub fn parse(text: &str, name: &str) -> Result<Self, TravelError> {
        let mut ways = HashMap::new();
        for (row, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || (row == 0 && !line.contains(|letter: char| letter.is_ascii_digit())) {
                continue;
            }
            let separator =
                [';', '\t', ','].into_iter().find(|&separator| line.contains(separator)).unwrap_or(';');
            let cells: Vec<&str> = line.split(separator).map(str::trim).collect();
            let error = |message: &str| TravelError::Row { row: row + 1, message: message.to_owned() };
            let (Some(from), Some(to), Some(minutes)) = (cells.first(), cells.get(1), cells.get(2)) else {
                return Err(error("il faut au moins trois colonnes"));
            };
            let number = |cell: &str| {
                let value: Option<f64> = cell.replace(',', ".").parse().ok();
                value.filter(|value| (0.0..=10_000.0).contains(value))
            };
            let minutes = number(minutes).ok_or_else(|| error("la durée n’est pas un nombre de minutes"))?;
            let length = match cells.get(3).filter(|cell| !cell.is_empty()) {
                Some(cell) => {
                    number(cell).ok_or_else(|| error("la longueur n’est pas un nombre de kilomètres"))?
                }
                None => f64::NAN,
            };
            ways.insert(((*from).to_owned(), (*to).to_owned()), (minutes, length));
        }
        Ok(Self { ways, name: name.to_owned() })
    }
}

impl TravelTimes for Imported {
    fn table(&self, sites: &[Site]) -> Result<Table, TravelError> {
        let way = |from: &Site, to: &Site| {
            if from.name == to.name {
                return (0.0, 0.0);
            }
            let key = (from.name.clone(), to.name.clone());
            self.ways.get(&key).copied().unwrap_or((f64::NAN, f64::NAN))
        };
        let rows: Vec<Vec<(f64, f64)>> =
            sites.iter().map(|from| sites.iter().map(|to| way(from, to)).collect()).collect();
        let minutes = rows.iter().map(|row| row.iter().map(|way| way.0).collect()).collect();
        let lengths: Vec<Vec<f64>> = rows.iter().map(|row| row.iter().map(|way| way.1).collect()).collect();
        let is_whole = lengths.iter().flatten().all(|length| !length.is_nan());
        let source = format!("table importée « {} »", self.name);
        Ok(Table { minutes, kilometres: is_whole.then_some(lengths), source })
    }

    fn engine(&self) -> String {
        format!("table {}", self.name)
    }
}
