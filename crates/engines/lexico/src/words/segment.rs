//! Cuts a long answer into segments of about forty tokens, at the best punctuation near that length.

use super::clean::Token;
use std::ops::Range;

/// Tokens of a segment, punctuation included, that the cut aims at.
pub const DEFAULT_SIZE: usize = 40;
/// How far past the target a better stop may be looked for.
const AHEAD: usize = 15;

/// The token ranges of the segments; ranges that hold no word are left out.
///
/// While more than `size + 15` tokens remain, the cut falls after the token `i` that maximises
/// `weight / (|size - i| + 1)`, the last one on ties.
pub fn segment(tokens: &[Token], size: usize) -> Vec<Range<usize>> {
    let mut segments = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let rest = &tokens[start..];
        let length = if rest.len() <= size + AHEAD { rest.len() } else { best_cut(rest, size) + 1 };
        let range = start..start + length;
        if tokens[range.clone()].iter().any(|t| matches!(t.kind, super::clean::TokenKind::Word(_))) {
            segments.push(range);
        }
        start += length;
    }
    segments
}

fn best_cut(tokens: &[Token], size: usize) -> usize {
    let mut best = (0, 0.0);
    for (i, token) in tokens.iter().enumerate().take(size + AHEAD) {
        #[expect(clippy::cast_precision_loss, reason = "a distance of at most fifty tokens")]
        let distance = size.abs_diff(i) as f64 + 1.0;
        let score = token.kind.weight() / distance;
        if score >= best.1 {
            best = (i, score);
        }
    }
    best.0
}
