//! docs/context-map.toml says who may call whom, and `cargo metadata` says who does: the two agree.
//!
//! Arrows go down only: kernel, engines, platform, contexts, screens, server. Inside a layer a crate calls those above
//! it in the list, and the list names each. Kernel and engines know no database, no network, no clock.

use anyhow::{Context as _, Result};
use serde::Deserialize;

use super::Finding;
use super::tree::Tree;
use crate::process::{command, output};

const MAP: &str = "docs/context-map.toml";

/// What kernel and engines never lean on, unless a feature asks for it.
const IMPURE: [&str; 8] = ["sqlx", "axum", "hyper", "tokio", "reqwest", "getrandom", "jiff-sqlx", "rustix"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Map {
    #[serde(default)]
    engine: Vec<Member>,
    #[serde(default)]
    platform: Vec<Member>,
    #[serde(default)]
    context: Vec<Member>,
    #[serde(default)]
    leaf: Vec<Leaf>,
}

/// A crate of a layer, in the order of the layer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    name: String,
    /// What it owns, for the reader of the map.
    #[serde(rename = "owns")]
    _owns: String,
    /// The crates of its own layer that it calls.
    #[serde(default)]
    calls: Vec<String>,
}

/// A crate that is dear to build: only these may lean on it, and only it on these packages.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Leaf {
    name: String,
    users: Vec<String>,
    holds: Vec<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// Nothing for a normal dependency, else `dev` or `build`.
    kind: Option<String>,
    optional: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Layer {
    Kernel,
    Engines,
    Platform,
    Contexts,
    Screens,
    Server,
    /// `testing` and `xtask`, which are in no product.
    Workshop,
}

pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    // a map that is missing is documents' finding
    let Some(map) = tree.file(MAP) else { return Ok(Vec::new()) };
    let map: Map = toml::from_str(&map.text).with_context(|| format!("failed to read {MAP}"))?;
    let metadata =
        output(command("cargo").args(["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let metadata: Metadata =
        serde_json::from_str(&metadata).context("failed to read what cargo metadata printed")?;
    Ok(compare(&map, &metadata.packages))
}

fn compare(map: &Map, packages: &[Package]) -> Vec<Finding> {
    let mut findings = order(map);
    for package in packages {
        findings.extend(leanings(map, packages, package));
        findings.extend(listing(map, package));
    }
    let mapped = [&map.engine, &map.platform, &map.context].into_iter().flatten();
    let gone = mapped.filter(|member| !packages.iter().any(|package| package.name == member.name));
    findings.extend(gone.map(|member| finding(MAP, format!("{} is no crate: remove it", member.name))));
    findings
}

/// What is wrong with what a crate leans on.
fn leanings(map: &Map, packages: &[Package], package: &Package) -> Vec<Finding> {
    let mut wrong = Vec::new();
    for name in used(package) {
        if let Some(other) = packages.iter().find(|other| other.name == name) {
            wrong.extend(arrow(map, package, other));
        } else if layer(package) <= Layer::Engines && IMPURE.contains(&name) {
            wrong.push(format!("{} is pure: it never leans on {name}", package.name));
        }
        let held = |leaf: &&Leaf| leaf.name != package.name && leaf.holds.iter().any(|held| held == name);
        let leaf = map.leaf.iter().find(held);
        wrong.extend(
            leaf.map(|leaf| format!("only {} leans on {name}: call {} instead", leaf.name, leaf.name)),
        );
    }
    wrong.into_iter().map(|what| finding(&manifest(package), what)).collect()
}

/// What is wrong with a crate's place in the map: it has none, or it is said to call what it does not.
fn listing(map: &Map, package: &Package) -> Vec<Finding> {
    let Some(members) = members(map, layer(package)) else { return Vec::new() };
    let Some(member) = members.iter().find(|member| member.name == package.name) else {
        let what = format!("add {} to {MAP}, at its place, with what it owns", package.name);
        return vec![finding(&manifest(package), what)];
    };
    let used = used(package);
    let idle = member.calls.iter().filter(|call| !used.contains(&call.as_str()));
    idle.map(|call| finding(MAP, format!("{} no longer calls {call}: remove it", member.name))).collect()
}

/// The names of what a crate leans on in the product, whatever its tests use.
fn used(package: &Package) -> Vec<&str> {
    let counted =
        |dependency: &&Dependency| dependency.kind.as_deref() != Some("dev") && !dependency.optional;
    package.dependencies.iter().filter(counted).map(|dependency| dependency.name.as_str()).collect()
}

/// Calls of the map that go against its own order.
fn order(map: &Map) -> Vec<Finding> {
    let mut findings = Vec::new();
    for members in [&map.engine, &map.platform, &map.context] {
        for (at, member) in members.iter().enumerate() {
            let above = &members[..at];
            for call in member.calls.iter().filter(|call| !above.iter().any(|other| other.name == **call)) {
                let what =
                    format!("{} may not call {call}, which is not above it: use an event", member.name);
                findings.push(finding(MAP, what));
            }
        }
    }
    findings
}

/// What is wrong with one crate leaning on another, if anything is.
fn arrow(map: &Map, from: &Package, to: &Package) -> Option<String> {
    let (own, other) = (layer(from), layer(to));
    if let Some(leaf) = map.leaf.iter().find(|leaf| leaf.name == to.name)
        && !leaf.users.contains(&from.name)
    {
        return Some(format!("{} is dear to build: only {} lean on it", to.name, leaf.users.join(", ")));
    }
    if own == Layer::Workshop {
        return (from.name == "xtask")
            .then(|| format!("xtask builds the product and never leans on it ({})", to.name));
    }
    if other > own {
        return Some(format!("{} is below {}: arrows go down only, use an event", to.name, from.name));
    }
    let listed = || members(map, own)?.iter().find(|member| member.name == from.name);
    let unlisted = own == other && !listed().is_some_and(|member| member.calls.contains(&to.name));
    unlisted.then(|| format!("{} calls {}: say so in {MAP}, if it is above", from.name, to.name))
}

fn members(map: &Map, layer: Layer) -> Option<&[Member]> {
    match layer {
        Layer::Engines => Some(&map.engine),
        Layer::Platform => Some(&map.platform),
        Layer::Contexts => Some(&map.context),
        _ => None,
    }
}

fn layer(package: &Package) -> Layer {
    let manifest = manifest(package);
    match manifest.trim_start_matches("crates/").split('/').next() {
        Some("kernel") => Layer::Kernel,
        Some("engines") => Layer::Engines,
        Some("platform") => Layer::Platform,
        Some("contexts") => Layer::Contexts,
        Some("screens") => Layer::Screens,
        Some("server") => Layer::Server,
        _ => Layer::Workshop,
    }
}

/// The manifest's path from the root.
fn manifest(package: &Package) -> String {
    let path = &package.manifest_path;
    path.rfind("/crates/").map_or_else(|| path.clone(), |at| path[at + 1..].to_owned())
}

fn finding(path: &str, what: String) -> Finding {
    Finding { path: path.to_owned(), line: 0, rule: "context-map", what }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
        [[platform]]
        name = 'db'
        owns = 'transactions'
        [[platform]]
        name = 'pdf'
        owns = 'documents'
        [[context]]
        name = 'patients'
        owns = 'who is cared for'
        [[context]]
        name = 'agenda'
        owns = 'appointments'
        calls = ['patients']
        [[leaf]]
        name = 'pdf'
        users = ['server']
        holds = ['typst']";

    fn package(path: &str, dependencies: &[&str]) -> Package {
        let dependency = |name: &&str| {
            let (name, kind) =
                name.strip_prefix("dev:").map_or((*name, None), |name| (name, Some("dev".to_owned())));
            Dependency { name: name.to_owned(), kind, optional: false }
        };
        Package {
            name: path.rsplit('/').next().unwrap().to_owned(),
            manifest_path: format!("/checkout/crates/{path}/Cargo.toml"),
            dependencies: dependencies.iter().map(dependency).collect(),
        }
    }

    /// The sound workspace of the map, with one package replaced or added.
    fn found(changed: Package) -> Vec<String> {
        let mut packages = vec![
            package("kernel", &["jiff"]),
            package("platform/db", &["kernel", "sqlx"]),
            package("platform/pdf", &["kernel", "typst"]),
            package("contexts/patients", &["kernel", "db", "dev:testing"]),
            package("contexts/agenda", &["kernel", "db", "patients"]),
            package("server", &["agenda", "patients", "pdf"]),
            package("testing", &["server", "db"]),
        ];
        packages.retain(|package| package.name != changed.name);
        packages.push(changed);
        let map = toml::from_str(TEXT).unwrap();
        compare(&map, &packages).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_workspace_that_follows_its_map_is_left_alone() {
        assert_eq!(found(package("kernel", &["jiff"])), [""; 0]);
    }

    #[test]
    fn an_arrow_that_turns_back_is_found() {
        let found = found(package("contexts/patients", &["kernel", "db", "agenda"]));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("crates/contexts/patients/Cargo.toml: context-map: patients calls agenda")
        );
        assert_eq!(super::tests::found(package("platform/db", &["kernel", "sqlx", "agenda"])).len(), 1);
    }

    #[test]
    fn a_call_of_the_map_that_nobody_makes_is_found() {
        let found = found(package("contexts/agenda", &["kernel", "db"]));
        assert_eq!(found, ["docs/context-map.toml: context-map: agenda no longer calls patients: remove it"]);
    }

    #[test]
    fn a_crate_outside_the_map_is_found() {
        assert_eq!(found(package("contexts/rounds", &["kernel"])).len(), 1);
    }

    #[test]
    fn the_map_follows_its_own_order() {
        let map = TEXT.replace("owns = 'who is cared for'", "owns = 'who is cared for'\ncalls = ['agenda']");
        assert_eq!(order(&toml::from_str(&map).unwrap()).len(), 1);
    }

    #[test]
    fn a_dear_leaf_has_few_users_and_keeps_its_packages() {
        assert_eq!(found(package("contexts/agenda", &["kernel", "db", "patients", "pdf"])).len(), 1);
        assert_eq!(found(package("contexts/agenda", &["kernel", "db", "patients", "typst"])).len(), 1);
    }

    #[test]
    fn the_kernel_is_pure_and_xtask_stands_alone() {
        assert_eq!(found(package("kernel", &["jiff", "tokio"])).len(), 1);
        assert_eq!(found(package("xtask", &["kernel"])).len(), 1);
    }
}
