//! The settings file of `serve`: one TOML file, every key said in deploy/settings.example.toml.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use exchange::Post;
use exchange::mail::intake::Mailbox;
use exchange::mail::smtp::Route;
use exchange::mail::tls::{OurCertificate, trusting};
use exchange::mail::{Address, SignIn};
use serde::Deserialize;

use crate::patient_mail::PatientMail;

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
    /// Who folds events into figures in an external database.
    pub indicators_url: Option<String>,
    pub tls: Tls,
    /// Without it, mails to patients wait in their queue.
    pub patient_mail: Option<PatientMail>,
    /// Without it reports wait, and the status bar says so.
    pub mail: Option<Mail>,
}

/// The structure's application mailbox at its operator of the secure space: it sends, and receives the reports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mail {
    pub address: String,
    /// `smtp.operateur.fr:587`, STARTTLS.
    pub smtp: String,
    /// `imap.operateur.fr:143`, STARTTLS.
    pub imap: String,
    /// The authorities of the operator's trust space, PEM: no other is trusted.
    pub authority: PathBuf,
    /// Our certificate with its chain and its key, PEM; or a password in a file.
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub password_file: Option<PathBuf>,
    /// The name we greet with and name messages with; the domain of `address` without it.
    pub host: Option<String>,
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

    /// The name in the address that people type.
    pub(crate) fn host(&self) -> &str {
        let name = self.url.trim_start_matches("https://");
        name.split(['/', ':']).next().unwrap_or(name)
    }

    fn check(&self) -> Result<()> {
        if !self.url.starts_with("https://") {
            bail!("url should begin with https://, since people sign in there");
        }
        match (&self.tls.certificate, &self.tls.key, self.tls.trusted_proxy) {
            (Some(_), Some(_), None) | (None, None, Some(_)) => {}
            _ => bail!("[tls] should name either `certificate` and `key`, or `trusted_proxy`"),
        }
        let others = [&self.owner_url, &self.sequencer_url, &self.indicators_url];
        if self.database_url.is_some() && others.iter().any(|url| url.is_none()) {
            bail!(
                "with `database_url`, name `owner_url` (who migrates), `sequencer_url` (who orders events) and \
                 `indicators_url` (who counts)"
            );
        }
        if let Some(mail) = &self.mail {
            mail.check().context("[mail]")?;
        }
        if self.master_key().starts_with(&self.data) {
            bail!(
                "master_key should be apart from the data: whoever copies the data must not copy the key with it"
            );
        }
        Ok(())
    }
}

impl Mail {
    fn check(&self) -> Result<()> {
        match (&self.certificate, &self.key, &self.password_file) {
            (Some(_), Some(_), None) | (None, None, Some(_)) => {}
            _ => bail!("name either `certificate` and `key`, or `password_file`"),
        }
        self.address.parse::<Address>().with_context(|| "address should be written name@domain")?;
        place(&self.smtp)?;
        place(&self.imap)?;
        Ok(())
    }

    /// Reads the files and says how mail leaves and comes back.
    pub(crate) fn post(&self) -> Result<Post> {
        let read = |file: &PathBuf| {
            fs::read_to_string(file).with_context(|| format!("read {} of [mail]", file.display()))
        };
        let (authority, user) = (read(&self.authority)?, self.address.clone());
        let (tls, sign_in) = match (&self.certificate, &self.key, &self.password_file) {
            (Some(certificate), Some(key), _) => {
                let (chain, key) = (read(certificate)?, read(key)?);
                let ours = OurCertificate { chain_pem: &chain, key_pem: &key };
                (trusting(&authority, Some(ours))?, SignIn::Certificate { user })
            }
            (_, _, Some(file)) => {
                let password = read(file)?.trim_end().to_owned();
                (trusting(&authority, None)?, SignIn::Password { user, password })
            }
            _ => bail!("name either `certificate` and `key`, or `password_file` in [mail]"),
        };
        let sender: Address = self.address.parse()?;
        let host = self.host.clone().unwrap_or_else(|| sender.domain().to_owned());
        let ((smtp, smtp_port), (imap, imap_port)) = (place(&self.smtp)?, place(&self.imap)?);
        Ok(Post {
            route: Route {
                host: smtp,
                port: smtp_port,
                tls: tls.clone(),
                sign_in: sign_in.clone(),
                hello: host.clone(),
                patience: Post::PATIENCE,
            },
            mailbox: Mailbox { host: imap, port: imap_port, tls, sign_in, patience: Duration::from_secs(30) },
            sender,
            host,
        })
    }
}

/// `name:port`
fn place(text: &str) -> Result<(String, u16)> {
    let (host, port) =
        text.rsplit_once(':').with_context(|| format!("{text} should be written name:port"))?;
    Ok((host.to_owned(), port.parse().with_context(|| format!("{text} should end with a port"))?))
}
