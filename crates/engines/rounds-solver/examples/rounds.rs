//! The command line of the engine, alone: `cargo run -p rounds-solver --features cli --example rounds -- solve …`.

use clap::Parser as _;

#[derive(clap::Parser)]
struct Arguments {
    #[command(subcommand)]
    command: rounds_solver::cli::RoundsCommand,
}

fn main() -> anyhow::Result<std::process::ExitCode> {
    Arguments::parse().command.run()
}
