//! What the browser receives: `web/dist`, made by esbuild from the stylesheet and the islands.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use crate::npm;
use crate::place;
use crate::process::{command, output, run, step};

/// Makes `web/dist`, unless nothing that it is made of has changed.
pub(crate) fn build() -> Result<()> {
    let folder = place::root().join("web");
    npm::install(&folder)?;
    let stamp = place::scratch().join("stamps/web");
    let wanted = npm::fingerprint(&sources()?)?;
    if folder.join("dist").is_dir() && fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        eprintln!("    web/dist is fresh");
        return Ok(());
    }
    step("build what the browser receives", || run(command("node").current_dir(&folder).arg("build.mjs")))?;
    fs::create_dir_all(place::scratch().join("stamps"))?;
    fs::write(&stamp, wanted).with_context(|| format!("failed to write {}", stamp.display()))
}

/// Checks the types of the islands.
pub(crate) fn check_types() -> Result<()> {
    let folder = place::root().join("web");
    npm::install(&folder)?;
    run(command(folder.join("node_modules/.bin/tsc")).current_dir(&folder).arg("--noEmit"))
}

/// The files under `web/` that git knows or would know.
fn sources() -> Result<Vec<PathBuf>> {
    let list =
        output(command("git").args(["ls-files", "--cached", "--others", "--exclude-standard", "web"]))?;
    let mut files: Vec<PathBuf> = list.lines().map(|line| place::root().join(line)).collect();
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}
