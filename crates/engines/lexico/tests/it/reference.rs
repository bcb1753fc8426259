//! The reference tables that `tests/data` holds (their origin and licences: `tests/data/README.md`).

use lexico::matrix::Matrix;
use std::path::PathBuf;

pub(crate) fn bytes(path: &str) -> Vec<u8> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(path);
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

pub(crate) fn read(path: &str) -> String {
    String::from_utf8(bytes(path)).unwrap()
}

/// The lines of a delimited file after its header, cut into fields, quotes removed.
pub(crate) fn lines(path: &str, delimiter: char) -> Vec<Vec<String>> {
    let field = |f: &str| f.trim_matches('"').to_owned();
    read(path).lines().skip(1).map(|line| line.split(delimiter).map(field).collect()).collect()
}

/// The numbers of a table that has a name in its first field.
pub(crate) fn table(path: &str) -> (Vec<String>, Vec<Vec<f64>>) {
    let number = |f: &String| f.parse().unwrap_or_else(|_| panic!("{f} is no number"));
    lines(path, ',').into_iter().map(|line| (line[0].clone(), line[1..].iter().map(number).collect())).unzip()
}

/// The presences of a data set.
pub(crate) fn triplets(set: &str) -> Matrix {
    let pairs: Vec<(u32, u32)> = lines(&format!("{set}/dtm_triplets.csv"), ',')
        .iter()
        .map(|l| (l[0].parse::<u32>().unwrap() - 1, l[1].parse::<u32>().unwrap() - 1))
        .collect();
    let columns = read(&format!("{set}/terms.txt")).lines().count();
    let rows = pairs.iter().map(|p| p.0).max().unwrap() as usize + 1;
    Matrix::from_pairs(rows, columns, pairs)
}

/// A Matrix Market file of presences.
pub(crate) fn matrix_market(path: &str) -> Matrix {
    let text = read(path);
    let mut lines =
        text.lines().skip(1).map(|l| l.split(' ').map(|f| f.parse::<u32>().unwrap()).collect::<Vec<_>>());
    let shape = lines.next().unwrap();
    let pairs = lines.map(|l| (l[0] - 1, l[1] - 1)).collect();
    Matrix::from_pairs(shape[0] as usize, shape[1] as usize, pairs)
}

/// Whether two partitions are the same up to the names of classes, `0` being the same in both.
pub(crate) fn same_partition(ours: &[u32], theirs: &[u32]) -> bool {
    let mut pairs: Vec<(u32, u32)> = ours.iter().copied().zip(theirs.iter().copied()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let mut left: Vec<u32> = pairs.iter().map(|p| p.0).collect();
    let mut right: Vec<u32> = pairs.iter().map(|p| p.1).collect();
    left.dedup();
    right.sort_unstable();
    right.dedup();
    left.len() == pairs.len()
        && right.len() == pairs.len()
        && pairs.iter().all(|(a, b)| (*a == 0) == (*b == 0))
        && ours.len() == theirs.len()
}

pub(crate) fn close(ours: f64, theirs: f64, tolerance: f64, what: &str) {
    assert!((ours - theirs).abs() <= tolerance, "{what}: {ours} is not {theirs}");
}
