//! The similarity graph: the maximum tree drawn from its centre, without crossing, groups under a halo.

use super::canvas::{Anchor, Canvas, Rect, crosses};
use super::font::width;
use super::{DataTable, Figure, ink};
use crate::french;
use crate::similarity::{Communities, Edge};
use std::f64::consts::{PI, TAU};

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct WordGraph {
    /// Word and count.
    pub words: Vec<(String, u64)>,
    pub tree: Vec<Edge>,
    /// The weight of each edge, none when it must not be read.
    pub links: Vec<Option<f64>>,
    pub communities: Communities,
    /// The name of the weights.
    pub index: &'static str,
}

/// Labels keep this much room.
const ROOM: f64 = 3.0;
/// Words are wider than high: the drawing is stretched.
const STRETCH: f64 = 1.55;

/// Draws the graph on a sheet as large as its labels need.
pub fn graph(name: &str, graph: &WordGraph, note: &str) -> Figure {
    let angles = radial(graph.words.len(), &graph.tree);
    let (places, rects) = spread(graph, &angles);
    let (shift, size) = frame(&rects);
    let at = |word: usize| (places[word].0 + shift.0, places[word].1 + shift.1);
    let mut canvas = Canvas::default();
    for group in 0..graph.communities.count {
        let corners: Vec<(f64, f64)> = (0..rects.len())
            .filter(|w| graph.communities.group[*w] == group)
            .flat_map(|w| corners(&rects[w], shift))
            .collect();
        canvas.polygon(&hull(corners), ink(group), Some(18.0));
    }
    let most = graph.links.iter().flatten().copied().fold(0.0, f64::max);
    for (edge, link) in graph.tree.iter().zip(&graph.links) {
        let thickness = 1.0 + link.map_or(0.0, |weight| 8.0 * weight / most);
        canvas.line(at(edge.a), at(edge.b), thickness, "#d5d8d0");
    }
    for (word, rect) in rects.iter().enumerate() {
        let letters = letters(graph, word);
        let label = &graph.words[word].0;
        let baseline = rect.y + shift.1 - Rect::of_text(label, 0.0, 0.0, letters).y;
        canvas.text(
            label,
            (rect.x + shift.0, baseline),
            letters,
            Anchor::Start,
            ink(graph.communities.group[word]),
        );
    }
    let numbers: Vec<(usize, (f64, f64))> =
        (0..graph.communities.count).filter_map(|g| first_of(graph, g).map(|w| (g, at(w)))).collect();
    for (group, (x, y)) in numbers {
        let mark = (x, y - letters(graph, first_of(graph, group).unwrap_or(0)) * 0.5 - 7.0);
        canvas.mark(group, mark, 4.0, ink(group));
    }
    let (title, says) = words(graph);
    let svg = canvas.finish(name, size, &title, &says);
    let mut table = DataTable::new(&["Mot", "Mot lié", "Lien", "Groupe du premier", "Groupe du second"]);
    for (edge, link) in graph.tree.iter().zip(&graph.links) {
        let group = |w: usize| (graph.communities.group[w] + 1).to_string();
        let (a, b) = (edge.a, edge.b);
        let weight = link.map_or("masqué".to_owned(), |weight| super::canvas::n(weight).replace('.', ","));
        table.rows.push(vec![graph.words[a].0.clone(), graph.words[b].0.clone(), weight, group(a), group(b)]);
    }
    let edges = graph.tree.iter().map(|e| [at(e.a), at(e.b)]).collect();
    Figure {
        name: name.to_owned(),
        title,
        says,
        note: note.to_owned(),
        svg,
        table,
        labels: canvas.labels,
        edges,
        unplaced: Vec::new(),
    }
}

/// The most frequent word of a group.
fn first_of(graph: &WordGraph, group: usize) -> Option<usize> {
    (0..graph.words.len())
        .filter(|w| graph.communities.group[*w] == group)
        .max_by_key(|w| (graph.words[*w].1, std::cmp::Reverse(*w)))
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn letters(graph: &WordGraph, word: usize) -> f64 {
    let most = graph.words.iter().map(|w| w.1).max().unwrap_or(1).max(1);
    12.0 + 16.0 * (graph.words[word].1 as f64 / most as f64).sqrt()
}

/// Angle and depth of every word: subtrees in wedges, so that straight edges never cross.
fn radial(n: usize, tree: &[Edge]) -> Vec<(f64, f64)> {
    let mut beside = vec![Vec::new(); n];
    for edge in tree {
        beside[edge.a].push(edge.b);
        beside[edge.b].push(edge.a);
    }
    let mut place = vec![(0.0, 0.0); n];
    let mut seen = vec![false; n];
    // Words that never meet the others hang from the same centre.
    let mut roots = Vec::new();
    for start in 0..n {
        if !seen[start] {
            let members = component(start, &beside, &mut seen);
            roots.push(centre(&members, &beside));
        }
    }
    let alone = roots.len() <= 1;
    let weights: Vec<f64> = roots.iter().map(|&r| leaves(r, None, &beside)).collect();
    let total: f64 = weights.iter().sum();
    let mut from = 0.0;
    for (&root, weight) in roots.iter().zip(&weights) {
        let wedge = if alone { TAU } else { (TAU * weight / total).min(PI * 0.8) };
        let depth = if alone { 0.0 } else { 1.0 };
        fan(root, None, &beside, (from, from + wedge), depth, &mut place);
        from += TAU * weight / total;
    }
    place
}

fn component(start: usize, beside: &[Vec<usize>], seen: &mut [bool]) -> Vec<usize> {
    let mut members = vec![start];
    seen[start] = true;
    let mut next = 0;
    while next < members.len() {
        for &word in &beside[members[next]] {
            if !seen[word] {
                seen[word] = true;
                members.push(word);
            }
        }
        next += 1;
    }
    members
}

/// The word whose largest branch is smallest; the first one on ties.
fn centre(members: &[usize], beside: &[Vec<usize>]) -> usize {
    let heaviest = |word: usize| beside[word].iter().map(|&b| size(b, word, beside)).max().unwrap_or(0);
    members.iter().copied().min_by_key(|&word| (heaviest(word), word)).unwrap_or(0)
}

fn size(word: usize, from: usize, beside: &[Vec<usize>]) -> usize {
    1 + beside[word].iter().filter(|b| **b != from).map(|&b| size(b, word, beside)).sum::<usize>()
}

/// The room a subtree needs: its leaves.
fn leaves(word: usize, from: Option<usize>, beside: &[Vec<usize>]) -> f64 {
    let below: f64 =
        beside[word].iter().filter(|b| Some(**b) != from).map(|&b| leaves(b, Some(word), beside)).sum();
    below.max(1.0)
}

fn fan(
    word: usize,
    from: Option<usize>,
    beside: &[Vec<usize>],
    wedge: (f64, f64),
    depth: f64,
    place: &mut [(f64, f64)],
) {
    let middle = f64::midpoint(wedge.0, wedge.1);
    place[word] = (middle, depth);
    let mut below: Vec<usize> = beside[word].iter().copied().filter(|b| Some(*b) != from).collect();
    below.sort_unstable();
    // A wedge stays where straight lines from its parent stay inside it.
    let widest = if depth > 0.0 { 2.0 * libm::acos(depth / (depth + 1.0)) } else { TAU };
    let room = (wedge.1 - wedge.0).min(widest);
    let total: f64 = below.iter().map(|&b| leaves(b, Some(word), beside)).sum();
    let mut start = middle - room / 2.0;
    for child in below {
        let share = room * leaves(child, Some(word), beside) / total;
        // No single branch may take more than a half turn.
        let kept = share.min(PI * 0.95);
        let slack = (share - kept) / 2.0;
        fan(child, Some(word), beside, (start + slack, start + slack + kept), depth + 1.0, place);
        start += share;
    }
}

/// The smallest drawing in which no label touches another.
fn spread(graph: &WordGraph, angles: &[(f64, f64)]) -> (Vec<(f64, f64)>, Vec<Rect>) {
    let mut step = 34.0;
    loop {
        let places: Vec<(f64, f64)> = angles
            .iter()
            .map(|(a, d)| (STRETCH * step * d * libm::cos(*a), step * d * libm::sin(*a)))
            .collect();
        let rects: Vec<Rect> =
            places.iter().enumerate().map(|(word, &place)| label_rect(graph, word, place)).collect();
        let clash = (0..rects.len()).any(|i| (0..i).any(|j| rects[i].padded(ROOM).overlaps(&rects[j])));
        if !clash || step > 4_000.0 {
            let mut drawn = places;
            compact(graph, &mut drawn);
            let rects =
                drawn.iter().enumerate().map(|(word, &place)| label_rect(graph, word, place)).collect();
            return (drawn, rects);
        }
        step *= 1.06;
    }
}

/// Pulls every branch towards its parent while no label touches another and no edge crosses another.
fn compact(graph: &WordGraph, places: &mut Vec<(f64, f64)>) {
    let n = graph.words.len();
    let mut beside = vec![Vec::new(); n];
    for edge in &graph.tree {
        beside[edge.a].push(edge.b);
        beside[edge.b].push(edge.a);
    }
    let members = component(0, &beside, &mut vec![false; n]);
    if members.len() < n {
        return;
    }
    let root = centre(&members, &beside);
    let order = component(root, &beside, &mut vec![false; n]);
    let mut parent = vec![root; n];
    for &word in &order {
        let above = parent[word];
        for &child in beside[word].iter().filter(|c| **c != above && **c != root) {
            parent[child] = word;
        }
    }
    let shapes: Vec<Rect> = (0..n).map(|word| label_rect(graph, word, (0.0, 0.0)).padded(ROOM)).collect();
    for _round in 0..24 {
        let mut moved = false;
        for &word in order.iter().skip(1) {
            let from = parent[word];
            let (dx, dy) =
                ((places[from].0 - places[word].0) * 0.25, (places[from].1 - places[word].1) * 0.25);
            let mut tried = places.clone();
            for branch in branch(word, from, &beside) {
                tried[branch] = (tried[branch].0 + dx, tried[branch].1 + dy);
            }
            if is_clear(graph, &shapes, &tried) {
                *places = tried;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}

/// A word and everything behind it, seen from `from`.
fn branch(word: usize, from: usize, beside: &[Vec<usize>]) -> Vec<usize> {
    let mut seen = vec![false; beside.len()];
    seen[from] = true;
    component(word, beside, &mut seen)
}

/// No two labels closer than their room, no two edges crossing, no edge through a label that is not its own.
fn is_clear(graph: &WordGraph, shapes: &[Rect], places: &[(f64, f64)]) -> bool {
    let moved =
        |(shape, place): (&Rect, &(f64, f64))| Rect { x: shape.x + place.0, y: shape.y + place.1, ..*shape };
    let rects: Vec<Rect> = shapes.iter().zip(places).map(moved).collect();
    let apart = (0..rects.len()).all(|i| (0..i).all(|j| !rects[i].overlaps(&rects[j])));
    apart
        && graph.tree.iter().enumerate().all(|(i, one)| {
            graph.tree[..i].iter().all(|other| {
                let shared = one.a == other.a || one.a == other.b || one.b == other.a || one.b == other.b;
                shared || !crosses([places[one.a], places[one.b]], [places[other.a], places[other.b]])
            }) && (0..rects.len()).all(|word| {
                word == one.a || word == one.b || !rects[word].meets(places[one.a], places[one.b])
            })
        })
}

fn label_rect(graph: &WordGraph, word: usize, (x, y): (f64, f64)) -> Rect {
    let (label, size) = (&graph.words[word].0, letters(graph, word));
    let height = Rect::of_text(label, 0.0, 0.0, size).height;
    Rect { x: x - width(label, size) / 2.0, y: y - height / 2.0, width: width(label, size), height }
}

/// How to move everything into a sheet with margins, and the size of the sheet.
fn frame(rects: &[Rect]) -> ((f64, f64), (f64, f64)) {
    let low = |value: &dyn Fn(&Rect) -> f64| rects.iter().map(value).fold(f64::INFINITY, f64::min);
    let high = |value: &dyn Fn(&Rect) -> f64| rects.iter().map(value).fold(f64::NEG_INFINITY, f64::max);
    if rects.is_empty() {
        return ((0.0, 0.0), (400.0, 120.0));
    }
    let (left, top) = (low(&|r| r.x) - 24.0, low(&|r| r.y) - 24.0);
    let (right, bottom) = (high(&|r| r.x + r.width) + 24.0, high(&|r| r.y + r.height) + 24.0);
    ((-left, -top), (right - left, bottom - top))
}

fn corners(rect: &Rect, shift: (f64, f64)) -> [(f64, f64); 4] {
    let r = rect.padded(4.0);
    let (x, y) = (r.x + shift.0, r.y + shift.1);
    [(x, y), (x + r.width, y), (x + r.width, y + r.height), (x, y + r.height)]
}

/// The convex hull (Andrew's chain).
fn hull(mut points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let turn =
        |o: (f64, f64), a: (f64, f64), b: (f64, f64)| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let half = |points: &mut dyn Iterator<Item = (f64, f64)>| {
        let mut chain: Vec<(f64, f64)> = Vec::new();
        for point in points {
            while chain.len() >= 2 && turn(chain[chain.len() - 2], chain[chain.len() - 1], point) <= 0.0 {
                chain.pop();
            }
            chain.push(point);
        }
        chain.pop();
        chain
    };
    let mut around = half(&mut points.iter().copied());
    around.extend(half(&mut points.iter().rev().copied()));
    around
}

fn words(graph: &WordGraph) -> (String, String) {
    let count = graph.communities.count;
    let title = format!("{} de mots qui vont ensemble", french::some(count, "groupe", "groupes"));
    let groups: Vec<String> = (0..count)
        .map(|group| {
            let mut members: Vec<&(String, u64)> = graph
                .words
                .iter()
                .zip(&graph.communities.group)
                .filter(|(_, g)| **g == group)
                .map(|(w, _)| w)
                .collect();
            members.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            let names: Vec<&str> = members.iter().take(4).map(|w| w.0.as_str()).collect();
            format!("{}\u{a0}: {}", group + 1, names.join(", "))
        })
        .collect();
    let says = format!(
        "Arbre maximum ({}), modularité {}. Un trait épais joint deux mots souvent cités ensemble. Groupe {}.",
        graph.index,
        french::number(graph.communities.modularity, 2),
        groups.join("\u{202f}; groupe ")
    );
    (title, says)
}
