//! The engine against published results and against bad input: one binary, one module a subject.

mod reference;

mod chd;
mod degenerate;
mod example;
mod lexical;
mod text;
