//! The shapes of events: others fold them for years, so a change is a decision and shows here.

use acts::{
    ActEvent, AnsweredBy, ConsentAnswer, ConsentHow, GivenBy, Kind, Modality, Outcome, Relation, RelationWhy,
    RequestedFrom, Solved, StampKind, Transport, WithoutIt,
};
use agenda::AskedBy;
use kernel::Id;
use uuid::Uuid;

fn id<T>(last: u8) -> Id<T> {
    Id::from_uuid(Uuid::from_u128(u128::from(last)))
}

#[test]
fn the_shapes_of_events_are_those_that_others_know() {
    let at = "2026-11-24T08:00:00Z".parse().expect("a moment");
    let (act, document) = (id(1), id(6));
    let events = [
        ActEvent::Requested {
            act,
            patient: id(2),
            what: Kind::Consultation,
            modality: Modality::Telephone,
            from: RequestedFrom::Portal,
            asked_by: AskedBy::DaughterOrSon,
            requester: None,
            reason: Some(id(3)),
            relation: Relation::Other,
            relation_why: Some(RelationWhy::NoOwnGp),
            professional: id(4),
            site: Some(id(5)),
            commune: Some("18160".parse().expect("a commune")),
            appointment: None,
            replaces: None,
            requested_at: at,
        },
        ActEvent::Followed { act, appointment: id(7) },
        ActEvent::Replanned {
            act,
            what: Kind::Consultation,
            modality: Modality::OnSite,
            relation: Relation::OwnGp,
            relation_why: None,
            professional: id(4),
            site: Some(id(5)),
        },
        ActEvent::Opened { act },
        ActEvent::Invited { act, professional: id(4) },
        ActEvent::Stamped { act, what: StampKind::Answers },
        ActEvent::ConsentRecorded {
            act,
            answer: ConsentAnswer::Given,
            how: ConsentHow::Oral,
            given_by: GivenBy::Patient,
            notice: 1,
        },
        ActEvent::Attached { act, document },
        ActEvent::Detached { act, document },
        ActEvent::Ended {
            act,
            outcome: Outcome::Closed,
            without_it: Some(WithoutIt::Emergency),
            transport: Some(Transport::Relative),
            minutes: Some(14),
            km: Some(40),
        },
        ActEvent::Signed {
            act,
            report: id(8),
            version: 2,
            replaces: Some(1),
            content_sha256: "00".repeat(32),
            author: id(4),
            method: "passkey".into(),
            proved_at: at,
            readers: 2,
            attachments: 1,
        },
        ActEvent::CorrectionBegun { act, version: 2 },
        ActEvent::Rendered { report: id(8), template_version: 1, pdf_sha256: "00".repeat(32) },
        ActEvent::Evaluated { act, solved: Solved::Partly, again: 9, answered_by: AnsweredBy::Carer },
    ];
    let shapes: Vec<String> =
        events.iter().map(|event| serde_json::to_string(event).expect("an event is JSON")).collect();
    insta::assert_snapshot!("events", shapes.join("\n"));
}
