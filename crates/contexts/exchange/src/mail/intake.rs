//! Reads the structure's application mailbox, where reports come back, over IMAP with STARTTLS.
//!
//! It keeps no state of its own: the place where reading stopped comes in and goes out, and belongs in the database,
//! moved in the same transaction as the effect of what was read. It changes nothing in the mailbox, not even a flag.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::extensions::idle::IdleResponse;
use async_imap::types::Fetch;
use async_imap::{Authenticator, Client, Session};
use futures_util::TryStreamExt as _;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::SignIn;

/// Bytes of the largest message that is read; a report has a few thousand.
pub const LARGEST_READ: u32 = 30_000_000;

/// Messages of one reading.
const BATCH: usize = 50;

/// The longest wait that a server must bear without hanging up (RFC 2177).
const LONGEST_IDLE: Duration = Duration::from_mins(28);

/// Which mailbox is read and how.
#[derive(Clone)]
pub struct Mailbox {
    /// Host name or IP address, as its certificate names it.
    pub host: String,
    pub port: u16,
    /// Roots, suites and client certificate of the operator's trust space.
    pub tls: Arc<ClientConfig>,
    pub sign_in: SignIn,
    /// The most that connecting, or one command and its answer, may last.
    pub patience: Duration,
}

/// Where reading stopped: the last message read, in the numbering that the server had then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// `UIDVALIDITY`: when it changes, the numbering starts again and everything is read again.
    pub validity: u32,
    /// The greatest `UID` read, 0 before the first.
    pub last: u32,
}

/// What one reading brought.
pub struct Reading {
    /// In the order of the mailbox.
    pub messages: Vec<Received>,
    /// Where the next reading begins, once the effects of these messages are kept.
    pub place: Place,
    /// Whether more waits than one reading takes.
    pub more: bool,
}

/// One message of the mailbox.
pub struct Received {
    pub uid: u32,
    pub content: Content,
}

/// The bytes of a message, unless they are too many.
pub enum Content {
    Raw(Vec<u8>),
    /// Over [`LARGEST_READ`]: left where it is, for a person to see.
    TooLarge(u32),
}

/// Why waiting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// The server announced a change.
    Announced,
    /// The time was over.
    TimeOver,
}

/// Why the mailbox could not be read. Nothing that the server said is kept: it may hold a message.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// No connection, or no trustworthy certificate.
    #[error("the mail server cannot be reached: {0}")]
    Unreachable(String),
    #[error("the mail server does not open a secure connection")]
    NoStartTls,
    /// Wrong password, unknown certificate, closed mailbox.
    #[error("the mail server refuses the sign-in")]
    SignIn,
    /// The mailbox cannot be opened or says nothing of its numbering.
    #[error("the mailbox cannot be opened")]
    Closed,
    /// To be connected again.
    #[error("the connection to the mail server was lost")]
    Lost,
}

/// An open mailbox.
pub struct Intake {
    session: Session<TlsStream<TcpStream>>,
    patience: Duration,
    announces: bool,
    validity: u32,
}

impl Intake {
    /// Connects, signs in and opens the inbox for reading only.
    pub async fn open(mailbox: &Mailbox) -> Result<Self, IntakeError> {
        let patience = mailbox.patience;
        let client = timeout(patience, secure(mailbox)).await.map_err(|_| IntakeError::Lost)??;
        let mut session =
            timeout(patience, sign_in(client, &mailbox.sign_in)).await.map_err(|_| IntakeError::Lost)??;
        let capabilities = within(patience, session.capabilities()).await?;
        let inbox = within(patience, session.examine("INBOX")).await.map_err(|_| IntakeError::Closed)?;
        let validity = inbox.uid_validity.ok_or(IntakeError::Closed)?;
        Ok(Self { session, patience, announces: capabilities.has_str("IDLE"), validity })
    }

    /// Reads what came after `place`, oldest first, 50 messages at most.
    ///
    /// Without a place, or with one of another numbering, reading starts with the oldest message: reports judged
    /// twice change nothing.
    pub async fn read(&mut self, place: Option<Place>) -> Result<Reading, IntakeError> {
        let known = place.filter(|place| place.validity == self.validity);
        let mut place = known.unwrap_or(Place { validity: self.validity, last: 0 });
        // A server may tell of new messages only once it has answered a command.
        within(self.patience, self.session.noop()).await?;
        let mut waiting = self.sizes(place.last).await?;
        let more = waiting.len() > BATCH;
        waiting.truncate(BATCH);
        let mut messages = Vec::with_capacity(waiting.len());
        for (uid, size) in waiting {
            let content = if size > LARGEST_READ {
                Content::TooLarge(size)
            } else if let Some(bytes) = self.bytes(uid).await? {
                Content::Raw(bytes)
            } else {
                // Removed meanwhile, or not to be had now: nothing after it is read, the next listing decides.
                return Ok(Reading { messages, place, more: true });
            };
            place.last = uid;
            messages.push(Received { uid, content });
        }
        Ok(Reading { messages, place, more })
    }

    /// Waits until the server announces a change or the time is over; the caller then reads in any case.
    ///
    /// A server that announces nothing makes it a plain wait.
    pub async fn wait(mut self, at_most: Duration) -> Result<(Self, Woken), IntakeError> {
        if !self.announces {
            sleep(at_most).await;
            within(self.patience, self.session.noop()).await?;
            return Ok((self, Woken::TimeOver));
        }
        let mut idle = self.session.idle();
        within(self.patience, idle.init()).await?;
        let (announcement, _interrupt) = idle.wait();
        let woken = match timeout(at_most.min(LONGEST_IDLE), announcement).await {
            Err(_) | Ok(Ok(IdleResponse::Timeout)) => Woken::TimeOver,
            Ok(Ok(IdleResponse::NewData(_))) => Woken::Announced,
            // The library says so of a dead connection, too; we never interrupt.
            Ok(Ok(IdleResponse::ManualInterrupt) | Err(_)) => return Err(IntakeError::Lost),
        };
        self.session = within(self.patience, idle.done()).await?;
        Ok((self, woken))
    }

    /// Takes leave of the server.
    pub async fn close(mut self) {
        timeout(self.patience, self.session.logout()).await.ok();
    }

    /// `UID` and size of what came after `last`, in order.
    async fn sizes(&mut self, last: u32) -> Result<Vec<(u32, u32)>, IntakeError> {
        let Some(first) = last.checked_add(1) else { return Ok(Vec::new()) };
        let listing = self.fetch(&format!("{first}:*"), "(UID RFC822.SIZE)").await?;
        // `n:*` names the last message even when its UID is below n (RFC 3501, 6.4.8).
        let new =
            listing.iter().filter_map(|line| Some((line.uid?, line.size?))).filter(|(uid, _)| *uid > last);
        let mut new: Vec<_> = new.collect();
        new.sort_unstable();
        new.dedup_by_key(|(uid, _)| *uid);
        Ok(new)
    }

    async fn bytes(&mut self, uid: u32) -> Result<Option<Vec<u8>>, IntakeError> {
        let answer = self.fetch(&uid.to_string(), "(UID BODY.PEEK[])").await?;
        Ok(answer.iter().find(|line| line.uid == Some(uid)).and_then(Fetch::body).map(<[u8]>::to_vec))
    }

    async fn fetch(&mut self, uids: &str, what: &str) -> Result<Vec<Fetch>, IntakeError> {
        within(self.patience, async { self.session.uid_fetch(uids, what).await?.try_collect().await }).await
    }
}

async fn secure(mailbox: &Mailbox) -> Result<Client<TlsStream<TcpStream>>, IntakeError> {
    let unreachable = |error: std::io::Error| IntakeError::Unreachable(error.to_string());
    let tcp = TcpStream::connect((mailbox.host.as_str(), mailbox.port)).await.map_err(unreachable)?;
    tcp.set_nodelay(true).map_err(unreachable)?;
    let mut plain = Client::new(tcp);
    plain.read_response().await.map_err(unreachable)?.ok_or(IntakeError::Lost)?;
    plain.run_command_and_check_ok("STARTTLS", None).await.map_err(|_| IntakeError::NoStartTls)?;
    let name = ServerName::try_from(mailbox.host.clone())
        .map_err(|error| IntakeError::Unreachable(error.to_string()))?;
    let tls = TlsConnector::from(Arc::clone(&mailbox.tls))
        .connect(name, plain.into_inner())
        .await
        .map_err(unreachable)?;
    Ok(Client::new(tls))
}

async fn sign_in(
    client: Client<TlsStream<TcpStream>>,
    how: &SignIn,
) -> Result<Session<TlsStream<TcpStream>>, IntakeError> {
    let signed_in = match how {
        SignIn::Password { user, password } => client.login(user, password).await,
        SignIn::Certificate { user } => client.authenticate("EXTERNAL", External(user)).await,
    };
    signed_in.map_err(|(error, _)| match error {
        Error::No(_) | Error::Bad(_) | Error::Validate(_) => IntakeError::SignIn,
        _ => IntakeError::Lost,
    })
}

/// SASL `EXTERNAL` (RFC 4422, appendix A): the certificate has spoken, the answer names the mailbox.
struct External<'a>(&'a str);

impl Authenticator for External<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> Self::Response {
        self.0.to_owned()
    }
}

/// Bounds a command; every failure of one means that the connection is out of step.
async fn within<T>(
    patience: Duration,
    command: impl Future<Output = async_imap::error::Result<T>>,
) -> Result<T, IntakeError> {
    timeout(patience, command).await.map_err(|_| IntakeError::Lost)?.map_err(|_| IntakeError::Lost)
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Received({} ***)", self.uid)
    }
}
