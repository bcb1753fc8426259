//! What a leaf says: the canonical body of one row, whole enough to stand without its columns. It must never hold
//! free text, a name or a national identifier: bodies are read by indicators and kept for years.

use jiff::Timestamp;
use kernel::{AccountId, PatientId, TerritoryId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use db::Actor;

/// The body of a row of `audit.event`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventBody {
    pub id: Uuid,
    /// To the microsecond, as the database keeps it.
    pub at: Timestamp,
    pub territory: Option<TerritoryId>,
    pub actor: Who,
    /// The context, a slash, and the `kind` tag of the event: `agenda/booked`.
    pub kind: String,
    pub subject: Option<PatientId>,
    /// The event as its context writes it.
    pub event: Value,
}

/// The body of a row of `audit.access`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessBody {
    pub id: Uuid,
    /// To the microsecond, as the database keeps it.
    pub at: Timestamp,
    pub territory: TerritoryId,
    pub actor: Who,
    pub page: String,
    /// Sorted, each once.
    pub patients: Vec<PatientId>,
    pub basis: String,
}

/// Who acted, as a leaf says it: an account, `"system"`, or `null` for someone not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Who {
    Account(AccountId),
    System(System),
    Nobody,
}

/// Writes `"system"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum System {
    #[serde(rename = "system")]
    System,
}

impl Who {
    /// The person, if it is one: what the column `actor` holds.
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(account) => Some(account),
            Self::System(_) | Self::Nobody => None,
        }
    }
}

impl From<Actor> for Who {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Account(account) => Self::Account(account),
            Actor::System => Self::System(System::System),
            Actor::Nobody => Self::Nobody,
        }
    }
}

/// A moment as the database keeps it: to the microsecond.
pub(crate) fn kept(moment: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(moment.as_microsecond()).unwrap_or(moment)
}

const LONGEST_WORD: usize = 128;
/// From here on a run of digits may be a phone number, an INS or a NIR; the longest code of ours is a FINESS (9).
const SHORTEST_NUMBER_OF_A_PERSON: usize = 10;

/// The path of the first text in an event that is not an id, a code or a time: free text, a name, a mail address, a
/// phone or a national number. Words of one lower-case run cannot be told from codes; reviewers look at those.
pub(crate) fn first_free_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!is_word(text)).then(String::new),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(rank, item)| under(&rank.to_string(), item))
        }
        Value::Object(members) => members.iter().find_map(|(name, item)| under(name, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn under(name: &str, value: &Value) -> Option<String> {
    if !is_word(name) {
        return Some("/?".to_owned());
    }
    first_free_text(value).map(|rest| format!("/{name}{rest}"))
}

fn is_word(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._:/+-[]".contains(c);
    let digits =
        text.len() >= SHORTEST_NUMBER_OF_A_PERSON && text.chars().all(|c| c.is_ascii_digit() || c == '+');
    text.len() <= LONGEST_WORD && text.chars().all(plain) && !digits
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_codes_and_times_are_words() {
        let event = json!({
            "kind": "booked", "act": "0193a1b2-0000-7000-8000-000000000000", "commune": "2A004",
            "starts": "2026-10-25T02:30:00+01:00[Europe/Paris]", "finess": "180000028", "cents": 2500,
            "hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "none": null, "list": ["a"]
        });
        assert_eq!(first_free_text(&event), None);
    }

    #[test]
    fn free_text_names_and_numbers_of_people_are_found() {
        for (text, path) in [
            ("douleur depuis hier", "/why/0"),
            ("Mme", "/"),
            ("Durand Léa", "/why/0"),
            ("lea@perso.example", "/why/0"),
            ("0639981234", "/why/0"),
            ("+33639981234", "/why/0"),
            ("279087512345678", "/why/0"),
        ] {
            let found = first_free_text(&json!({ "kind": "told", "why": [text] }));
            assert_eq!(found.as_deref(), (path != "/").then_some(path), "{text}");
        }
        assert_eq!(first_free_text(&json!({ "Durand Léa": 1 })).as_deref(), Some("/?"));
        assert_eq!(first_free_text(&json!("x".repeat(129))).as_deref(), Some(""));
    }

    #[test]
    fn a_body_reads_back_and_writes_the_same_bytes() {
        let golden = r#"{"actor":"system","at":"2026-10-25T00:30:00.000123Z","event":{"kind":"booked"},"id":"0193a1b2-0000-7000-8000-000000000000","kind":"agenda/booked","subject":null,"territory":null}"#;
        let body: EventBody = serde_json::from_str(golden).unwrap();
        assert_eq!(body.actor, Who::System(System::System));
        assert_eq!(crate::canonical(&body).unwrap(), golden.as_bytes());

        let golden = r#"{"actor":null,"at":"2026-10-25T00:30:00Z","basis":"care","id":"0193a1b2-0000-7000-8000-000000000000","page":"record/timeline","patients":["0193a1b2-0000-7000-8000-000000000001"],"territory":"0193a1b2-0000-7000-8000-000000000002"}"#;
        let body: AccessBody = serde_json::from_str(golden).unwrap();
        assert_eq!(body.actor, Who::Nobody);
        assert_eq!(crate::canonical(&body).unwrap(), golden.as_bytes());
    }
}
