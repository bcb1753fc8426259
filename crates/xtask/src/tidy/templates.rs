//! Contexts and screens show lists, forms and figures through the components of `ui`, never by hand.
//!
//! Their templates and sources hold no `<table`, no `<svg`, no `style` attribute (the content policy forbids it), no
//! `|safe`, no imported macro; and no two templates share a name, since the first found would win silently.

use std::collections::HashMap;

use super::Finding;
use super::source::{self, Keep};
use super::tree::{File, Tree, numbered};

const INSTEAD: [(&str, &str); 6] = [
    ("<table", "use ui's list, which brings sorting, paging, CSV and its phone layout"),
    ("<svg", "use a figure of ui, which brings its table twin, print and dark mode"),
    ("|safe", "mark the component HtmlSafe in ui instead of unescaping here"),
    ("{%import", "use a component of ui: a macro is compiled at each call"),
    ("{%-import", "use a component of ui: a macro is compiled at each call"),
    (
        " style=",
        "the content policy forbids style attributes: use a class, or an SVG attribute for a computed length",
    ),
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = tree.files().filter(|file| is_ours(file)).flat_map(by_hand).collect();
    findings.extend(doubles(tree));
    findings
}

fn is_ours(file: &File) -> bool {
    let inside = file.path.starts_with("crates/contexts/") || file.path.starts_with("crates/screens/");
    let template = file.path.contains("/templates/");
    inside && (template || (file.path.contains("/src/") && file.is(&["rs"])))
}

fn by_hand(file: &File) -> Vec<Finding> {
    let text = if file.is(&["rs"]) { program(&file.text) } else { file.text.clone() };
    let mut findings = Vec::new();
    for (number, line) in numbered(&text) {
        let line = line.to_ascii_lowercase();
        // `{{ x | safe }}` and `{% import` are found however they are spaced
        let tight: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        for (what, instead) in INSTEAD {
            let spaced = format!(" {line}");
            let found = if what.starts_with(' ') { has_attribute(&spaced) } else { tight.contains(what) };
            if found {
                let what = format!("`{}`: {instead}", what.trim());
                findings.push(Finding { path: file.path.clone(), line: number, rule: "templates", what });
            }
        }
    }
    findings
}

/// Whether a line gives an element a `style` attribute.
fn has_attribute(line: &str) -> bool {
    line.match_indices("style").any(|(at, _)| {
        let before =
            line[..at].chars().next_back().is_some_and(|c| c.is_whitespace() || c == '"' || c == '\'');
        before && line[at + "style".len()..].starts_with('=')
    })
}

/// The program of a Rust file with its strings, without its unit tests.
fn program(text: &str) -> String {
    let text = source::rust(text, Keep::Strings);
    text.split("#[cfg(test)]").next().unwrap_or_default().to_owned()
}

fn doubles(tree: &Tree) -> Vec<Finding> {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let mut findings = Vec::new();
    let templates = tree.files().filter(|file| file.path.starts_with("crates/"));
    for (file, name) in templates.filter_map(|file| Some((file, file.path.split_once("/templates/")?.1))) {
        if let Some(first) = seen.get(name) {
            let what = format!("rename it: {first} has the same name, and the first found wins silently");
            findings.push(Finding { path: file.path.clone(), line: 0, rule: "template-names", what });
        } else {
            seen.insert(name, &file.path);
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_ui_does_is_not_done_by_hand_in_a_context() {
        let path = "crates/contexts/agenda/templates/day.html";
        assert!(
            found(path, "<h1>Agenda</h1>\n<table>")[0].starts_with(&format!("{path}:2: templates: `<table`"))
        );
        assert_eq!(found(path, "{{ note | safe }}").len(), 1);
        assert_eq!(found(path, "<p class=x style=\"color: red\">").len(), 1);
        assert_eq!(found(path, "{%- import \"ui.html\" as ui %}").len(), 1);
        assert!(
            found(path, "{{ list }}{{ form }} <a href=\"/styles\">unsafe, data-style=\"x\"</a>").is_empty()
        );
    }

    #[test]
    fn ui_and_tests_may_write_tables() {
        assert!(found("crates/platform/ui/templates/list.html", "<table>").is_empty());
        let rust = "fn page() {}\n#[cfg(test)]\nmod tests { const T: &str = \"<table\"; }";
        assert!(found("crates/contexts/agenda/src/pages.rs", rust).is_empty());
        assert_eq!(found("crates/contexts/agenda/src/pages.rs", "let t = \"<svg\";").len(), 1);
        assert!(found("crates/contexts/agenda/src/pages.rs", "// never a <table\nlet style = 1;").is_empty());
    }

    #[test]
    fn two_templates_of_one_name_are_found() {
        let tree = Tree::of(&[
            ("crates/platform/ui/templates/day.html", ""),
            ("crates/contexts/agenda/templates/day.html", ""),
            ("crates/contexts/agenda/templates/week.html", ""),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].path.as_str(), found[0].rule),
            ("crates/contexts/agenda/templates/day.html", "template-names")
        );
    }
}
