//! The master key: it wraps the keys of territories and patients, and lives apart from the data.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize as _, ZeroizeOnDrop};

/// Thirty-two bytes that open everything. Never logged, never stored beside the data.
#[derive(Clone, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("read the master key in {path}: {source}")]
    Read { path: String, source: io::Error },
    #[error("write the master key in {path}: {source}")]
    Write { path: String, source: io::Error },
    #[error("read the master key in {path}: it should be 64 hexadecimal digits; restore it from its copy")]
    Malformed { path: String },
    #[error("get randomness from the system")]
    Randomness,
}

impl MasterKey {
    /// A key made of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads the key in `file`: 64 hexadecimal digits.
    pub fn read(file: &Path) -> Result<Self, KeyError> {
        let path = file.display().to_string();
        let mut text =
            fs::read_to_string(file).map_err(|source| KeyError::Read { path: path.clone(), source })?;
        let mut bytes = [0_u8; 32];
        let decoded = hex::decode_to_slice(text.trim(), &mut bytes);
        text.zeroize();
        decoded.map_err(|_| KeyError::Malformed { path })?;
        Ok(Self(bytes))
    }

    /// Reads the key in `folder/master.key`, or makes one there (folder 0700, file 0600).
    pub fn read_or_make(folder: &Path) -> Result<Self, KeyError> {
        let file = folder.join("master.key");
        if file.exists() {
            return Self::read(&file);
        }
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| KeyError::Randomness)?;
        let failed = |source| KeyError::Write { path: file.display().to_string(), source };
        // parents as usual: the database's own user must be able to walk past them to its files
        fs::create_dir_all(folder.parent().unwrap_or(folder)).map_err(failed)?;
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(failed)?;
        let mut output =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file).map_err(failed)?;
        output.write_all(hex::encode(bytes).as_bytes()).and_then(|()| output.sync_all()).map_err(failed)?;
        Ok(Self(bytes))
    }

    /// A key derived for one purpose; different purposes give unrelated keys.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}
