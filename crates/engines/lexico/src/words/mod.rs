//! From an answer as it was typed to the units and terms that are analysed: cleaning, segmentation, lemmas.
//!
//! The rules are those of the established desktop program (cleaning, a segment of about forty tokens, active and supplementary
//! forms), reimplemented from their description; see `docs/benchmarks-lexico.md` for how far counts agree with it.

mod clean;
mod expressions;
mod lemma;
mod lexicon;
mod mask;
mod prepare;
mod segment;

pub use clean::{Token, TokenKind, clean};
pub use expressions::Expressions;
pub use lemma::{Edits, Lemmatiser, Reading};
pub use lexicon::{Category, Lexicon, LexiconChoice};
pub use mask::{mask, shown};
pub use prepare::{Form, Lemma, Prepared, Segment, Unit, Words, is_no_answer, prepare};
pub use segment::{DEFAULT_SIZE, segment};
