//! `analyse`: reads, analyses and writes a whole survey.

use super::{Analyse, IndexChoice, UnitChoice, png, write};
use crate::analysis::{Analysis, Parameters, analyse, figures, json, tables, working_tables};
use crate::chd::Options;
use crate::figure::Figure;
use crate::french;
use crate::report::{Report, closed_figures, cross_table, report, weighted_tables};
use crate::similarity::Index;
use crate::survey::{
    FileKind, Filter, Mapping, Role, Sample, Table, calibrated_weights, closed_results, cross_results,
    open_questions, propose, read, respondents, weighted_answers, weights_of_column,
};
use crate::words::{Edits, LexiconChoice, Unit, Words};
use anyhow::Context;
use std::path::Path;

pub(super) fn run(options: &Analyse) -> anyhow::Result<()> {
    let table = read_table(&options.corpus)?;
    let mapping = mapping(options, &table)?;
    let parameters = parameters(options)?;
    write::directory(&options.out)?;
    write::file(&options.out.join("colonnes.toml"), mapping.to_toml().as_bytes())?;
    let edits = toml::to_string(&parameters.words.edits).context("formes.toml ne peut pas être écrit")?;
    write::file(&options.out.join("formes.toml"), edits.as_bytes())?;
    eprintln!(
        "{} lues, {} colonnes",
        french::some(table.rows.len(), "réponse", "réponses"),
        table.headers.len()
    );
    let sample = sample(options, table, &mapping, parameters.threshold)?;
    let results = closed_results(&sample, &mapping, parameters.threshold);
    let seed = stats::random::SplitMix64::named(&parameters.id).next_u64();
    let people = respondents(&sample, &mapping, parameters.threshold);
    let mut open: Vec<(Analysis, Vec<Figure>)> = Vec::new();
    for question in open_questions(&sample, &mapping) {
        eprintln!("analyse de « {} »…", question.name);
        let analysis = analyse(&question, &people, &parameters);
        let drawn = figures(&analysis);
        open.push((analysis, drawn));
    }
    let title = options.titre.clone().unwrap_or_else(|| format!("Enquête «\u{a0}{}\u{a0}»", parameters.id));
    write_all(
        options,
        &Report {
            title: &title,
            closed: &closed_figures(&results),
            results: &results,
            crossed: &cross_results(&sample, &mapping, parameters.threshold, seed),
            weighted: &weighted_answers(&sample, &mapping, parameters.threshold),
            sample: &sample,
            parameters: &parameters,
            open: &open,
        },
    )
}

/// The rows kept, with their weights.
fn sample(options: &Analyse, table: Table, mapping: &Mapping, threshold: u64) -> anyhow::Result<Sample> {
    let corpus = || options.corpus.display().to_string();
    let weights = match &options.calage {
        Some(path) => {
            let base = read_table(path)?;
            Some(calibrated_weights(&table, &base).with_context(|| path.display().to_string())?)
        }
        None => weights_of_column(&table, mapping).with_context(corpus)?,
    };
    let filters = options.filtres.iter().map(|f| Filter::parse(f)).collect::<Result<Vec<_>, _>>()?;
    let sample = Sample::whole(table, weights).filtered(mapping, &filters, threshold)?;
    if !filters.is_empty() {
        eprintln!(
            "{} par le filtre",
            french::some(sample.kept.rows.len(), "réponse gardée", "réponses gardées")
        );
    }
    if let Some(weights) = &sample.weights {
        let effective = french::number(weights.efficiency.effective_n, 1);
        eprintln!("réponses pondérées ({}), effectif efficace {effective}", weights.source);
    }
    Ok(sample)
}

fn read_table(path: &Path) -> anyhow::Result<Table> {
    let kind = FileKind::of(path).with_context(|| {
        format!("{} : format inconnu, attendu .txt, .csv, .tsv, .xlsx ou .ods", path.display())
    })?;
    let bytes = std::fs::read(path).with_context(|| format!("{} ne peut pas être lu", path.display()))?;
    read(&bytes, kind).with_context(|| path.display().to_string())
}

fn mapping(options: &Analyse, table: &Table) -> anyhow::Result<Mapping> {
    let Some(path) = &options.colonnes else {
        let mapping = propose(table);
        if !mapping.columns.iter().any(|c| c.role == Role::Libre) {
            eprintln!(
                "aucune question libre reconnue ; corrigez colonnes.toml et relancez avec --colonnes si l’une d’elles en est une"
            );
        }
        return Ok(mapping);
    };
    let text =
        std::fs::read_to_string(path).with_context(|| format!("{} ne peut pas être lu", path.display()))?;
    Mapping::parse(&text, &table.headers).with_context(|| path.display().to_string())
}

fn parameters(options: &Analyse) -> anyhow::Result<Parameters> {
    let edits = match &options.formes {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("{} ne peut pas être lu", path.display()))?;
            toml::from_str::<Edits>(&text).with_context(|| path.display().to_string())?
        }
        None => Edits::default(),
    };
    let id =
        options.corpus.file_stem().map_or_else(|| "analyse".to_owned(), |s| s.to_string_lossy().into_owned());
    Ok(Parameters {
        words: Words {
            unit: if options.unite == UnitChoice::Reponses { Unit::Text } else { Unit::Segment },
            lexicon: if options.compatible { LexiconChoice::Compatible } else { LexiconChoice::Maillage },
            edits,
        },
        double: options.unite == UnitChoice::Double,
        classification: Options { classes: options.classes.max(2), smallest: options.plus_petite },
        index: match options.indice {
            IndexChoice::Cooccurrence => Index::Cooccurrence,
            IndexChoice::Jaccard => Index::Jaccard,
            IndexChoice::Dice => Index::Dice,
            IndexChoice::Chi2 => Index::Chi2,
        },
        threshold: options.seuil.max(1),
        least_respondents: options.repondants_par_mot.max(1),
        id,
        ..Parameters::default()
    })
}

fn write_all(options: &Analyse, found: &Report<'_>) -> anyhow::Result<()> {
    let out = &options.out;
    let fonts = png::options();
    for figure in found.closed.iter().chain(found.open.iter().flat_map(|o| &o.1)) {
        write::file(&out.join(format!("{}.svg", figure.name)), figure.svg.as_bytes())?;
        write::csv(&out.join(format!("{}.csv", figure.name)), &figure.table)?;
        if !options.sans_png {
            write::file(&out.join(format!("{}.png", figure.name)), &png::png(&figure.svg, &fonts)?)?;
        }
    }
    let mut names = french::Slugs::default();
    for cross in found.crossed.iter().filter(|c| c.table.publishable) {
        let name = names.take(&cross.question, &format!("-selon-{}", french::slug(&cross.by)));
        write::csv(&out.join(format!("{name}.csv")), &cross_table(cross, found.crossed.len()).0)?;
    }
    if let Some(weights) = &found.sample.weights {
        let (margins, answers) = weighted_tables(weights, found.weighted, found.parameters.threshold);
        write::csv(&out.join("marges.csv"), &margins)?;
        write::csv(&out.join("ponderation.csv"), &answers)?;
    }
    for (analysis, _) in found.open {
        write_question(out, analysis)?;
    }
    write::file(&out.join("rapport.html"), report(found).as_bytes())?;
    eprintln!("rapport écrit dans {}", out.join("rapport.html").display());
    Ok(())
}

/// The folder of a free question, and in it what the analyst alone reads.
fn write_question(out: &Path, analysis: &Analysis) -> anyhow::Result<()> {
    let folder = out.join(&analysis.slug);
    let private = folder.join("a-ne-pas-publier");
    write::directory(&private)?;
    for (name, data) in tables(analysis) {
        write::csv(&folder.join(format!("{name}.csv")), &data)?;
    }
    for (name, data) in working_tables(analysis) {
        write::csv(&private.join(format!("{name}.csv")), &data)?;
    }
    write::file(&folder.join("analyse.json"), format!("{:#}\n", json(analysis)).as_bytes())
}
