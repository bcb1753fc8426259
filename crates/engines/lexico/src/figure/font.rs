//! The one font of the figures: Noto Sans, Latin letters (SIL Open Font License, `data/NotoSans-OFL.txt`).

use std::sync::LazyLock;
use ttf_parser::Face;

/// The font file, for those who embed it in a page or turn a figure into pixels.
pub static FONT: &[u8] = include_bytes!("../../data/NotoSans-latin.ttf");

static FACE: LazyLock<Option<Face<'static>>> = LazyLock::new(|| Face::parse(FONT, 0).ok());

/// The width of a text at a size, in the same unit.
pub fn width(text: &str, size: f64) -> f64 {
    let Some(face) = FACE.as_ref() else { return 0.0 };
    let units: u32 = text
        .chars()
        .map(|letter| {
            // A letter the font lacks is drawn by another; half a square is its usual width.
            let glyph = face.glyph_index(letter);
            glyph
                .and_then(|g| face.glyph_hor_advance(g))
                .map_or(u32::from(face.units_per_em()) / 2, u32::from)
        })
        .sum();
    f64::from(units) * size / f64::from(face.units_per_em())
}
