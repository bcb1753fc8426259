//! The results of one question for another program.

use super::Analysis;
use super::figures::readable;
use super::tables::classes;
use serde_json::{Value, json as object};

/// Everything that may be published; nothing in it is under the thresholds.
pub fn json(analysis: &Analysis) -> Value {
    let classes: Vec<Value> = classes(analysis)
        .map(|class| {
            let words: Vec<Value> = analysis
                .profile(class)
                .iter()
                .filter(|e| e.chi2 > 2.0 && analysis.enough_say(class, e.item))
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
