//! Who is analysed: the rows that a filter keeps, beside those that it leaves out, since a reader who holds both results
//! reads their difference.

use super::mapping::{Column, Mapping, Role};
use super::table::Table;
use super::weighting::Weights;
use stats::disclosure::{Cell, protect_counts, protect_counts_beside};

/// The rows analysed and the rows left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    pub kept: Table,
    /// No row when nothing is filtered.
    pub left_out: Table,
    /// The filters in words, for the report.
    pub filters: Vec<String>,
    /// One weight a kept row, when the survey has some.
    pub weights: Option<Weights>,
}

/// Rows whose `column` says `value`; several filters on one column keep the rows that say one of their values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub column: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    #[error("« {0} » n’est pas un filtre : écrivez « colonne=valeur »")]
    Syntax(String),
    #[error("le filtre parle de la colonne « {0} », que les réponses n’ont pas")]
    UnknownColumn(String),
    #[error("la colonne « {0} » n’est pas une question fermée : elle ne filtre pas")]
    NotClosed(String),
    #[error("personne ne répond « {value} » à « {column} »")]
    UnknownValue { column: String, value: String },
    #[error("ce filtre garde moins de {threshold} répondants : rien ne peut être publié")]
    TooFew { threshold: u64 },
    #[error(
        "ce filtre laisse de côté moins de {threshold} répondants : la différence avec l’ensemble dirait qui répond quoi"
    )]
    TooFewLeftOut { threshold: u64 },
}

impl Filter {
    /// Reads `colonne=valeur`.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        match text.split_once('=') {
            Some((column, value)) if !column.trim().is_empty() && !value.trim().is_empty() => {
                Ok(Self { column: column.trim().to_owned(), value: value.trim().to_owned() })
            }
            _ => Err(FilterError::Syntax(text.to_owned())),
        }
    }
}

impl Sample {
    /// Everyone.
    pub fn whole(table: Table, weights: Option<Weights>) -> Self {
        let left_out = Table { headers: table.headers.clone(), ..Table::default() };
        Self { kept: table, left_out, filters: Vec::new(), weights }
    }

    /// The rows that every filter keeps. Refused when fewer than `threshold` people would be kept, or left out.
    pub fn filtered(
        self,
        mapping: &Mapping,
        filters: &[Filter],
        threshold: u64,
    ) -> Result<Self, FilterError> {
        if filters.is_empty() {
            return Ok(self);
        }
        let mut keep = vec![true; self.kept.rows.len()];
        for filter in filters {
            let says = says(&self.kept, mapping, filter)?;
            let alternatives: Vec<Vec<bool>> = filters
                .iter()
                .filter(|other| other.column == filter.column)
                .map(|other| self::says(&self.kept, mapping, other))
                .collect::<Result<_, _>>()?;
            for (row, keep) in keep.iter_mut().enumerate() {
                *keep &= says[row] || alternatives.iter().any(|a| a[row]);
            }
        }
        let kept = keep.iter().filter(|k| **k).count() as u64;
        if kept < threshold {
            return Err(FilterError::TooFew { threshold });
        }
        let left = keep.len() as u64 - kept;
        if left > 0 && left < threshold {
            return Err(FilterError::TooFewLeftOut { threshold });
        }
        Ok(self.split(&keep, filters))
    }

    fn split(self, keep: &[bool], filters: &[Filter]) -> Self {
        let Table { headers, rows, notices } = self.kept;
        let mut kept = Table { headers: headers.clone(), rows: Vec::new(), notices };
        let mut left_out = Table { headers, ..Table::default() };
        for (row, &keep) in rows.into_iter().zip(keep) {
            if keep { kept.rows.push(row) } else { left_out.rows.push(row) }
        }
        let filters = filters.iter().map(|f| format!("{}\u{a0}: {}", f.column, f.value)).collect();
        Self { kept, left_out, filters, weights: self.weights.map(|w| w.only(keep)) }
    }

    /// The values of a column among those kept, then among those left out.
    pub(super) fn column(&self, place: usize) -> (Vec<&str>, Vec<&str>) {
        (self.kept.column(place).collect(), self.left_out.column(place).collect())
    }

    /// Where a column of the mapping is in the file.
    pub(super) fn place(&self, column: &Column) -> Option<usize> {
        self.kept.headers.iter().position(|h| *h == column.nom)
    }

    /// Masks a distribution, beside the one of those left out when there are some.
    pub(super) fn protect(&self, counts: &[u64], left_out: &[u64], threshold: u64) -> Vec<Cell> {
        if self.left_out.rows.is_empty() {
            protect_counts(counts, threshold)
        } else {
            protect_counts_beside(counts, left_out, threshold)
        }
    }
}

/// Which rows say the value of a filter, upper or lower case.
fn says(table: &Table, mapping: &Mapping, filter: &Filter) -> Result<Vec<bool>, FilterError> {
    let unknown = || FilterError::UnknownColumn(filter.column.clone());
    let column = mapping.columns.iter().find(|c| c.nom == filter.column).ok_or_else(unknown)?;
    let place = table.headers.iter().position(|h| *h == column.nom).ok_or_else(unknown)?;
    if !matches!(column.role, Role::Choix | Role::Echelle | Role::Multiple) {
        return Err(FilterError::NotClosed(column.nom.clone()));
    }
    let wanted = filter.value.to_lowercase();
    let separator = column.separateur.as_deref().filter(|_| column.role == Role::Multiple);
    let says: Vec<bool> = table
        .column(place)
        .map(|value| match separator {
            Some(separator) => value.split(separator).any(|piece| piece.trim().to_lowercase() == wanted),
            None => value.to_lowercase() == wanted,
        })
        .collect();
    if says.contains(&true) {
        Ok(says)
    } else {
        Err(FilterError::UnknownValue { column: filter.column.clone(), value: filter.value.clone() })
    }
}
