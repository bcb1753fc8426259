//! Migrations: row-level security forced on every table, constraints that have a name, states that are text.
//!
//! A constraint's name becomes an error of a use case; a table without row-level security tells its values in the
//! DETAIL of an error; an enum is not leakproof, so its index is of no use under a policy; a context function outside
//! `(select …)` is run for each row.

use std::collections::HashMap;

use super::Finding;
use super::source::{self, Keep};
use super::sql::{self, Statement, bracketed, outer_words, split};
use super::tree::{File, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let migrations: Vec<&File> =
        tree.files().filter(|file| file.path.starts_with("migrations/") && file.is(&["sql"])).collect();
    let mut findings = names(&migrations);
    for file in &migrations {
        let statements = sql::statements(&file.text);
        for (at, statement) in statements.iter().enumerate() {
            let mut found = unprotected(statement, &statements[at..]);
            found.extend(unnamed(statement));
            found.extend(enumeration(statement));
            found.extend(unselected(statement));
            findings.extend(found.into_iter().map(|what| finding(file, statement.line, what)));
        }
    }
    findings.extend(leaking_settings(tree));
    findings
}

fn finding(file: &File, line: usize, what: String) -> Finding {
    Finding { path: file.path.clone(), line, rule: "migrations", what }
}

/// Names are a moment and what happens: `20261201090000_agenda_appointment.sql`; no two share a moment.
fn names(migrations: &[&File]) -> Vec<Finding> {
    let mut moments: HashMap<&str, &str> = HashMap::new();
    let mut findings = Vec::new();
    for file in migrations {
        let name = file.path.trim_start_matches("migrations/");
        let (moment, rest) = name.split_once('_').unwrap_or((name, ""));
        if moment.len() != 14 || !moment.bytes().all(|byte| byte.is_ascii_digit()) || rest.is_empty() {
            findings.push(finding(file, 0, "name it like 20261201090000_agenda_appointment.sql".to_owned()));
        } else if let Some(first) = moments.insert(moment, &file.path) {
            findings.push(finding(file, 0, format!("give it another moment: {first} has the same")));
        }
    }
    findings
}

/// A table made here and not protected by what follows.
fn unprotected(statement: &Statement, following: &[Statement]) -> Vec<String> {
    let Some(table) = created_table(&statement.text) else { return Vec::new() };
    let altered = |what: &str| {
        following.iter().any(|next| {
            let rest =
                next.text.strip_prefix("alter table ").map(|rest| rest.strip_prefix("only ").unwrap_or(rest));
            rest.and_then(|rest| rest.strip_prefix(table))
                .is_some_and(|rest| rest.starts_with(' ') && rest.contains(what))
        })
    };
    ["enable row level security", "force row level security"]
        .into_iter()
        .filter(|what| !altered(what))
        .map(|what| format!("add `alter table {table} {what};`"))
        .collect()
}

/// The name of the table that a statement makes, if it makes one.
fn created_table(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("create ")?;
    let rest = rest.strip_prefix("unlogged ").unwrap_or(rest).strip_prefix("table ")?;
    let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
    rest.split([' ', '(']).next()
}

/// Constraints without a name; primary keys are named well enough by `PostgreSQL`.
fn unnamed(statement: &Statement) -> Vec<String> {
    let text = &statement.text;
    let (body, table) = if let Some(table) = created_table(text) {
        let Some(open) = text.find('(') else { return Vec::new() };
        (bracketed(text, open), table)
    } else if let Some(rest) = text.strip_prefix("alter table ") {
        let rest = rest.strip_prefix("only ").unwrap_or(rest);
        rest.split_once(' ').map_or(("", rest), |(table, actions)| (actions, table))
    } else {
        return Vec::new();
    };
    split(body, ',')
        .into_iter()
        .flat_map(unnamed_kinds)
        .map(|kind| format!("name this `{kind}` of {table}: `constraint what_must_hold {kind} …`"))
        .collect()
}

/// The kinds of the constraints without a name in one column or one table constraint.
fn unnamed_kinds(item: &str) -> Vec<&str> {
    let mut kinds = Vec::new();
    let (mut named, mut foreign) = (false, false);
    for word in outer_words(item) {
        match word {
            "constraint" => named = true,
            "check" | "unique" | "exclude" | "foreign" | "references" => {
                let second_half = word == "references" && foreign;
                if !named && !second_half {
                    kinds.push(word);
                }
                foreign = word == "foreign";
                named = false;
            }
            "primary" => named = false,
            _ => {}
        }
    }
    kinds
}

fn enumeration(statement: &Statement) -> Option<String> {
    let made = statement.text.strip_prefix("create type ")?;
    made.contains(" as enum")
        .then(|| "make this state a text with a named check: an enum is not leakproof".to_owned())
}

/// A context function that a policy calls for each row.
fn unselected(statement: &Statement) -> Option<String> {
    let text = &statement.text;
    if !text.starts_with("create policy ") && !text.starts_with("alter policy ") {
        return None;
    }
    let call = text.match_indices('(').find_map(|(open, _)| {
        let before = &text[..open];
        let start =
            before.rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').map_or(0, |at| at + 1);
        let name = &before[start..];
        let context = name.contains('.') || name == "current_setting";
        (context && !before[..start].trim_end().ends_with("(select")).then_some(name)
    });
    call.map(|name| format!("write `(select {name}(…))` in the policy: as it is, it runs for each row"))
}

/// `set_config(…, false)` outlives the transaction and reaches the next one on the same connection.
fn leaking_settings(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().filter(|file| !file.path.starts_with("crates/xtask/")) {
        let text = match () {
            () if file.is(&["rs"]) => source::rust(&file.text, Keep::Strings),
            () if file.is(&["sql"]) => sql::code(&file.text),
            () => continue,
        };
        for (at, call) in text.match_indices("set_config(") {
            let arguments = bracketed(&text, at + call.len() - 1);
            if split(arguments, ',').last().is_some_and(|last| last.trim().eq_ignore_ascii_case("false")) {
                let what = "use `set_config(…, true)`: a setting must end with its transaction".to_owned();
                findings.push(finding(file, text[..at].matches('\n').count() + 1, what));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAFE: &str = "create table agenda.busy (
        booking_id uuid not null, resource_id uuid not null references agenda.resource (id), during tstzrange not null,
        primary key (booking_id));
        alter table agenda.busy enable row level security, force row level security;";

    fn found(text: &str) -> Vec<String> {
        let tree = Tree::of(&[("migrations/20261201090000_agenda_busy.sql", text)]);
        check(&tree).into_iter().map(|finding| format!("{}: {}", finding.line, finding.what)).collect()
    }

    #[test]
    fn a_table_needs_forced_row_level_security() {
        let text =
            "\ncreate table if not exists a.b (id uuid);\nalter table only a.b enable row level security;";
        assert_eq!(found(text), ["2: add `alter table a.b force row level security;`"]);
        let other = "create table a.b (id uuid); alter table a.bc enable row level security, force row level security;";
        assert_eq!(found(other).len(), 2);
    }

    #[test]
    fn a_constraint_needs_a_name() {
        let found_here = found(SAFE);
        assert_eq!(found_here.len(), 1);
        assert!(found_here[0].contains("name this `references` of agenda.busy"));
        let named = SAFE.replace("references", "constraint busy_resource references");
        assert_eq!(found(&named), [""; 0]);
    }

    #[test]
    fn every_kind_of_constraint_is_seen() {
        let item = |text| unnamed_kinds(text);
        assert_eq!(item("state text not null check (state in ('a', 'b'))"), ["check"]);
        assert_eq!(item("constraint a_known check (a > 0) unique"), ["unique"]);
        assert_eq!(
            item("foreign key (territory_id, patient_id) references patients.patient (territory_id, id)"),
            ["foreign"]
        );
        assert_eq!(item("constraint p foreign key (a) references b (c) on delete cascade"), [""; 0]);
        assert_eq!(item("exclude using gist (during with &&)"), ["exclude"]);
        assert_eq!(item("unique (a, b)"), ["unique"]);
        assert_eq!(item("add check (a > 0)"), ["check"]);
        assert_eq!(item("id uuid primary key"), [""; 0]);
        assert_eq!(item("drop constraint old_one"), [""; 0]);
    }

    #[test]
    fn a_state_is_text_and_never_an_enum() {
        assert_eq!(found("create type acts.outcome as enum ('closed', 'absent');").len(), 1);
        assert_eq!(found("create type acts.pair as (a int, b int);").len(), 0);
    }

    #[test]
    fn a_policy_asks_its_context_once() {
        let slow =
            "create policy own on a.b using (territory_id = db.territory() or x = (select db.actor()));";
        assert_eq!(
            found(slow),
            ["1: write `(select db.territory(…))` in the policy: as it is, it runs for each row"]
        );
        assert_eq!(
            found("create policy own on a.b using (territory_id = (select db.territory()));").len(),
            0
        );
        assert_eq!(found("create policy p on a.b using (x = current_setting('app.x')::uuid);").len(), 1);
    }

    #[test]
    fn a_setting_ends_with_its_transaction() {
        assert_eq!(found("select set_config('app.x', coalesce(y, 'z'), false);").len(), 1);
        assert_eq!(found("select set_config('app.x', 'z', true);").len(), 0);
        let tree =
            Tree::of(&[("crates/platform/db/src/tx.rs", "query(\"select set_config($1, $2, false)\")")]);
        assert_eq!(check(&tree).len(), 1);
    }

    #[test]
    fn two_migrations_never_share_a_moment() {
        let tree = Tree::of(&[
            ("migrations/20261201090000_a.sql", ""),
            ("migrations/20261201090000_b.sql", ""),
            ("migrations/1_c.sql", ""),
        ]);
        let found: Vec<_> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(found, ["migrations/20261201090000_b.sql", "migrations/1_c.sql"]);
    }
}
