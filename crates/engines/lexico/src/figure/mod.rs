//! Figures as SVG that stand without colour and without script, each with its sentence, its n and its table.
//!
//! Widths are measured in the font that is embedded, and fixed in the SVG; nothing overlaps and nothing is left out
//! without being listed.

mod bars;
mod canvas;
mod cloud;
mod dendrogram;
mod font;
mod graph;
mod plane;
mod scale;
mod specific;

pub use bars::{Bar, bars};
pub(crate) use canvas::escape;
pub use canvas::{Canvas, Rect};
pub use cloud::cloud;
pub use dendrogram::{ClassColumn, dendrogram};
pub use font::{FONT, width};
pub use graph::{WordGraph, graph};
pub use plane::{Plane, PlanePoint, PointKind, plane};
pub use scale::scale_bars;
pub use specific::{SpecificWord, specific_bars};

/// A figure with everything a reader needs beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// File name without extension.
    pub name: String,
    /// What it shows, as a finding.
    pub title: String,
    /// How to read it, in words.
    pub says: String,
    /// n, thresholds, parameters.
    pub note: String,
    pub svg: String,
    pub table: DataTable,
    /// Where each label stands.
    pub labels: Vec<Rect>,
    /// Straight edges between points, for the figures that draw a tree.
    pub edges: Vec<[(f64, f64); 2]>,
    /// Labels that found no place: listed under the figure.
    pub unplaced: Vec<String>,
}

/// The numbers behind a figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DataTable {
    pub headers: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl DataTable {
    pub fn new(headers: &[&str]) -> Self {
        Self { headers: headers.iter().map(|h| (*h).to_owned()).collect(), rows: Vec::new() }
    }
}

/// Eight inks, all at least 4.5:1 on white, told apart by most colour-blind readers; a number or a shape doubles them.
pub const INKS: [&str; 8] =
    ["#0d5f54", "#a12e25", "#1d5f86", "#7a4f00", "#5e4794", "#27652b", "#8a2f5d", "#3d4a47"];

/// The ink of a class, from 0.
pub fn ink(class: usize) -> &'static str {
    INKS[class % INKS.len()]
}

/// Text and lines.
pub(crate) const INK: &str = "#1b2a27";
pub(crate) const INK_2: &str = "#4c5b57";
pub(crate) const LINE: &str = "#c9cdc5";
