//! What a reader may expect of each figure, checked on the example survey.

use crate::survey::everything;
use lexico::analysis::Analysis;
use lexico::figure::{Figure, INKS, Rect};

fn drawn() -> Vec<Figure> {
    let (closed, open) = everything();
    closed.into_iter().chain(open.into_iter().flat_map(|o| o.1)).collect()
}

/// The size of the sheet.
fn sheet(figure: &Figure) -> (f64, f64) {
    let view = figure.svg.split("viewBox=\"0 0 ").nth(1).unwrap().split('"').next().unwrap();
    let (w, h) = view.split_once(' ').unwrap();
    (w.parse().unwrap(), h.parse().unwrap())
}

/// The drawn texts: (x, font size, text).
fn texts(figure: &Figure) -> Vec<(f64, f64, String)> {
    let attribute = |line: &str, name: &str| -> f64 {
        line.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    figure
        .svg
        .lines()
        .filter(|l| l.starts_with("<text"))
        .map(|l| {
            let text = l.split('>').nth(1).unwrap().split('<').next().unwrap().to_owned();
            (attribute(l, "x"), attribute(l, "font-size"), text)
        })
        .collect()
}

fn crosses([a, b]: [(f64, f64); 2], [c, d]: [(f64, f64); 2]) -> bool {
    let turn =
        |o: (f64, f64), p: (f64, f64), q: (f64, f64)| (p.0 - o.0) * (q.1 - o.1) - (p.1 - o.1) * (q.0 - o.0);
    turn(a, b, c) * turn(a, b, d) < -1e-6 && turn(c, d, a) * turn(c, d, b) < -1e-6
}

#[test]
fn no_label_overlaps_another_and_no_branch_crosses_another() {
    let (closed, open) = everything();
    for figure in closed.iter().chain(open.iter().flat_map(|o| &o.1)) {
        for (i, one) in figure.labels.iter().enumerate() {
            for other in &figure.labels[..i] {
                assert!(
                    !one.padded(-0.5).overlaps(&other.padded(-0.5)),
                    "{}: two labels overlap",
                    figure.name
                );
            }
        }
        for (i, one) in figure.edges.iter().enumerate() {
            assert!(
                figure.edges[..i].iter().all(|other| !crosses(*one, *other)),
                "{}: two edges cross",
                figure.name
            );
        }
        assert!(
            !figure.says.is_empty() && !figure.table.rows.is_empty(),
            "{} has words and a table",
            figure.name
        );
        if figure.name.ends_with("-nuage") {
            assert!(figure.unplaced.is_empty(), "no word of a cloud is dropped");
        }
    }
}

#[test]
fn nothing_is_clipped_by_the_sheet() {
    for figure in drawn() {
        let (w, h) = sheet(&figure);
        for label in &figure.labels {
            assert!(label.padded(-0.5).within(w, h), "{}: {label:?} leaves {w} x {h}", figure.name);
        }
    }
}

#[test]
fn every_figure_says_what_it_shows_and_on_how_many() {
    for figure in drawn() {
        for wanted in ["role=\"img\"", "<title", "<desc"] {
            assert!(figure.svg.contains(wanted), "{} has no {wanted}", figure.name);
        }
        let has_n = figure.note.contains("n\u{a0}=")
            || figure.note.contains("réponses exploitables sur")
            || figure.svg.contains("n\u{a0}=");
        assert!(has_n, "{}: no n in « {} »", figure.name, figure.note);
        assert!(!figure.svg.contains("<script") && !figure.svg.contains("href"));
    }
}

/// Relative luminance and contrast as WCAG 2.2 define them.
fn contrast_on_white(ink: &str) -> f64 {
    let channel = |place: usize| {
        let value = f64::from(u8::from_str_radix(&ink[place..place + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    1.05 / (0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) + 0.05)
}

#[test]
fn every_ink_of_a_text_reads_on_white() {
    assert!(INKS.iter().all(|ink| contrast_on_white(ink) >= 4.5));
    for figure in drawn() {
        for line in figure.svg.lines().filter(|l| l.starts_with("<text")) {
            let ink = line.split("fill=\"").nth(1).unwrap().split('"').next().unwrap();
            // White letters stand on the two dark ends of a scale.
            assert!(ink == "#ffffff" || contrast_on_white(ink) >= 4.5, "{}: {ink}", figure.name);
        }
    }
}

#[test]
fn printed_shares_of_a_distribution_sum_to_one_hundred() {
    let tenths = |text: &str| -> u64 {
        let (whole, tenth) = text
            .trim_end_matches("\u{202f}%")
            .split_once(',')
            .unwrap_or((text.trim_end_matches("\u{202f}%"), "0"));
        whole.parse::<u64>().unwrap() * 10 + tenth.parse::<u64>().unwrap()
    };
    let mut whole = 0;
    for figure in drawn().iter().filter(|f| f.name.ends_with("-choix")) {
        if figure.table.rows.iter().all(|row| row[1] != "masqué") {
            whole += 1;
            assert_eq!(
                figure.table.rows.iter().map(|row| tenths(&row[2])).sum::<u64>(),
                1000,
                "{}",
                figure.name
            );
        }
    }
    assert!(whole > 2);
}

#[test]
fn a_cloud_has_its_first_word_largest_and_central_and_drops_none() {
    for figure in drawn().iter().filter(|f| f.name.ends_with("-nuage")) {
        let texts = texts(figure);
        assert_eq!(texts.len(), figure.table.rows.len(), "every word of the table is drawn");
        assert!(texts.windows(2).all(|pair| pair[0].1 >= pair[1].1), "letters follow counts");
        let ((w, h), first) = (sheet(figure), figure.labels[0]);
        let (dx, dy) = (first.x + first.width / 2.0 - w / 2.0, first.y + first.height / 2.0 - h / 2.0);
        assert!(
            dx.abs() <= w * 0.1 && dy.abs() <= h * 0.1,
            "{}: the first word is {dx}, {dy} off centre",
            figure.name
        );
    }
}

#[test]
fn a_dendrogram_names_its_classes_and_orders_words_as_its_table() {
    let (_, open) = everything();
    for (analysis, figures) in &open {
        let figure = figures.iter().find(|f| f.name.ends_with("-dendrogramme")).unwrap();
        let texts: Vec<String> = texts(figure).into_iter().map(|t| t.2).collect();
        let k = analysis.classification.class_count();
        for class in 1..=k {
            assert!(
                texts.contains(&format!("Classe {class}")),
                "a class is told by its number, not by its colour alone"
            );
        }
        let chi2 = |row: &Vec<String>| row[4].replace(',', ".").parse::<f64>().unwrap();
        let words: Vec<&Vec<String>> = figure.table.rows.iter().filter(|r| r[2] == "mot").collect();
        for pair in words.windows(2).filter(|pair| pair[0][0] == pair[1][0]) {
            assert!(chi2(pair[0]) >= chi2(pair[1]));
        }
        assert!(words.iter().all(|row| texts.contains(&row[3])), "every word of the table is drawn");
        for row in words {
            let class: u32 = row[0].parse().unwrap();
            let item = word(analysis, &row[3]);
            let entry = analysis.profile(class).into_iter().find(|e| e.item == item).unwrap();
            assert!((entry.chi2 - chi2(row)).abs() < 0.006, "{row:?}");
        }
    }
}

fn word(analysis: &Analysis, text: &str) -> usize {
    let same = |w: &str| w.replace('_', " ") == text || w.replace('_', "-") == text;
    analysis.words.iter().position(|w| same(&w.text)).unwrap_or_else(|| panic!("{text} is no word"))
}

#[test]
fn a_factor_map_has_equal_scales_and_keeps_each_label_near_its_point_or_tied_to_it() {
    for figure in drawn().iter().filter(|f| f.name.ends_with("-afc")) {
        let labelled = figure.labels.len() - 2 + figure.unplaced.len();
        assert_eq!(labelled, figure.table.rows.len(), "every point has a label, or is listed under the map");
        let leaders = leaders(figure);
        for [from, to] in lines_of(figure) {
            let own = |label: &Rect| distance(label, to) < 0.6;
            let crossed = figure.labels.iter().filter(|l| !own(l) && l.padded(-0.5).meets(from, to)).count();
            assert_eq!(crossed, 0, "{}: the leader to {to:?} crosses a label", figure.name);
        }
        for label in &figure.labels[2..] {
            let near =
                marks(figure).into_iter().map(|mark| distance(label, mark)).fold(f64::INFINITY, f64::min);
            let tied = leaders.iter().any(|end| distance(label, *end) < 0.6);
            assert!(near <= 24.0 || tied, "{}: a label is {near} away from every point", figure.name);
        }
    }
}

fn distance(label: &Rect, (x, y): (f64, f64)) -> f64 {
    let near = (x.clamp(label.x, label.x + label.width), y.clamp(label.y, label.y + label.height));
    (near.0 - x).hypot(near.1 - y)
}

/// The ends of thin lines: the label's side of a leader.
fn leaders(figure: &Figure) -> Vec<(f64, f64)> {
    numbers(figure, "<line", &["x2", "y2"], |l| l.contains("stroke-width=\"0.7\""))
}

fn lines_of(figure: &Figure) -> Vec<[(f64, f64); 2]> {
    let starts = numbers(figure, "<line", &["x1", "y1"], |l| l.contains("stroke-width=\"0.7\""));
    starts.into_iter().zip(leaders(figure)).map(|(from, to)| [from, to]).collect()
}

/// The middle of every mark.
fn marks(figure: &Figure) -> Vec<(f64, f64)> {
    let circles = numbers(figure, "<circle", &["cx", "cy"], |_| true);
    let polygons = figure.svg.lines().filter(|l| l.starts_with("<polygon")).map(|line| {
        let points: Vec<(f64, f64)> = line
            .split("points=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .split(' ')
            .map(|p| p.split_once(',').map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).unwrap())
            .collect();
        let n = f64::from(u32::try_from(points.len()).unwrap());
        (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n)
    });
    circles.into_iter().chain(polygons).collect()
}

fn numbers(figure: &Figure, start: &str, names: &[&str; 2], keep: impl Fn(&str) -> bool) -> Vec<(f64, f64)> {
    let attribute = |line: &str, name: &str| -> f64 {
        line.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    figure
        .svg
        .lines()
        .filter(|l| l.starts_with(start) && keep(l))
        .map(|l| (attribute(l, names[0]), attribute(l, names[1])))
        .collect()
}

#[test]
fn a_similarity_graph_draws_every_edge_of_its_table() {
    let mut seen = 0;
    for figure in drawn().iter().filter(|f| f.name.ends_with("-similitude")) {
        seen += 1;
        assert_eq!(figure.edges.len(), figure.table.rows.len());
        assert_eq!(figure.labels.len(), figure.edges.len() + 1, "a tree has one word more than edges");
        for row in &figure.table.rows {
            assert!(row[2] == "masqué" || row[2].replace(',', ".").parse::<f64>().unwrap() >= 3.0, "{row:?}");
        }
    }
    assert_eq!(seen, 3);
}

#[test]
fn specificities_are_drawn_with_their_thresholds_and_equal_their_table() {
    let (_, open) = everything();
    for (analysis, figures) in &open {
        for figure in figures.iter().filter(|f| f.name.contains("-specifique-")) {
            assert_eq!(figure.svg.matches("stroke-dasharray").count(), 2, "a line at −2 and one at +2");
            let modality = (0..analysis.modalities.modalities.len())
                .find(|&m| {
                    figure.title.contains(&format!("«\u{a0}{}\u{a0}»", analysis.modalities.modalities[m]))
                })
                .unwrap();
            for row in &figure.table.rows {
                let found = &analysis.groups[modality][word(analysis, &row[0])];
                let score: f64 = row[1].replace(',', ".").replace('−', "-").parse().unwrap();
                assert!(found.published && (found.specificity.score - score).abs() < 1e-4);
            }
        }
    }
}
