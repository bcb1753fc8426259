//! The fold of one act, without a database: order, doubling and cutting change nothing.

use acts::{ActEvent, Kind, Modality, Outcome, RequestedFrom, WithoutIt};
use exchange::ExchangeEvent;
use exchange::model::{Carries, Cause, Resumed, Said};
use jiff::{SignedDuration, Timestamp};
use kernel::{ActId, DeliveryId, Id, ProfessionalId, ReportId, TerritoryId};
use proptest::prelude::*;
use uuid::Uuid;

use super::rows::Rows;
use super::told::{Told, What};

fn id<T>(number: u128) -> Id<T> {
    Id::from_uuid(Uuid::from_u128(number))
}

fn moment(minutes: i64) -> Timestamp {
    "2026-11-24T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

fn act(minutes: i64, event: ActEvent) -> Told {
    let territory: TerritoryId = id(1);
    Told { territory, act: id(2), at: moment(minutes), what: What::Act(event) }
}

fn sent(minutes: i64, delivery: DeliveryId, event: ExchangeEvent) -> Told {
    Told { territory: id(1), act: id(2), at: moment(minutes), what: What::Delivery(delivery, event) }
}

/// A need that was moved, held, signed, corrected, refused once, sent again and acknowledged.
fn story() -> Vec<Told> {
    let (this, doctor): (ActId, ProfessionalId) = (id(2), id(3));
    let (first, second): (ReportId, ReportId) = (id(4), id(5));
    let (refused, again, own): (DeliveryId, DeliveryId, DeliveryId) = (id(6), id(7), id(8));
    let signed = |report, version| ActEvent::Signed {
        act: this,
        report,
        version,
        replaces: None,
        content_sha256: "00".repeat(32),
        author: doctor,
        method: "passkey".into(),
        proved_at: moment(0),
        readers: 1,
        attachments: 0,
    };
    let queued = |delivery, to_author, resumes| ExchangeEvent::Queued {
        delivery,
        act: this,
        report: second,
        carries: Carries::Report,
        professional: None,
        to_author,
        resumes,
    };
    let ended = |outcome, without_it| ActEvent::Ended {
        act: this,
        outcome,
        without_it,
        transport: None,
        minutes: None,
        km: None,
    };
    let requested = ActEvent::Requested {
        act: this,
        patient: id(9),
        what: Kind::Consultation,
        modality: Modality::Telephone,
        from: RequestedFrom::Desk,
        asked_by: agenda::AskedBy::Themself,
        requester: None,
        reason: None,
        relation: acts::Relation::OwnGp,
        relation_why: None,
        professional: doctor,
        site: Some(id(10)),
        commune: "18160".parse().ok(),
        appointment: None,
        replaces: None,
        requested_at: moment(0),
    };
    let (act_id, report, to_author) = (this, second, false);
    vec![
        act(0, requested),
        act(1, ended(Outcome::Absent, None)),
        act(2, ActEvent::Followed { act: this, appointment: id(11) }),
        act(3, ActEvent::Opened { act: this }),
        act(4, ended(Outcome::Closed, Some(WithoutIt::Unknown))),
        act(5, signed(first, 1)),
        act(6, signed(second, 2)),
        sent(6, refused, queued(refused, false, None)),
        sent(6, own, queued(own, true, None)),
        sent(
            7,
            refused,
            ExchangeEvent::Sent { delivery: refused, act: act_id, report, to_author, notified: true },
        ),
        sent(
            7,
            own,
            ExchangeEvent::Acknowledged {
                delivery: own,
                act: act_id,
                report,
                to_author: true,
                carries: Carries::Report,
            },
        ),
        sent(
            8,
            refused,
            ExchangeEvent::Failed {
                delivery: refused,
                act: act_id,
                report,
                to_author,
                cause: Cause::Address,
            },
        ),
        sent(
            9,
            refused,
            ExchangeEvent::Resumed { delivery: refused, act: act_id, how: Resumed::OtherAddress },
        ),
        sent(9, again, queued(again, false, Some(refused))),
        sent(
            10,
            again,
            ExchangeEvent::Sent { delivery: again, act: act_id, report, to_author, notified: true },
        ),
        sent(
            11,
            again,
            ExchangeEvent::Said { delivery: again, act: act_id, report, to_author, said: Said::Relayed },
        ),
        sent(
            12,
            again,
            ExchangeEvent::Acknowledged {
                delivery: again,
                act: act_id,
                report,
                to_author,
                carries: Carries::Report,
            },
        ),
    ]
}

fn folded<'t>(facts: impl IntoIterator<Item = &'t Told>) -> Rows {
    let mut rows = Rows::default();
    for told in facts {
        rows.apply(told);
        rows.settle();
    }
    rows
}

/// What the row says after each fact.
fn said(rows: &Rows, column: &str) -> String {
    let act = rows.acts().next().expect("one act");
    serde_json::to_value(act).expect("a row is JSON")[column].to_string()
}

#[test]
fn an_act_is_told_step_by_step() {
    let facts = story();
    let reach: Vec<String> = (1..=facts.len()).map(|count| said(&folded(&facts[..count]), "reach")).collect();
    let expected = [
        "null",
        "null",
        "null",
        "null",
        "\"unsigned\"",
        "\"waiting\"",
        "\"waiting\"",
        "\"waiting\"",
        "\"waiting\"",
        "\"sent\"",
        "\"sent\"",
        "\"failed\"",
        "\"waiting\"",
        "\"waiting\"",
        "\"sent\"",
        "\"relayed\"",
        "\"acknowledged\"",
    ];
    assert_eq!(reach, expected);
    let rows = folded(&facts);
    assert_eq!(said(&rows, "acknowledged_at"), "\"2026-11-24T08:12:00Z\"");
    assert_eq!(said(&rows, "signed_at"), "\"2026-11-24T08:05:00Z\"");
    assert_eq!(said(&rows, "without_it"), "\"unknown\"");
}

proptest! {
    #[test]
    fn neither_order_nor_doubling_changes_a_row(order in Just((0..17_usize).collect::<Vec<_>>()).prop_shuffle(),
                                                doubled in prop::collection::vec(0..17_usize, 0..8)) {
        let facts = story();
        let whole = folded(&facts);
        let other = folded(order.iter().chain(&doubled).map(|rank| &facts[*rank]));
        prop_assert_eq!(whole, other);
    }
}
