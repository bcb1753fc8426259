//! The only crate that knows every context: it composes routes, doors, status lines and jobs into the binary `maillage`.

pub mod cli;
pub mod demo;
mod demo_command;
mod demo_load;

mod demo_pages;
mod doctor;
mod ground;
mod house;
mod log;
mod router;
mod run;
mod serve;
mod sessions;
mod settings;
mod verify;

pub use house::house;
pub use router::router;
