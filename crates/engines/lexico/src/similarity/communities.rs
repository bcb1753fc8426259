//! Groups of words on the maximum tree: greedy modularity (Clauset, Newman & Moore 2004), then word by word
//! improvement. Every choice has a fixed order, so the groups are the same on every machine.

use super::Edge;

/// Words in groups, the largest group first.
#[derive(Debug, Clone, PartialEq)]
pub struct Communities {
    /// The group of each word, from 0.
    pub group: Vec<usize>,
    pub count: usize,
    /// How much better than chance the groups hold together, between -0.5 and 1.
    pub modularity: f64,
}

/// Groups `n` words along weighted edges.
pub fn communities(n: usize, edges: &[Edge]) -> Communities {
    let mut group: Vec<usize> = (0..n).collect();
    let mut best = (modularity(&group, edges), group.clone());
    // Merging along edges only: two groups without an edge between them never gain.
    while let Some((keep, gone)) = best_merge(&group, edges) {
        group.iter_mut().filter(|g| **g == gone).for_each(|g| *g = keep);
        let reached = modularity(&group, edges);
        if reached > best.0 + 1e-12 {
            best = (reached, group.clone());
        }
    }
    let mut group = best.1;
    improve(&mut group, edges);
    let modularity = modularity(&group, edges);
    let (group, count) = by_size(&group);
    Communities { group, count, modularity }
}

/// Newman's modularity of a grouping, with weights.
pub fn modularity(group: &[usize], edges: &[Edge]) -> f64 {
    let total: f64 = edges.iter().map(|e| e.weight).sum();
    if total <= 0.0 {
        return 0.0;
    }
    let groups = group.iter().max().map_or(0, |g| g + 1);
    let (mut inside, mut degree) = (vec![0.0; groups], vec![0.0; groups]);
    for edge in edges {
        degree[group[edge.a]] += edge.weight;
        degree[group[edge.b]] += edge.weight;
        if group[edge.a] == group[edge.b] {
            inside[group[edge.a]] += edge.weight;
        }
    }
    inside.iter().zip(&degree).map(|(i, d)| i / total - (d / (2.0 * total)) * (d / (2.0 * total))).sum()
}

/// The pair of groups whose merge gains most (or costs least); none when no edge joins two groups.
fn best_merge(group: &[usize], edges: &[Edge]) -> Option<(usize, usize)> {
    let total: f64 = edges.iter().map(|e| e.weight).sum();
    let mut degree = vec![0.0; group.len()];
    let mut between: std::collections::BTreeMap<(usize, usize), f64> = std::collections::BTreeMap::new();
    for edge in edges {
        let (a, b) = (group[edge.a], group[edge.b]);
        degree[a] += edge.weight;
        degree[b] += edge.weight;
        if a != b {
            *between.entry((a.min(b), a.max(b))).or_default() += edge.weight;
        }
    }
    let mut best: Option<(f64, (usize, usize))> = None;
    for (&(a, b), weight) in &between {
        let gain = weight / total - degree[a] * degree[b] / (2.0 * total * total);
        if best.is_none_or(|(so_far, _)| gain > so_far + 1e-15) {
            best = Some((gain, (a, b)));
        }
    }
    best.map(|(_, pair)| pair)
}

/// Moves single words to a neighbour's group while modularity grows.
fn improve(group: &mut [usize], edges: &[Edge]) {
    let mut neighbours = vec![Vec::new(); group.len()];
    for edge in edges {
        neighbours[edge.a].push(edge.b);
        neighbours[edge.b].push(edge.a);
    }
    let mut reached = modularity(group, edges);
    for _pass in 0..20 {
        let mut moved = false;
        for word in 0..group.len() {
            let home = group[word];
            let mut choice = home;
            for &neighbour in &neighbours[word] {
                group[word] = group[neighbour];
                let tried = modularity(group, edges);
                if tried > reached + 1e-12 {
                    (reached, choice) = (tried, group[neighbour]);
                }
            }
            group[word] = choice;
            moved |= choice != home;
        }
        if !moved {
            break;
        }
    }
}

/// Renumbers groups by decreasing size, then by their first word.
fn by_size(group: &[usize]) -> (Vec<usize>, usize) {
    let mut members: std::collections::BTreeMap<usize, (usize, usize)> = std::collections::BTreeMap::new();
    for (word, &g) in group.iter().enumerate() {
        members.entry(g).or_insert((0, word)).0 += 1;
    }
    let mut order: Vec<(usize, usize, usize)> =
        members.iter().map(|(&g, &(size, first))| (size, first, g)).collect();
    order.sort_by_key(|&(size, first, _)| (std::cmp::Reverse(size), first));
    let place = |g: usize| order.iter().position(|o| o.2 == g).unwrap_or(0);
    (group.iter().map(|&g| place(g)).collect(), order.len())
}
