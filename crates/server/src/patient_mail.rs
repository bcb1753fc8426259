//! How mails to patients leave: an ordinary operator named in the settings.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use exchange::mail::smtp::{Patience, Route};
use exchange::mail::{Address, SignIn, tls};
use orientation::{Mailer, SmtpMailer};
use serde::Deserialize;

/// `[patient_mail]` of the settings: an operator with STARTTLS that takes mail for any mailbox.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PatientMail {
    pub host: String,
    pub port: u16,
    pub user: String,
    /// The file that holds the password, readable by the server alone.
    pub password_file: PathBuf,
    /// The address that patients see.
    pub from: String,
    /// The words beside it.
    pub from_name: String,
    /// The authorities that the operator's certificate may come from.
    #[serde(default = "system_authorities")]
    pub authorities: PathBuf,
}

impl PatientMail {
    /// Makes the way out; nothing is connected before the first mail.
    pub(crate) fn mailer(&self, hello: &str) -> Result<Arc<dyn Mailer>> {
        let read = |file: &PathBuf| {
            fs::read_to_string(file).with_context(|| format!("read {} for [patient_mail]", file.display()))
        };
        let from: Address = self.from.parse().context("read `from` of [patient_mail]")?;
        let route = Route {
            host: self.host.clone(),
            port: self.port,
            tls: tls::trusting(&read(&self.authorities)?, None)
                .context("trust the operator of [patient_mail]")?,
            sign_in: SignIn::Password {
                user: self.user.clone(),
                password: read(&self.password_file)?.trim_end().to_owned(),
            },
            hello: hello.to_owned(),
            patience: Patience::default(),
        };
        Ok(SmtpMailer::new(route, from, self.from_name.clone()))
    }
}

fn system_authorities() -> PathBuf {
    "/etc/ssl/certs/ca-certificates.crt".into()
}
