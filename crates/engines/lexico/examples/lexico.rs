//! The command line of the engine alone: `cargo run -p lexico --features cli --example lexico -- analyse …`.

use clap::Parser;
use lexico::cli::LexicoCommand;
use std::process::ExitCode;

/// Analyse textuelle et enquêtes
#[derive(Parser)]
#[command(name = "lexico")]
struct Arguments {
    #[command(subcommand)]
    command: LexicoCommand,
}

fn main() -> anyhow::Result<ExitCode> {
    Arguments::parse().command.run()
}
