//! Canonical bytes: one value, one sequence of bytes, on every machine and in every version. A leaf is a hash of
//! these bytes, so they are what is stored, hashed, signed and, years later, checked again.
//!
//! The form is that of RFC 8785 (JSON Canonicalization Scheme) for every value accepted here: UTF-8, no space
//! between tokens, members sorted by the UTF-16 code units of their names, the shortest escapes. Two things are
//! refused rather than rounded: floating-point numbers (money is in cents, measures in their smallest unit) and
//! integers that RFC 8785 could not write exactly (beyond ±(2⁵³ − 1)). A missing `Option` is `null`.
//!
//! It must never depend on SQL text, a locale, a map's order of insertion or a clock.

mod writer;

use serde::Serialize;

/// The largest integer that every JSON reader keeps exactly: 2⁵³ − 1 (RFC 7493, section 2.2).
pub const LARGEST_INTEGER: i64 = 9_007_199_254_740_991;

/// Why a value has no canonical form.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    #[error("a floating-point number has no canonical form: use an integer in the smallest unit")]
    Float,
    #[error("the integer {0} is beyond ±(2⁵³ − 1): write it as text")]
    Integer(i128),
    #[error("the name of a member is not text")]
    Name,
    #[error("the member `{0}` appears twice")]
    Twice(String),
    #[error("raw bytes have no canonical form: write them as hexadecimal text")]
    Bytes,
    #[error("{0}")]
    Custom(String),
}

/// Writes a value in canonical form.
pub fn canonical<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let mut bytes = Vec::with_capacity(256);
    value.serialize(writer::Writer::new(&mut bytes))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use proptest::prelude::*;
    use serde::ser::SerializeMap;
    use serde_json::{Value, json};

    use super::*;

    fn text<T: Serialize + ?Sized>(value: &T) -> String {
        String::from_utf8(canonical(value).unwrap()).unwrap()
    }

    #[derive(Serialize)]
    #[serde(tag = "kind", rename_all = "kebab-case")]
    enum Told {
        Moved { to: u32, from: Option<u32> },
        Closed,
    }

    #[derive(Serialize)]
    struct Pair(i64, bool);

    #[derive(Serialize)]
    enum Bare {
        Unit,
        Newtype(u8),
        Tuple(u8, u8),
        Struct { b: u8, a: u8 },
    }

    #[test]
    fn golden_bytes_never_change() {
        assert_eq!(text(&json!({})), "{}");
        assert_eq!(text(&json!([])), "[]");
        assert_eq!(
            text(&json!({ "b": [1, -2, 0], "a": null, "c": true })),
            r#"{"a":null,"b":[1,-2,0],"c":true}"#
        );
        assert_eq!(text(&Told::Moved { to: 7, from: None }), r#"{"from":null,"kind":"moved","to":7}"#);
        assert_eq!(text(&Told::Closed), r#"{"kind":"closed"}"#);
        assert_eq!(text(&Pair(-3, false)), "[-3,false]");
        assert_eq!(text(&Bare::Unit), r#""Unit""#);
        assert_eq!(text(&Bare::Newtype(1)), r#"{"Newtype":1}"#);
        assert_eq!(text(&Bare::Tuple(1, 2)), r#"{"Tuple":[1,2]}"#);
        assert_eq!(text(&Bare::Struct { b: 1, a: 2 }), r#"{"Struct":{"a":2,"b":1}}"#);
        assert_eq!(text(&'é'), "\"é\"");
        assert_eq!(text(&LARGEST_INTEGER), "9007199254740991");
        assert_eq!(text(&-LARGEST_INTEGER), "-9007199254740991");
    }

    #[test]
    fn escapes_are_those_of_rfc_8785() {
        // the string of RFC 8785, section 3.2.2.2
        assert_eq!(text("\u{20ac}$\u{f}\u{a}A'\u{42}\u{22}\u{5c}\\\"/"), r#""€$\u000f\nA'B\"\\\\\"/""#);
        assert_eq!(text("\u{8}\u{9}\u{c}\u{d}\u{1f}\u{7f}"), "\"\\b\\t\\f\\r\\u001f\u{7f}\"");
    }

    #[test]
    fn members_are_sorted_as_rfc_8785_shows() {
        // the example of RFC 8785, section 3.2.3: a lone surrogate pair sorts before U+FB33
        let value = json!({
            "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis"
        });
        assert_eq!(
            text(&value),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
             \"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",\
             \"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        );
    }

    #[test]
    fn a_float_is_refused_wherever_it_hides() {
        assert_eq!(canonical(&1.0_f64), Err(CanonicalError::Float));
        assert_eq!(canonical(&f64::NAN), Err(CanonicalError::Float));
        assert_eq!(canonical(&vec![Some(0.5_f32)]), Err(CanonicalError::Float));
        assert_eq!(canonical(&json!({ "a": { "b": [1.5] } })), Err(CanonicalError::Float));
    }

    #[test]
    fn an_integer_that_a_reader_would_round_is_refused() {
        assert_eq!(canonical(&(LARGEST_INTEGER + 1)), Err(CanonicalError::Integer(9_007_199_254_740_992)));
        assert_eq!(canonical(&(-LARGEST_INTEGER - 1)), Err(CanonicalError::Integer(-9_007_199_254_740_992)));
        assert_eq!(canonical(&u64::MAX), Err(CanonicalError::Integer(i128::from(u64::MAX))));
        assert_eq!(canonical(&i128::MIN), Err(CanonicalError::Integer(i128::MIN)));
        assert_eq!(canonical(&u128::MAX), Err(CanonicalError::Integer(i128::MAX)));
    }

    #[test]
    fn a_name_that_is_not_text_or_comes_twice_is_refused() {
        struct Doubled;
        impl Serialize for Doubled {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                map.serialize_entry("a", &1)?;
                map.serialize_entry("a", &2)?;
                map.end()
            }
        }
        assert_eq!(canonical(&Doubled), Err(CanonicalError::Twice("a".to_owned())));
        assert_eq!(canonical(&BTreeMap::from([(1, 2)])), Err(CanonicalError::Name));
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-LARGEST_INTEGER..=LARGEST_INTEGER).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_reader_gets_back_what_was_written_and_writes_it_the_same(value in values()) {
            let bytes = canonical(&value).unwrap();
            let read: Value = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(&read, &value);
            prop_assert_eq!(canonical(&read).unwrap(), bytes);
        }

        #[test]
        fn the_order_of_insertion_leaves_no_trace(members in prop::collection::vec((any::<String>(), any::<i32>()), 0..20)) {
            let sorted: BTreeMap<_, _> = members.iter().cloned().collect();
            let shuffled: HashMap<_, _> = members.into_iter().collect();
            prop_assert_eq!(canonical(&sorted).unwrap(), canonical(&shuffled).unwrap());
        }
    }
}
