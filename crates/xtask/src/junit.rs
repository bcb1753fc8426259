//! Reads the `JUnit` files of the test runners: nextest, node's and Playwright's, each with its habits.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use roxmltree::{Document, Node};

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    Passed,
    Failed,
    Skipped,
}

/// One test of a run, as its runner names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// `agenda::it` for nextest, `secretary/home.spec.ts` for Playwright, `test` for node.
    pub(crate) class: String,
    pub(crate) name: String,
    pub(crate) ending: Ending,
}

/// Every test of the `JUnit` files in a folder; none when there is no folder.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "xml") {
            cases.extend(read_file(&path)?);
        }
    }
    Ok(cases)
}

/// Every test of one `JUnit` file.
pub(crate) fn read_file(path: &Path) -> Result<Vec<Case>> {
    let read = || format!("failed to read {}", path.display());
    let text = fs::read_to_string(path).with_context(read)?;
    parse(&text).with_context(read)
}

fn parse(text: &str) -> Result<Vec<Case>> {
    let document = Document::parse(text)?;
    let cases = document.descendants().filter(|node| node.has_tag_name("testcase")).map(read_case);
    // nextest counts a setup script as a test
    Ok(cases.filter(|case| !case.class.starts_with("@setup-script")).collect())
}

fn read_case(node: Node<'_, '_>) -> Case {
    let attribute = |name| node.attribute(name).unwrap_or_default().to_owned();
    let holds = |name: &str| node.children().any(|child| child.has_tag_name(name));
    let ending = match () {
        () if holds("failure") || holds("error") => Ending::Failed,
        () if holds("skipped") => Ending::Skipped,
        () => Ending::Passed,
    };
    Case { class: attribute("classname"), name: attribute("name"), ending }
}

/// How many tests ended in a given way.
pub(crate) fn count(cases: &[Case], ending: Ending) -> usize {
    cases.iter().filter(|case| case.ending == ending).count()
}

/// Writes cases as a `JUnit` file, for a runner that writes none.
pub(crate) fn write_file(path: &Path, cases: &[Case]) -> Result<()> {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites><testsuite>\n");
    for Case { class, name, ending } in cases {
        let inside = match ending {
            Ending::Passed => "",
            Ending::Failed => "<failure/>",
            Ending::Skipped => "<skipped/>",
        };
        let (class, name) = (escaped(class), escaped(name));
        let _ = writeln!(text, "<testcase classname=\"{class}\" name=\"{name}\">{inside}</testcase>");
    }
    text += "</testsuite></testsuites>\n";
    fs::write(path, text).with_context(|| format!("failed to write {}", path.display()))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_nextest_gives_its_tests_without_the_setup_script() {
        let text = r#"<testsuites name="nextest-run"><testsuite name="@setup-script:cluster">
            <testcase name="cluster" classname="@setup-script:cluster"/></testsuite>
            <testsuite name="agenda::it">
            <testcase name="book::two_patients" classname="agenda::it" time="0.1"></testcase>
            <testcase name="move::late" classname="agenda::it"><failure type="test failure">no</failure></testcase>
            </testsuite></testsuites>"#;
        let cases = parse(text).unwrap();
        let endings: Vec<_> = cases.iter().map(|case| (case.name.as_str(), case.ending)).collect();
        assert_eq!(endings, [("book::two_patients", Ending::Passed), ("move::late", Ending::Failed)]);
    }

    #[test]
    fn a_file_of_node_gives_the_tests_of_nested_suites() {
        let text = r#"<testsuites><testsuite name="autosave"><testcase name="saves" classname="test"/></testsuite>
            <testcase name="waits" classname="test"><skipped type="skipped" message="true"/></testcase></testsuites>"#;
        let cases = parse(text).unwrap();
        assert_eq!(cases.len(), 2);
        assert_eq!(count(&cases, Ending::Skipped), 1);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let path = std::env::temp_dir().join(format!("xtask-junit-{}.xml", std::process::id()));
        let name = "src/ins.rs - Ins<\"&\"> (line 3)".to_owned();
        let written = vec![Case { class: "doc::kernel".to_owned(), name, ending: Ending::Failed }];
        write_file(&path, &written).unwrap();
        assert_eq!(read_file(&path).unwrap(), written);
        fs::remove_file(path).unwrap();
    }
}
