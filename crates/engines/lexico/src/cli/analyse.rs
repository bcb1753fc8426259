//! `analyse`: reads, analyses and writes a whole survey.

use super::{Analyse, IndexChoice, UnitChoice, png, write};
use crate::analysis::{Analysis, Parameters, analyse, figures, json, tables};
use crate::chd::Options;
use crate::figure::Figure;
use crate::french;
use crate::report::{Report, closed_figures, cross_table, report};
use crate::similarity::Index;
use crate::survey::{
    FileKind, Mapping, Role, Table, closed_results, cross_results, open_questions, propose, read, respondents,
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
    let closed = closed_figures(&closed_results(&table, &mapping, parameters.threshold));
    let seed = stats::random::SplitMix64::named(&parameters.id).next_u64();
    let crossed = cross_results(&table, &mapping, parameters.threshold, seed);
    for cross in crossed.iter().filter(|c| c.table.margins_safe) {
        let name = format!("croisement-{}-{}.csv", french::slug(&cross.question), french::slug(&cross.by));
        write::csv(&options.out.join(name), &cross_table(cross, crossed.len()).0)?;
    }
    let people = respondents(&table, &mapping, parameters.threshold);
    let mut open: Vec<(Analysis, Vec<Figure>)> = Vec::new();
    for question in open_questions(&table, &mapping) {
        eprintln!("analyse de « {} »…", question.name);
        let analysis = analyse(&question, &people, &parameters);
        let drawn = figures(&analysis);
        open.push((analysis, drawn));
    }
    write_all(options, &table, &parameters, &closed, &crossed, &open)
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
            unit: if options.unite == UnitChoice::Segments { Unit::Segment } else { Unit::Text },
            lexicon: if options.compatible { LexiconChoice::Compatible } else { LexiconChoice::Maillage },
            edits,
        },
        classification: Options { classes: options.classes.max(2), smallest: options.plus_petite },
        index: match options.indice {
            IndexChoice::Cooccurrence => Index::Cooccurrence,
            IndexChoice::Jaccard => Index::Jaccard,
            IndexChoice::Dice => Index::Dice,
            IndexChoice::Chi2 => Index::Chi2,
        },
        threshold: options.seuil.max(1),
        id,
        ..Parameters::default()
    })
}

fn write_all(
    options: &Analyse,
    table: &Table,
    parameters: &Parameters,
    closed: &[Figure],
    crossed: &[crate::survey::CrossResult],
    open: &[(Analysis, Vec<Figure>)],
) -> anyhow::Result<()> {
    let out = &options.out;
    let fonts = png::options();
    for figure in closed.iter().chain(open.iter().flat_map(|o| &o.1)) {
        write::file(&out.join(format!("{}.svg", figure.name)), figure.svg.as_bytes())?;
        write::csv(&out.join(format!("{}.csv", figure.name)), &figure.table)?;
        if !options.sans_png {
            write::file(&out.join(format!("{}.png", figure.name)), &png::png(&figure.svg, &fonts)?)?;
        }
    }
    for (analysis, _) in open {
        let folder = out.join(french::slug(&analysis.question));
        write::directory(&folder)?;
        for (name, data) in tables(analysis) {
            write::csv(&folder.join(format!("{name}.csv")), &data)?;
        }
        write::file(&folder.join("analyse.json"), format!("{:#}\n", json(analysis)).as_bytes())?;
    }
    let title = options.titre.clone().unwrap_or_else(|| format!("Enquête «\u{a0}{}\u{a0}»", parameters.id));
    let page = report(&Report {
        title: &title,
        respondents: table.rows.len(),
        notices: &table.notices,
        parameters,
        closed,
        crossed,
        open,
    });
    write::file(&out.join("rapport.html"), page.as_bytes())?;
    eprintln!("rapport écrit dans {}", out.join("rapport.html").display());
    Ok(())
}
