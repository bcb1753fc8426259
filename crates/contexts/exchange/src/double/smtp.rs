//! The SMTP side (RFC 5321, 3207, 3461): takes messages and does with each what it was told.

use std::io;
use std::sync::Arc;

use smtp_proto::request::receiver::DataReceiver;
use smtp_proto::{
    AUTH_PLAIN, EXT_8BIT_MIME, EXT_AUTH, EXT_DSN, EXT_ENHANCED_STATUS_CODES, EXT_PIPELINING, EXT_SIZE,
    EXT_START_TLS, EhloResponse, MailFrom, RCPT_NOTIFY_SUCCESS, RcptTo, Request,
};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::behaviour::Behaviour;
use super::notify::{Notified, report};
use super::wire::Wire;
use super::{Arrived, HOST, SILENCE, State, key};
use crate::mail::report::Action;

/// Bytes of the largest message that is taken.
const LARGEST: usize = 30_000_000;

/// Serves one connection: in clear only as far as STARTTLS.
pub(super) async fn serve(stream: TcpStream, tls: TlsAcceptor, state: Arc<State>) -> io::Result<()> {
    let mut wire = Wire::new(stream);
    wire.say(format!("220 {HOST} ESMTP\r\n")).await?;
    while let Some(line) = wire.line().await? {
        match parse(&line) {
            Some(Request::StartTls) => {
                wire.say("220 2.0.0 Ready\r\n").await?;
                let secure = timeout(SILENCE, tls.accept(wire.into_stream())).await??;
                return Session::new(secure, &state).serve().await;
            }
            Some(Request::Ehlo { .. }) => {
                wire.say(greeting(EXT_START_TLS | EXT_ENHANCED_STATUS_CODES)).await?;
            }
            Some(Request::Noop { .. } | Request::Rset) => wire.say("250 2.0.0 Ok\r\n").await?,
            Some(Request::Quit) => return wire.say("221 2.0.0 Bye\r\n").await,
            _ => wire.say("530 5.7.0 STARTTLS first\r\n").await?,
        }
    }
    Ok(())
}

struct Session<'a, S> {
    wire: Wire<S>,
    state: &'a State,
    signed_in: bool,
    /// Decided once a connection, as a real server's settings are.
    offers_notifications: bool,
    from: Option<MailFrom<String>>,
    to: Vec<RcptTo<String>>,
}

/// Whether the connection goes on.
#[derive(PartialEq)]
enum Next {
    Continue,
    Drop,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    fn new(stream: S, state: &'a State) -> Self {
        let offers_notifications = !state.lock().hides_notifications;
        Self {
            wire: Wire::new(stream),
            state,
            signed_in: false,
            offers_notifications,
            from: None,
            to: Vec::new(),
        }
    }

    async fn serve(mut self) -> io::Result<()> {
        while let Some(line) = self.wire.line().await? {
            let answer = match parse(&line) {
                Some(Request::Ehlo { .. }) => self.offer(),
                Some(Request::Auth { mechanism: AUTH_PLAIN, initial_response }) => {
                    self.sign_in(&initial_response).await?
                }
                Some(Request::Mail { from }) => self.mail(from),
                Some(Request::Rcpt { to }) => self.recipient(to),
                Some(Request::Data) if self.to.is_empty() => "503 5.5.1 Nobody to deliver to\r\n".into(),
                Some(Request::Data) => {
                    if self.data().await? == Next::Drop {
                        return Ok(());
                    }
                    continue;
                }
                Some(Request::Rset) => {
                    self.forget();
                    "250 2.0.0 Ok\r\n".into()
                }
                Some(Request::Noop { .. }) => "250 2.0.0 Ok\r\n".into(),
                Some(Request::Quit) => return self.wire.say("221 2.0.0 Bye\r\n").await,
                _ => "502 5.5.1 Not understood\r\n".into(),
            };
            self.wire.say(answer).await?;
        }
        Ok(())
    }

    fn offer(&self) -> Vec<u8> {
        let notifications = if self.offers_notifications { EXT_DSN } else { 0 };
        greeting(
            EXT_AUTH | EXT_SIZE | EXT_8BIT_MIME | EXT_ENHANCED_STATUS_CODES | EXT_PIPELINING | notifications,
        )
    }

    /// SASL PLAIN (RFC 4616): any mailbox, with the password made at start.
    async fn sign_in(&mut self, initial: &str) -> io::Result<Vec<u8>> {
        let line = if initial.is_empty() {
            self.wire.say("334 \r\n").await?;
            let line = self.wire.line().await?.unwrap_or_default();
            String::from_utf8_lossy(&line).trim().to_owned()
        } else {
            initial.to_owned()
        };
        let expected = self.state.password.as_bytes();
        self.signed_in =
            decode(&line).is_some_and(|words| words.split(|byte| *byte == 0).nth(2) == Some(expected));
        let answer = if self.signed_in { "235 2.7.0 Welcome\r\n" } else { "535 5.7.8 Sign-in refused\r\n" };
        Ok(answer.into())
    }

    fn mail(&mut self, from: MailFrom<String>) -> Vec<u8> {
        let answer = if !self.signed_in {
            "530 5.7.0 Sign in first\r\n"
        } else if from.size > LARGEST {
            "552 5.3.4 Message too large\r\n"
        } else if from.env_id.is_some() && !self.offers_notifications {
            "501 5.7.1 DSN support is disabled\r\n"
        } else {
            self.from = Some(from);
            self.to.clear();
            "250 2.1.0 Ok\r\n"
        };
        answer.into()
    }

    fn recipient(&mut self, to: RcptTo<String>) -> Vec<u8> {
        if self.from.is_none() {
            return "503 5.5.1 MAIL first\r\n".into();
        }
        if (to.orcpt.is_some() || to.flags != 0) && !self.offers_notifications {
            return "501 5.7.1 DSN support is disabled\r\n".into();
        }
        let mut inner = self.state.lock();
        let answer = match inner.behaviour(&to.address) {
            Behaviour::Refuse => "550 5.1.1 No such mailbox\r\n",
            Behaviour::Full => "552 5.2.2 Mailbox full\r\n",
            Behaviour::Delay { times } if times > 0 => {
                inner.behaviours.insert(key(&to.address), Behaviour::Delay { times: times - 1 });
                "451 4.7.1 Come back later\r\n"
            }
            _ => {
                self.to.push(to);
                "250 2.1.5 Ok\r\n"
            }
        };
        answer.into()
    }

    /// Takes the message, does what was told, answers.
    async fn data(&mut self) -> io::Result<Next> {
        let behaviours: Vec<Behaviour> = {
            let inner = self.state.lock();
            self.to.iter().map(|to| inner.behaviour(&to.address)).collect()
        };
        self.wire.say("354 Go on\r\n").await?;
        if behaviours.contains(&Behaviour::CutDuringData) {
            // Some of it has come: nobody can tell how much.
            timeout(SILENCE, self.wire.body().fill_buf()).await??;
            return Ok(Next::Drop);
        }
        let Some(message) = self.receive().await? else {
            self.forget();
            self.wire.say("552 5.3.4 Message too large\r\n").await?;
            return Ok(Next::Continue);
        };
        let serial = self.state.serial();
        if let Some(from) = self.from.take() {
            let message: Arc<[u8]> = message.into();
            for (to, behaviour) in self.to.drain(..).zip(&behaviours) {
                accept(self.state, &from, &to, *behaviour, &message);
            }
        }
        if behaviours.contains(&Behaviour::CutAfterData) {
            return Ok(Next::Drop);
        }
        self.wire.say(format!("250 2.0.0 Ok: queued as {serial:X}\r\n")).await?;
        Ok(Next::Continue)
    }

    /// The message without its stuffing, read to its end; `None` when it is too large.
    async fn receive(&mut self) -> io::Result<Option<Vec<u8>>> {
        let (mut receiver, mut message) = (DataReceiver::new(), Vec::new());
        // The receiver sees an end after a line only, and the first line has none before it.
        receiver.ingest(&mut b"\r\n".iter(), &mut message);
        let mut too_large = false;
        loop {
            let chunk = timeout(SILENCE, self.wire.body().fill_buf()).await??;
            if chunk.is_empty() {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let mut bytes = chunk.iter();
            let complete = receiver.ingest(&mut bytes, &mut message);
            let taken = chunk.len() - bytes.as_slice().len();
            self.wire.body().consume(taken);
            if message.len() > LARGEST {
                too_large = true;
                message.clear();
            }
            if complete {
                message.drain(..message.len().min(2));
                return Ok((!too_large).then_some(message));
            }
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }
}

/// Keeps the message for the page and writes the reports that its sender asked for.
fn accept(
    state: &State,
    from: &MailFrom<String>,
    to: &RcptTo<String>,
    behaviour: Behaviour,
    message: &Arc<[u8]>,
) {
    let success = to.flags & RCPT_NOTIFY_SUCCESS != 0;
    let at = (state.now)();
    let actions: &[Action] = match behaviour {
        Behaviour::FailLater => &[Action::Failed],
        Behaviour::Hold => &[Action::Delayed],
        Behaviour::Relay if success => &[Action::Relayed],
        Behaviour::Expand if success => &[Action::Expanded],
        Behaviour::Twice if success => &[Action::Delivered, Action::Delivered],
        Behaviour::Deliver | Behaviour::Delay { .. } | Behaviour::CutAfterData if success => {
            &[Action::Delivered]
        }
        _ => &[],
    };
    for action in actions {
        let notified = Notified { at, from: &from.address, envelope: from.env_id.as_deref(), to, message };
        state.put(&from.address, report(&notified, *action, state.serial()).into());
    }
    state.keep(Arrived {
        at,
        from: from.address.clone(),
        to: to.address.clone(),
        envelope: from.env_id.clone(),
        notification_requested: success,
        behaviour,
        bytes: Arc::clone(message),
    });
}

fn greeting(capabilities: u32) -> Vec<u8> {
    let mut offer = EhloResponse::new(HOST);
    offer.capabilities = capabilities;
    offer.auth_mechanisms = AUTH_PLAIN;
    offer.size = LARGEST;
    let mut answer = Vec::new();
    // Writing to memory does not fail.
    let _ = offer.write(&mut answer);
    answer
}

fn parse(line: &[u8]) -> Option<Request<String>> {
    Request::parse(&mut line.iter()).ok().map(Request::into_owned)
}

fn decode(base64: &str) -> Option<Vec<u8>> {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.decode(base64).ok()
}
