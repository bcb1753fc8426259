//! What each column of a survey is, proposed by the engine and corrected by the analyst in a file (`colonnes.toml`).

use serde::{Deserialize, Serialize};
use stats::scale::Scale;

/// The role of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A free answer, analysed as text.
    Libre,
    /// One answer among a few.
    Choix,
    /// One answer on an ordered scale.
    Echelle,
    /// Several answers in one cell.
    Multiple,
    Nombre,
    Date,
    /// Tells rows apart; never analysed.
    Identifiant,
    /// Names a person; never read further.
    Personnel,
    /// The weight of the respondent.
    Poids,
    Ignore,
}

impl Role {
    /// Whether a column holds answers that are counted.
    pub(super) fn is_closed(self) -> bool {
        matches!(self, Self::Choix | Self::Echelle | Self::Multiple | Self::Nombre | Self::Date)
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub nom: String,
    pub role: Role,
    /// Questions of one matrix share it; they are drawn together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groupe: Option<String>,
    /// Every closed question is crossed with this column.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub croiser: bool,
    /// Between the answers of a `multiple` column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separateur: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub echelle: Option<Scale>,
}

/// The whole mapping, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    #[serde(rename = "colonne", default)]
    pub columns: Vec<Column>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("le fichier des colonnes n’est pas lisible : {0}")]
    Toml(String),
    #[error("le fichier des colonnes parle de « {0} », que les réponses n’ont pas")]
    UnknownColumn(String),
    #[error("la colonne « {0} » est une échelle sans ses degrés")]
    NoScale(String),
}

impl Mapping {
    /// Reads an analyst's file and checks it against the header; columns it does not name are ignored.
    pub fn parse(text: &str, headers: &[String]) -> Result<Self, MappingError> {
        let mapping: Self = toml::from_str(text).map_err(|e| MappingError::Toml(e.to_string()))?;
        for column in &mapping.columns {
            if !headers.contains(&column.nom) {
                return Err(MappingError::UnknownColumn(column.nom.clone()));
            }
            if column.role == Role::Echelle && column.echelle.is_none() {
                return Err(MappingError::NoScale(column.nom.clone()));
            }
        }
        Ok(mapping)
    }

    /// The file that the analyst edits.
    pub fn to_toml(&self) -> String {
        let head = "# Le rôle de chaque colonne : libre, choix, echelle, multiple, nombre, date, identifiant, personnel, poids, ignore.\n\
                    # « croiser = true » croise chaque question fermée avec cette colonne ; « groupe » réunit les questions d’un tableau.\n\n";
        format!("{head}{}", toml::to_string(self).unwrap_or_default())
    }
}
