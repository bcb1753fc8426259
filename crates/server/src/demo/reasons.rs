//! Reasons for asking, in the patient's words, with their target delay, their red flags and what they allow.

use serde::Deserialize;

use super::agenda::Modalities;
use super::keys::ReasonKey;

/// A reason at its first version.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reason {
    /// Its own key.
    pub key: ReasonKey,
    /// A short stable name, the code of the reason.
    pub slug: &'static str,
    /// What the patient reads and chooses.
    pub words: &'static str,
    /// One more line under it.
    pub detail: &'static str,
    /// Target delay in hours from the request to the act.
    pub delay_hours: u32,
    /// Minutes kept in the agenda.
    pub minutes: u16,
    /// What may be booked.
    pub modalities: Modalities,
    /// Signs that stop with « Appelez le 15 ».
    pub red_flags: Vec<&'static str>,
    /// When a remote act does not suit, in words.
    pub remote_unless: &'static str,
    /// The speciality that receives, when it is not general practice.
    pub speciality: Option<&'static str>,
    /// Who wrote it: always « exemple, non validé par un médecin ».
    pub author: &'static str,
    /// What people type or say.
    pub said: Vec<&'static str>,
}

#[derive(Deserialize)]
struct File {
    author: &'static str,
    reason: Vec<Line>,
}

#[derive(Deserialize)]
struct Line {
    id: &'static str,
    words: &'static str,
    detail: &'static str,
    delay_hours: u32,
    minutes: u16,
    modalities: Vec<&'static str>,
    red_flags: Vec<&'static str>,
    remote_unless: &'static str,
    speciality: Option<&'static str>,
    said: Vec<&'static str>,
}

pub(super) fn load() -> Vec<Reason> {
    let file: File =
        toml::from_str(include_str!("../../data/demo/reasons.toml")).expect("reasons.toml reads");
    let reason = |(rank, line): (usize, Line)| Reason {
        key: ReasonKey::from_rank(rank),
        slug: line.id,
        words: line.words,
        detail: line.detail,
        delay_hours: line.delay_hours,
        minutes: line.minutes,
        modalities: Modalities::of(line.modalities),
        red_flags: line.red_flags,
        remote_unless: line.remote_unless,
        speciality: line.speciality,
        author: file.author,
        said: line.said,
    };
    file.reason.into_iter().enumerate().map(reason).collect()
}

/// The reasons, by name: the simulation and the report texts speak of them one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    ChildFever,
    Renewal,
    Pressure,
    Skin,
    Wound,
    Diabetes,
    Back,
    Cough,
    Mood,
    Result,
    Certificate,
    Heart,
    CareHome,
}

impl Topic {
    /// In the order of reasons.toml.
    pub(super) const ALL: [(Self, &'static str); 13] = [
        (Self::ChildFever, "fievre-enfant"),
        (Self::Renewal, "renouvellement"),
        (Self::Pressure, "tension-vertiges"),
        (Self::Skin, "lesion-peau"),
        (Self::Wound, "plaie-chronique"),
        (Self::Diabetes, "suivi-diabete"),
        (Self::Back, "douleur-dos"),
        (Self::Cough, "toux"),
        (Self::Mood, "humeur-sommeil"),
        (Self::Result, "resultat-examen"),
        (Self::Certificate, "certificat"),
        (Self::Heart, "suivi-cardiologique"),
        (Self::CareHome, "suivi-ehpad"),
    ];

    pub(super) fn of(reason: ReasonKey) -> Self {
        Self::ALL[reason.rank()].0
    }

    pub(super) fn key(self) -> ReasonKey {
        let rank = Self::ALL.iter().position(|(topic, _)| *topic == self);
        ReasonKey::from_rank(rank.expect("every topic is listed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_topic_and_says_that_no_doctor_validated_it() {
        let reasons = load();
        assert_eq!(reasons.len(), Topic::ALL.len());
        for reason in reasons {
            assert_eq!(Topic::ALL[reason.key.rank()].1, reason.slug);
            assert_eq!(reason.author, "exemple, non validé par un médecin");
            assert!(!reason.red_flags.is_empty(), "{}: no red flag", reason.slug);
        }
    }
}
