//! People, found by exact traits and seen by those who may.

mod find;
mod floor;
