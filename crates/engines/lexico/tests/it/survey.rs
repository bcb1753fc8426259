//! The example survey, read and analysed as the command does.

use lexico::analysis::{Analysis, Parameters, analyse, figures};
use lexico::figure::Figure;
use lexico::report::closed_figures;
use lexico::survey::{FileKind, Mapping, Sample, closed_results, open_questions, propose, read, respondents};
use std::path::PathBuf;

/// Professionals' opinions are published from five people.
pub(crate) const THRESHOLD: u64 = 5;

pub(crate) fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/examples/lexico/enquete-168.csv")
}

pub(crate) fn parameters() -> Parameters {
    Parameters { threshold: THRESHOLD, id: "enquete-168".to_owned(), ..Parameters::default() }
}

pub(crate) fn survey() -> (Sample, Mapping) {
    let table = read(&std::fs::read(path()).unwrap(), FileKind::Delimited).unwrap();
    let mapping = propose(&table);
    (Sample::whole(table, None), mapping)
}

pub(crate) fn analyses_of(sample: &Sample, mapping: &Mapping) -> Vec<Analysis> {
    let people = respondents(sample, mapping, THRESHOLD);
    open_questions(sample, mapping).iter().map(|question| analyse(question, &people, &parameters())).collect()
}

/// The figures of closed questions, then each free question with its own.
pub(crate) fn everything() -> (Vec<Figure>, Vec<(Analysis, Vec<Figure>)>) {
    let (sample, mapping) = survey();
    let open = analyses_of(&sample, &mapping)
        .into_iter()
        .map(|analysis| {
            let drawn = figures(&analysis);
            (analysis, drawn)
        })
        .collect();
    (closed_figures(&closed_results(&sample, &mapping, THRESHOLD)), open)
}
