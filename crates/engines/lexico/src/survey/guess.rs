//! Proposes the role of each column from its name and its values. The analyst has the last word.

use super::mapping::{Column, Mapping, Role};
use super::table::Table;
use stats::scale::Scale;
use std::collections::{BTreeMap, BTreeSet};

/// Names of columns that hold people, not answers.
const PERSONAL: [&str; 17] = [
    "nom",
    "prénom",
    "prenom",
    "mail",
    "email",
    "e-mail",
    "courriel",
    "téléphone",
    "telephone",
    "tél",
    "tel",
    "mobile",
    "rpps",
    "ins",
    "nir",
    "adresse",
    "naissance",
];
const IDENTIFIERS: [&str; 9] =
    ["id", "identifiant", "numéro", "numero", "n°", "code", "token", "rep", "jeton"];
/// Names of columns that respondents are compared by.
const PROFILES: [&str; 9] = [
    "spécialité",
    "specialite",
    "spe",
    "profession",
    "métier",
    "metier",
    "fonction",
    "catégorie",
    "discipline",
];

/// Ordered answers met in surveys: steps, answers outside the order, steps that mean « oui ».
const SCALES: [(&[&str], &[&str], &[&str]); 8] = [
    (
        &["jamais", "parfois", "régulièrement", "quotidiennement"],
        &["en projet", "ne connaît pas", "sans avis"],
        &["parfois", "régulièrement", "quotidiennement"],
    ),
    (
        &["jamais", "rarement", "parfois", "souvent", "toujours"],
        &["sans avis"],
        &["rarement", "parfois", "souvent", "toujours"],
    ),
    (
        &["pas du tout d’accord", "plutôt pas d’accord", "plutôt d’accord", "tout à fait d’accord"],
        &["sans avis"],
        &["plutôt d’accord", "tout à fait d’accord"],
    ),
    (
        &["pas du tout", "plutôt non", "sans avis", "plutôt oui", "tout à fait"],
        &[],
        &["plutôt oui", "tout à fait"],
    ),
    (
        &["non", "peut-être un jour", "oui, prochainement", "oui, déjà"],
        &["sans avis"],
        &["oui, prochainement", "oui, déjà"],
    ),
    (
        &[
            "pas de coordination",
            "difficile ou inadéquate",
            "perfectible et insuffisante",
            "fluide et adaptée",
        ],
        &["sans avis"],
        &["fluide et adaptée"],
    ),
    (
        &["très insatisfait", "insatisfait", "satisfait", "très satisfait"],
        &["sans avis"],
        &["satisfait", "très satisfait"],
    ),
    (&["non", "pas vraiment", "oui"], &["ne sait pas"], &["oui"]),
];

/// Proposes a mapping for a table.
pub fn propose(table: &Table) -> Mapping {
    let mut columns: Vec<Column> = (0..table.headers.len()).map(|place| column(table, place)).collect();
    group_matrices(&mut columns);
    Mapping { columns }
}

fn column(table: &Table, place: usize) -> Column {
    let nom = table.headers[place].clone();
    let name = nom.to_lowercase();
    let values: Vec<&str> = table.column(place).filter(|v| !v.is_empty()).collect();
    let mut column =
        Column { nom, role: Role::Ignore, groupe: None, croiser: false, separateur: None, echelle: None };
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '°').collect();
    let named = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let short_name = words.len() <= 4;
    // « Outils : INS » asks how often the INS is used: answers on a scale name nobody.
    column.role = if let Some(scale) = known_scale(&values) {
        column.echelle = Some(scale);
        Role::Echelle
    } else if short_name && named(&PERSONAL) {
        Role::Personnel
    } else if values.is_empty() {
        Role::Ignore
    } else if name == "poids" {
        Role::Poids
    } else {
        by_values(&values, &mut column, short_name && named(&IDENTIFIERS))
    };
    column.croiser = column.role == Role::Choix && short_name && named(&PROFILES);
    column
}

fn by_values(values: &[&str], column: &mut Column, named_identifier: bool) -> Role {
    let distinct: BTreeSet<&str> = values.iter().copied().collect();
    let n = values.len();
    let letters: usize = values.iter().map(|v| v.chars().count()).sum();
    let repeats = distinct.len() * 2 <= n;
    let numbers = values.iter().filter(|v| v.replace(',', ".").parse::<f64>().is_ok()).count();
    if named_identifier && distinct.len() == n {
        return Role::Identifiant;
    }
    if values.iter().filter(|v| is_date(v)).count() * 10 >= n * 8 {
        return Role::Date;
    }
    if numbers * 10 >= n * 9 {
        return if distinct.len() == n
            && n > 5
            && distinct.iter().all(|v| v.len() < 8 && !v.contains(','))
            && is_sequence(values)
        {
            Role::Identifiant
        } else {
            Role::Nombre
        };
    }
    if let Some(separator) = separator(values) {
        column.separateur = Some(separator.to_owned());
        return Role::Multiple;
    }
    if letters > n * 25 && !repeats {
        return Role::Libre;
    }
    if repeats || distinct.len() <= 12 && letters <= n * 25 {
        return Role::Choix;
    }
    if letters > n * 12 { Role::Libre } else { Role::Identifiant }
}

fn is_sequence(values: &[&str]) -> bool {
    let numbers: Vec<i64> = values.iter().filter_map(|v| v.parse().ok()).collect();
    numbers.len() == values.len() && numbers.is_sorted()
}

fn is_date(value: &str) -> bool {
    let parts: Vec<&str> = value.split(' ').next().unwrap_or("").split(['/', '-', '.']).collect();
    let number = |part: &&str| part.parse::<u32>().ok();
    match parts.iter().map(number).collect::<Option<Vec<u32>>>().as_deref() {
        Some([day, month, year]) if *year >= 1900 => (1..=31).contains(day) && (1..=12).contains(month),
        Some([year, month, day]) if *year >= 1900 => (1..=31).contains(day) && (1..=12).contains(month),
        _ => false,
    }
}

/// The scale whose answers are all the values of a column, upper or lower case.
fn known_scale(values: &[&str]) -> Option<Scale> {
    let normal = |v: &str| v.to_lowercase().replace('\'', "’");
    let seen: BTreeSet<String> = values.iter().map(|v| normal(v)).collect();
    if seen.len() < 2 {
        return None;
    }
    let (steps, outside, grouped) = SCALES.iter().find(|(steps, outside, _)| {
        seen.iter().all(|v| steps.contains(&v.as_str()) || outside.contains(&v.as_str()))
    })?;
    let owned = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<String>>();
    let outside = outside.iter().copied().filter(|o| seen.contains(*o)).collect::<Vec<_>>();
    Some(Scale { steps: owned(steps), outside: owned(&outside), grouped: owned(grouped) })
}

/// The separator of a multiple-answer column: in one value in fifty, between pieces that come back.
fn separator(values: &[&str]) -> Option<&'static str> {
    [";", "|", " / "].into_iter().find(|separator| {
        let with = values.iter().filter(|v| v.contains(separator)).count();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        values
            .iter()
            .flat_map(|v| v.split(separator))
            .map(str::trim)
            .for_each(|piece| *counts.entry(piece).or_default() += 1);
        let pieces: usize = counts.values().sum();
        let short = counts.keys().map(|k| k.chars().count()).sum::<usize>() <= counts.len() * 30;
        with * 50 >= values.len() && with > 0 && short && counts.len() * 3 <= pieces * 2
    })
}

/// Scales with the same degrees whose names share what comes before « : » or « [ » are one matrix.
fn group_matrices(columns: &mut [Column]) {
    let stem = |name: &str| name.split_once(['[', ':']).map(|(stem, _)| stem.trim().to_owned());
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, column) in columns.iter().enumerate().filter(|(_, c)| c.role == Role::Echelle) {
        if let Some(stem) = stem(&column.nom) {
            groups.entry(stem).or_default().push(place);
        }
    }
    for (stem, places) in groups.into_iter().filter(|(_, places)| places.len() > 1) {
        // Answers outside the order that only some columns hold are shared by all.
        let outside: BTreeSet<String> = places
            .iter()
            .filter_map(|&p| columns[p].echelle.as_ref())
            .flat_map(|s| s.outside.clone())
            .collect();
        for place in places {
            columns[place].groupe = Some(stem.clone());
            if let Some(scale) = &mut columns[place].echelle {
                scale.outside = outside.iter().cloned().collect();
            }
        }
    }
}
