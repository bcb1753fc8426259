//! A sentence with, at most, something in bold and a link in it. Everything given is escaped.

use std::fmt;

use askama::filters::HtmlSafe;

use crate::Text;

/// A sentence. Plain text converts into it; [`Rich::strong`] and [`Rich::link`] add the rest:
/// `Rich::from("appelez le ").strong("02 61 91 18 00").text(", du lundi au samedi")`.
#[derive(Debug, Clone, Default)]
pub struct Rich<'a>(Vec<Piece<'a>>);

#[derive(Debug, Clone)]
enum Piece<'a> {
    Plain(Text<'a>),
    Strong(Text<'a>),
    Link { href: Text<'a>, text: Text<'a> },
    Break,
}

impl<'a> Rich<'a> {
    /// Adds plain words.
    #[must_use]
    pub fn text(self, text: impl Into<Text<'a>>) -> Self {
        self.with(Piece::Plain(text.into()))
    }

    /// Adds words in bold.
    #[must_use]
    pub fn strong(self, text: impl Into<Text<'a>>) -> Self {
        self.with(Piece::Strong(text.into()))
    }

    /// Adds a link.
    #[must_use]
    pub fn link(self, href: impl Into<Text<'a>>, text: impl Into<Text<'a>>) -> Self {
        self.with(Piece::Link { href: href.into(), text: text.into() })
    }

    /// Begins a new line.
    #[must_use]
    pub fn line(self) -> Self {
        self.with(Piece::Break)
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn with(mut self, piece: Piece<'a>) -> Self {
        self.0.push(piece);
        self
    }
}

impl<'a> From<&'a str> for Rich<'a> {
    fn from(text: &'a str) -> Self {
        Self::default().text(text)
    }
}

impl From<String> for Rich<'_> {
    fn from(text: String) -> Self {
        Self::default().text(text)
    }
}

impl<'a> From<Text<'a>> for Rich<'a> {
    fn from(text: Text<'a>) -> Self {
        Self::default().text(text)
    }
}

impl fmt::Display for Rich<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.0 {
            match piece {
                Piece::Plain(text) => escaped(f, text)?,
                Piece::Strong(text) => {
                    f.write_str("<b>")?;
                    escaped(f, text)?;
                    f.write_str("</b>")?;
                }
                Piece::Link { href, text } => {
                    f.write_str("<a href=\"")?;
                    escaped(f, href)?;
                    f.write_str("\">")?;
                    escaped(f, text)?;
                    f.write_str("</a>")?;
                }
                Piece::Break => f.write_str("<br>")?,
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Rich<'_> {}

fn escaped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for character in text.chars() {
        match character {
            '&' => f.write_str("&#38;")?,
            '<' => f.write_str("&#60;")?,
            '>' => f.write_str("&#62;")?,
            '"' => f.write_str("&#34;")?,
            '\'' => f.write_str("&#39;")?,
            other => fmt::Write::write_char(f, other)?,
        }
    }
    Ok(())
}
