//! Rust source with its comments, and its strings when asked, blanked out: same length, same lines.

/// What is kept beside the code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Code only: identifiers are what they are, whatever texts say.
    Code,
    /// Code and the text of strings.
    Strings,
}

/// Rust source without its comments.
pub(super) fn rust(text: &str, keep: Keep) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = at + piece(rest, out.last().copied());
        let kept = match rest[0] {
            b'/' if end > at + 1 => false,
            b'"' | b'r' | b'b' | b'c' if end > at + 1 && bytes[at..end].contains(&b'"') => {
                keep == Keep::Strings
            }
            _ => true,
        };
        let blank = |byte: u8| if byte == b'\n' { byte } else { b' ' };
        out.extend(bytes[at..end].iter().map(|byte| if kept { *byte } else { blank(*byte) }));
        at = end;
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The length of the comment, string or character that begins here; 1 for anything else.
fn piece(rest: &[u8], before: Option<u8>) -> usize {
    let in_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => quoted(rest, 0),
        [b'\'', ..] => character(rest),
        [b'r' | b'b' | b'c', ..] if !in_word => prefixed(rest).unwrap_or(1),
        _ => 1,
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// The length of a string whose quote is at `open`.
fn quoted(rest: &[u8], open: usize) -> usize {
    let mut at = open + 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of `r"…"`, `r#"…"#`, `b"…"`, `br"…"` or `c"…"`, if that is what begins here.
fn prefixed(rest: &[u8]) -> Option<usize> {
    let letters = rest.iter().take_while(|byte| b"rbc".contains(byte)).count();
    let hashes = rest[letters..].iter().take_while(|byte| **byte == b'#').count();
    let open = letters + hashes;
    if letters > 2 || rest.get(open) != Some(&b'"') {
        return None;
    }
    if !rest[..letters].contains(&b'r') {
        return (hashes == 0).then(|| quoted(rest, open));
    }
    let closing = [&b"\""[..], &vec![b'#'; hashes]].concat();
    let body = &rest[open + 1..];
    let end = body.windows(closing.len()).position(|window| window == closing);
    Some(end.map_or(rest.len(), |end| open + 1 + end + closing.len()))
}

/// The length of a character; a lifetime is only its apostrophe.
fn character(rest: &[u8]) -> usize {
    match rest {
        [_, b'\\', ..] => {
            rest[3.min(rest.len())..].iter().position(|byte| *byte == b'\'').map_or(1, |end| end + 4)
        }
        // one character may be several bytes; a lifetime has no second apostrophe this near
        _ => (2..=5)
            .find(|end| rest.get(*end) == Some(&b'\''))
            .filter(|end| std::str::from_utf8(&rest[1..*end]).is_ok_and(|text| text.chars().count() == 1))
            .map_or(1, |end| end + 1),
    }
}

/// The identifiers of a line of code.
pub(super) fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked_and_lines_stay() {
        let text = "let a = \"x // y\"; // visit\n/* a /* b */ c */ let b = r#\"say \"hi\"\"#;\n";
        let code = rust(text, Keep::Code);
        assert_eq!(code.lines().count(), 2);
        assert_eq!(code.split_whitespace().collect::<Vec<_>>().join(" "), "let a = ; let b = ;");
        assert_eq!(code.len(), text.len());
    }

    #[test]
    fn strings_are_kept_when_asked() {
        let code = rust("f(\"/agenda\") // \"no\"", Keep::Strings);
        assert_eq!(code.trim_end(), "f(\"/agenda\")");
    }

    #[test]
    fn characters_and_lifetimes_are_told_apart() {
        let code = rust(r#"fn f<'a>(s: &'a str) { ('"', '\'', 'é', b'x', "out") }"#, Keep::Code);
        assert!(code.contains("fn f<'a>(s: &'a str)"), "{code}");
        assert!(!code.contains("out"), "{code}");
    }

    #[test]
    fn identifiers_are_whole_words() {
        assert_eq!(
            identifiers("fn re_visit(x: &Visit2, 3)").collect::<Vec<_>>(),
            ["fn", "re_visit", "x", "Visit2"]
        );
    }
}
