//! The developer's commands: `cargo xtask demo`, `cargo xtask test` and what they are made of.
//!
//! It finds or brings what a task needs, says what it is doing and for how long, and prints the exact command to run
//! when it cannot. It must never depend on the product's crates: it builds them, and stays quick to build itself.

mod bench;
mod ci;
mod debian;
mod demo;
mod junit;
mod levels;
mod mail;
mod npm;
mod place;
mod postgres;
mod process;
mod served;
mod sql;
mod test;
mod tidy;
mod tools;
mod web;
mod wheel;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

/// The developer's commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
enum Task {
    /// Builds the server and starts it with the demonstration territory on port 8080 of localhost
    Demo(demo::Options),
    /// Runs every test: unit, integration, mail, islands, journeys in a browser
    Test(test::Options),
    /// What .ci/run does: format, licences, tidy, clippy, every test
    Ci,
    /// Checks the rules of the house
    Tidy(tidy::Options),
    /// Builds what the browser receives (npm ci, then build.mjs), unless nothing changed
    Web,
    /// Finds or brings all that the tests need, and prints where it is
    Needs,
    /// Prints where the database's programs are, bringing them when the system has none
    Postgres,
    /// Checks every query against a scratch database and rewrites .sqlx
    Sql(sql::Options),
    /// Measures one thing against its peer and writes it in docs/benchmarks.md
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Task::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Demo(options) => demo::start(&options),
        Task::Test(options) => test::test(&options),
        Task::Ci => ci::check(),
        Task::Tidy(options) => tidy::check(&options),
        Task::Web => web::build(),
        Task::Needs => test::print_needs(),
        Task::Postgres => postgres::print(),
        Task::Sql(options) => sql::refresh(&options),
        Task::Bench(options) => bench::measure(&options),
    }
}
