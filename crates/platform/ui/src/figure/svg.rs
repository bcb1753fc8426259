//! Writing SVG: numbers with one decimal, text escaped, colours by class so that print and night follow the sheet.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;

/// An SVG picture, safe to put into a page: every text in it was escaped.
#[derive(Debug, Clone, Default)]
pub(crate) struct Svg(String);

/// Where a text hangs on its point.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// Opens a picture with the words that stand for it.
    pub(crate) fn new(width: f64, height: f64, words: &str) -> Self {
        let mut svg = Self::default();
        svg.put(format_args!(
            r#"<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label=""#,
            round(width),
            round(height)
        ));
        svg.escaped(words);
        svg.put(format_args!("\">"));
        svg
    }

    pub(crate) fn text(&mut self, x: f64, y: f64, anchor: Anchor, class: &str, text: &str) {
        let hung = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        self.put(format_args!(r#"<text class="{class}" x="{}" y="{}"{hung}>"#, round(x), round(y)));
        self.escaped(text);
        self.put(format_args!("</text>"));
    }

    pub(crate) fn rect(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64, radius: f64) {
        self.put(format_args!(
            r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>"#,
            round(x),
            round(y),
            round(width.max(0.0)),
            round(height.max(0.0)),
            round(radius)
        ));
    }

    pub(crate) fn path(&mut self, class: &str, d: &str) {
        self.put(format_args!(r#"<path class="{class}" d="{d}"/>"#));
    }

    pub(crate) fn level(&mut self, class: &str, x1: f64, x2: f64, y: f64) {
        self.path(class, &format!("M{} {}H{}", round(x1), round(y), round(x2)));
    }

    pub(crate) fn upright(&mut self, class: &str, x: f64, y1: f64, y2: f64) {
        self.path(class, &format!("M{} {}V{}", round(x), round(y1), round(y2)));
    }

    pub(crate) fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let list: Vec<String> = points.iter().map(|&(x, y)| format!("{},{}", round(x), round(y))).collect();
        self.put(format_args!(r#"<polyline class="{class}" points="{}"/>"#, list.join(" ")));
    }

    pub(crate) fn dot(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.put(format_args!(
            r#"<circle class="{class} dot" cx="{}" cy="{}" r="{}"/>"#,
            round(x),
            round(y),
            round(radius)
        ));
    }

    /// A hatched bar: too little to be shown.
    pub(crate) fn masked(&mut self, x: f64, y: f64, width: f64, height: f64) {
        self.rect("masked-bar", x, y, width, height, 2.0);
        let mut strokes = String::new();
        let mut reach = 4.0;
        while reach < width + height {
            let (x1, y1) = (x + f64::min(reach, width), y + f64::max(0.0, reach - width));
            let (x2, y2) = (x + f64::max(0.0, reach - height), y + f64::min(reach, height));
            let _ = write!(strokes, "M{} {}L{} {}", round(x1), round(y1), round(x2), round(y2));
            reach += 5.0;
        }
        self.path("rule", &strokes);
    }

    pub(crate) fn closed(mut self) -> Self {
        self.put(format_args!("</svg>"));
        self
    }

    fn put(&mut self, arguments: fmt::Arguments<'_>) {
        self.0.write_fmt(arguments).expect("a string can be written");
    }

    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&#38;"),
                '<' => self.0.push_str("&#60;"),
                '>' => self.0.push_str("&#62;"),
                '"' => self.0.push_str("&#34;"),
                other => self.0.push(other),
            }
        }
    }
}

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Svg {}

/// One decimal is a tenth of a pixel.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0 + 0.0
}
