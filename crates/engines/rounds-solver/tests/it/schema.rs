//! The JSON Schemas of the reference against the documents that the engine writes and reads.
//!
//! A small validator for the words these schemas use; an unknown word stops the test, so that none goes unread. A
//! member that the schema does not list is an error here, although readers may meet some.

use rounds_solver::file::{read_instance, write_json};
use rounds_solver::{Settings, compile, solve};
use serde_json::Value;

use crate::tiny;

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/reference");

fn schema(name: &str) -> Value {
    let path = format!("{DOCS}/rounds-{name}.schema.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).expect("a schema is JSON")
}

struct Validator {
    root: Value,
}

impl Validator {
    fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(&self.root, value, "", &mut faults);
        faults
    }

    fn check(&self, schema: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
        if let Some(is_open) = schema.as_bool() {
            faults.extend((!is_open).then(|| format!("{path} is one too many")));
            return;
        }
        for (word, rule) in schema.as_object().expect("a schema is an object") {
            let holds = match word.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" | "default" => true,
                "$ref" => {
                    let pointer = rule.as_str().expect("a reference").trim_start_matches('#');
                    self.check(self.root.pointer(pointer).expect("a definition"), value, path, faults);
                    true
                }
                "type" => rule.as_str().map_or_else(
                    || rule.as_array().is_some_and(|kinds| kinds.iter().any(|kind| is_kind(kind, value))),
                    |_| is_kind(rule, value),
                ),
                "enum" => rule.as_array().is_some_and(|listed| listed.contains(value)),
                "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().expect("a bound")),
                "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().expect("a bound")),
                "minItems" => length(value).is_none_or(|count| count >= rule.as_u64().expect("a count")),
                "maxItems" => length(value).is_none_or(|count| count <= rule.as_u64().expect("a count")),
                "required" => {
                    let names = rule.as_array().expect("names").iter().filter_map(Value::as_str);
                    names.filter(|name| value.get(name).is_none() && value.is_object()).count() == 0
                }
                "anyOf" => rule.as_array().expect("choices").iter().any(|choice| {
                    let mut own = Vec::new();
                    self.check(choice, value, path, &mut own);
                    own.is_empty()
                }),
                "items" => {
                    let before = schema.get("prefixItems").and_then(length_of).unwrap_or(0);
                    for (row, item) in value.as_array().into_iter().flatten().enumerate().skip(before) {
                        self.check(rule, item, &format!("{path}/{row}"), faults);
                    }
                    true
                }
                "prefixItems" => {
                    let rules = rule.as_array().expect("rules");
                    for (rule, item) in rules.iter().zip(value.as_array().into_iter().flatten()) {
                        self.check(rule, item, path, faults);
                    }
                    true
                }
                "properties" => {
                    for (name, member) in value.as_object().into_iter().flatten() {
                        match rule.get(name) {
                            Some(rule) => self.check(rule, member, &format!("{path}/{name}"), faults),
                            None => faults.push(format!("{path}/{name} is not described")),
                        }
                    }
                    true
                }
                other => panic!("the validator does not know « {other} »"),
            };
            if !holds {
                faults.push(format!("{path}: {word} {rule}, not {value}"));
            }
        }
    }
}

fn is_kind(kind: &Value, value: &Value) -> bool {
    match kind.as_str().expect("a type is a word") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        other => panic!("the validator does not know the type « {other} »"),
    }
}

fn length_of(value: &Value) -> Option<usize> {
    value.as_array().map(Vec::len)
}

fn length(value: &Value) -> Option<u64> {
    value.as_array().map(|items| items.len() as u64)
}

fn as_value(document: &impl serde::Serialize) -> Value {
    serde_json::from_slice(&write_json(document, false).expect("it writes")).expect("it is JSON")
}

#[test]
fn what_the_engine_writes_is_what_its_schemas_describe() {
    let [instances, solutions] = ["instance", "solution"].map(|name| Validator { root: schema(name) });
    for seed in 0..30 {
        let instance = tiny::day(seed, 8);
        assert_eq!(instances.faults(&as_value(&instance)), Vec::<String>::new());
        let day = compile(instance).expect("a tiny day compiles");
        let solved = solve(&day, &Settings { iterations: 500, seed, threads: 1 }, &|_| true);
        assert_eq!(solutions.faults(&as_value(&day.solution(&solved.plan))), Vec::<String>::new());
    }
}

#[test]
fn the_example_of_the_reference_uses_every_member_and_reads() {
    let path = format!("{DOCS}/rounds-example.json");
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let example: Value = serde_json::from_slice(&bytes).expect("the example is JSON");
    assert_eq!(Validator { root: schema("instance") }.faults(&example), Vec::<String>::new());
    let read = as_value(&read_instance(&bytes).expect("the example reads"));
    assert_eq!(names(&example), names(&read), "a member is lost when read");
    assert_eq!(names(&example), described(&schema("instance")), "the example shows every member");
    let day = compile(read_instance(&bytes).expect("it reads")).expect("the example compiles");
    assert_eq!(day.flaws, Vec::new());
}

#[test]
fn a_document_that_breaks_the_schema_is_seen() {
    let mut broken = as_value(&tiny::day(1, 3));
    broken["patients"][0]["priority"] = "soon".into();
    broken["caregivers"] = Value::Array(Vec::new());
    broken["colour"] = 3.into();
    assert_eq!(Validator { root: schema("instance") }.faults(&broken).len(), 3);
}

/// The names of all members, at any depth.
fn names(value: &Value) -> std::collections::BTreeSet<String> {
    let own = value.as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let members = value.as_object().into_iter().flat_map(|members| members.values());
    let items = value.as_array().into_iter().flatten();
    own.chain(members.chain(items).flat_map(names)).collect()
}

/// The names that a schema describes, at any depth.
fn described(schema: &Value) -> std::collections::BTreeSet<String> {
    let mut found = std::collections::BTreeSet::new();
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        found.extend(properties.keys().cloned());
    }
    let members = schema.as_object().into_iter().flat_map(|members| members.values());
    let items = schema.as_array().into_iter().flatten();
    for inner in members.chain(items) {
        found.extend(described(inner));
    }
    found
}
