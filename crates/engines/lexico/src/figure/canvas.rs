//! An SVG under construction. Every text is measured, fixed to its width and remembered as a rectangle.

use super::font::width;
use std::fmt::Write as _;

/// A rectangle, y growing downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    /// Where a text stands whose baseline starts at (x, y).
    pub fn of_text(text: &str, x: f64, y: f64, size: f64) -> Self {
        let below =
            if text.contains(['g', 'j', 'p', 'q', 'y', 'ç', ',', ';', '(', '_']) { 0.24 } else { 0.04 };
        let above = if text.contains(['É', 'È', 'Ê', 'À', 'Ç']) { 0.95 } else { 0.78 };
        Self { x, y: y - above * size, width: width(text, size), height: (above + below) * size }
    }

    /// Whether two rectangles share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// Whether a segment goes through it or ends in it.
    pub fn meets(&self, a: (f64, f64), b: (f64, f64)) -> bool {
        let (left, right, top, bottom) = (self.x, self.x + self.width, self.y, self.y + self.height);
        let inside = |(x, y): (f64, f64)| left < x && x < right && top < y && y < bottom;
        inside(a)
            || inside(b)
            || crosses([a, b], [(left, top), (right, bottom)])
            || crosses([a, b], [(left, bottom), (right, top)])
    }

    /// The same, larger on every side.
    #[must_use]
    pub fn padded(&self, by: f64) -> Self {
        Self { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    /// Whether it lies in a frame from the origin.
    pub fn within(&self, width: f64, height: f64) -> bool {
        self.x >= 0.0 && self.y >= 0.0 && self.x + self.width <= width && self.y + self.height <= height
    }
}

/// Whether two segments cross strictly.
pub(crate) fn crosses([a, b]: [(f64, f64); 2], [c, d]: [(f64, f64); 2]) -> bool {
    let turn =
        |o: (f64, f64), p: (f64, f64), q: (f64, f64)| (p.0 - o.0) * (q.1 - o.1) - (p.1 - o.1) * (q.0 - o.0);
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

/// Which point of a text its x is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// What is drawn so far.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    body: String,
    pub labels: Vec<Rect>,
}

impl Canvas {
    /// Draws a text on its baseline and returns where it stands.
    pub fn text(&mut self, text: &str, at: (f64, f64), size: f64, anchor: Anchor, ink: &str) -> Rect {
        let length = width(text, size);
        let x = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - length / 2.0,
            Anchor::End => at.0 - length,
        };
        let rect = Rect::of_text(text, x, at.1, size);
        let _ = writeln!(
            self.body,
            r#"<text x="{}" y="{}" font-size="{}" fill="{ink}" textLength="{}" lengthAdjust="spacingAndGlyphs">{}</text>"#,
            n(x),
            n(at.1),
            n(size),
            n(length),
            escape(text)
        );
        self.labels.push(rect);
        rect
    }

    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), thickness: f64, ink: &str) {
        let _ = writeln!(
            self.body,
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{ink}" stroke-width="{}" stroke-linecap="round"/>"#,
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1),
            n(thickness)
        );
    }

    pub fn dashed(&mut self, from: (f64, f64), to: (f64, f64), ink: &str) {
        let _ = writeln!(
            self.body,
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{ink}" stroke-width="1" stroke-dasharray="3 3"/>"#,
            n(from.0),
            n(from.1),
            n(to.0),
            n(to.1)
        );
    }

    pub fn rect(&mut self, rect: Rect, fill: &str, stroke: &str) {
        let _ = writeln!(
            self.body,
            r#"<rect x="{}" y="{}" width="{}" height="{}" fill="{fill}" stroke="{stroke}"/>"#,
            n(rect.x),
            n(rect.y),
            n(rect.width.max(0.0)),
            n(rect.height)
        );
    }

    /// A closed polygon, as the halo of a group when `halo` is a width, else filled.
    pub fn polygon(&mut self, points: &[(f64, f64)], fill: &str, halo: Option<f64>) {
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{},{}", n(*x), n(*y))).collect();
        let paint = match halo {
            Some(wide) => format!(
                r#"fill="{fill}" fill-opacity="0.1" stroke="{fill}" stroke-opacity="0.1" stroke-width="{}" stroke-linejoin="round""#,
                n(wide)
            ),
            None => format!(r#"fill="{fill}""#),
        };
        let _ = writeln!(self.body, r#"<polygon points="{}" {paint}/>"#, path.join(" "));
    }

    /// A small mark whose shape tells the class apart without its colour.
    pub fn mark(&mut self, shape: usize, (x, y): (f64, f64), r: f64, ink: &str) {
        let corners = |angles: &[f64]| -> Vec<(f64, f64)> {
            angles
                .iter()
                .map(|turn| {
                    (
                        x + r * libm::cos(turn * std::f64::consts::TAU),
                        y + r * libm::sin(turn * std::f64::consts::TAU),
                    )
                })
                .collect()
        };
        match shape % 6 {
            0 => {
                let _ =
                    writeln!(self.body, r#"<circle cx="{}" cy="{}" r="{}" fill="{ink}"/>"#, n(x), n(y), n(r));
            }
            1 => self.polygon(&corners(&[0.125, 0.375, 0.625, 0.875]), ink, None),
            2 => self.polygon(&corners(&[0.75, 0.083_333, 0.416_667]), ink, None),
            3 => self.polygon(&corners(&[0.0, 0.25, 0.5, 0.75]), ink, None),
            4 => self.polygon(&corners(&[0.25, 0.583_333, 0.916_667]), ink, None),
            _ => {
                let _ = writeln!(
                    self.body,
                    r#"<circle cx="{}" cy="{}" r="{}" fill="white" stroke="{ink}" stroke-width="1.5"/>"#,
                    n(x),
                    n(y),
                    n(r * 0.85)
                );
            }
        }
    }

    /// The whole SVG.
    pub fn finish(&self, name: &str, (width, height): (f64, f64), title: &str, description: &str) -> String {
        let (w, h) = (n(width), n(height));
        format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-labelledby="{name}-titre {name}-texte" font-family="'Noto Sans', 'DejaVu Sans', sans-serif">
<title id="{name}-titre">{}</title>
<desc id="{name}-texte">{}</desc>
<defs><pattern id="{name}-masque" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#ffffff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#78847f" stroke-width="1.5"/></pattern></defs>
<rect width="{w}" height="{h}" fill="#ffffff"/>
{}</svg>
"##,
            escape(title),
            escape(description),
            self.body
        )
    }
}

/// A coordinate with two digits at most, the same everywhere.
pub(crate) fn n(value: f64) -> String {
    let rounded = libm::round(value * 100.0) / 100.0;
    if rounded == 0.0 { "0".to_owned() } else { rounded.to_string() }
}

/// Text as XML and HTML hold it; control characters have no place in either.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() && c != '\n' => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
