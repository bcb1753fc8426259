//! Debian's packages, installed where that is allowed: as root, removing nothing, starting no service.
//!
//! Where it is not, the error is the exact command to run.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::place;
use crate::process::{command, find, run, shown, step};

/// A package, those it is of no use without, and the service that it would start at boot.
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) with: &'static [&'static str],
    pub(crate) service: Option<&'static str>,
}

/// Installs a package, or says how to.
pub(crate) fn install(package: &Package) -> Result<()> {
    let mut names = vec![package.name];
    names.extend(package.with);
    install_named(&names)?;
    if let Some(service) = package.service.filter(|_| find("systemctl").is_some()) {
        // the tests start it themselves, on files of their own
        run(command("systemctl").args(["--quiet", "disable", service]))?;
    }
    Ok(())
}

/// Installs packages by name, or says how to.
pub(crate) fn install_named(names: &[&str]) -> Result<()> {
    let mut install = apt(&["install", "--yes", "--quiet", "--no-install-recommends", "--no-remove"]);
    install.args(names);
    if find("apt-get").is_none() {
        bail!("{} is missing, and only Debian's packages are installed by us: install it", names.join(", "));
    }
    if !place::is_root() {
        bail!("{} is missing: run `sudo {}`", names.join(", "), shown(&install));
    }
    step(&format!("install {} from Debian", names.join(", ")), || {
        let _quiet = Stillness::hold()?;
        // old lists name files that are gone: refresh them only then
        run(&mut install).or_else(|_| {
            run(&mut apt(&["update", "--quiet"]))?;
            run(&mut install)
        })
    })
}

/// `apt-get`, asking nothing.
pub(crate) fn apt(arguments: &[&str]) -> Command {
    let mut apt = command("apt-get");
    apt.env("DEBIAN_FRONTEND", "noninteractive").args(arguments);
    apt
}

/// While it lives, Debian's packages start no service; a policy that the machine has is left as it is.
struct Stillness(bool);

const POLICY: &str = "/usr/sbin/policy-rc.d";
const REFUSAL: &str = "#!/bin/sh\n# written by `cargo xtask` while it installs test servers; remove it if it is still here\nexit 101\n";

impl Stillness {
    fn hold() -> Result<Self> {
        let known = fs::read_to_string(POLICY).ok();
        if known.is_some_and(|text| text != REFUSAL) {
            return Ok(Self(false));
        }
        let written = || format!("failed to write {POLICY}");
        fs::write(POLICY, REFUSAL).with_context(written)?;
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(POLICY, executable).with_context(written)?;
        Ok(Self(true))
    }
}

impl Drop for Stillness {
    fn drop(&mut self) {
        if self.0
            && let Err(error) = fs::remove_file(Path::new(POLICY))
        {
            eprintln!("    failed to remove {POLICY}: {error}; remove it by hand");
        }
    }
}
