//! Questions where several answers may be ticked: the same count read on people and on citations, both with their n.

use crate::proportion::Proportion;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One option of a multiple-answer question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptionCount {
    pub label: String,
    /// Among the people who ticked at least one option.
    pub on_respondents: Proportion,
    /// Among all ticks; these sum to 100 %.
    pub on_citations: Proportion,
}

/// A multiple-answer question counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MultipleAnswers {
    /// Most cited first, then in alphabetical order.
    pub options: Vec<OptionCount>,
    pub respondents: u64,
    pub citations: u64,
}

/// Counts the options each person ticked; an option ticked twice by one person counts once.
pub fn count<S: AsRef<str>>(people: &[Vec<S>]) -> MultipleAnswers {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut respondents = 0;
    for person in people {
        let ticked: BTreeSet<&str> = person.iter().map(AsRef::as_ref).collect();
        respondents += u64::from(!ticked.is_empty());
        for option in ticked {
            *counts.entry(option).or_default() += 1;
        }
    }
    let citations = counts.values().sum();
    let mut options: Vec<OptionCount> = counts
        .into_iter()
        .map(|(label, count)| OptionCount {
            label: label.to_owned(),
            on_respondents: Proportion::of(count, respondents),
            on_citations: Proportion::of(count, citations),
        })
        .collect();
    options.sort_by_key(|option| std::cmp::Reverse(option.on_citations.count));
    MultipleAnswers { options, respondents, citations }
}
