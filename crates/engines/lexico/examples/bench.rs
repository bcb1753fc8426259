//! One measure of the engine: `bench chd UNITS TERMS` or `bench corpus ANSWERS`.
//!
//! Prints one line of fields between tabulations: name, size, seconds on the wall, seconds on the processor, peak memory in
//! MB, detail. On a busy machine the processor's seconds are the ones to compare.
//!
//! The table is synthetic (Zipf frequencies, five planted classes, about eleven terms a unit), the corpus is made of
//! such words too; both come from a fixed seed.

use lexico::analysis::{Parameters, analyse, figures, json, tables};
use lexico::chd::{Options, classify};
use lexico::matrix::Matrix;
use lexico::survey::{OpenQuestion, Respondents};
use stats::random::SplitMix64;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|a| a.parse::<usize>().ok()).unwrap_or(1_000);
    match arguments.first().map(String::as_str) {
        Some("chd") => chd(number(1), number(2)),
        Some("corpus") => corpus(number(1)),
        _ => eprintln!("usage: bench chd UNITS TERMS | bench corpus ANSWERS"),
    }
}

fn chd(units: usize, terms: usize) {
    let mut random = SplitMix64::new(2026);
    let mut matrix = Matrix::with_columns(terms);
    for _ in 0..units {
        matrix.push_row(&unit(&mut random, terms));
    }
    let base = peak_megabytes();
    let clock = Clock::start();
    let found = classify(&matrix, Options::default());
    let detail = format!(
        "{} presences, {} splits, {} classes, table alone {base} MB",
        matrix.presences(),
        found.splits.len(),
        found.class_count()
    );
    clock.tell("chd", &format!("{units} x {terms}"), &detail);
}

/// The terms of one unit: half of them from its class's fifth of the vocabulary.
fn unit(random: &mut SplitMix64, terms: usize) -> Vec<u32> {
    let class = random.below(5);
    let mut row: Vec<u32> = (0..12)
        .map(|_| {
            let rank = zipf(random, terms);
            let term = if random.unit() < 0.5 { (rank / 5 * 5 + class).min(terms - 1) } else { rank };
            u32::try_from(term).unwrap_or(0)
        })
        .collect();
    row.sort_unstable();
    row.dedup();
    row
}

/// A rank whose frequency falls as its inverse.
fn zipf(random: &mut SplitMix64, terms: usize) -> usize {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank"
    )]
    let rank = (terms as f64).powf(random.unit()) as usize;
    rank.saturating_sub(1).min(terms - 1)
}

fn corpus(answers: usize) {
    let mut random = SplitMix64::new(7);
    let answers: Vec<String> = (0..answers)
        .map(|_| unit(&mut random, 2_000).iter().map(|t| word(*t)).collect::<Vec<_>>().join(" de la ") + ".")
        .collect();
    let count = answers.len();
    let people = Respondents {
        modalities: vec!["groupe\u{a0}: un".into(), "groupe\u{a0}: deux".into()],
        counts: vec![count as u64 / 2; 2],
        of: (0..count).map(|person| vec![u32::from(person % 2 == 1)]).collect(),
        ..Respondents::default()
    };
    let question = OpenQuestion::alone("Question", answers);
    let clock = Clock::start();
    let analysis = analyse(&question, &people, &Parameters::default());
    let drawn = figures(&analysis);
    let written: usize = tables(&analysis).iter().map(|t| t.1.rows.len()).sum();
    let bytes = json(&analysis).to_string().len();
    let detail = format!(
        "{} words, {} figures, {written} table rows, {bytes} bytes of JSON",
        analysis.prepared.occurrences(),
        drawn.len()
    );
    clock.tell("corpus", &format!("{count} answers"), &detail);
}

/// Two clocks: the wall's, and the processor's for this process alone.
struct Clock {
    wall: Instant,
    processor: f64,
}

impl Clock {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: processor_seconds() }
    }

    fn tell(&self, name: &str, size: &str, detail: &str) {
        let (wall, processor) = (self.wall.elapsed().as_secs_f64(), processor_seconds() - self.processor);
        println!("{name}\t{size}\t{wall:.3}\t{processor:.3}\t{}\t{detail}", peak_megabytes());
    }
}

/// Nanoseconds on a processor, as the kernel's scheduler counts them (Linux).
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
    nanoseconds / 1e9
}

/// A made-up word, different for each number.
fn word(mut number: u32) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ko", "ri", "mu", "te", "lo", "sa", "ni", "vu", "pe", "da", "go", "fi", "zu", "che", "ra"];
    let mut word = "x".to_owned();
    for _ in 0..3 {
        word.push_str(SYLLABLES[(number % 16) as usize]);
        number /= 16;
    }
    word
}

/// The most memory this process has held, as the kernel counts it.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}
