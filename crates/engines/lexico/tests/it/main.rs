//! The engine against published results and against bad input: one binary, one module a subject.

mod reference;
mod survey;

mod bad_input;
mod chd;
mod degenerate;
mod example;
mod figures;
mod lexical;
mod publish;
mod text;
mod weights;

#[cfg(feature = "cli")]
mod command;
