//! Where things are: the checkout, what cargo builds, what is brought once for all checkouts.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the checkout that this run was started from.
pub(crate) fn root() -> PathBuf {
    // cargo sets the variable when it runs us; the constant serves a binary started by hand
    let here = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    Path::new(&here).ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The folder that cargo builds in: `target`, or `CARGO_TARGET_DIR`.
pub(crate) fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The folder of this checkout for reports, logs and stamps: always `target`, as nextest does.
pub(crate) fn scratch() -> PathBuf {
    root().join("target")
}

/// The folder of what registries brought: shared by checkouts, readable by the user that runs `PostgreSQL`.
pub(crate) fn cache() -> PathBuf {
    // /root is closed to others, and PostgreSQL refuses to run as root
    if is_root() {
        return PathBuf::from("/var/cache/maillage");
    }
    let home = || env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    base.unwrap_or_else(scratch).join("maillage")
}

/// Whether this user may install packages.
pub(crate) fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
