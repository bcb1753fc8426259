//! What is wrong in an instance, said in French, each sentence naming the row at fault.
//!
//! A [`Flaw`] leaves out one row and the rest is planned; a [`CompileError`] leaves nothing to plan.

/// A row that cannot be used as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The patient left out, when it is one.
    pub patient: Option<usize>,
    pub sentence: String,
}

/// Why an instance cannot be planned at all.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CompileError {
    #[error(
        "la matrice a {found} lignes ; il en faut {offices} pour les bureaux puis {patients} pour les patients"
    )]
    MatrixRows { found: usize, offices: usize, patients: usize },
    #[error("la ligne {row} de la matrice a {found} colonnes au lieu de {expected}")]
    MatrixColumns { row: usize, found: usize, expected: usize },
    #[error("la matrice contient {value} à la ligne {row}, colonne {column} : une durée va de 0 à 200 000")]
    MatrixValue { row: usize, column: usize, value: f64 },
    #[error("la minute de l’instance vaut {0} : il faut au moins 1 unité et au plus 3 600")]
    Minute(f64),
    #[error("l’objectif « {0} » n’existe pas : « published », « territory », « worst_delay » ou des poids")]
    Objective(String),
    #[error("{found} {list}, plus que les {most} permis")]
    TooMany { list: &'static str, found: usize, most: usize },
    #[error("l’heure présente vaut {0} : une heure va de 0 à 200 000")]
    Now(f64),
    #[error("aucun soignant : il n’y a personne à planifier")]
    NoCaregiver,
}
