//! The steps alone, on tables without words: `chd` and `afc`.

use super::{Step, write};
use crate::afc;
use crate::chd::{Classification, Options, classify, classify_k};
use crate::figure::DataTable;
use crate::matrix::Matrix;
use crate::profile::ByClass;
use anyhow::{Context, bail};
use std::path::Path;

/// Unit and term numbers above this are a mistake of the file, not a corpus.
const MOST: u32 = 50_000_000;

pub(super) fn chd(options: &Step) -> anyhow::Result<()> {
    let matrix = triplets(&options.table)?;
    eprintln!("{} unités, {} termes, {} présences", matrix.rows(), matrix.columns(), matrix.presences());
    let found = classify(&matrix, Options { classes: options.classes.max(2), smallest: options.plus_petite });
    eprintln!(
        "{} divisions, {} classes, {} unités classées",
        found.splits.len(),
        found.class_count(),
        found.classified()
    );
    write::directory(&options.out)?;
    write::csv(&options.out.join("nodes.csv"), &nodes(&found, matrix.rows()))?;
    write::csv(&options.out.join("splits.csv"), &splits(&found))?;
    let mut classes = DataTable::new(&["seg", "class"]);
    classes.rows =
        found.classes.iter().enumerate().map(|(u, c)| vec![(u + 1).to_string(), c.to_string()]).collect();
    write::csv(&options.out.join("classes.csv"), &classes)?;
    if let Some(most) = options.rainette {
        write::csv(&options.out.join("groups.csv"), &groups(&matrix, most))?;
    }
    write::csv(&options.out.join("profiles.csv"), &profiles(&matrix, &found))
}

/// `seg,k2,k3,…`: the group of each unit when 2, 3, … groups are asked, 0 for a unit without term.
fn groups(matrix: &Matrix, most: usize) -> DataTable {
    let found = classify_k(matrix, most);
    let mut table = DataTable::new(&["seg"]);
    table.headers.extend((0..found.len()).map(|k| format!("k{}", k + 2)));
    table.rows = (1..=matrix.rows()).map(|unit| vec![unit.to_string()]).collect();
    for (k, groups) in found.iter().enumerate() {
        table.rows.iter_mut().for_each(|row| row.push("0".to_owned()));
        for (number, group) in groups.iter().enumerate() {
            group.units.iter().for_each(|&unit| table.rows[unit][k + 1] = (number + 1).to_string());
        }
    }
    table
}

/// Reads `seg,term` pairs, naming the line of the first one that is not a pair of numbers from 1.
fn triplets(path: &Path) -> anyhow::Result<Matrix> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("{} ne peut pas être lu", path.display()))?;
    let mut pairs = Vec::new();
    let (mut rows, mut columns) = (0, 0);
    for (line, content) in (1..).zip(text.lines()).skip(1).filter(|(_, l)| !l.trim().is_empty()) {
        let number = |field: Option<&str>| {
            field.and_then(|f| f.trim().parse::<u32>().ok()).filter(|n| (1..=MOST).contains(n))
        };
        let mut fields = content.split(',');
        let (Some(unit), Some(term)) = (number(fields.next()), number(fields.next())) else {
            bail!("{} ligne {line} : attendu « seg,term », deux nombres à partir de 1", path.display());
        };
        rows = rows.max(unit);
        columns = columns.max(term);
        pairs.push((unit - 1, term - 1));
    }
    if pairs.is_empty() {
        bail!("{} ne contient aucune présence sous son en-tête", path.display());
    }
    Ok(Matrix::from_pairs(rows as usize, columns as usize, pairs))
}

fn nodes(found: &Classification, units: usize) -> DataTable {
    let mut table = DataTable::new(&["seg"]);
    table.headers.extend((1..=found.splits.len()).map(|s| format!("split{s}")));
    table.rows = (0..units)
        .map(|unit| {
            let mut row = vec![(unit + 1).to_string()];
            row.extend(found.nodes.iter().map(|column| column[unit].to_string()));
            row
        })
        .collect();
    table
}

fn splits(found: &Classification) -> DataTable {
    let mut table = DataTable::new(&[
        "split",
        "mother",
        "child1",
        "child2",
        "inertia_cut",
        "inertia_final",
        "total",
        "threshold",
    ]);
    for (number, split) in found.splits.iter().enumerate() {
        table.rows.push(vec![
            (number + 1).to_string(),
            split.mother.to_string(),
            split.children.0.to_string(),
            split.children.1.to_string(),
            split.inertia_cut.to_string(),
            split.inertia_final.to_string(),
            split.total.to_string(),
            split.threshold.to_string(),
        ]);
    }
    table
}

fn profiles(matrix: &Matrix, found: &Classification) -> DataTable {
    let k = found.class_count();
    let counts = ByClass::count(matrix, &found.classes, k);
    let mut table = DataTable::new(&["class", "term", "inside", "everywhere", "chi2", "p"]);
    for class in 0..k {
        for entry in counts.profile(class, 1) {
            table.rows.push(vec![
                (class + 1).to_string(),
                (entry.item + 1).to_string(),
                entry.inside.to_string(),
                entry.everywhere.to_string(),
                entry.chi2.to_string(),
                format!("{:e}", entry.p),
            ]);
        }
    }
    table
}

pub(super) fn afc(options: &Step) -> anyhow::Result<()> {
    let (names, labels, counts) = counts(&options.table)?;
    let found = afc::analyse(&counts).map_err(|error| match error {
        afc::AfcError::EmptyRow(row) => anyhow::anyhow!("la ligne « {} » est vide", names[row - 1]),
        afc::AfcError::EmptyColumn(column) => {
            anyhow::anyhow!("la colonne « {} » est vide", labels[column - 1])
        }
        afc::AfcError::BadCell(row) => {
            anyhow::anyhow!("la ligne « {} » contient un nombre négatif", names[row - 1])
        }
        afc::AfcError::NoInertia => {
            anyhow::anyhow!("toutes les lignes ont le même profil, il n’y a pas d’axe")
        }
        afc::AfcError::TooSmall { .. } => anyhow::anyhow!("il faut au moins deux lignes et deux colonnes"),
    })?;
    eprintln!("{} axes", found.eigenvalues.len());
    write::directory(&options.out)?;
    let mut eigen = DataTable::new(&["axis", "eigen", "pct"]);
    for (axis, value) in found.eigenvalues.iter().enumerate() {
        eigen.rows.push(vec![(axis + 1).to_string(), value.to_string(), found.percent(axis).to_string()]);
    }
    write::csv(&options.out.join("eigen.csv"), &eigen)?;
    write::csv(&options.out.join("rows.csv"), &points(&names, &found.rows, found.eigenvalues.len()))?;
    write::csv(&options.out.join("cols.csv"), &points(&labels, &found.columns, found.eigenvalues.len()))
}

fn counts(path: &Path) -> anyhow::Result<(Vec<String>, Vec<String>, afc::Counts)> {
    let mut reader = csv::ReaderBuilder::new()
        .from_path(path)
        .with_context(|| format!("{} ne peut pas être lu", path.display()))?;
    let labels: Vec<String> = reader.headers()?.iter().skip(1).map(str::to_owned).collect();
    let (mut names, mut cells) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.with_context(|| path.display().to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        names.push(record[0].to_owned());
        for field in record.iter().skip(1) {
            let Ok(value) = field.trim().parse::<f64>() else {
                bail!("{} ligne {line} : « {field} » n’est pas un nombre", path.display());
            };
            cells.push(value);
        }
    }
    let table = afc::Counts { rows: names.len(), columns: labels.len(), cells };
    Ok((names, labels, table))
}

fn points(names: &[String], points: &[afc::Point], axes: usize) -> DataTable {
    let mut table = DataTable::new(&["name"]);
    for prefix in ["std", "prin", "ctr", "cos2"] {
        table.headers.extend((1..=axes).map(|axis| format!("{prefix}{axis}")));
    }
    table.headers.push("mass".to_owned());
    for (name, point) in names.iter().zip(points) {
        let mut row = vec![name.clone()];
        for values in [&point.standard, &point.principal, &point.contribution, &point.cos2] {
            row.extend(values.iter().map(f64::to_string));
        }
        row.push(point.mass.to_string());
        table.rows.push(row);
    }
    table
}
