//! Reads the matrix of travel times: right shape, no negative, holes named.
//!
//! One place is added that no document lists: where doctors sit, from which nobody travels.

use crate::file::Instance;
use crate::flaw::{CompileError, Flaw};

/// The matrix in ticks and the patients that it cannot reach.
pub(super) struct Roads {
    pub(super) offices: usize,
    pub(super) places: usize,
    pub(super) travel: Vec<i32>,
    pub(super) flaws: Vec<Flaw>,
}

pub(super) fn read(instance: &Instance) -> Result<Roads, CompileError> {
    let patients = instance.patients.len();
    let listed = instance.central_offices.len().max(1);
    let rows = &instance.distances;
    let offices = if rows.len() == patients + 1 { 1 } else { listed };
    if rows.len() != offices + patients {
        return Err(CompileError::MatrixRows { found: rows.len(), offices, patients });
    }
    for (row, cells) in rows.iter().enumerate() {
        if cells.len() != rows.len() {
            return Err(CompileError::MatrixColumns {
                row: row + 1,
                found: cells.len(),
                expected: rows.len(),
            });
        }
        if let Some(column) = cells.iter().position(|cell| !cell.is_nan() && !super::is_time(*cell)) {
            return Err(CompileError::MatrixValue { row: row + 1, column: column + 1, value: cells[column] });
        }
    }
    let places = rows.len() + 1;
    let mut travel = vec![0; places * places];
    for (row, cells) in rows.iter().enumerate() {
        for (column, &cell) in cells.iter().enumerate() {
            let duration = if cell.is_nan() { 0.0 } else { cell };
            travel[row * places + column] = i32::try_from(super::ticks(duration)).unwrap_or(i32::MAX);
        }
    }
    Ok(Roads { offices, places, travel, flaws: flaws_of_holes(instance, offices) })
}

/// Leaves out the patients with the most holes, until none is left among the others.
fn flaws_of_holes(instance: &Instance, offices: usize) -> Vec<Flaw> {
    let rows = &instance.distances;
    let hole = |row: usize, column: usize| rows[row][column].is_nan() || rows[column][row].is_nan();
    let mut holes: Vec<(usize, usize)> = Vec::new();
    for (row, cells) in rows.iter().enumerate() {
        holes.extend(
            (0..cells.len()).filter(|&column| column != row && hole(row, column)).map(|column| (row, column)),
        );
    }
    let mut flaws = Vec::new();
    while let Some(worst) =
        (offices..rows.len()).max_by_key(|&row| (holes.iter().filter(|(from, _)| *from == row).count(), row))
    {
        let Some(&(row, column)) = holes.iter().find(|(from, _)| *from == worst) else { break };
        let patient = &instance.patients[row - offices];
        let (name, line, other) = (&patient.id, row + 1, column + 1);
        let sentence = format!(
            "Patient « {name} » : la matrice n’a pas de durée entre les lignes {line} et {other} ; il est laissé de côté."
        );
        flaws.push(Flaw { patient: Some(row - offices), sentence });
        holes.retain(|&(from, to)| from != worst && to != worst);
    }
    flaws
}
