//! The binary `maillage`.

use std::process::ExitCode;

use clap::Parser as _;
use server::cli::Cli;

fn main() -> ExitCode {
    // the cluster is started from this thread and stops when it ends: no runtime yet
    match Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("maillage failed to {error:#}");
            ExitCode::FAILURE
        }
    }
}
