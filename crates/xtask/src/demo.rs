//! `cargo xtask demo`: from a fresh clone to the demonstration on port 8080 of `localhost`, a name that passkeys accept.

use std::ffi::OsString;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::place;
use crate::postgres;
use crate::process::{command, run, shown, step};
use crate::web;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Builds for real use: slower to build, faster to run
    #[arg(long)]
    release: bool,
    /// The port on this machine
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder that keeps the demonstration's data [default: .maillage in the checkout]
    #[arg(long)]
    data: Option<PathBuf>,
    /// Passed on to `maillage demo`: --seed N, --today DATE, --keep, --lan
    #[arg(last = true)]
    arguments: Vec<OsString>,
}

/// Builds all that is needed and becomes the demonstration server.
pub(crate) fn start(options: &Options) -> Result<()> {
    web::build()?;
    let programs = postgres::find_or_bring()?;
    let server = build(options.release)?;
    let data = options.data.clone().unwrap_or_else(|| place::root().join(".maillage"));
    let mut demo = demonstration(&server, options.port, &data);
    demo.env(postgres::VARIABLE, programs).args(&options.arguments);
    eprintln!("==> {}", shown(&demo));
    // the server takes our place, so that a terminal's signals reach it
    let error = demo.exec();
    Err(error).with_context(|| format!("failed to run `{}`", shown(&demo)))
}

/// Builds the server with the features that the whole workspace gives its dependencies, so that tests share them.
pub(crate) fn build(release: bool) -> Result<PathBuf> {
    let mut cargo = command("cargo");
    cargo.args(["build", "--workspace", "--bin", "maillage"]);
    if release {
        cargo.arg("--release");
    }
    let profile = if release { "release" } else { "dev" };
    step(&format!("build the server, {profile} profile (the first time takes minutes)"), || run(&mut cargo))?;
    Ok(place::target().join(if release { "release" } else { "debug" }).join("maillage"))
}

/// Builds every test and every program, as nextest will want them.
pub(crate) fn build_tests() -> Result<()> {
    run(command("cargo").args(["build", "--workspace", "--bins", "--tests"]))
}

/// `maillage demo` on a port and a folder.
pub(crate) fn demonstration(server: &Path, port: u16, data: &Path) -> Command {
    let mut demo = Command::new(server);
    demo.current_dir(place::root()).arg("demo").args(["--port", &port.to_string()]).arg("--data").arg(data);
    demo
}
