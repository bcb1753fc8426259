//! What tests share: one PostgreSQL cluster in memory, databases, worlds and signed-in browsers.
//!
//! Nothing has to be started first: the first test that asks starts the cluster, the others find it.

pub mod database;
pub mod mail;
