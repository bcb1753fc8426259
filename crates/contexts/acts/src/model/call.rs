//! The hours of a call, and how long it lasted: computed from what was stamped, never typed.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened at an hour of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StampKind {
    NoAnswer,
    Answers,
    Ends,
    /// Name and birth date were said again.
    IdentitySaid,
}

impl StampKind {
    pub const ALL: [Self; 4] = [Self::NoAnswer, Self::Answers, Self::Ends, Self::IdentitySaid];

    /// The name that tables and forms use.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoAnswer => "no_answer",
            Self::Answers => "answers",
            Self::Ends => "ends",
            Self::IdentitySaid => "identity_said",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// One hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub what: StampKind,
    pub at: Timestamp,
}

/// One line of the call, as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    NoAnswer,
    /// `again` after the first time.
    Answers {
        again: bool,
    },
    /// After this long.
    Ends(SignedDuration),
    IdentitySaid,
}

/// The hours in words, oldest first.
pub fn said(stamps: &[Stamp]) -> Vec<(Timestamp, Said)> {
    let mut since: Option<Timestamp> = None;
    let mut answered = false;
    stamps
        .iter()
        .map(|stamp| {
            let said = match stamp.what {
                StampKind::NoAnswer => Said::NoAnswer,
                StampKind::IdentitySaid => Said::IdentitySaid,
                StampKind::Answers => {
                    since = since.or(Some(stamp.at));
                    Said::Answers { again: std::mem::replace(&mut answered, true) }
                }
                StampKind::Ends => {
                    let began = since.take().unwrap_or(stamp.at);
                    Said::Ends(stamp.at.duration_since(began).max(SignedDuration::ZERO))
                }
            };
            (stamp.at, said)
        })
        .collect()
}

/// Whether somebody is on the line.
pub(crate) fn is_talking(stamps: &[Stamp]) -> bool {
    stamps
        .iter()
        .rev()
        .find_map(|stamp| match stamp.what {
            StampKind::Answers => Some(true),
            StampKind::Ends => Some(false),
            StampKind::NoAnswer | StampKind::IdentitySaid => None,
        })
        .unwrap_or(false)
}

/// The minutes of talk, each call rounded up; a call that nobody ended runs until `until`. `None` without any call.
pub fn minutes_of(stamps: &[Stamp], until: Timestamp) -> Option<u16> {
    let mut talked = SignedDuration::ZERO;
    let mut since: Option<Timestamp> = None;
    let mut called = false;
    let mut add = |from: Timestamp, to: Timestamp| {
        let minutes = to.duration_since(from).as_secs().max(0).unsigned_abs().div_ceil(60);
        talked += SignedDuration::from_mins(minutes.cast_signed());
    };
    for stamp in stamps {
        match stamp.what {
            StampKind::Answers => {
                called = true;
                since = since.or(Some(stamp.at));
            }
            StampKind::Ends => {
                if let Some(from) = since.take() {
                    add(from, stamp.at);
                }
            }
            StampKind::NoAnswer | StampKind::IdentitySaid => {}
        }
    }
    if let Some(from) = since {
        add(from, until);
    }
    called.then(|| u16::try_from(talked.as_mins().min(24 * 60)).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_795_000_000 + 60 * minute).unwrap()
    }

    fn stamp(what: StampKind, minute: i64) -> Stamp {
        Stamp { what, at: at(minute) }
    }

    #[test]
    fn two_calls_add_up() {
        use StampKind::{Answers, Ends, NoAnswer};
        let stamps = [(NoAnswer, 5), (Answers, 9), (Ends, 20), (Answers, 27), (Ends, 30)]
            .map(|(what, m)| stamp(what, m));
        assert_eq!(minutes_of(&stamps, at(60)), Some(14));
        let said: Vec<Said> = said(&stamps).into_iter().map(|(_, said)| said).collect();
        assert_eq!(
            said,
            [
                Said::NoAnswer,
                Said::Answers { again: false },
                Said::Ends(SignedDuration::from_mins(11)),
                Said::Answers { again: true },
                Said::Ends(SignedDuration::from_mins(3)),
            ]
        );
        assert!(!is_talking(&stamps));
    }

    #[test]
    fn a_call_that_nobody_ended_runs_until_the_act_is_closed() {
        let stamps = [stamp(StampKind::Answers, 0)];
        assert_eq!(minutes_of(&stamps, at(12)), Some(12));
        assert!(is_talking(&stamps));
    }

    #[test]
    fn without_a_call_there_are_no_minutes() {
        assert_eq!(minutes_of(&[stamp(StampKind::NoAnswer, 0)], at(30)), None);
    }

    proptest! {
        #[test]
        fn talk_never_lasts_longer_than_the_whole(
            hours in proptest::collection::vec((0_usize..4, 0_i64..600), 0..20),
            until in 600_i64..700,
        ) {
            let mut stamps: Vec<Stamp> =
                hours.iter().map(|&(kind, minute)| stamp(StampKind::ALL[kind], minute)).collect();
            stamps.sort_by_key(|stamp| stamp.at);
            let minutes = minutes_of(&stamps, at(until));
            prop_assert_eq!(minutes.is_some(), stamps.iter().any(|stamp| stamp.what == StampKind::Answers));
            if let (Some(minutes), Some(first)) = (minutes, stamps.first()) {
                prop_assert!(i64::from(minutes) <= at(until).duration_since(first.at).as_mins());
            }
            prop_assert_eq!(said(&stamps).len(), stamps.len());
        }
    }
}
