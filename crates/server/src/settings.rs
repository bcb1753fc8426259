//! The settings file of `serve`: one TOML file, every key said in deploy/settings.example.toml.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

/// What a server needs to know.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// The address that people type; passkeys are tied to its name for ever.
    pub url: String,
    pub listen: SocketAddr,
    pub data: PathBuf,
    /// The file of the master key, apart from the data. Under systemd the unit's credential is found by itself.
    pub master_key: Option<PathBuf>,
    /// Without it a private PostgreSQL is started under `data`.
    pub database_url: Option<String>,
    /// Who migrates an external database: the owner of its tables.
    pub owner_url: Option<String>,
    /// Who orders events in an external database.
    pub sequencer_url: Option<String>,
    pub tls: Tls,
}

/// How the wire is protected: certificate files, or a proxy that does it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub trusted_proxy: Option<IpAddr>,
}

impl Settings {
    /// Reads the file and says which key is wrong.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let shown = file.display();
        let text = fs::read_to_string(file).with_context(|| {
            format!("read the settings in {shown}: copy deploy/settings.example.toml there, or name another with --config")
        })?;
        let settings: Self =
            toml::from_str(&text).with_context(|| format!("read the settings in {shown}"))?;
        settings.check().with_context(|| format!("read the settings in {shown}"))?;
        Ok(settings)
    }

    /// The file of the master key: named, else the systemd credential, else a file apart from the data.
    pub(crate) fn master_key(&self) -> PathBuf {
        let credential =
            std::env::var_os("CREDENTIALS_DIRECTORY").map(|folder| Path::new(&folder).join("master.key"));
        let named = self.master_key.clone();
        named.or(credential).unwrap_or_else(|| PathBuf::from("/etc/maillage/master.key"))
    }

    fn check(&self) -> Result<()> {
        if !self.url.starts_with("https://") {
            bail!("url should begin with https://, since people sign in there");
        }
        match (&self.tls.certificate, &self.tls.key, self.tls.trusted_proxy) {
            (Some(_), Some(_), None) | (None, None, Some(_)) => {}
            _ => bail!("[tls] should name either `certificate` and `key`, or `trusted_proxy`"),
        }
        if self.database_url.is_some() && (self.owner_url.is_none() || self.sequencer_url.is_none()) {
            bail!(
                "with `database_url`, name `owner_url` (who migrates) and `sequencer_url` (who orders events)"
            );
        }
        if self.master_key().starts_with(&self.data) {
            bail!(
                "master_key should be apart from the data: whoever copies the data must not copy the key with it"
            );
        }
        Ok(())
    }
}
