//! The mail of the house against real servers, against the double of the demonstration, and against what servers
//! have really written.

mod by_postfix;
mod cutting;
mod double;
mod looking_after;
mod on_its_way;
mod operators;
mod report;
mod scene;
mod sending;
mod world;
