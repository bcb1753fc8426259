//! Files written by the command line.

use crate::figure::DataTable;
use anyhow::Context;
use std::path::Path;

/// Writes a file, naming it when this fails.
pub(super) fn file(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{} ne peut pas être écrit", path.display()))
}

/// Makes a directory and those above it.
pub(super) fn directory(path: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(path)
        .with_context(|| format!("le dossier {} ne peut pas être créé", path.display()))
}

/// Writes a table as CSV. A cell that a spreadsheet would run as a formula is written as text.
pub(super) fn csv(path: &Path, table: &DataTable) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&table.headers)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    file(path, &writer.into_inner()?)
}

fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '@', '\t', '\r'])
        || (cell.starts_with('-') && cell.parse::<f64>().is_err());
    if formula { format!("'{cell}") } else { cell.to_owned() }
}
