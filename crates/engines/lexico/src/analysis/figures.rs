//! The figures of one question.

use super::Analysis;
use crate::figure::{
    ClassColumn, Figure, Plane, PlanePoint, PointKind, SpecificWord, WordGraph, cloud, dendrogram, graph,
    plane, specific_bars,
};
use crate::french;

/// Words under each leaf of the tree, words a class on the map, bars a group.
const LEAF_WORDS: usize = 18;
const MAP_WORDS: usize = 22;
const BARS: usize = 10;
const GROUPS: usize = 8;
/// A modality is shown under a class when its chi2 is remarkable at 5 %.
const REMARKABLE: f64 = 3.84;

/// Every figure that the answers allow, cloud first.
pub fn figures(analysis: &Analysis) -> Vec<Figure> {
    let slug = &analysis.slug;
    let note = note(analysis);
    let mut figures = Vec::new();
    if analysis.words.iter().any(|w| w.published) {
        figures.push(word_cloud(analysis, &format!("{slug}-nuage"), &note));
    }
    if analysis.similarity.words.len() > 1 && !analysis.similarity.tree.is_empty() {
        figures.push(similarity_graph(analysis, &format!("{slug}-similitude"), &note));
    }
    figures.extend(class_tree(analysis, &format!("{slug}-dendrogramme"), &note));
    figures.extend(factor_map(analysis, &format!("{slug}-afc"), &note));
    figures.extend(specificities(analysis, slug, &note));
    figures
}

fn note(analysis: &Analysis) -> String {
    let parameters = &analysis.parameters;
    format!(
        "{} réponses exploitables sur {}, {} mots\u{202f}; formes actives citées au moins {} fois par au moins {} répondants.",
        french::count(analysis.answered),
        french::count(analysis.asked),
        french::count(analysis.prepared.occurrences()),
        parameters.least_count,
        parameters.least_respondents
    )
}

fn class_of_word(analysis: &Analysis, word: usize) -> Option<usize> {
    analysis.by_class.best_class(word).filter(|(_, chi2)| *chi2 > REMARKABLE).map(|(class, _)| class)
}

fn word_cloud(analysis: &Analysis, name: &str, note: &str) -> Figure {
    let words: Vec<(String, u64, u64, Option<usize>)> = analysis
        .words
        .iter()
        .enumerate()
        .filter(|(_, w)| w.published)
        .take(analysis.parameters.cloud_words)
        .map(|(place, w)| (readable(&w.text), w.count, w.respondents, class_of_word(analysis, place)))
        .collect();
    cloud(name, &words, note)
}

fn similarity_graph(analysis: &Analysis, name: &str, note: &str) -> Figure {
    let words = analysis
        .similarity
        .words
        .iter()
        .map(|&w| (readable(&analysis.words[w].text), analysis.words[w].count))
        .collect();
    let drawn = WordGraph {
        words,
        tree: analysis.similarity.tree.clone(),
        links: analysis.similarity.tree.iter().map(|edge| analysis.link(edge)).collect(),
        communities: analysis.similarity.communities.clone(),
        index: analysis.parameters.index.label(),
    };
    graph(name, &drawn, note)
}

fn class_tree(analysis: &Analysis, name: &str, note: &str) -> Option<Figure> {
    let tree = analysis.classification.tree().filter(|tree| tree.leaves().len() > 1)?;
    let sizes = analysis.classification.sizes();
    let columns: Vec<ClassColumn> = tree
        .leaves()
        .into_iter()
        .map(|class| {
            let words = analysis
                .profile(class)
                .into_iter()
                .filter(|e| e.chi2 > 2.0 && analysis.enough_say(class, e.item))
                .take(LEAF_WORDS);
            let modalities =
                analysis.modality_profile(class).into_iter().filter(|e| e.chi2 > REMARKABLE).take(6);
            ClassColumn {
                class,
                units: sizes[class as usize - 1],
                words: words.map(|e| (readable(&analysis.words[e.item].text), e.chi2)).collect(),
                modalities: modalities
                    .map(|e| {
                        let chi2 = analysis.may_count(&e).then_some(e.chi2);
                        (analysis.modalities.modalities[e.item].clone(), chi2, analysis.modality_count(&e))
                    })
                    .collect(),
            }
        })
        .collect();
    let stable = match &analysis.stability {
        Some(found) => format!(
            " Classement {} (accord médian de {} recalculs sur 90\u{202f}% des {}\u{a0}: {}).",
            found.words(),
            found.refits,
            analysis.unit_name(),
            french::number(found.median, 2)
        ),
        None => String::new(),
    };
    Some(dendrogram(name, &tree, &columns, analysis.matrix.rows(), &format!("{note}{stable}")))
}

fn factor_map(analysis: &Analysis, name: &str, note: &str) -> Option<Figure> {
    let afc = analysis.afc.as_ref()?;
    let second = |coordinates: &[f64]| coordinates.get(1).copied().unwrap_or(0.0);
    let mut words: Vec<(f64, PlanePoint)> = Vec::new();
    let mut taken = vec![0; analysis.classification.class_count()];
    for (row, &word) in analysis.afc_words.iter().enumerate() {
        let (class, chi2) = analysis.by_class.best_class(word)?;
        let at = &afc.rows[row].principal;
        let label = readable(&analysis.words[word].text);
        words.push((
            chi2,
            PlanePoint { label, kind: PointKind::Word, class, x: at[0], y: second(at), size: 11.0 },
        ));
    }
    words.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.label.cmp(&b.1.label)));
    let most = words.first().map_or(1.0, |w| w.0.max(1.0));
    words.retain(|(_, point)| {
        taken[point.class] += 1;
        taken[point.class] <= MAP_WORDS
    });
    let mut points: Vec<PlanePoint> = afc
        .columns
        .iter()
        .enumerate()
        .map(|(class, column)| {
            let label = format!("Classe {}", class + 1);
            PlanePoint {
                label,
                kind: PointKind::Class,
                class,
                x: column.principal[0],
                y: second(&column.principal),
                size: 15.0,
            }
        })
        .collect();
    points.extend(modality_points(analysis));
    points.extend(
        words
            .into_iter()
            .map(|(chi2, point)| PlanePoint { size: 11.0 + 6.0 * (chi2.max(0.0) / most).sqrt(), ..point }),
    );
    let shares = (0..afc.eigenvalues.len().min(2)).map(|axis| afc.percent(axis)).collect();
    let drawn = Plane { points, shares, axes: afc.eigenvalues.len() };
    Some(plane(name, &drawn, &format!("{note} Coordonnées principales, même échelle sur les deux axes.")))
}

/// Modalities of enough respondents, as supplementary points.
fn modality_points(analysis: &Analysis) -> Vec<PlanePoint> {
    let Some(afc) = &analysis.afc else { return Vec::new() };
    (0..analysis.modalities.modalities.len())
        .filter(|&m| analysis.modalities.may_name(m, analysis.parameters.threshold))
        .filter_map(|m| {
            let counts: Vec<f64> =
                analysis.modalities_by_class.counts[m].iter().map(|&c| f64::from(c)).collect();
            let at = afc.supplementary_row(&counts)?;
            // Modalities that no class stands out for would only crowd the middle of the map.
            let (class, _) =
                analysis.modalities_by_class.best_class(m).filter(|(_, chi2)| *chi2 > REMARKABLE)?;
            let label = analysis.modalities.modalities[m].clone();
            // An exact place would tell how many people of a small group are in each class.
            let about = |v: f64| libm::round(v * 10.0) / 10.0;
            let (x, y) = (about(at[0]), about(at.get(1).copied().unwrap_or(0.0)));
            Some(PlanePoint { label, kind: PointKind::Modality, class, x, y, size: 11.0 })
        })
        .collect()
}

/// Bars for the groups of the profile that have at least one remarkable word; past eight of them the table alone has them.
fn specificities(analysis: &Analysis, slug: &str, note: &str) -> Vec<Figure> {
    let mut names = french::Slugs::default();
    let drawn: Vec<(usize, Vec<SpecificWord>)> = (0..analysis.modalities.modalities.len())
        .filter(|&m| analysis.may_compare(m))
        .map(|m| (m, specific_words(analysis, m)))
        .filter(|(_, words)| words.iter().any(|w| w.score.abs() >= crate::specificity::REMARKABLE))
        .collect();
    let more = if drawn.len() > GROUPS {
        " Les autres groupes sont dans le tableau des spécificités."
    } else {
        ""
    };
    drawn
        .into_iter()
        .take(GROUPS)
        .map(|(m, words)| {
            let modality = &analysis.modalities.modalities[m];
            let name = format!("{slug}-specifique-{}", names.take(modality, ""));
            specific_bars(&name, &format!("«\u{a0}{modality}\u{a0}»"), &words, &format!("{note}{more}"))
        })
        .collect()
}

/// The words most in excess and most in default in a group.
fn specific_words(analysis: &Analysis, modality: usize) -> Vec<SpecificWord> {
    let mut words: Vec<SpecificWord> = analysis
        .words
        .iter()
        .zip(&analysis.groups[modality])
        .filter(|(_, found)| found.published)
        .map(|(word, found)| SpecificWord {
            word: readable(&word.text),
            score: found.specificity.score,
            inside: found.seen,
            everywhere: word.count,
        })
        .collect();
    words.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
    if words.len() > 2 * BARS {
        words.drain(BARS..words.len() - BARS);
    }
    words
}

/// A lemma as it is read: `mot_de_passe` is three words.
pub(super) fn readable(lemma: &str) -> String {
    match lemma {
        "rendez_vous" => "rendez-vous".to_owned(),
        "e_santé" => "e-santé".to_owned(),
        _ => lemma.replace('_', " "),
    }
}
