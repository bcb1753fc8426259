//! The engine through its public interface: published instances, brute force, invariants, sentences, bad input.

mod bad_input;
mod brute;
mod brute_tests;
mod commands;
mod determinism;
mod explanations;
mod invariants;
mod locks;
mod model;
mod offers;
mod published;
mod schema;
mod sentences;
mod tiny;
mod travel;
