//! SQL as the rules read it: without comments, texts blanked when asked, cut into statements.

/// A statement in lower case, its white space single, its texts blank, and the line it begins on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) line: usize,
    pub(super) text: String,
}

/// SQL without its comments and with its texts blanked: same length, same lines.
pub(super) fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(length) = comment(rest).or_else(|| quoted(rest)) {
            out.extend(rest[..length].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            at += length;
        } else {
            let length = rest.chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[..length]);
            at += length;
        }
    }
    out
}

/// The statements of a script; a function's body belongs to the statement that makes the function.
pub(super) fn statements(text: &str) -> Vec<Statement> {
    let visible = code(text);
    let bytes = visible.as_bytes();
    let mut statements = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] == b';' {
            statements.extend(statement(&visible, from, at));
            from = at + 1;
            at += 1;
        } else {
            at += skip(&visible[at..]);
        }
    }
    statements.extend(statement(&visible, from, bytes.len()));
    statements
}

fn statement(visible: &str, from: usize, to: usize) -> Option<Statement> {
    let text = &visible[from..to];
    let start = from + (text.len() - text.trim_start().len());
    let line = visible[..start].matches('\n').count() + 1;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    (!text.is_empty()).then_some(Statement { line, text })
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("--") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
}

/// The length of the `'text'` that begins here; a doubled apostrophe is two texts side by side.
fn quoted(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    Some(body.find('\'').map_or(rest.len(), |end| end + 2))
}

/// The length of what holds no end of a statement: a body between dollars, or one character.
fn skip(rest: &str) -> usize {
    body(rest).or_else(|| rest.chars().next().map(char::len_utf8)).unwrap_or(1)
}

/// The length of the `$tag$ … $tag$` that begins here; `$1` is a parameter.
fn body(rest: &str) -> Option<usize> {
    let tag = rest.strip_prefix('$')?.find('$')? + 2;
    let name = &rest[1..tag - 1];
    let is_tag = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    is_tag.then(|| rest[tag..].find(&rest[..tag]).map_or(rest.len(), |end| tag + end + tag))
}

/// The parts of a text between separators that are in no bracket.
pub(super) fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut from) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if c == separator && depth == 0 => {
                parts.push(&text[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// What is between the bracket that opens at `open` and the one that closes it.
pub(super) fn bracketed(text: &str, open: usize) -> &str {
    let mut depth = 0_usize;
    for (at, c) in text[open..].char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return &text[open + 1..open + at],
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    &text[open + 1..]
}

/// The words of a text that are in no bracket: names, keywords, dotted names.
pub(super) fn outer_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut depth = 0_usize;
    let mut from = None;
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (from, depth == 0 && in_word(c)) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                words.push(&text[start..at]);
                from = None;
            }
            _ => {}
        }
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_keep_function_bodies_whole_and_know_their_line() {
        let text = "-- a; b\nCREATE  TABLE a.b (x int);\n\ncreate function f() returns int as $body$ select 1; $body$\nlanguage sql;\ninsert into t values ('a;''b')";
        let found = statements(text);
        let lines: Vec<_> = found.iter().map(|statement| statement.line).collect();
        assert_eq!(lines, [2, 4, 6]);
        assert_eq!(found[0].text, "create table a.b (x int)");
        assert!(found[1].text.ends_with("language sql"));
    }

    #[test]
    fn texts_and_comments_are_blanked() {
        assert_eq!(code("a 'b''c' -- d\n/* e */ f").split_whitespace().collect::<Vec<_>>(), ["a", "f"]);
    }

    #[test]
    fn brackets_hide_what_is_inside() {
        assert_eq!(split("a int check (x in (1, 2)), b int", ','), ["a int check (x in (1, 2))", " b int"]);
        assert_eq!(bracketed("f(a, (b), c) d", 1), "a, (b), c");
        assert_eq!(
            outer_words("day date constraint day_known check (day in (1))"),
            ["day", "date", "constraint", "day_known", "check"]
        );
    }
}
