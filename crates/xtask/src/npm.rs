//! What npm brings, taken exactly from a lock file, once for each lock file.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sha2::{Digest as _, Sha256};

use crate::process::{command, find, output, run, shown, step};

/// Installs the packages of a folder's lock file, unless they are there already.
pub(crate) fn install(folder: &Path) -> Result<()> {
    if find("npm").is_none() {
        bail!("npm is missing: install Node.js 20 or newer (Debian: `apt-get install nodejs npm`)");
    }
    let lock = folder.join("package-lock.json");
    let stamp = folder.join("node_modules/.maillage");
    let wanted = fingerprint(&[&lock])?;
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let mut npm = command("npm");
    npm.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]);
    step(&shown(&npm), || run(&mut npm))?;
    fs::create_dir_all(folder.join("node_modules"))?;
    fs::write(&stamp, wanted).with_context(|| format!("failed to write {}", stamp.display()))
}

/// A hash over the names and bytes of files and the version of Node.js.
pub(crate) fn fingerprint(files: &[impl AsRef<Path>]) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(output(command("node").arg("--version"))?);
    for file in files {
        let file = file.as_ref();
        let bytes = fs::read(file).with_context(|| format!("failed to read {}", file.display()))?;
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    }
    Ok(hex::encode(hash.finalize()))
}
