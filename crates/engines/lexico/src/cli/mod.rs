//! `maillage lexico`: a survey file in, every table, figure and one report out. Progress goes to standard error.

mod analyse;
mod png;
mod steps;
mod write;

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Analyse des réponses libres et fermées d’une enquête.
#[derive(Debug, Subcommand)]
pub enum LexicoCommand {
    /// Fait tous les tableaux, toutes les figures et un rapport à partir d’un fichier de réponses.
    Analyse(Analyse),
    /// Classe des unités à partir de leurs termes (`seg,term`, présences numérotées à partir de 1).
    Chd(Step),
    /// Analyse factorielle d’un tableau de comptes (première colonne : noms des lignes).
    Afc(Step),
}

/// The options of `analyse`.
#[derive(Debug, Args)]
pub struct Analyse {
    /// Réponses : .txt (étoilé ou une réponse par ligne), .csv, .tsv, .xlsx, .ods
    pub corpus: PathBuf,
    /// Dossier où écrire ; créé s’il manque
    #[arg(long)]
    pub out: PathBuf,
    /// Rôle des colonnes, corrigé par l’analyste (proposé dans colonnes.toml)
    #[arg(long)]
    pub colonnes: Option<PathBuf>,
    /// Lemmes réunis, exclus, actifs ou supplémentaires (proposé dans formes.toml)
    #[arg(long)]
    pub formes: Option<PathBuf>,
    /// Ne garde que les réponses qui disent « colonne=valeur » ; plusieurs filtres se combinent
    #[arg(long = "filtre", value_name = "COLONNE=VALEUR")]
    pub filtres: Vec<String>,
    /// Base connue (colonne;modalité;effectif) sur laquelle les réponses sont calées
    #[arg(long, value_name = "BASE.csv")]
    pub calage: Option<PathBuf>,
    /// Aucun effectif publié plus petit
    #[arg(long, default_value_t = stats::disclosure::DEFAULT_THRESHOLD)]
    pub seuil: u64,
    /// Répondants qui doivent dire un mot pour qu’il soit publié
    #[arg(long, default_value_t = 3)]
    pub repondants_par_mot: u64,
    /// Ce qui est classé
    #[arg(long, value_enum, default_value_t = UnitChoice::Reponses)]
    pub unite: UnitChoice,
    /// Classes visées
    #[arg(long, default_value_t = 10)]
    pub classes: usize,
    /// Plus petite classe gardée
    #[arg(long)]
    pub plus_petite: Option<usize>,
    /// Lemmes de Lexique 3.83, comparables au programme de bureau habituel
    #[arg(long)]
    pub compatible: bool,
    /// Force des liens du graphe
    #[arg(long, value_enum, default_value_t = IndexChoice::Cooccurrence)]
    pub indice: IndexChoice,
    /// Titre du rapport
    #[arg(long)]
    pub titre: Option<String>,
    /// Sans images PNG
    #[arg(long)]
    pub sans_png: bool,
}

/// The options of a step alone.
#[derive(Debug, Args)]
pub struct Step {
    pub table: PathBuf,
    #[arg(long)]
    pub out: PathBuf,
    /// Classes visées (chd)
    #[arg(long, default_value_t = 10)]
    pub classes: usize,
    /// Plus petite classe gardée (chd)
    #[arg(long)]
    pub plus_petite: Option<usize>,
    /// Écrit aussi groups.csv : les groupes de 2 à K selon les règles de rainette (chd)
    #[arg(long, value_name = "K")]
    pub rainette: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnitChoice {
    /// Chaque réponse : convient aux réponses courtes
    Reponses,
    /// Segments d’une quarantaine de mots
    Segments,
    /// Segments classés deux fois : seul ce que les deux classements disent est gardé
    Double,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum IndexChoice {
    Cooccurrence,
    Jaccard,
    Dice,
    Chi2,
}

impl LexicoCommand {
    /// Runs the command; errors are in French and name the file and the line.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Analyse(options) => analyse::run(&options)?,
            Self::Chd(options) => steps::chd(&options)?,
            Self::Afc(options) => steps::afc(&options)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}
