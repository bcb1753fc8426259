//! What each kind of page weighs on its first view, in Chromium, against its budget.

use std::fs;

use anyhow::{Context as _, Result};

use super::Report;
use crate::{levels, place};

pub(super) fn run() -> Result<Report> {
    let file = place::scratch().join("e2e/weights.tsv");
    levels::weigh(&file)?;
    let said = fs::read_to_string(&file).with_context(|| format!("failed to read {}", file.display()))?;
    let mut table = vec![["page", "bytes", "budget"].map(str::to_owned).to_vec()];
    let (mut figure, mut reference) = (0.0, 1.0);
    for line in said.lines() {
        let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let (Ok(bytes), Ok(budget)) = (row[1].parse::<f64>(), row[2].parse::<f64>()) else { continue };
        if bytes / budget > figure / reference {
            (figure, reference) = (bytes, budget);
        }
        table.push(row);
    }
    let notes = vec![
        "Compressed bytes of the page and all it needs, with headers, empty cache; the figure is the page nearest to its budget. \
         The same budgets are tests of the journeys."
            .to_owned(),
    ];
    Ok(Report { table, figure, unit: "bytes", against: "target", reference, notes })
}
