//! Weights of respondents: a column of the file, or a calibration on the people they stand for.
//!
//! The base is a table `colonne;modalité;effectif`: one line a modality, one margin a column. Weights fit every margin at
//! once (raking, Deming and Stephan 1940) and are cut at five times the median; what this costs is printed as the effective
//! n (Kish 1965).

use super::mapping::{Mapping, Role};
use super::table::Table;
use serde::Serialize;
use stats::weights::{Efficiency, Margin, WeightError, efficiency, rake, trim};

/// Weights above this many medians are cut.
const MOST_MEDIANS: f64 = 5.0;

/// One weight a row, and what they are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weights {
    pub of: Vec<f64>,
    pub efficiency: Efficiency,
    /// Where they come from, for the report.
    pub source: String,
    /// The margins fitted, column by column.
    pub margins: Vec<FittedMargin>,
}

/// The respondents of a modality and the people they stand for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FittedMargin {
    pub column: String,
    pub modality: String,
    pub respondents: u64,
    pub people: u64,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WeightingError {
    #[error("ligne {line} : « {value} » n’est pas un poids positif")]
    NotAWeight { line: u64, value: String },
    #[error("la base attend trois colonnes : colonne, modalité, effectif")]
    Shape,
    #[error("base, ligne {line} : « {value} » n’est pas un effectif")]
    NotACount { line: u64, value: String },
    #[error("la base parle de la colonne « {0} », que les réponses n’ont pas")]
    UnknownColumn(String),
    #[error("ligne {line} : « {value} », réponse à « {column} », n’est pas dans la base")]
    UnknownModality { line: u64, column: String, value: String },
    #[error(
        "la base compte des personnes « {value} » pour « {column} », et aucun répondant ne les représente"
    )]
    EmptyModality { column: String, value: String },
    #[error("les marges de la base ne peuvent pas être respectées ensemble")]
    NotSettled,
}

impl Weights {
    fn new(of: Vec<f64>, source: String) -> Self {
        Self { efficiency: efficiency(&of), of, source, margins: Vec::new() }
    }

    /// The weights of some rows; their effective n is that of these rows.
    pub(super) fn only(self, keep: &[bool]) -> Self {
        let of: Vec<f64> = self.of.into_iter().zip(keep).filter(|(_, keep)| **keep).map(|(w, _)| w).collect();
        // The margins are those of everyone: they would be read as those of the rows kept.
        Self::new(of, self.source)
    }
}

/// The weights of the column whose role is `poids`, if there is one.
pub fn weights_of_column(table: &Table, mapping: &Mapping) -> Result<Option<Weights>, WeightingError> {
    let Some(column) = mapping.columns.iter().find(|c| c.role == Role::Poids) else { return Ok(None) };
    let Some(place) = table.headers.iter().position(|h| *h == column.nom) else { return Ok(None) };
    let weights = table
        .rows
        .iter()
        .map(|row| {
            let value = row.cells[place].trim();
            match value.replace(',', ".").parse::<f64>() {
                Ok(weight) if weight.is_finite() && weight > 0.0 => Ok(weight),
                _ => Err(WeightingError::NotAWeight { line: row.line, value: value.to_owned() }),
            }
        })
        .collect::<Result<Vec<f64>, _>>()?;
    Ok(Some(Weights::new(weights, format!("colonne «\u{a0}{}\u{a0}» du fichier", column.nom))))
}

/// Weights that give every margin of `base` its share.
pub fn calibrated_weights(table: &Table, base: &Table) -> Result<Weights, WeightingError> {
    let margins = read_base(base)?;
    let mut fitted = Vec::new();
    let mut shown = Vec::new();
    for (column, modalities) in &margins {
        let place = table
            .headers
            .iter()
            .position(|h| h == column)
            .ok_or_else(|| WeightingError::UnknownColumn(column.clone()))?;
        let categories = categories(table, place, column, modalities)?;
        for (number, (modality, people)) in modalities.iter().enumerate() {
            let respondents = categories.iter().filter(|c| **c == number).count() as u64;
            let (column, modality) = (column.clone(), modality.clone());
            shown.push(FittedMargin { column, modality, respondents, people: *people });
        }
        fitted.push(Margin { categories, base: modalities.iter().map(|m| m.1).collect() });
    }
    if let Some(empty) = shown.iter().find(|m| m.respondents == 0 && m.people > 0) {
        let (column, value) = (empty.column.clone(), empty.modality.clone());
        return Err(WeightingError::EmptyModality { column, value });
    }
    // Empty and unknown modalities are named above; what is left is margins that contradict each other.
    let mut weights = rake(table.rows.len(), &fitted).map_err(|_: WeightError| WeightingError::NotSettled)?;
    trim(&mut weights, MOST_MEDIANS);
    Ok(Weights { margins: shown, ..Weights::new(weights, "calage sur les marges de la base".to_owned()) })
}

/// Columns of the base with their modalities and people, in the order of the file.
type Base = Vec<(String, Vec<(String, u64)>)>;

fn read_base(base: &Table) -> Result<Base, WeightingError> {
    if base.headers.len() != 3 {
        return Err(WeightingError::Shape);
    }
    let mut margins = Base::new();
    for row in &base.rows {
        let [column, modality, count] = [0, 1, 2].map(|place| row.cells[place].trim().to_owned());
        let people = count
            .replace([' ', '\u{a0}', '\u{202f}'], "")
            .parse::<u64>()
            .map_err(|_| WeightingError::NotACount { line: row.line, value: count.clone() })?;
        match margins.iter_mut().find(|(name, _)| *name == column) {
            Some((_, modalities)) => modalities.push((modality, people)),
            None => margins.push((column, vec![(modality, people)])),
        }
    }
    Ok(margins)
}

fn categories(
    table: &Table,
    place: usize,
    column: &str,
    modalities: &[(String, u64)],
) -> Result<Vec<usize>, WeightingError> {
    table
        .rows
        .iter()
        .map(|row| {
            let value = row.cells[place].trim();
            modalities.iter().position(|(name, _)| name == value).ok_or_else(|| {
                WeightingError::UnknownModality {
                    line: row.line,
                    column: column.to_owned(),
                    value: value.to_owned(),
                }
            })
        })
        .collect()
}
