//! The mail operator of the demonstration: real SMTP and IMAP on this machine, told at run time how to behave.
//!
//! It stands where an operator of the secure mail space would, so the demonstration's messages and reports take the
//! production's way in both directions. It sends nothing anywhere: what it accepts stays here, in bounded memory, to
//! be shown on a page. It must never be reachable from outside this machine.

mod behaviour;
mod imap;
mod notify;
mod smtp;
mod wire;

use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use mail_parser::{MessageParser, MimeHeaders as _};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::mail::intake::Mailbox;
use crate::mail::smtp::{Patience, Route};
use crate::mail::tls::{TlsError, trusting};
use crate::mail::{Address, SignIn};

pub use behaviour::{Behaviour, UnknownBehaviour};

/// The name it gives itself.
const HOST: &str = "operateur.demonstration.example";

/// The most messages, and bytes of messages, that are kept to be shown; the oldest go first.
const KEPT_MESSAGES: usize = 500;
const KEPT_BYTES: usize = 64_000_000;

/// The most messages of one mailbox; the oldest go first.
const KEPT_IN_MAILBOX: usize = 1_000;

/// The most connections served at once; a further one waits.
const CONNECTIONS: usize = 64;

/// How long a connection may say nothing.
const SILENCE: Duration = Duration::from_mins(30);

/// The operator, running until it is dropped.
pub struct Double {
    state: Arc<State>,
    smtp_port: u16,
    imap_port: u16,
    authority_pem: String,
    doors: [AbortHandle; 2],
}

/// Why the operator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum DoubleError {
    #[error("no port can be listened on: {0}")]
    Port(#[from] io::Error),
    #[error("no certificate can be made: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("the certificate does not serve: {0}")]
    Tls(#[from] rustls::Error),
    #[error("no password can be drawn: {0}")]
    Password(#[from] getrandom::Error),
}

/// One message that it accepted, as a page shows it.
pub struct Arrived {
    pub at: Timestamp,
    pub from: String,
    pub to: String,
    /// The attempt's name in the envelope, when one was given.
    pub envelope: Option<String>,
    /// Whether a report of success was asked for.
    pub notification_requested: bool,
    /// What was done with it.
    pub behaviour: Behaviour,
    pub bytes: Arc<[u8]>,
}

impl Arrived {
    /// The headers in their order, values decoded; what a mail program would show on top.
    pub fn headers(&self) -> Vec<(String, String)> {
        let Some(message) = MessageParser::default().parse_headers(&self.bytes[..]) else {
            return Vec::new();
        };
        let subject = message.subject().map(str::to_owned);
        let decoded = |name: &str, raw: &str| match (name, &subject) {
            ("Subject", Some(subject)) => subject.clone(),
            _ => raw.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        message.headers_raw().map(|(name, raw)| (name.to_owned(), decoded(name, raw))).collect()
    }

    /// Names and sizes in bytes of the attached files.
    pub fn attachments(&self) -> Vec<(String, usize)> {
        let Some(message) = MessageParser::default().parse(&self.bytes[..]) else { return Vec::new() };
        message
            .attachments()
            .map(|part| (part.attachment_name().unwrap_or("").to_owned(), part.len()))
            .collect()
    }
}

impl Double {
    /// Starts on two free ports of the loopback, with a certificate and a password made now.
    ///
    /// `now` tells the moment written on what arrives and in reports.
    pub async fn start(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Result<Self, DoubleError> {
        let (authority_pem, tls) = certificate()?;
        let mut secret = [0_u8; 16];
        getrandom::fill(&mut secret)?;
        let state = Arc::new(State {
            // It remembers nothing from one run to the next, so each run numbers its messages anew.
            validity: u32::try_from(now().as_second()).unwrap_or(1).max(1),
            now: Box::new(now),
            password: hex::encode(secret),
            inner: Mutex::default(),
            changes: watch::Sender::new(0),
        });
        let (smtp, imap) =
            (TcpListener::bind(("127.0.0.1", 0)).await?, TcpListener::bind(("127.0.0.1", 0)).await?);
        let (smtp_port, imap_port) = (smtp.local_addr()?.port(), imap.local_addr()?.port());
        let doors = [
            open(smtp, Arc::clone(&state), tls.clone(), smtp::serve),
            open(imap, Arc::clone(&state), tls, imap::serve),
        ];
        Ok(Self { state, smtp_port, imap_port, authority_pem, doors })
    }

    /// How to send through it, for a structure whose application mailbox is `address`.
    pub fn route(&self, address: &Address) -> Result<Route, TlsError> {
        Ok(Route {
            host: "localhost".into(),
            port: self.smtp_port,
            tls: trusting(&self.authority_pem, None)?,
            sign_in: self.sign_in(address),
            hello: "maillage.example".into(),
            patience: Patience::default(),
        })
    }

    /// How to read the application mailbox `address` on it. A mailbox exists from its first message on.
    pub fn mailbox(&self, address: &Address) -> Result<Mailbox, TlsError> {
        Ok(Mailbox {
            host: "localhost".into(),
            port: self.imap_port,
            tls: trusting(&self.authority_pem, None)?,
            sign_in: self.sign_in(address),
            patience: Duration::from_secs(30),
        })
    }

    /// Behaves so toward one recipient from now on.
    pub fn behave(&self, recipient: &Address, behaviour: Behaviour) {
        self.state.lock().behaviours.insert(key(recipient.as_str()), behaviour);
    }

    /// Behaves so toward every recipient that has no behaviour of his own.
    pub fn behave_always(&self, behaviour: Behaviour) {
        self.state.lock().otherwise = behaviour;
    }

    /// Delivers to everybody again.
    pub fn behave_well(&self) {
        let mut inner = self.state.lock();
        inner.behaviours.clear();
        inner.otherwise = Behaviour::Deliver;
        inner.hides_notifications = false;
    }

    /// Offers notifications to new connections, or not, as some operators do not.
    pub fn offer_notifications(&self, offered: bool) {
        self.state.lock().hides_notifications = !offered;
    }

    /// Whether new connections are offered notifications.
    pub fn offers_notifications(&self) -> bool {
        !self.state.lock().hides_notifications
    }

    /// How it behaves toward a recipient now.
    pub fn behaviour(&self, recipient: &Address) -> Behaviour {
        self.state.lock().behaviour(recipient.as_str())
    }

    /// What it has accepted, the newest first.
    pub fn arrived(&self) -> Vec<Arc<Arrived>> {
        self.state.lock().arrived.iter().rev().cloned().collect()
    }

    /// Puts any message into a mailbox, as anybody who knows its address can.
    pub fn slip_in(&self, address: &Address, message: &[u8]) {
        self.state.put(address.as_str(), message.into());
    }

    fn sign_in(&self, address: &Address) -> SignIn {
        SignIn::Password { user: address.as_str().to_owned(), password: self.state.password.clone() }
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        for door in &self.doors {
            door.abort();
        }
    }
}

/// What the connections share.
struct State {
    now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    password: String,
    /// `UIDVALIDITY` of every mailbox.
    validity: u32,
    inner: Mutex<Inner>,
    /// Counts the changes of mailboxes: whoever waits is woken.
    changes: watch::Sender<u64>,
}

#[derive(Default)]
struct Inner {
    behaviours: HashMap<String, Behaviour>,
    otherwise: Behaviour,
    hides_notifications: bool,
    arrived: VecDeque<Arc<Arrived>>,
    arrived_bytes: usize,
    mailboxes: HashMap<String, Held>,
    /// Names queue entries and boundaries.
    serial: u64,
}

/// One mailbox: messages by ascending number.
#[derive(Default)]
struct Held {
    last: u32,
    messages: VecDeque<(u32, Arc<[u8]>)>,
}

impl State {
    /// No step under this lock can fail half-way, so a poisoned one is as good.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, address: &str, message: Arc<[u8]>) {
        let mut inner = self.lock();
        let held = inner.mailboxes.entry(key(address)).or_default();
        held.last += 1;
        held.messages.push_back((held.last, message));
        if held.messages.len() > KEPT_IN_MAILBOX {
            held.messages.pop_front();
        }
        drop(inner);
        self.changes.send_modify(|count| *count += 1);
    }

    fn keep(&self, arrived: Arrived) {
        let mut inner = self.lock();
        inner.arrived_bytes += arrived.bytes.len();
        inner.arrived.push_back(Arc::new(arrived));
        while inner.arrived.len() > KEPT_MESSAGES || inner.arrived_bytes > KEPT_BYTES {
            let Some(oldest) = inner.arrived.pop_front() else { return };
            inner.arrived_bytes -= oldest.bytes.len();
        }
    }

    fn serial(&self) -> u64 {
        let mut inner = self.lock();
        inner.serial += 1;
        inner.serial
    }
}

impl Inner {
    fn behaviour(&self, recipient: &str) -> Behaviour {
        self.behaviours.get(&key(recipient)).copied().unwrap_or(self.otherwise)
    }
}

fn key(address: &str) -> String {
    address.to_ascii_lowercase()
}

/// Serves every connection of a port until the operator is dropped, and with it all of them.
fn open<F>(
    listener: TcpListener,
    state: Arc<State>,
    tls: TlsAcceptor,
    serve: fn(TcpStream, TlsAcceptor, Arc<State>) -> F,
) -> AbortHandle
where
    F: Future<Output = io::Result<()>> + Send + 'static,
{
    let door = async move {
        let mut connections = JoinSet::new();
        loop {
            while connections.try_join_next().is_some() {}
            if connections.len() >= CONNECTIONS {
                connections.join_next().await;
            }
            let Ok((stream, _)) = listener.accept().await else {
                // Out of descriptors, say: a moment later there may be one.
                sleep(Duration::from_millis(100)).await;
                continue;
            };
            if stream.set_nodelay(true).is_ok() {
                connections.spawn(serve(stream, tls.clone(), Arc::clone(&state)));
            }
        }
    };
    tokio::spawn(door).abort_handle()
}

/// An authority that lives as long as the operator, and its certificate for this machine.
fn certificate() -> Result<(String, TlsAcceptor), DoubleError> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name.push(DnType::CommonName, "Maillage, autorité de la démonstration");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();

    let mut server = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()])?;
    server.distinguished_name.push(DnType::CommonName, HOST);
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let server_key = KeyPair::generate()?;
    let certificate = server.signed_by(&server_key, &Issuer::new(authority, authority_key))?;

    let settings = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.into()],
            PrivateKeyDer::Pkcs8(server_key.serialize_der().into()),
        )?;
    Ok((authority_pem, TlsAcceptor::from(Arc::new(settings))))
}
