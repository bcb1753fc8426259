//! The page itself.

use super::closed::{numbers, unpublished};
use super::crossed::cross_table;
use super::weighted::weighted_tables;
use crate::analysis::{Analysis, Parameters};
use crate::figure::{DataTable, FONT, Figure, escape};
use crate::french;
use crate::survey::{ClosedResult, CrossResult, Sample, WeightedAnswer};
use crate::words::Unit;
use std::fmt::Write as _;

/// Everything the page tells.
pub struct Report<'a> {
    pub title: &'a str,
    pub sample: &'a Sample,
    pub parameters: &'a Parameters,
    pub results: &'a [ClosedResult],
    /// The figures of `results`.
    pub closed: &'a [Figure],
    pub crossed: &'a [CrossResult],
    pub weighted: &'a [WeightedAnswer],
    /// Each free question with its figures.
    pub open: &'a [(Analysis, Vec<Figure>)],
}

const STYLE: &str = include_str!("../../data/rapport.css");
/// Rows of a table shown in the page; the files hold all of them.
const ROWS: usize = 80;

/// The whole page.
pub fn report(report: &Report<'_>) -> String {
    let mut page = String::new();
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>@font-face{{font-family:\"Noto Sans\";src:url(data:font/ttf;base64,{})}}\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{}</h1>\n",
        escape(report.title),
        base64(FONT),
        escape(report.title)
    );
    let _ = writeln!(
        page,
        "<p class=\"lead\">{}, {} et {}.</p>",
        french::some(report.sample.kept.rows.len(), "répondant", "répondants"),
        french::some(report.closed.len(), "figure de questions fermées", "figures de questions fermées"),
        french::some(report.open.len(), "question libre analysée", "questions libres analysées")
    );
    filters(&mut page, report.sample);
    notices(&mut page, &report.sample.kept.notices);
    let mut number = 0;
    if !report.results.is_empty() {
        page.push_str("<h2>Questions fermées</h2>\n");
        report.closed.iter().for_each(|f| figure(&mut page, f, &mut number));
        other_closed(&mut page, report.results);
    }
    crossed(&mut page, report.crossed);
    weighted(&mut page, report);
    for (analysis, figures) in report.open {
        open(&mut page, analysis, figures, &mut number);
    }
    method(&mut page, report.parameters);
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn filters(page: &mut String, sample: &Sample) {
    if sample.filters.is_empty() {
        return;
    }
    let _ = writeln!(
        page,
        "<p class=\"notice\">Filtre\u{a0}: {}. {} de côté\u{202f}; ce qui permettrait de les désigner par différence est masqué.</p>",
        escape(&sample.filters.join(", ")),
        french::some(sample.left_out.rows.len(), "répondant est laissé", "répondants sont laissés")
    );
}

/// What is asked in numbers, and what too few people answer.
fn other_closed(page: &mut String, results: &[ClosedResult]) {
    let data = numbers(results);
    if !data.rows.is_empty() {
        page.push_str("<section class=\"card\"><h3>Nombres</h3>\n");
        table(page, &data);
        page.push_str("</section>\n");
    }
    let few = unpublished(results);
    if !few.is_empty() {
        let _ = writeln!(
            page,
            "<p class=\"notice\">Trop peu de réponses pour être publiées\u{a0}: {}.</p>",
            escape(&few.join(", "))
        );
    }
}

fn weighted(page: &mut String, report: &Report<'_>) {
    let Some(weights) = &report.sample.weights else { return };
    let (margins, answers) = weighted_tables(weights, report.weighted, report.parameters.threshold);
    let found = weights.efficiency;
    let _ = writeln!(
        page,
        "<h2>Résultats pondérés</h2>\n<section class=\"card\"><p>Poids\u{a0}: {}. Les {} réponses pondérées valent {} réponses d’un échantillon simple (effet de plan {}). La pondération corrige les marges connues, pas la différence entre ceux qui répondent et les autres. Elle porte sur les questions fermées\u{202f}: mots, classes et facteurs ne sont pas pondérés.</p>",
        escape(&weights.source),
        found.n,
        french::number(found.effective_n, 1),
        french::number(found.design_effect, 2)
    );
    for data in [&margins, &answers] {
        if !data.rows.is_empty() {
            table(page, data);
        }
    }
    page.push_str("</section>\n");
}

fn notices(page: &mut String, notices: &[String]) {
    if notices.is_empty() {
        return;
    }
    page.push_str("<details class=\"notice\"><summary>À savoir sur le fichier lu</summary>\n<ul>\n");
    for notice in notices {
        let _ = writeln!(page, "<li>{}</li>", escape(notice));
    }
    page.push_str("</ul></details>\n");
}

fn figure(page: &mut String, figure: &Figure, number: &mut usize) {
    *number += 1;
    let _ = write!(
        page,
        "<figure id=\"{}\">\n<figcaption><b>Figure {number}. {}</b><span>{}</span></figcaption>\n<div class=\"plot\">{}</div>\n",
        figure.name,
        escape(&figure.title),
        escape(&figure.says),
        figure.svg
    );
    if !figure.unplaced.is_empty() {
        let _ = writeln!(
            page,
            "<p class=\"small\">Sans place sur la figure, dans le tableau : {}.</p>",
            escape(&figure.unplaced.join(", "))
        );
    }
    let _ = writeln!(page, "<p class=\"small\">{}</p>", escape(&figure.note));
    let rows = figure.table.rows.len();
    let label = if rows > ROWS {
        format!("Voir les chiffres ({ROWS} premières lignes sur {rows})")
    } else {
        "Voir les chiffres".to_owned()
    };
    let _ = writeln!(page, "<details><summary>{label}</summary>");
    table(page, &figure.table);
    page.push_str("</details>\n</figure>\n");
}

fn table(page: &mut String, data: &DataTable) {
    page.push_str("<div class=\"scroll\"><table><thead><tr>");
    for header in &data.headers {
        let _ = write!(page, "<th scope=\"col\">{}</th>", escape(header));
    }
    page.push_str("</tr></thead><tbody>\n");
    for row in data.rows.iter().take(ROWS) {
        page.push_str("<tr>");
        for cell in row {
            let _ = write!(page, "<td>{}</td>", escape(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody></table></div>\n");
}

fn crossed(page: &mut String, crossed: &[CrossResult]) {
    if crossed.is_empty() {
        return;
    }
    page.push_str("<h2>Croisements</h2>\n");
    for cross in crossed {
        let (data, sentence) = cross_table(cross, crossed.len());
        let _ = writeln!(
            page,
            "<section class=\"card\"><h3>{} selon {}</h3>",
            escape(&cross.question),
            escape(&cross.by)
        );
        let _ = writeln!(page, "<p>{}</p>", escape(&sentence));
        if cross.table.publishable {
            table(page, &data);
            page.push_str("<p class=\"small\">Pourcentages en colonne.</p>");
        } else {
            page.push_str(
                "<p class=\"small\">Le tableau n’est pas publié : un total isolerait quelques personnes.</p>",
            );
        }
        page.push_str("</section>\n");
    }
}

fn open(page: &mut String, analysis: &Analysis, figures: &[Figure], number: &mut usize) {
    let _ = writeln!(page, "<h2>{}</h2>", escape(&analysis.question));
    let _ = writeln!(
        page,
        "<p>{} sur {}, {} {} par la classification.</p>",
        french::some(analysis.answered, "réponse exploitable", "réponses exploitables"),
        french::count(analysis.asked),
        french::percent(analysis.classification.classified(), analysis.matrix.rows()),
        if analysis.unit_name() == "réponses" { "classées" } else { "des segments classés" }
    );
    for message in &analysis.messages {
        let _ = writeln!(page, "<p class=\"notice\">{}</p>", escape(message));
    }
    for drawn in figures {
        figure(page, drawn, number);
    }
    if analysis.classification.class_count() > 1 {
        actions(page, analysis);
    }
}

fn actions(page: &mut String, analysis: &Analysis) {
    page.push_str("<section class=\"card\"><h3>Ce que les classes demandent</h3>\n");
    if analysis.actions.is_empty() {
        page.push_str("<p>Aucune aide connue n’est demandée par les mots de ces classes.</p></section>\n");
        return;
    }
    page.push_str(
        "<p class=\"small\">Propositions tirées des mots de chaque classe, à valider par une personne.</p>\n",
    );
    for action in &analysis.actions {
        let words: Vec<String> = action.words.iter().map(|w| w.replace('_', " ")).collect();
        let _ = writeln!(
            page,
            "<article><h4>Classe {} : {}</h4><p>Mots : {}. {} des {} répondants de la classe les disent.</p>",
            action.class,
            escape(&action.title),
            escape(&words.join(", ")),
            action.respondents,
            action.of
        );
        for (_, answer) in &action.answers {
            let _ = writeln!(page, "<blockquote>{}</blockquote>", escape(answer));
        }
        page.push_str("</article>\n");
    }
    page.push_str("</section>\n");
}

fn method(page: &mut String, parameters: &Parameters) {
    page.push_str("<h2>Méthode et limites</h2>\n<ul>\n");
    let classification = parameters.classification;
    let lines = [
        format!("Formes actives citées au moins {} fois par au moins {} répondants.", parameters.least_count, parameters.least_respondents),
        format!("Classification descendante de Reinert, {} classes visées, {} ; le χ² des mots décrit les classes, ce n’est pas un test.", classification.classes, mode(parameters)),
        "Analyse factorielle du tableau mots × classes : ses parts d’inertie ne mesurent pas la diversité des réponses.".to_owned(),
        format!("Aucun effectif de 1 à {} n’est publié, ni ce qui permettrait de le retrouver ; les modalités rares sont réunies sous « autres ».", parameters.threshold.saturating_sub(1)),
        "Intervalles de Wilson à 95 % ; les répondants ne sont pas tirés au sort : comparez-les d’abord à la population.".to_owned(),
        "Adresses, numéros et noms annoncés par un titre sont masqués avant l’analyse ; relisez chaque citation avant de la publier.".to_owned(),
        "Lemmes : dictionnaire Dicollecte 7.0 (MPL 2.0) ou, en mode compatible, Lexique 3.83 (New, Pallier, Ferrand, CC BY-SA 4.0).".to_owned(),
        format!("Maillage {}, analyse « {} ».", env!("CARGO_PKG_VERSION"), parameters.id),
    ];
    for line in lines {
        let _ = writeln!(page, "<li>{}</li>", escape(&typography(&line)));
    }
    page.push_str("</ul>\n");
}

fn mode(parameters: &Parameters) -> &'static str {
    match (parameters.double, parameters.words.unit) {
        (true, _) => "mode double sur segments",
        (false, Unit::Segment) => "mode simple sur segments",
        (false, Unit::Text) => "mode simple sur réponses",
    }
}

/// No-break spaces where French puts them.
fn typography(text: &str) -> String {
    text.replace(" ;", "\u{202f};")
        .replace(" :", "\u{a0}:")
        .replace("« ", "«\u{a0}")
        .replace(" »", "\u{a0}»")
        .replace(" %", "\u{202f}%")
}

/// Base64 of the embedded font.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |word, b| word << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let letter = if place <= chunk.len() {
                char::from(LETTERS[(word >> (18 - 6 * place) & 63) as usize])
            } else {
                '='
            };
            text.push(letter);
        }
    }
    text
}
