//! Finds PostgreSQL's programs: the ones named by `MAILLAGE_PG_BIN`, else those of the system, newest first.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The oldest major version whose SQL we use.
const OLDEST: u32 = 15;

/// A folder that holds `postgres` and `initdb`, and their major version.
#[derive(Debug, Clone)]
pub struct Binaries {
    pub folder: PathBuf,
    pub major: u32,
}

#[derive(Debug, thiserror::Error)]
pub enum BinariesError {
    #[error(
        "find PostgreSQL {OLDEST} or newer: install it with `apt-get install postgresql`, or set MAILLAGE_PG_BIN \
         to the folder of its programs (`cargo xtask postgres` brings one)"
    )]
    Missing,
}

impl Binaries {
    /// The first folder that holds PostgreSQL 15 or newer.
    pub fn find() -> Result<Self, BinariesError> {
        candidates().into_iter().find_map(|folder| Self::at(&folder)).ok_or(BinariesError::Missing)
    }

    fn at(folder: &Path) -> Option<Self> {
        if !folder.join("initdb").exists() {
            return None;
        }
        let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        let major = text.split_whitespace().nth(2)?.split('.').next()?.parse().ok()?;
        (major >= OLDEST).then(|| Self { folder: folder.to_owned(), major })
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

fn candidates() -> Vec<PathBuf> {
    let named = env::var_os("MAILLAGE_PG_BIN").map(PathBuf::from);
    let configured = Command::new("pg_config")
        .arg("--bindir")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok().map(|text| PathBuf::from(text.trim())));
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort_by_key(|(major, _)| std::cmp::Reverse(*major));
    named.into_iter().chain(configured).chain(debian.into_iter().map(|(_, folder)| folder)).collect()
}
