//! Hands the stored bytes of one message to our operator, for one recipient, and says exactly what is known.
//!
//! STARTTLS is required, notification parameters leave only when the operator offers them, and each phase has its
//! time limit. It never retries a message whose end it has begun to write: what happened after `354` is known from
//! the server's answer or not at all.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use mail_send::smtp::message::Parameters;
use mail_send::{Credentials, Error, SmtpClient, SmtpClientBuilder};
use rustls::ClientConfig;
use smtp_proto::{EXT_DSN, EXT_SIZE, EhloResponse, Response};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Address, EnvelopeId, SignIn};

/// Where and how messages leave.
#[derive(Clone)]
pub struct Route {
    /// Host name or IP address, as its certificate names it.
    pub host: String,
    pub port: u16,
    /// Roots, revocation lists, suites and client certificate of the operator's trust space.
    pub tls: Arc<ClientConfig>,
    pub sign_in: SignIn,
    /// The name we greet with (`EHLO`).
    pub hello: String,
    pub patience: Patience,
}

/// How long each phase may last before it counts as lost (RFC 5321, 4.5.3.2).
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// TCP, greeting, TLS.
    pub connect: Duration,
    /// Each command and its answer.
    pub command: Duration,
    /// Writing the whole message.
    pub data: Duration,
    /// The answer to the final dot.
    pub end_of_data: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_mins(1),
            command: Duration::from_mins(5),
            data: Duration::from_mins(10),
            end_of_data: Duration::from_mins(10),
        }
    }
}

/// One message for one recipient: each recipient has its own envelope, so each report names one delivery.
pub struct Outgoing<'a> {
    /// Where reports come back: the application mailbox.
    pub from: &'a Address,
    pub to: &'a Address,
    /// Fresh for each attempt.
    pub envelope: &'a EnvelopeId,
    /// The stored bytes, CRLF lines.
    pub bytes: &'a [u8],
}

/// A server's answer. Its text may name the recipient, so `Debug` shows the codes only.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    /// RFC 3463, `5.1.1`; `None` when the server gave none.
    pub enhanced: Option<String>,
    pub text: String,
}

/// What is known after one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The operator answered 250 to the message.
    Sent {
        reply: Reply,
        /// Without it no acknowledgement will ever come: the operator does not offer notifications.
        notification_requested: bool,
    },
    /// The operator refuses this message for good (5xx).
    Refused(Reply),
    /// Nothing was handed over; to be tried again later.
    Later(Obstacle),
    /// The connection was lost after the operator had said 354: it may have the message or not.
    Unknown,
}

/// Why nothing could be handed over this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The operator said 4xx, or refused the connection or the sign-in whatever the message.
    Answered(Reply),
    /// No connection, no trustworthy certificate, silence or an incomprehensible answer; said in a few words.
    Unreachable(String),
}

type Client = SmtpClient<TlsStream<TcpStream>>;

struct Connection {
    client: Client,
    offers: EhloResponse<String>,
}

/// A connection to one operator, kept from message to message and made again when it is lost.
pub struct Sender {
    route: Route,
    kept: Option<Connection>,
}

/// How far a transaction went when something broke.
enum Broken {
    /// Before `354`: the message is still ours.
    Before(Obstacle),
    /// The operator refused the message itself.
    Refused(Reply),
    /// After `354` without an answer.
    After,
}

impl Sender {
    /// Makes a sender; nothing is connected before the first message.
    pub fn new(route: Route) -> Self {
        Self { route, kept: None }
    }

    /// Sends one message and says what is known of it.
    ///
    /// A kept connection that turns out to be dead before `354` is replaced once, silently.
    pub async fn send(&mut self, mail: &Outgoing<'_>) -> Outcome {
        if let Some(mut connection) = self.kept.take()
            && connection.client.rset().await.is_ok()
        {
            match transact(&mut connection, &self.route.patience, mail).await {
                Err(Broken::Before(Obstacle::Unreachable(_))) => {}
                result => return self.conclude(connection, result),
            }
        }
        match connect(&self.route).await {
            Ok(mut connection) => {
                let result = transact(&mut connection, &self.route.patience, mail).await;
                self.conclude(connection, result)
            }
            Err(obstacle) => Outcome::Later(obstacle),
        }
    }

    /// Takes leave of the operator; the outcome of messages already answered does not depend on it.
    pub async fn close(&mut self) {
        if let Some(connection) = self.kept.take() {
            connection.client.quit().await.ok();
        }
    }

    /// Keeps the connection only when its conversation is in step.
    fn conclude(&mut self, connection: Connection, result: Result<(Reply, bool), Broken>) -> Outcome {
        let (outcome, in_step) = match result {
            Ok((reply, notification_requested)) => (Outcome::Sent { reply, notification_requested }, true),
            Err(Broken::Refused(reply)) => (Outcome::Refused(reply), true),
            Err(Broken::Before(Obstacle::Answered(reply))) => {
                let goes_on = reply.code != 421;
                (Outcome::Later(Obstacle::Answered(reply)), goes_on)
            }
            Err(Broken::Before(obstacle)) => (Outcome::Later(obstacle), false),
            Err(Broken::After) => (Outcome::Unknown, false),
        };
        self.kept = in_step.then_some(connection);
        outcome
    }
}

async fn connect(route: &Route) -> Result<Connection, Obstacle> {
    let connector = TlsConnector::from(Arc::clone(&route.tls));
    let builder = SmtpClientBuilder::new_with_tls_connector(route.host.clone(), route.port, connector)
        .implicit_tls(false)
        .say_ehlo(false)
        .helo_host(route.hello.as_str())
        .timeout(route.patience.connect);
    let mut client = builder.connect().await.map_err(Obstacle::from)?;
    client.timeout = route.patience.command;
    // Without it each small write waits for the answer to the one before: 40 ms a command.
    client.stream.get_ref().0.set_nodelay(true).map_err(|error| Obstacle::Unreachable(error.to_string()))?;
    let offers = client.capabilities(&route.hello, false).await.map_err(Obstacle::from)?;
    if let SignIn::Password { user, password } = &route.sign_in {
        let credentials = Credentials::Plain { username: user.as_str(), secret: password.as_str() };
        client.authenticate(&credentials, &offers).await.map_err(Obstacle::from)?;
    }
    Ok(Connection { client, offers })
}

/// One transaction. Everything that fails before `354` leaves the message ours; after it, only an answer tells.
async fn transact(
    connection: &mut Connection,
    patience: &Patience,
    mail: &Outgoing<'_>,
) -> Result<(Reply, bool), Broken> {
    let notified = connection.offers.has_capability(EXT_DSN);
    let (from, to) = parameters(&connection.offers, mail);
    let client = &mut connection.client;
    client.mail_from(mail.from.as_str(), &from).await.map_err(refused_before_data)?;
    client.rcpt_to(mail.to.as_str(), &to).await.map_err(refused_before_data)?;
    let go = client.cmd(b"DATA\r\n").await.map_err(refused_before_data)?;
    if go.code != 354 {
        return Err(refused_before_data(Error::UnexpectedReply(go)));
    }
    // The library ends the message with CRLF and the dot: without this the message would grow by an empty line.
    let bytes = mail.bytes.strip_suffix(b"\r\n").unwrap_or(mail.bytes);
    let written = timeout(patience.data, client.write_message(bytes)).await;
    if !matches!(written, Ok(Ok(()))) {
        return Err(Broken::After);
    }
    let Ok(Ok(answer)) = timeout(patience.end_of_data, client.read()).await else {
        return Err(Broken::After);
    };
    if answer.is_positive_completion() {
        return Ok((answer.into(), notified));
    }
    match answer.code {
        400..500 => Err(Broken::Before(Obstacle::Answered(answer.into()))),
        500..600 => Err(Broken::Refused(answer.into())),
        _ => Err(Broken::After),
    }
}

/// Parameters of `MAIL` and `RCPT` (RFC 3461, RFC 1870): a server that does not offer them refuses the command.
///
/// `RET=HDRS`: the headers are enough to match a report, and a report never carries the message back.
fn parameters(
    offers: &EhloResponse<String>,
    mail: &Outgoing<'_>,
) -> (Parameters<'static>, Parameters<'static>) {
    let (mut from, mut to) = (Parameters::new(), Parameters::new());
    if offers.has_capability(EXT_SIZE) {
        from.add(("SIZE".to_owned(), mail.bytes.len().to_string()));
    }
    if offers.has_capability(EXT_DSN) {
        from.add(("RET", "HDRS")).add(("ENVID".to_owned(), xtext(mail.envelope.as_str())));
        to.add(("NOTIFY", "SUCCESS,FAILURE,DELAY"));
        to.add(("ORCPT".to_owned(), format!("rfc822;{}", xtext(mail.to.as_str()))));
    }
    (from, to)
}

/// The envelope's encoding: `+`, `=` and what is not printable ASCII as `+XX` (RFC 3461, 4).
fn xtext(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'+' | b'=');
    text.bytes()
        .map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("+{byte:02X}") })
        .collect()
}

/// A 5xx that speaks of our sign-in (530, 535, 538) or of the whole server (521, 554 at greeting) is not about this
/// message: it stays in the queue until the settings are right.
fn refused_before_data(error: Error) -> Broken {
    match error {
        Error::UnexpectedReply(reply)
            if (500..600).contains(&reply.code) && !matches!(reply.code, 521 | 530 | 535 | 538) =>
        {
            Broken::Refused(reply.into())
        }
        other => Broken::Before(other.into()),
    }
}

impl From<Error> for Obstacle {
    fn from(error: Error) -> Self {
        match error {
            Error::UnexpectedReply(reply) | Error::AuthenticationFailed(reply) => {
                Self::Answered(reply.into())
            }
            Error::Timeout => Self::Unreachable("the operator did not answer in time".into()),
            Error::MissingStartTls => Self::Unreachable("the operator does not offer STARTTLS".into()),
            Error::UnparseableReply => Self::Unreachable("the connection was lost".into()),
            Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Self::Unreachable("the connection was lost".into())
            }
            other => Self::Unreachable(other.to_string()),
        }
    }
}

impl From<Response<String>> for Reply {
    fn from(response: Response<String>) -> Self {
        let [class, subject, detail] = response.esc;
        let enhanced = (class != 0).then(|| format!("{class}.{subject}.{detail}"));
        Self { code: response.code, enhanced, text: response.message }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reply({} {} ***)", self.code, self.enhanced.as_deref().unwrap_or("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_value_is_encoded_for_the_wire() {
        assert_eq!(xtext("e+2=x"), "e+2B2+3Dx");
        assert_eq!(xtext("dr.o'brien@theirs.test"), "dr.o'brien@theirs.test");
    }

    #[test]
    fn parameters_leave_only_when_they_are_offered() {
        let (from, to) = ("intake@ours.test".parse().unwrap(), "dr+b@theirs.test".parse().unwrap());
        let envelope = "00ff".parse().unwrap();
        let mail = Outgoing { from: &from, to: &to, envelope: &envelope, bytes: b"abc" };
        let mut offers = EhloResponse::new("mx".to_owned());
        let (bare_from, bare_to) = parameters(&offers, &mail);
        assert_eq!((bare_from.to_string(), bare_to.to_string()), (String::new(), String::new()));
        offers.capabilities = EXT_DSN | EXT_SIZE;
        let (full_from, full_to) = parameters(&offers, &mail);
        assert_eq!(full_from.to_string(), " SIZE=3 RET=HDRS ENVID=00ff");
        assert_eq!(full_to.to_string(), " NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;dr+2Bb@theirs.test");
    }

    #[test]
    fn a_reply_never_shows_the_recipient_in_a_log() {
        let reply =
            Reply { code: 550, enhanced: Some("5.1.1".into()), text: "<dr.b@theirs.test> unknown".into() };
        assert_eq!(format!("{reply:?}"), "Reply(550 5.1.1 ***)");
    }
}
