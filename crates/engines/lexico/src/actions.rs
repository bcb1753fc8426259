//! From a class to an action: what the class asks for, with its words, its n and two masked answers.
//!
//! An action without evidence is never proposed: the words come from the class's own profile, so a corpus about another
//! subject calls for none of these. A person validates each proposal.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const HELPS: &str = include_str!("../data/aides.toml");
/// A word is typical of a class above this chi2 (5 % with one degree of freedom).
const TYPICAL: f64 = 3.84;

/// One kind of help and the words that call for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Help {
    titre: String,
    mots: Vec<String>,
    pivot: Vec<String>,
    moins: usize,
}

#[derive(Deserialize)]
struct Helps {
    aide: Vec<Help>,
}

static KNOWN: LazyLock<Vec<Help>> =
    LazyLock::new(|| toml::from_str::<Helps>(HELPS).map(|h| h.aide).unwrap_or_default());

/// A proposal, to be validated.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Action {
    pub class: u32,
    pub title: String,
    /// The words of the class that call for it, most typical first.
    pub words: Vec<String>,
    /// Respondents of the class who say at least one of them.
    pub respondents: u64,
    /// Respondents of the class.
    pub of: u64,
    /// Two answers, masked, with the number of the answer.
    pub answers: Vec<(u32, String)>,
}

/// What a class offers as evidence.
pub struct Evidence<'a> {
    pub class: u32,
    /// Words with their signed chi2.
    pub profile: &'a [(String, f64)],
    /// The respondents who say one of the given words, among those of the class.
    pub sayers: &'a dyn Fn(&[String]) -> Vec<u32>,
    pub respondents: u64,
    /// The masked text of an answer.
    pub text: &'a dyn Fn(u32) -> String,
    /// Fewer respondents than this propose nothing.
    pub least: u64,
}

/// The actions that a class calls for, most evidence first.
pub fn actions(evidence: &Evidence<'_>) -> Vec<Action> {
    let mut found: Vec<(f64, Action)> = KNOWN.iter().filter_map(|help| proposed(help, evidence)).collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.title.cmp(&b.1.title)));
    found.into_iter().map(|f| f.1).collect()
}

fn proposed(help: &Help, evidence: &Evidence<'_>) -> Option<(f64, Action)> {
    let typical: Vec<&(String, f64)> =
        evidence.profile.iter().filter(|(word, chi2)| *chi2 >= TYPICAL && help.mots.contains(word)).collect();
    if typical.len() < help.moins || !typical.iter().any(|(word, _)| help.pivot.contains(word)) {
        return None;
    }
    let words: Vec<String> = typical.iter().map(|(word, _)| word.clone()).collect();
    let sayers = (evidence.sayers)(&words);
    if (sayers.len() as u64) < evidence.least {
        return None;
    }
    let answers = sayers.iter().take(2).map(|&answer| (answer + 1, (evidence.text)(answer))).collect();
    let strength = typical.iter().map(|(_, chi2)| chi2).sum();
    let action = Action {
        class: evidence.class,
        title: help.titre.clone(),
        words,
        respondents: sayers.len() as u64,
        of: evidence.respondents,
        answers,
    };
    Some((strength, action))
}
