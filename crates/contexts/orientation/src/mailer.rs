//! The way to ordinary mailboxes: a port, and the one that speaks SMTP.

use std::sync::Arc;

use exchange::mail::smtp::{Outcome, Outgoing, Route, Sender};
use exchange::mail::{Address, EnvelopeId};
use futures_util::future::BoxFuture;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address as Mailbox;
use mail_builder::headers::date::Date;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::letter::Letter;

/// Why a mail has not left.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// For good: the address or the mail is refused.
    #[error("the mail is refused for good")]
    Refused,
    /// For now: to be tried again.
    #[error("the mail cannot leave now: {0}")]
    Later(String),
}

/// Hands mails to the outside world.
pub trait Mailer: Send + Sync {
    /// Sends one mail; `id` is the same each time the same mail is tried again.
    fn send<'a>(&'a self, id: Uuid, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailError>>;
}

/// Sends through an operator that speaks SMTP, one mail after the other on a kept connection.
pub struct SmtpMailer {
    from: Address,
    from_name: String,
    sender: Mutex<Sender>,
}

impl SmtpMailer {
    /// `from` is the address that patients see, `from_name` the words beside it.
    pub fn new(route: Route, from: Address, from_name: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { from, from_name: from_name.into(), sender: Mutex::new(Sender::new(route)) })
    }

    fn message(&self, id: Uuid, letter: &Letter) -> Result<Vec<u8>, MailError> {
        MessageBuilder::new()
            .from(Mailbox::new_address(Some(self.from_name.as_str()), self.from.as_str()))
            .to(Mailbox::new_address(None::<&str>, letter.to.as_str()))
            .subject(letter.subject.as_str())
            .message_id(format!("{id}@{}", self.from.domain()))
            .date(Date::new(letter.written_at.as_second()))
            .text_body(letter.text.as_str())
            .write_to_vec()
            .map_err(|error| MailError::Later(error.to_string()))
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, id: Uuid, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            let to: Address = letter.to.as_str().parse().map_err(|_| MailError::Refused)?;
            let bytes = self.message(id, letter)?;
            let envelope = EnvelopeId::fresh().map_err(|error| MailError::Later(error.to_string()))?;
            let mail = Outgoing { from: &self.from, to: &to, envelope: &envelope, bytes: &bytes };
            match self.sender.lock().await.send(&mail).await {
                Outcome::Sent { .. } => Ok(()),
                Outcome::Refused(_) => Err(MailError::Refused),
                Outcome::Later(obstacle) => Err(MailError::Later(format!("{obstacle:?}"))),
                // the same mail twice is better than none
                Outcome::Unknown => Err(MailError::Later("the connection was lost".to_owned())),
            }
        })
    }
}
