//! The mail servers of the tests: Dovecot installed, Postfix unpacked where the machine has none.
//!
//! Postfix is never installed: it would remove the machine's own mail server.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::debian::{self, Package, apt};
use crate::place;
use crate::process::{command, is_program, output, run, step};

const DOVECOT: Package =
    Package { name: "dovecot-imapd", with: &["dovecot-lmtpd"], service: Some("dovecot.service") };

/// The root of the tree that holds Postfix: `/` where it is installed, else a folder of ours.
///
/// Tests find it in `MAILLAGE_POSTFIX_ROOT`.
pub(crate) fn prepare() -> Result<PathBuf> {
    if !is_program(Path::new("/usr/sbin/dovecot")) || !Path::new("/usr/lib/dovecot/lmtp").exists() {
        debian::install(&DOVECOT)?;
    }
    if is_program(Path::new("/usr/sbin/postfix")) {
        return Ok(PathBuf::from("/"));
    }
    let tree = place::scratch().join("mail/postfix");
    if !is_program(&tree.join("usr/lib/postfix/sbin/master")) {
        step("unpack Postfix beside the machine's own mail", || unpack(&tree))?;
    }
    Ok(tree)
}

fn unpack(tree: &Path) -> Result<()> {
    let folder = place::scratch().join("mail/download");
    let asked = || format!("failed to use {}", folder.display());
    fs::create_dir_all(&folder).with_context(asked)?;
    // apt would download as a user of its own, which may not write here
    let ours = ["--quiet", "--option", "APT::Sandbox::User=root", "download", "postfix"];
    let download = || run(apt(&ours).current_dir(&folder));
    download().or_else(|_| {
        run(&mut apt(&["update", "--quiet"]))?;
        download()
    })?;
    let archive = fs::read_dir(&folder)
        .with_context(asked)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .context("apt-get downloaded no archive of postfix")?;
    let depends = output(command("dpkg-deb").arg("--field").arg(&archive).arg("Depends"))?;
    let missing: Vec<&str> = libraries(&depends).into_iter().filter(|name| !is_installed(name)).collect();
    if !missing.is_empty() {
        debian::install_named(&missing)?;
    }
    run(command("dpkg-deb").arg("--extract").arg(&archive).arg(tree))?;
    fs::remove_dir_all(&folder).with_context(asked)
}

/// The libraries in a package's `Depends` field: `libc6 (>= 2.34), debconf | cdebconf, libnsl2` gives two.
fn libraries(depends: &str) -> Vec<&str> {
    let first = |wanted: &'_ str| wanted.split_whitespace().next().map(str::len);
    depends
        .split(',')
        .map(str::trim)
        .filter_map(|wanted| Some(&wanted[..first(wanted)?]))
        .filter(|name| name.starts_with("lib"))
        .collect()
}

fn is_installed(name: &str) -> bool {
    let query = command("dpkg-query").args(["--show", "--showformat=${db:Status-Abbrev}", name]).output();
    query.is_ok_and(|output| output.stdout.starts_with(b"ii"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_libraries_are_wanted_beside_an_unpacked_postfix() {
        let depends =
            "libc6 (>= 2.34), debconf (>= 0.5) | debconf-2.0, libdb5.3, netbase, libnsl2 (>= 1.0)\n";
        assert_eq!(libraries(depends), ["libc6", "libdb5.3", "libnsl2"]);
    }
}
