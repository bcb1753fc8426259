//! What a verification found, in words for the person who must act on it.

use std::collections::HashMap;
use std::fmt;
use std::mem::{Discriminant, discriminant};

use super::finding::{Finding, NBSP, counted};
use crate::head::Head;

/// How many findings of one kind are told; the others are counted.
const TOLD: u64 = 5;

/// The result of a verification. `Display` is the text for the operator, in French.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many rows the log has.
    pub rows: u64,
    /// Rows committed and not numbered yet: normal for a second or so.
    pub waiting: u64,
    /// How many signed heads were checked.
    pub heads: u64,
    /// How many anchors were checked.
    pub anchors: u64,
    /// The last head, if it is genuine: what to keep as an anchor.
    pub last: Option<Head>,
    findings: Vec<Finding>,
    counts: HashMap<Discriminant<Finding>, u64>,
}

impl Report {
    /// Whether everything is as it was sealed.
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }

    /// What is not, in the order of the log; at most five of each kind.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Counts a finding, and keeps it among the first of its kind. A number missing after others lengthens their
    /// range.
    pub(super) fn add(&mut self, finding: Finding) {
        if let Finding::NumbersMissing(from, to) = finding
            && let Some(last) = self.last_missing()
            && *last + 1 == from
        {
            *last = to;
            return;
        }
        let count = self.counts.entry(discriminant(&finding)).or_default();
        *count += 1;
        if *count <= TOLD {
            self.findings.push(finding);
        }
    }

    /// The end of the last range of missing numbers.
    fn last_missing(&mut self) -> Option<&mut u64> {
        self.findings.iter_mut().rev().find_map(|finding| match finding {
            Finding::NumbersMissing(_, last) => Some(last),
            _ => None,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, heads) = (counted(self.rows, "ligne", ""), counted(self.heads, "tête", "signée"));
        write!(f, "Journal relu{NBSP}: {rows}, {heads}, {}", counted(self.anchors, "ancre", ""))?;
        if self.waiting > 0 {
            write!(f, ", {} en attente de numéro", counted(self.waiting, "ligne", ""))?;
        }
        let total: u64 = self.counts.values().sum();
        if total == 0 {
            return write!(f, ".\nRien n’a été modifié, retiré ni ajouté depuis l’enregistrement.");
        }
        write!(f, ".\n{}{NBSP}:", counted(total, "anomalie", ""))?;
        for finding in &self.findings {
            write!(f, "\n- {finding}")?;
        }
        let told = self.findings.len() as u64;
        if told < total {
            write!(f, "\n- et {} du même genre.", counted(total - told, "autre", ""))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intact_log_is_said_in_two_sentences() {
        let report = Report { rows: 1_234_567, heads: 1, anchors: 2, waiting: 3, ..Report::default() };
        assert!(report.is_intact());
        assert_eq!(
            report.to_string(),
            "Journal relu\u{a0}: 1\u{202f}234\u{202f}567\u{a0}lignes, 1\u{a0}tête signée, 2\u{a0}ancres, 3\u{a0}lignes en attente de numéro.\nRien n’a été modifié, retiré ni ajouté depuis l’enregistrement."
        );
    }

    #[test]
    fn many_findings_of_one_kind_are_counted() {
        let mut report = Report { rows: 9, ..Report::default() };
        (1..=7).for_each(|size| report.add(Finding::RootDiffers(size)));
        report.add(Finding::NumbersMissing(2, 2));
        report.add(Finding::NumbersMissing(3, 3));
        let text = report.to_string();
        assert_eq!((report.findings().len(), text.lines().count()), (6, 9));
        assert!(text.contains("\n8\u{a0}anomalies\u{a0}:\n"), "{text}");
        assert!(text.ends_with("\n- et 2\u{a0}autres du même genre."), "{text}");
    }
}
