//! The six knots of an act's thread: need, orientation, act, report, delivery, evaluation. Computed, never stored.

use super::Outcome;

/// How far one knot is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnotState {
    /// Still to come.
    Ahead,
    /// Where the act is.
    Current,
    /// Behind us.
    Done,
    /// Failed, to be repaired.
    Lost,
}

/// Where the signed report is on its way to its readers, as `exchange` knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// Nobody was named: nothing leaves.
    NoReader,
    /// Something is still on its way.
    Pending,
    /// Somebody did not get it.
    Failed,
    /// Everyone has it.
    Arrived,
}

/// How far the report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportState {
    Unsigned,
    Signed,
    /// A version is signed and the next is being written.
    Corrected,
}

/// What the knots depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadFacts {
    /// An appointment, or that it was opened: somebody took it.
    pub oriented: bool,
    pub opened: bool,
    pub outcome: Option<Outcome>,
    pub report: ReportState,
    pub sending: Option<Sending>,
    pub evaluated: bool,
}

/// The six knots. At most one is current, none after it is done but those that do not wait for it, and an act that
/// ended without being held stops where it ended.
pub fn knots(facts: ThreadFacts) -> [KnotState; 6] {
    use KnotState::{Ahead, Current, Done, Lost};
    let held = match facts.outcome {
        Some(Outcome::Closed) => Done,
        Some(_) => Lost,
        None if facts.opened => Current,
        None => Ahead,
    };
    if held == Lost {
        return [Done, if facts.oriented { Done } else { Lost }, Lost, Ahead, Ahead, Ahead];
    }
    let orientation = if facts.oriented || facts.opened || held == Done { Done } else { Current };
    let act = match held {
        Ahead if orientation == Done => Current,
        other => other,
    };
    let report = match (held, facts.report) {
        (Done, ReportState::Signed) => Done,
        (Done, _) => Current,
        _ => Ahead,
    };
    let delivery = match (facts.report != ReportState::Unsigned, facts.sending) {
        (true, Some(Sending::Failed)) => Lost,
        (true, Some(Sending::Arrived | Sending::NoReader)) => Done,
        (true, _) if report == Done => Current,
        _ => Ahead,
    };
    let evaluation = match (facts.evaluated, delivery) {
        (true, _) => Done,
        (false, Done) if report == Done => Current,
        _ => Ahead,
    };
    [Done, orientation, act, report, delivery, evaluation]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ASKED: ThreadFacts = ThreadFacts {
        oriented: false,
        opened: false,
        outcome: None,
        report: ReportState::Unsigned,
        sending: None,
        evaluated: false,
    };

    #[test]
    fn an_act_walks_through_its_six_knots() {
        use KnotState::{Ahead, Current, Done, Lost};
        let booked = ThreadFacts { oriented: true, ..ASKED };
        let open = ThreadFacts { opened: true, ..booked };
        let closed = ThreadFacts { outcome: Some(Outcome::Closed), ..open };
        let signed = ThreadFacts { report: ReportState::Signed, ..closed };
        let failed = ThreadFacts { sending: Some(Sending::Failed), ..signed };
        let arrived = ThreadFacts { sending: Some(Sending::Arrived), ..signed };
        let evaluated = ThreadFacts { evaluated: true, ..arrived };
        for (facts, expected) in [
            (ASKED, [Done, Current, Ahead, Ahead, Ahead, Ahead]),
            (booked, [Done, Done, Current, Ahead, Ahead, Ahead]),
            (open, [Done, Done, Current, Ahead, Ahead, Ahead]),
            (closed, [Done, Done, Done, Current, Ahead, Ahead]),
            (signed, [Done, Done, Done, Done, Current, Ahead]),
            (failed, [Done, Done, Done, Done, Lost, Ahead]),
            (arrived, [Done, Done, Done, Done, Done, Current]),
            (evaluated, [Done; 6]),
        ] {
            assert_eq!(knots(facts), expected, "{facts:?}");
        }
    }

    #[test]
    fn an_act_that_was_not_held_stops_where_it_ended() {
        let absent = ThreadFacts { oriented: true, outcome: Some(Outcome::Absent), ..ASKED };
        assert_eq!(knots(absent)[2], KnotState::Lost);
        assert!(knots(absent)[3..].iter().all(|knot| *knot == KnotState::Ahead));
    }

    fn facts() -> impl Strategy<Value = ThreadFacts> {
        let sending = prop_oneof![
            Just(None),
            Just(Some(Sending::NoReader)),
            Just(Some(Sending::Pending)),
            Just(Some(Sending::Failed)),
            Just(Some(Sending::Arrived)),
        ];
        let outcome = (0..=Outcome::ALL.len()).prop_map(|rank| Outcome::ALL.get(rank).copied());
        let report =
            prop_oneof![Just(ReportState::Unsigned), Just(ReportState::Signed), Just(ReportState::Corrected)];
        (any::<[bool; 3]>(), outcome, report, sending).prop_map(|(flags, outcome, report, sending)| {
            let [oriented, opened, evaluated] = flags;
            ThreadFacts { oriented, opened, outcome, report, sending, evaluated }
        })
    }

    proptest! {
        #[test]
        fn whatever_is_known_one_knot_at_most_is_current(facts in facts()) {
            let knots = knots(facts);
            prop_assert_eq!(knots[0], KnotState::Done);
            prop_assert!(knots.iter().filter(|knot| **knot == KnotState::Current).count() <= 1);
        }

        #[test]
        fn nothing_is_reported_before_the_act_is_held(facts in facts()) {
            let knots = knots(facts);
            if facts.outcome != Some(Outcome::Closed) {
                prop_assert_ne!(knots[3], KnotState::Done);
                prop_assert_ne!(knots[2], KnotState::Done);
            }
        }
    }
}
