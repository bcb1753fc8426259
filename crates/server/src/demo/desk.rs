//! Short sentences of the desk, read from `data/demo`.

use serde::Deserialize;

use super::dice::Dice;

/// Sentences of `desk.toml`, by use.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Sentences {
    pub(super) overbooked: Vec<&'static str>,
    pub(super) walk_in: Vec<&'static str>,
    pub(super) cancelled_by_patient: Vec<&'static str>,
    pub(super) cancelled_by_us: Vec<&'static str>,
    pub(super) moved: Vec<&'static str>,
    pub(super) other_relation: Vec<&'static str>,
    pub(super) interrupted: Vec<&'static str>,
    pub(super) converted: Vec<&'static str>,
    pub(super) waiting: Vec<&'static str>,
    pub(super) leave: Vec<&'static str>,
    pub(super) blocks: Vec<&'static str>,
    pub(super) corrections: Vec<&'static str>,
}

impl Sentences {
    pub(super) fn load() -> Self {
        toml::from_str(include_str!("../../data/demo/desk.toml")).expect("desk.toml reads")
    }
}

/// A note « à savoir », drawn by weight.
pub(super) fn note(dice: &mut Dice) -> &'static str {
    let lines: Vec<_> = include_str!("../../data/demo/notes.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let weights: Vec<_> = lines.iter().filter_map(|(weight, _)| weight.parse().ok()).collect();
    lines[dice.weighted(&weights)].1
}
