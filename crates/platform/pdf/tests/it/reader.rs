//! Reads a file back as another program would: the characters its glyphs stand for, where they stand and how large.

use std::ops::Range;
use std::sync::Arc;

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache, InterpreterSettings, Paint,
    PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Rect};

/// One page: the characters of its body and of its foot, in the order of the file.
pub(crate) struct Page {
    pub(crate) glyphs: Vec<Placed>,
    pub(crate) foot: Vec<Placed>,
}

/// Where the foot of a page begins, in millimetres from the top.
pub(crate) const FOOT: f64 = 279.5;

/// A character, its left end in millimetres from the top left of the sheet, its size in points.
pub(crate) struct Placed {
    pub(crate) text: String,
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) size: f64,
}

/// All pages of a file, in order.
pub(crate) fn pages(bytes: Vec<u8>) -> Vec<Page> {
    let file = Pdf::new(Arc::new(bytes)).expect("a PDF that another reader opens");
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    for page in file.pages().iter() {
        let sheet = Rect::new(0.0, 0.0, 595.0, 842.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, sheet, &cache, file.xref(), settings);
        let mut seen = Seen { height: f64::from(page.render_dimensions().1), glyphs: Vec::new() };
        interpret_page(page, &mut context, &mut seen);
        let (foot, glyphs) = seen.glyphs.into_iter().partition(|glyph| glyph.y > FOOT);
        pages.push(Page { glyphs, foot });
    }
    pages
}

/// The text of all bodies without its spaces, so that it does not matter where lines were broken.
pub(crate) fn words(pages: &[Page]) -> String {
    pages.iter().map(Page::words).collect()
}

/// `text` as [`words`] gives it.
pub(crate) fn unspaced(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

impl Page {
    pub(crate) fn words(&self) -> String {
        text(&self.glyphs)
    }

    pub(crate) fn foot_words(&self) -> String {
        text(&self.foot)
    }

    /// The glyphs of the first passage that reads `text`.
    pub(crate) fn passage(&self, text: &str) -> &[Placed] {
        let range = self.find(&unspaced(text)).unwrap_or_else(|| panic!("« {text} » is not on the page"));
        &self.glyphs[range]
    }

    fn find(&self, text: &str) -> Option<Range<usize>> {
        let mut read = String::new();
        let mut starts = Vec::new();
        for glyph in &self.glyphs {
            starts.push(read.len());
            read.push_str(&unspaced(&glyph.text));
        }
        let from = read.find(text)?;
        let first = starts.iter().position(|start| *start >= from)?;
        let end = starts.iter().position(|start| *start >= from + text.len()).unwrap_or(starts.len());
        Some(first..end)
    }
}

fn text(glyphs: &[Placed]) -> String {
    unspaced(&glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>())
}

struct Seen {
    height: f64,
    glyphs: Vec<Placed>,
}

impl Device<'_> for Seen {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        let text = match glyph.as_unicode().expect("a glyph that stands for a character") {
            BfString::Char(character) => character.to_string(),
            BfString::String(text) => text,
        };
        let place = (transform * glyph_transform).as_coeffs();
        let millimetres = |points: f64| points * 25.4 / 72.0;
        self.glyphs.push(Placed {
            text,
            x: millimetres(place[4]),
            y: millimetres(self.height - place[5]),
            size: place[0] * 1000.0,
        });
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
