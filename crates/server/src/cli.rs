//! The commands, as one types them.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use crate::{demo_command, doctor, serve, verify};

/// Maillage: one system for a territory's care at a distance.
#[derive(Debug, Parser)]
#[command(name = "maillage", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the demonstration: fictitious people, one-click sign-in, this machine only
    Demo(Demo),
    /// Serve a territory
    Serve(Config),
    /// Bring the database up to date
    Migrate(Config),
    /// Say in plain words what is configured and what is missing
    Doctor {
        #[command(flatten)]
        config: Config,
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// The log of what happened and of who looked
    #[command(subcommand)]
    Audit(Audit),
    /// Read a survey: words, classes, tables, figures and a report, without a server
    #[command(subcommand)]
    Lexico(lexico::cli::LexicoCommand),
    /// Plan nurses' rounds and the remote doctors who join them, without a server
    #[command(subcommand)]
    Rounds(rounds_solver::cli::RoundsCommand),
}

/// What `demo` takes.
#[derive(Debug, Args)]
pub struct Demo {
    /// The port on this machine
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Where its data is
    #[arg(long, default_value = ".maillage")]
    pub data: PathBuf,
    /// What fixes every draw of the fictitious world
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The day of the demonstration [default: today]
    #[arg(long)]
    pub today: Option<Date>,
    /// Keep the data of an earlier day
    #[arg(long)]
    pub keep: bool,
}

/// Where the settings are.
#[derive(Debug, Args)]
pub struct Config {
    /// The settings file
    #[arg(long, value_name = "FILE", default_value = "/etc/maillage/settings.toml")]
    pub config: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Compute everything again and compare it with the signed heads
    Verify {
        #[command(flatten)]
        source: Source,
        /// A signed head kept elsewhere
        #[arg(long, value_name = "FILE")]
        anchor: Vec<PathBuf>,
    },
}

/// Whose log: a demonstration's folder, or the settings of a server.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Source {
    /// The folder of a demonstration that is stopped
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// The settings file of a server
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl Cli {
    /// Does what was asked.
    pub fn run(self) -> Result<ExitCode> {
        match self.command {
            Command::Demo(options) => demo_command::demo(&options),
            Command::Serve(config) => serve::serve(&config.config),
            Command::Migrate(config) => serve::migrate(&config.config),
            Command::Doctor { config, json } => doctor::doctor(&config.config, json),
            Command::Audit(Audit::Verify { source, anchor }) => verify::verify(&source, &anchor),
            Command::Lexico(command) => command.run(),
            Command::Rounds(command) => command.run(),
        }
    }
}
