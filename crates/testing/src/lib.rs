//! What tests share: one PostgreSQL cluster in memory, the whole product over HTTP, worlds, signed-in browsers, mail
//! operators.
//!
//! Nothing has to be started first: the first test that asks starts the cluster, the others find it.

pub mod app;
pub mod database;
pub mod mail;
pub mod world;

pub use app::{Answer, Browser, TestApp};
pub use world::{Member, World};
