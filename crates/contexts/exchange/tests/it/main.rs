//! The mail of the house against real servers, against the double of the demonstration, and against what servers
//! have really written.

mod cutting;
mod double;
mod operators;
mod report;
mod world;
