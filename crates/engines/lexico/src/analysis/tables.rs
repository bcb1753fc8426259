//! The tables of one question that may be published, as files.

use super::Analysis;
use crate::figure::DataTable;

/// What stands for a number that would tell too much.
const MASKED: &str = "masqué";

/// Every published table, by file name without extension.
pub fn tables(analysis: &Analysis) -> Vec<(String, DataTable)> {
    vec![
        ("mots".to_owned(), words(analysis)),
        ("divisions".to_owned(), splits(analysis)),
        ("profils".to_owned(), profiles(analysis)),
        ("profils-modalites".to_owned(), modalities(analysis)),
        ("afc-axes".to_owned(), axes(analysis)),
        ("afc-points".to_owned(), points(analysis)),
        ("specificites".to_owned(), specificities(analysis)),
        ("similitude".to_owned(), similarity(analysis)),
    ]
}

fn words(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "categorie", "citations", "repondants"]);
    for word in analysis.words.iter().filter(|w| w.published) {
        let category = analysis.prepared.lemmas[word.lemma as usize].category.label().to_owned();
        table.rows.push(vec![
            word.text.clone(),
            category,
            word.count.to_string(),
            word.respondents.to_string(),
        ]);
    }
    table
}

fn splits(analysis: &Analysis) -> DataTable {
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
    for (number, split) in (1..).zip(&analysis.classification.splits) {
        table.rows.push(vec![
            i32::to_string(&number),
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

/// The numbers of the classes, from 1.
pub(super) fn classes(analysis: &Analysis) -> impl Iterator<Item = u32> + use<> {
    1..=u32::try_from(analysis.classification.class_count()).unwrap_or(0)
}

/// A word that one or two people of a class say has no number there.
fn profiles(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["classe", "mot", "dans_la_classe", "partout", "pourcent", "chi2", "p"]);
    for class in classes(analysis) {
        for entry in analysis.profile(class).iter().filter(|e| e.chi2.abs() > 2.0) {
            let shown =
                |text: String| if analysis.enough_say(class, entry.item) { text } else { MASKED.to_owned() };
            table.rows.push(vec![
                class.to_string(),
                analysis.words[entry.item].text.clone(),
                shown(entry.inside.to_string()),
                entry.everywhere.to_string(),
                shown(format!("{:.2}", entry.percent())),
                shown(format!("{:.3}", entry.chi2)),
                shown(format!("{:e}", entry.p)),
            ]);
        }
    }
    table
}

fn modalities(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["classe", "modalite", "dans_la_classe", "chi2", "p"]);
    for class in classes(analysis) {
        for entry in analysis.modality_profile(class) {
            let shown = |text: String| if analysis.may_count(&entry) { text } else { MASKED.to_owned() };
            table.rows.push(vec![
                class.to_string(),
                analysis.modalities.modalities[entry.item].clone(),
                analysis.modality_count(&entry),
                shown(format!("{:.3}", entry.chi2)),
                shown(format!("{:e}", entry.p)),
            ]);
        }
    }
    table
}

fn axes(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["axe", "valeur_propre", "pourcent"]);
    if let Some(afc) = &analysis.afc {
        for (axis, value) in afc.eigenvalues.iter().enumerate() {
            table.rows.push(vec![(axis + 1).to_string(), value.to_string(), afc.percent(axis).to_string()]);
        }
    }
    table
}

fn points(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["point", "sorte", "axe", "coordonnee", "contribution", "cos2"]);
    let Some(afc) = &analysis.afc else { return table };
    let words = analysis.afc_words.iter().map(|&w| analysis.words[w].text.clone());
    let rows = words.zip(&afc.rows).map(|(name, point)| (name, "mot", point));
    let columns = (1..).zip(&afc.columns).map(|(class, point)| (format!("classe {class}"), "classe", point));
    for (name, kind, point) in rows.chain(columns) {
        for axis in 0..afc.eigenvalues.len() {
            table.rows.push(vec![
                name.clone(),
                kind.to_owned(),
                (axis + 1).to_string(),
                point.principal[axis].to_string(),
                point.contribution[axis].to_string(),
                point.cos2[axis].to_string(),
            ]);
        }
    }
    table
}

/// Groups under the threshold, groups whose complement is, and words that one or two people tell apart are left out.
fn specificities(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["modalite", "mot", "dans_le_groupe", "partout", "score"]);
    for (modality, group) in analysis.groups.iter().enumerate().filter(|(m, _)| analysis.may_compare(*m)) {
        for (word, found) in analysis.words.iter().zip(group).filter(|(_, found)| found.published) {
            table.rows.push(vec![
                analysis.modalities.modalities[modality].clone(),
                word.text.clone(),
                found.seen.to_string(),
                word.count.to_string(),
                format!("{:.4}", found.specificity.score),
            ]);
        }
    }
    table
}

fn similarity(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "mot_lie", "poids", "groupe", "groupe_lie"]);
    let found = &analysis.similarity;
    for edge in &found.tree {
        let name = |w: usize| analysis.words[found.words[w]].text.clone();
        let group = |w: usize| (found.communities.group[w] + 1).to_string();
        table.rows.push(vec![
            name(edge.a),
            name(edge.b),
            analysis.link(edge).map_or(MASKED.to_owned(), |weight| weight.to_string()),
            group(edge.a),
            group(edge.b),
        ]);
    }
    table
}
