//! docs/reference/access.md says what `decide` answers, for every action, role and relation.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use access::{Action, Circle, Membership, Relation, Role, decide};

const HEAD: &str = "# Who may do what

Written from `access::decide` by its own test, which fails when this page says something else; `MAILLAGE_WRITE=1 cargo test -p
access` rewrites it. A cell says what is enough: `member` is the role alone; `own` that the thing is theirs; `delegated`
that its owner delegated it; `gp`, `care`, `glass` why they are in the patient's circle; `part` that they take part in the act. A role that
has ended, or that belongs to another territory, is worth nothing: what such a person may still do stands under « from elsewhere »,
with the patient and the carers whom they named. Row-level security is the floor beneath.
";

/// What may tie somebody to a thing, each alone.
fn ties(membership: Membership) -> [(&'static str, Relation); 9] {
    let bare = Relation { membership, ..Relation::default() };
    let of_circle = |circle| Relation { circle, ..bare };
    [
        ("member", bare),
        ("own", Relation { own: true, ..bare }),
        ("delegated", Relation { delegated: true, ..bare }),
        ("gp", of_circle(Circle::Gp)),
        ("care", of_circle(Circle::Care)),
        ("glass", of_circle(Circle::BreakGlass)),
        ("part", Relation { participant: true, ..bare }),
        ("patient", of_circle(Circle::Own)),
        ("carer", of_circle(Circle::Carer)),
    ]
}

/// The ties that are enough; nothing more is said when the membership is.
fn enough(action: Action, membership: Membership) -> String {
    let ties = ties(membership);
    if decide(action, &ties[0].1).is_ok() {
        return ties[0].0.to_owned();
    }
    let enough = ties.iter().filter(|(_, relation)| decide(action, relation).is_ok());
    let names: Vec<&str> = enough.map(|(name, _)| *name).collect();
    if names.is_empty() { "·".to_owned() } else { names.join(", ") }
}

fn reference() -> String {
    let roles: Vec<Role> = Role::ALL.into_iter().filter(|role| *role != Role::Patient).collect();
    let names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    let mut page = format!("{HEAD}\n| action | {} | from elsewhere |\n", names.join(" | "));
    let _ = writeln!(page, "|{}", " --- |".repeat(roles.len() + 2));
    for action in Action::ALL {
        let cells: Vec<String> = roles.iter().map(|role| enough(action, Membership::Active(*role))).collect();
        let _ =
            writeln!(page, "| {action:?} | {} | {} |", cells.join(" | "), enough(action, Membership::None));
    }
    page
}

#[test]
fn the_reference_says_what_is_decided() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/reference/access.md");
    if std::env::var_os("MAILLAGE_WRITE").is_some() {
        fs::write(&path, reference()).expect("write the reference");
    }
    let written = fs::read_to_string(&path).expect("read docs/reference/access.md");
    assert_eq!(
        written,
        reference(),
        "read what changed, then `MAILLAGE_WRITE=1 cargo test -p access` rewrites it"
    );
}
