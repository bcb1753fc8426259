//! The tables of one question as files, and its results as JSON for programs.

use super::Analysis;
use super::figures::readable;
use crate::concordance::{concordance, typical};
use crate::figure::DataTable;
use serde_json::{Value, json as object};
use stats::disclosure::may_show;

/// Occurrences kept of each word, and words of the concordance.
const LINES: usize = 50;
const WORDS: usize = 200;

/// Every table, by file name without extension.
pub fn tables(analysis: &Analysis) -> Vec<(String, DataTable)> {
    vec![
        ("mots".to_owned(), words(analysis)),
        ("mots-inconnus".to_owned(), unknown(analysis)),
        ("divisions".to_owned(), splits(analysis)),
        ("unites-classes".to_owned(), units(analysis)),
        ("profils".to_owned(), profiles(analysis)),
        ("profils-modalites".to_owned(), modalities(analysis)),
        ("afc-axes".to_owned(), axes(analysis)),
        ("afc-points".to_owned(), points(analysis)),
        ("specificites".to_owned(), specificities(analysis)),
        ("similitude".to_owned(), similarity(analysis)),
        ("concordance".to_owned(), lines(analysis)),
        ("reponses-typiques".to_owned(), typical_answers(analysis)),
    ]
}

fn words(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "categorie", "citations", "repondants", "formes"]);
    let forms = analysis.prepared.forms_by_lemma();
    for word in analysis.words.iter().filter(|w| w.published) {
        let list: Vec<String> =
            forms.get(&word.lemma).into_iter().flatten().map(|f| format!("{}:{}", f.text, f.count)).collect();
        let category = analysis.prepared.lemmas[word.lemma as usize].category.label().to_owned();
        table.rows.push(vec![
            word.text.clone(),
            category,
            word.count.to_string(),
            word.respondents.to_string(),
            list.join(" "),
        ]);
    }
    table
}

fn unknown(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "citations"]);
    let mut found: Vec<_> = analysis
        .prepared
        .lemmas
        .iter()
        .filter(|l| l.category == crate::words::Category::Unknown && l.count > 0)
        .collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    table.rows = found.iter().map(|l| vec![l.text.clone(), l.count.to_string()]).collect();
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

fn units(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["unite", "reponse", "classe"]);
    for (unit, (segment, class)) in
        analysis.prepared.segments.iter().zip(&analysis.classification.classes).enumerate()
    {
        table.rows.push(vec![(unit + 1).to_string(), (segment.answer + 1).to_string(), class.to_string()]);
    }
    table
}

fn classes(analysis: &Analysis) -> impl Iterator<Item = u32> + use<> {
    1..=u32::try_from(analysis.classification.class_count()).unwrap_or(0)
}

fn profiles(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["classe", "mot", "dans_la_classe", "partout", "pourcent", "chi2", "p"]);
    for class in classes(analysis) {
        for entry in analysis.profile(class).iter().filter(|e| e.chi2.abs() > 2.0) {
            table.rows.push(vec![
                class.to_string(),
                analysis.words[entry.item].text.clone(),
                entry.inside.to_string(),
                entry.everywhere.to_string(),
                format!("{:.2}", entry.percent()),
                format!("{:.3}", entry.chi2),
                format!("{:e}", entry.p),
            ]);
        }
    }
    table
}

fn modalities(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["classe", "modalite", "dans_la_classe", "chi2", "p"]);
    for class in classes(analysis) {
        for entry in analysis.modality_profile(class) {
            table.rows.push(vec![
                class.to_string(),
                analysis.modalities.modalities[entry.item].clone(),
                analysis.modality_count(&entry),
                format!("{:.3}", entry.chi2),
                format!("{:e}", entry.p),
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

/// Groups under the threshold, and groups whose complement is, are left out.
fn specificities(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["modalite", "mot", "dans_le_groupe", "partout", "score"]);
    let everyone = analysis.modalities.of.len() as u64;
    for (modality, scores) in analysis.specificities.iter().enumerate() {
        let count = analysis.modalities.counts[modality];
        let threshold = analysis.parameters.threshold;
        if count < threshold || !may_show(everyone - count, threshold) {
            continue;
        }
        for (word, (found, seen)) in analysis.words.iter().zip(scores).filter(|(word, _)| word.published) {
            let name = analysis.modalities.modalities[modality].clone();
            table.rows.push(vec![
                name,
                word.text.clone(),
                seen.to_string(),
                word.count.to_string(),
                format!("{:.4}", found.score),
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
            edge.weight.to_string(),
            group(edge.a),
            group(edge.b),
        ]);
    }
    table
}

fn lines(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["mot", "reponse", "avant", "forme", "apres"]);
    let lemmas: Vec<u32> =
        analysis.words.iter().filter(|w| w.published).take(WORDS).map(|w| w.lemma).collect();
    for line in concordance(&analysis.prepared, &lemmas, LINES) {
        table.rows.push(vec![line.word, line.answer.to_string(), line.before, line.said, line.after]);
    }
    table
}

fn typical_answers(analysis: &Analysis) -> DataTable {
    let mut table = DataTable::new(&["classe", "reponse", "score", "texte"]);
    for class in classes(analysis) {
        let chi2 = analysis.chi2_of(class);
        for (answer, score, text) in typical(&analysis.prepared, &analysis.segments_of(class), &chi2, 5) {
            table.rows.push(vec![class.to_string(), answer.to_string(), format!("{score:.3}"), text]);
        }
    }
    table
}

/// The results that another program reads; nothing in it is under the thresholds.
pub fn json(analysis: &Analysis) -> Value {
    let classes: Vec<Value> = classes(analysis)
        .map(|class| {
            let words: Vec<Value> = analysis
                .profile(class)
                .iter()
                .filter(|e| e.chi2 > 2.0)
                .map(|e| object!({"word": analysis.words[e.item].text, "chi2": e.chi2, "inside": e.inside, "everywhere": e.everywhere}))
                .collect();
            object!({"class": class, "units": analysis.segments_of(class).len(), "words": words})
        })
        .collect();
    let groups: Vec<Value> = analysis
        .similarity
        .words
        .iter()
        .zip(&analysis.similarity.communities.group)
        .map(|(&w, group)| object!({"word": readable(&analysis.words[w].text), "group": group + 1}))
        .collect();
    object!({
        "question": analysis.question,
        "parameters": analysis.parameters,
        "asked": analysis.asked,
        "answered": analysis.answered,
        "units": analysis.matrix.rows(),
        "words": analysis.words.iter().filter(|w| w.published).map(|w| object!({"word": w.text, "count": w.count, "respondents": w.respondents})).collect::<Vec<_>>(),
        "classified": analysis.classification.classified(),
        "tree": analysis.classification.tree().map(|t| t.newick()),
        "stability": analysis.stability,
        "classes": classes,
        "inertia": analysis.afc.as_ref().map(|a| a.eigenvalues.clone()),
        "modularity": analysis.similarity.communities.modularity,
        "groups": groups,
        "actions": analysis.actions,
        "messages": analysis.messages,
    })
}
