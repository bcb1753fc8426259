//! PNG from the very SVG that the report shows, with the one embedded font.

use crate::figure::FONT;
use anyhow::Context;
use resvg::{tiny_skia, usvg};
use std::sync::Arc;

/// Pixels per unit of the figure.
const SCALE: f32 = 2.0;

/// Options that know the embedded font and no other.
pub(super) fn options() -> usvg::Options<'static> {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    fonts.set_sans_serif_family("Noto Sans");
    usvg::Options { fontdb: Arc::new(fonts), font_family: "Noto Sans".to_owned(), ..usvg::Options::default() }
}

/// Draws an SVG.
pub(super) fn png(svg: &str, options: &usvg::Options<'_>) -> anyhow::Result<Vec<u8>> {
    let tree = usvg::Tree::from_str(svg, options).context("la figure n’est pas un SVG lisible")?;
    let size = tree.size();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a figure is a few thousand pixels wide"
    )]
    let pixels = ((size.width() * SCALE).ceil() as u32, (size.height() * SCALE).ceil() as u32);
    let mut image = tiny_skia::Pixmap::new(pixels.0, pixels.1).context("la figure n’a pas de taille")?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(SCALE, SCALE), &mut image.as_mut());
    image.encode_png().context("l’image ne peut pas être codée")
}
